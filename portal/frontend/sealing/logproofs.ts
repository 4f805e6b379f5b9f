// The log's proof that a leaf is in it (c2sp.org/tlog-proof): here only that its hashes lead from the leaf to the root that it
// ends with. Who signed that root, the log and its witnesses, the installed client checks.
import { type Bytes, concat, equal, unbase64, unhex } from "./bytes";
import { digest } from "./hashing";

const HEADING = "c2sp.org/tlog-proof@v1";
const MOST_HASHES = 64;

/** Tell whether a `.tlog-proof` is of this leaf; what cannot be read proves nothing. */
export function proves(text: string, leaf: string): boolean {
  const [top = "", head = ""] = text.split("\n\n");
  const [heading, index, ...hashes] = top.split("\n");
  const [, size, root] = head.split("\n");
  if (heading !== HEADING || hashes.length > MOST_HASHES) return false;
  const at = Number(/^index (\d{1,15})$/.exec(index ?? "")?.[1] ?? Number.NaN);
  const count = /^\d{1,15}$/.test(size ?? "") ? Number(size) : 0;
  try {
    return at < count && leads(unhex(leaf), at, count, hashes.map(unbase64), unbase64(root ?? ""));
  } catch {
    return false;
  }
}

/** RFC 9162, section 2.1.3.2. */
function leads(leaf: Bytes, index: number, size: number, hashes: readonly Bytes[], root: Bytes): boolean {
  let [at, last, found] = [index, size - 1, digest(concat(Uint8Array.of(0), leaf))];
  for (const sibling of hashes) {
    if (last === 0) return false;
    if (at % 2 || at === last) {
      found = digest(concat(Uint8Array.of(1), sibling, found));
      while (at % 2 === 0 && at) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      found = digest(concat(Uint8Array.of(1), found, sibling));
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && equal(found, root);
}
