// A filing in a store: core, header, signature, capsules, sealed parts, by name and by hash (section 8).
import { type Bytes } from "./bytes";
import { fingerprint } from "./certificates";
import { LONGEST_BYTES as LONGEST_SIGNATURE, verify } from "./cms";
import type { Place } from "./dealing";
import { Core, type CorePart, Header, nameOf } from "./objects";
import { type Custody, MANIFEST, unitsOf } from "./policies";
import { Refused } from "./refusals";
import { type Store, whole } from "./sources";

export const CORE = "core.json";
export const HEADER = "header.json";
export const SIGNATURE = "header.p7s";
export const capsuleName = (unit: string, x: number): string => `${unit}.${x}.p7m`;
export const partName = (unit: string, part: string): string => `${unit}.${part}.sealed`;

export interface Filing {
  /** The hash of the header: the filing's name everywhere else. */
  readonly name: string;
  readonly core: Core;
  readonly header: Header;
}

/** Return the name of every file of a filing. */
export function namesOf({ core, header }: Filing): string[] {
  return [
    CORE,
    HEADER,
    SIGNATURE,
    ...header.shares.map((one) => capsuleName(one.unit, one.x)),
    ...core.parts.map((one) => partName(one.unit, one.part)),
  ];
}

export function placeOf({ core }: Filing, unit: string): Place {
  return { deal: core.deal, lot: core.lot, bid: core.bid, seq: core.seq, unit };
}

export function partsOf({ core }: Filing, unit: string): CorePart[] {
  return core.parts.filter((one) => one.unit === unit);
}

/** Read a filing whose three small files fit together. */
export async function load(store: Store): Promise<Filing> {
  const [core, header, signature] = await Promise.all([small(store, CORE), small(store, HEADER), small(store, SIGNATURE)]);
  const found = { name: nameOf(header), core: Core.read(core), header: Header.read(header) };
  if (nameOf(core) !== found.header.core) throw new Refused("core_hash");
  const signed = await verify(signature, header);
  if (fingerprint(signed.certificate) !== found.core.signer) throw new Refused("signer_is_another");
  return found;
}

/** Refuse a filing that is not of the policy's shape. */
export function checkAgainst(filing: Filing, custody: Custody): void {
  const { core, header } = filing;
  const { policy } = custody;
  if (core.suite !== policy.suite) throw new Refused("suite_mismatch");
  if (core.deal !== policy.deal || !policy.lots.includes(core.lot) || core.policy !== custody.hash)
    throw new Refused("context_mismatch");
  const units = unitsOf(custody);
  if (core.units.map((one) => one.unit).join() !== units.join()) throw new Refused("units_mismatch");
  const isInOrder = core.parts.every((one, at) => {
    const before = core.parts[at - 1];
    return !before || before.unit < one.unit || (before.unit === one.unit && before.part < one.part);
  });
  const hasManifests = units.every((unit) => partsOf(filing, unit).some((one) => one.part === MANIFEST));
  if (!isInOrder || !hasManifests || core.parts.some((one) => !units.includes(one.unit))) throw new Refused("parts_malformed");
  const wanted = units.flatMap((unit) => policy.custodians.map((one) => capsuleName(unit, one.x)));
  if (header.shares.map((one) => capsuleName(one.unit, one.x)).join() !== wanted.join()) throw new Refused("shares_mismatch");
}

async function small(store: Store, name: string): Promise<Bytes> {
  let source;
  try {
    source = await store.open(name);
  } catch {
    throw new Refused("file_missing", { name });
  }
  if (source.size > 4 * LONGEST_SIGNATURE) throw new Refused("json_too_long", { name });
  return whole(source);
}
