// The objects of a sealed competition that a bidder writes or reads: fields and their shapes (section 3).
import type { Bytes } from "./bytes";
import { dump, type Fields, isObject, load, LONGEST_BYTES, type Value } from "./canonical";
import { sha256Hex } from "./hashing";
import { Refused } from "./refusals";

type Field<T extends Value> = (value: Value | undefined) => value is T;
type Shape = Readonly<Record<string, Field<Value>>>;
export type Of<S extends Shape> = { readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never };

const matching =
  (pattern: RegExp): Field<string> =>
  (value): value is string =>
    typeof value === "string" && pattern.test(value);
const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER): Field<number> =>
  (value): value is number =>
    typeof value === "number" && value >= least && value <= most;
const one =
  <T extends string>(...words: readonly T[]): Field<T> =>
  (value): value is T =>
    words.some((word) => word === value);
const list =
  <T extends Value>(inner: Field<T>, least: number, most: number): Field<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(inner);
const object =
  <S extends Shape>(shape: S): Field<Of<S>> =>
  (value): value is Of<S> =>
    isObject(value) &&
    Object.keys(value).length === Object.keys(shape).length &&
    Object.entries(shape).every(([name, field]) => field(value[name]));
const anything: Field<Fields> = (value): value is Fields => isObject(value);

const id = matching(/^[A-Za-z0-9_-]{1,48}$/);
const label = matching(/^[a-z0-9-]{1,32}$/);
const hash = matching(/^[0-9a-f]{64}$/);
const hashOrNone = matching(/^([0-9a-f]{64})?$/);
const bidId = matching(/^[0-9a-f]{32}$/);
const code = matching(/^[0-9A-Z]{18}$/);
const codeOrNone = matching(/^([0-9A-Z]{18})?$/);
const base64 = matching(/^[A-Za-z0-9+/]{1,16384}={0,2}$/);
const base64OrNone = matching(/^([A-Za-z0-9+/]{1,16384}={0,2})?$/);
const line = matching(/^[^\x00-\x1f\x7f]{1,1024}$/u);
const x = whole(1, 9);

export interface Kind<T> {
  /** Read an object from its canonical bytes. */
  read(content: Uint8Array): T;
  write(value: Omit<T, "v">): Bytes;
}

function kind<const V extends string, S extends Shape>(
  v: V,
  shape: S,
  longestBytes = 256 * 1024,
): Kind<Of<S> & { readonly v: V }> {
  const whole = object({ v: one(v), ...shape });
  return {
    read(content) {
      const value = load(content, longestBytes);
      if (!whole(value)) throw new Refused("object_malformed", { object: v });
      return value as unknown as Of<S> & { readonly v: V };
    },
    write: (value) => dump({ ...value, v }),
  };
}

type Read<K> = K extends Kind<infer T> ? T : never;

export const Policy = kind("sbe1/policy", {
  suite: label,
  deal: id,
  lots: list(id, 1, 1000),
  version: whole(1),
  prev: hashOrNone,
  deadline: whole(0),
  organiser: code,
  supervisor: codeOrNone,
  operators: list(code, 1, 20),
  mode: one("custodians", "bidder"),
  k: whole(0),
  n: whole(0),
  units: list(object({ unit: label, stage: whole(1), audience: one("public", "experts") }), 1, 16),
  custodians: list(object({ x, org: code, cert: base64, signer: base64 }), 0, 9),
  log: line,
  log_size: whole(0),
  log_root: hash,
  witnesses: list(line, 1, 9),
  witness_quorum: whole(1),
  receipt_cert: base64,
  freeze_cert: base64,
  opening_cert: base64,
  evaluation_cert: base64OrNone,
  tsa_cert: base64,
  committee_quorum: whole(0),
  objection_s: whole(0),
  posting_s: whole(1),
  rescue_s: whole(0),
});
export type Policy = Read<typeof Policy>;

export const Core = kind("sbe1/core", {
  suite: label,
  deal: id,
  lot: id,
  policy: hash,
  bid: bidId,
  seq: whole(1),
  prev: hashOrNone,
  signer: hash,
  units: list(object({ unit: label, key_commit: hash }), 1, 16),
  parts: list(object({ unit: label, part: label, size: whole(1), sha256: hash }), 1, 1000),
});
export type Core = Read<typeof Core>;
export type CorePart = Core["parts"][number];

export const Header = kind("sbe1/header", { core: hash, shares: list(object({ unit: label, x, capsule: hash }), 0, 16 * 9) });
export type Header = Read<typeof Header>;

export const Manifest = kind(
  "sbe1/manifest",
  {
    deal: id,
    lot: id,
    bid: bidId,
    seq: whole(1),
    unit: label,
    policy: hash,
    fields: anything,
    files: list(object({ part: label, name: line, size: whole(0), sha256: hash }), 0, 1000),
    salt: hash,
  },
  LONGEST_BYTES,
);
export type Manifest = Read<typeof Manifest>;
export type ManifestFile = Manifest["files"][number];

export const Share = kind("sbe1/share", { core: hash, unit: label, x, share: hash });

export const End = kind("sbe1/end", { deal: id, lot: id, bid: bidId, seq: whole(1), header: hash, replaced_by: hashOrNone });

export const Receipt = kind("sbe1/receipt", {
  id: bidId,
  deal: id,
  lot: id,
  kind: one("filed", "replaced", "withdrawn"),
  header: hashOrNone,
  salt: hashOrNone,
  leaf: hashOrNone,
  ended: hashOrNone,
  ended_leaf: hashOrNone,
  received_at: whole(0),
  evidence: hashOrNone,
  origin: line,
});
export type Receipt = Read<typeof Receipt>;

export const Remedy = kind("sbe1/remedy", {
  deal: id,
  lot: id,
  stage: whole(1),
  freeze: hash,
  n: whole(1),
  since: whole(0),
  to: whole(0),
  until: whole(0),
  reason: line,
});

export const Stage = kind(
  "sbe1/stage",
  {
    deal: id,
    lot: id,
    stage: whole(2, 16),
    freeze: hash,
    result: hash,
    committee: list(hash, 0, 99),
    bids: list(hash, 0, 20_000),
  },
  LONGEST_BYTES,
);

const unitKeys = list(object({ unit: label, key: hash }), 1, 16);
export const Kept = kind("sbe1/kept", { header: hash, keys: unitKeys });
export type Kept = Read<typeof Kept>;

export const Locked = kind("sbe1/locked", {
  salt: hash,
  rounds: whole(100_000, 10_000_000),
  iv: matching(/^[0-9a-f]{24}$/),
  sealed: base64,
});

/** The name of an object everywhere else. */
export const nameOf = (content: Uint8Array): string => sha256Hex(content);
