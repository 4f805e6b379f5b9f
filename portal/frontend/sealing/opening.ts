// Opening one unit with its key: sealed parts to manifest and files, every claim checked (sections 5 and 9).
import { type Bytes, concat } from "./bytes";
import { LONGEST_BYTES as LONGEST_JSON } from "./canonical";
import { fingerprint } from "./certificates";
import { LONGEST_BYTES as LONGEST_SIGNATURE, verify } from "./cms";
import * as chunks from "./chunks";
import { commitment, partContext, partKey } from "./dealing";
import { type Filing, partName, partsOf, placeOf } from "./filings";
import { unframed } from "./framing";
import { Hasher } from "./hashing";
import { checkAll } from "./names";
import { type CorePart, Manifest, type ManifestFile } from "./objects";
import { MANIFEST } from "./policies";
import { Refused } from "./refusals";
import type { Source, Store } from "./sources";

/** Called with the number of bytes that were just worked through. */
export type Progress = (bytes: number) => void;
export type Take = (file: ManifestFile, block: Bytes) => void;

/** Return a unit's manifest, after every file of it went to `take`; what `take` got counts only then. */
export async function openUnit(
  filing: Filing,
  store: Store,
  unit: string,
  key: Bytes,
  take: Take = () => {},
  progress: Progress = () => {},
): Promise<Manifest> {
  const committed = filing.core.units.find((one) => one.unit === unit)?.key_commit;
  if (commitment(placeOf(filing, unit), key) !== committed) throw new Refused("key_commitment", { unit });
  const parts = new Map(partsOf(filing, unit).map((one) => [one.part, one]));
  const manifest = await readManifest(filing, unit, await whole(plain(filing, store, key, need(parts, MANIFEST), progress)));
  const listed = manifest.files.map((one) => one.part);
  if (listed.join() !== [...parts.keys()].filter((part) => part !== MANIFEST).join())
    throw new Refused("manifest_files", { unit });
  checkAll(manifest.files.map((one) => one.name));
  for (const file of manifest.files) {
    const hasher = new Hasher();
    let size = 0;
    for await (const block of plain(filing, store, key, need(parts, file.part), progress)) {
      hasher.update(block);
      size += block.length;
      take(file, block);
    }
    if (size !== file.size || hasher.hex() !== file.sha256) throw new Refused("file_hash", { unit, part: file.part });
  }
  return manifest;
}

async function readManifest(filing: Filing, unit: string, message: Bytes): Promise<Manifest> {
  const signed = await verify(message, undefined, LONGEST_JSON + LONGEST_SIGNATURE);
  const { core } = filing;
  if (fingerprint(signed.certificate) !== core.signer) throw new Refused("manifest_signer", { unit });
  const manifest = Manifest.read(signed.content);
  const found = [manifest.deal, manifest.lot, manifest.bid, manifest.seq, manifest.unit, manifest.policy];
  if (found.join() !== [core.deal, core.lot, core.bid, core.seq, unit, core.policy].join())
    throw new Refused("manifest_context", { unit });
  return manifest;
}

/** Yield the content of a sealed part whose bytes are the core's. */
async function* plain(filing: Filing, store: Store, key: Bytes, part: CorePart, progress: Progress): AsyncGenerator<Bytes> {
  const place = placeOf(filing, part.unit);
  let sealed: Source;
  try {
    sealed = await store.open(partName(part.unit, part.part));
  } catch {
    throw new Refused("part_missing", { unit: part.unit, part: part.part });
  }
  const hasher = new Hasher();
  const heard: Source = {
    size: sealed.size,
    // The cipher reads from front to back, each byte once.
    async read(from, to) {
      const block = await sealed.read(from, to);
      hasher.update(block);
      progress(block.length);
      return block;
    },
  };
  yield* unframed(chunks.open(partKey(place, key, part.part), partContext(place, part.part), heard));
  if (sealed.size !== part.size || hasher.hex() !== part.sha256)
    throw new Refused("part_hash", { unit: part.unit, part: part.part });
}

async function whole(blocks: AsyncIterable<Bytes>): Promise<Bytes> {
  const found: Bytes[] = [];
  for await (const block of blocks) found.push(block);
  return concat(...found);
}

function need(parts: ReadonlyMap<string, CorePart>, name: string): CorePart {
  const found = parts.get(name);
  if (found === undefined) throw new Refused("parts_malformed");
  return found;
}
