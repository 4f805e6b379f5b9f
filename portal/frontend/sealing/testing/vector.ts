// The filing of the test vectors: in a store, with its policy and keys, and with what sealed it, to be sealed again.
import vector from "../../../../docs/formats/vectors/filing.json";
import { type Bytes, concat, text, unbase64, unhex, utf8 } from "../bytes";
import * as chunks from "../chunks";
import { ecdsaToDer, type Signer, verify } from "../cms";
import { partContext, partKey } from "../dealing";
import * as der from "../der";
import { CORE, HEADER, load, placeOf, SIGNATURE } from "../filings";
import { unframed } from "../framing";
import { sha256Hex } from "../hashing";
import { Core, type Manifest } from "../objects";
import { openUnit } from "../opening";
import * as policies from "../policies";
import type { Act } from "../sealing";
import { ofBytes } from "../sources";
import { Memory } from "./memory";

export const PASSPHRASE = "correct horse 电池";
export const PDF = utf8("%PDF-1.7 technical proposal\n");
const files = Object.entries(vector.files).map(([name, content]) => [name, unbase64(content)] as const);
export const store = new Memory(new Map(files));
export const policyBytes = utf8(vector.policy["policy.json"]);
export const custody = policies.read(policyBytes);
export const keys = new Map(Object.entries(vector.keys_hex).map(([unit, key]) => [unit, unhex(key)]));
export const { lot } = Core.read(need(CORE));

/** Return a file of the filing. */
export function need(name: string): Bytes {
  return store.files.get(name) ?? new Uint8Array();
}

/** Open a unit. */
export async function opened(unit: string, from = store): Promise<{ manifest: Manifest; content: string }> {
  let content = "";
  const manifest = await openUnit(await load(from), from, unit, keys.get(unit) ?? new Uint8Array(), (_, block) => {
    content += text(block);
  });
  return { manifest, content };
}

/** The vector's signer, with its signatures in place of its key. */
async function recorded(): Promise<Signer> {
  const { certificate } = await verify(need(SIGNATURE), need(HEADER));
  const messages = [need(SIGNATURE), await attached("form"), await attached("tech")];
  const values = new Map<string, Bytes>();
  for (const message of messages) {
    const data = der.inside(der.inside(der.inside(der.read(message))[1])[0]);
    const info = der.inside(der.inside(data.at(-1))[0]);
    const signed = concat(Uint8Array.of(der.TAG.set), (info[3]?.whole ?? new Uint8Array()).subarray(1));
    values.set(sha256Hex(signed), der.content(info[5], der.TAG.octets));
  }
  return {
    certificate,
    chain: [],
    sign: async (content) => values.get(sha256Hex(content)) ?? ecdsaToDer(new Uint8Array(64).fill(1)),
  };
}

/** The signed manifest of a unit. */
async function attached(unit: string): Promise<Bytes> {
  const place = placeOf(await load(store), unit);
  const sealed = ofBytes(need(`${unit}.manifest.sealed`));
  const blocks: Bytes[] = [];
  const key = partKey(place, keys.get(unit) ?? new Uint8Array(), "manifest");
  for await (const block of unframed(chunks.open(key, partContext(place, "manifest"), sealed))) blocks.push(block);
  return concat(...blocks);
}

/** The act of sealing that made the vector: everything is drawn as it was. */
export async function act(changed: Partial<Act> = {}): Promise<Act> {
  const drawn: Bytes[] = [unhex(Core.read(need(CORE)).bid)];
  for (const unit of ["form", "tech"]) {
    drawn.push(keys.get(unit) ?? new Uint8Array());
    if (unit === "tech") drawn.push(need("tech.f0001.sealed").slice(0, 24));
    drawn.push(unhex((await opened(unit)).manifest.salt), need(`${unit}.manifest.sealed`).slice(0, 24));
  }
  return {
    custody,
    lot,
    signer: await recorded(),
    atMs: vector.at,
    before: { bid: "", seq: 0, header: "" },
    passphrase: PASSPHRASE,
    rounds: 100_000,
    draw: (length) => {
      const next = drawn.shift();
      if (next?.length !== length) throw new Error("drawn in another order");
      return next.slice();
    },
    ...changed,
  };
}

/** What was sealed. */
export function contents() {
  const file = { name: "技术方案.pdf", sha256: sha256Hex(PDF), content: ofBytes(PDF) };
  return new Map([
    ["form", { fields: { price: "1284500.00", days: 90 } as Record<string, string | number>, files: [] as (typeof file)[] }],
    ["tech", { fields: { plan: "四平八稳" } as Record<string, string | number>, files: [file] }],
  ]);
}

/** The same with its keys in order. */
export function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
