// Sealing a bid into a store: keys drawn, files sealed, core, capsules, header, signature, and all of it read back (section 10).
import { type Bytes, equal, hex, random } from "./bytes";
import type { Fields } from "./canonical";
import * as chunks from "./chunks";
import { fingerprint } from "./certificates";
import { type Signer, sign } from "./cms";
import { capsule, commitment, KEY_BYTES, partContext, partKey, type Place, shareOf } from "./dealing";
import { capsuleName, checkAgainst, CORE, type Filing, HEADER, load, partName, placeOf, SIGNATURE } from "./filings";
import { framed, padded } from "./framing";
import { Hasher, sha256Hex } from "./hashing";
import { checkPassphrase, lock } from "./keeping";
import { checkAll } from "./names";
import { Core, type CorePart, Header, Manifest, type ManifestFile, nameOf } from "./objects";
import { openUnit, type Progress } from "./opening";
import { type Custody, MANIFEST, unitsOf } from "./policies";
import { Refused, refusing } from "./refusals";
import { combine } from "./shares";
import { ofBytes, type Source, type Store } from "./sources";

export const KEPT = "keys.locked.json";

/** A file as it was chosen: its name for the opening, and the digest that was shown for it. */
export interface NamedFile {
  readonly name: string;
  readonly sha256: string;
  readonly content: Source;
}

/** What goes into one unit. */
export interface Content {
  readonly fields: Fields;
  readonly files: readonly NamedFile[];
}

/** The last filing that counted, whether live or ended; empty before the first. */
export interface Before {
  readonly bid: string;
  readonly seq: number;
  readonly header: string;
}

/** One act of sealing: whose, for which lot, with which randomness. */
export interface Act {
  readonly custody: Custody;
  readonly lot: string;
  readonly signer: Signer;
  readonly atMs: number;
  readonly before: Before;
  readonly passphrase: string;
  readonly draw?: (length: number) => Bytes;
  readonly rounds?: number;
  readonly progress?: Progress;
}

/** A unit's place in the filing, and its key K. */
interface Keyed {
  readonly place: Place;
  readonly key: Bytes;
}

/** Seal into an empty store; `keys.locked.json` lies beside the filing, for the bidder alone. */
export async function seal(act: Act, contents: ReadonlyMap<string, Content>, store: Store): Promise<Filing> {
  const { policy } = act.custody;
  if (!policy.lots.includes(act.lot)) throw new Refused("lot_unknown");
  if ([...contents.keys()].sort().join() !== unitsOf(act.custody).join()) throw new Refused("units_mismatch");
  checkPassphrase(act.passphrase);
  for (const content of contents.values()) checkAll(content.files.map((one) => one.name));
  const draw = act.draw ?? random;
  const bid = act.before.bid || hex(draw(16));
  const keyed: Keyed[] = [];
  const parts: CorePart[] = [];
  for (const unit of unitsOf(act.custody)) {
    const one = { place: { deal: policy.deal, lot: act.lot, bid, seq: act.before.seq + 1, unit }, key: draw(KEY_BYTES) };
    keyed.push(one);
    parts.push(...(await sealUnit(act, one, contents.get(unit), draw, store)));
  }
  const core = Core.write({
    suite: policy.suite,
    deal: policy.deal,
    lot: act.lot,
    policy: act.custody.hash,
    bid,
    seq: act.before.seq + 1,
    prev: act.before.header,
    signer: fingerprint(act.signer.certificate),
    units: keyed.map(({ place, key }) => ({ unit: place.unit, key_commit: commitment(place, key) })),
    parts,
  });
  const header = await deal(act.custody, keyed, nameOf(core), store);
  await store.write(CORE, [core]);
  await store.write(HEADER, [header]);
  await store.write(SIGNATURE, [await sign(act.signer, header, act.atMs)]);
  const kept = { header: nameOf(header), keys: keyed.map(({ place, key }) => ({ unit: place.unit, key: hex(key) })) };
  await store.write(KEPT, [await lock(kept, act.passphrase, act.rounds)]);
  const filing = await readBack(act.custody, new Map(keyed.map(({ place, key }) => [place.unit, key])), store, act.progress);
  for (const { key } of keyed) key.fill(0);
  return filing;
}

/** Refuse what is in a store unless its keys open it: k shares of every unit, every capsule, every part. */
export async function readBack(
  custody: Custody,
  keys: ReadonlyMap<string, Bytes>,
  store: Store,
  progress?: Progress,
): Promise<Filing> {
  const filing = await load(store);
  const { k } = custody.policy;
  checkAgainst(filing, custody);
  for (const [unit, key] of keys) {
    const place = placeOf(filing, unit);
    if (k) {
      const last = custody.recipients.slice(-k).map(({ x }) => [x, shareOf(place, key, k, x)] as const);
      if (!equal(combine(new Map(last)), key)) throw new Refused("dealing_wrong", { unit });
    }
    for (const to of custody.recipients) {
      const made = sha256Hex(await capsule(place, key, filing.header.core, k, to));
      const stored = await store.open(capsuleName(unit, to.x));
      const stated = filing.header.shares.find((one) => one.unit === unit && one.x === to.x)?.capsule;
      if (stated !== made || sha256Hex(await stored.read(0, stored.size)) !== made) throw new Refused("dealing_wrong", { unit });
    }
    await openUnit(filing, store, unit, key, undefined, progress);
  }
  return filing;
}

/** Return about how many bytes sealing reports: each is sealed and read back. */
export function sizeOf(contents: ReadonlyMap<string, Content>): number {
  const plain = [...contents.values()].flatMap((one) => [...one.files.map((file) => padded(file.content.size)), padded(0)]);
  return 2 * plain.reduce((sum, size) => sum + size, 0);
}

/** Write every custodian's capsule; return the header. */
async function deal(custody: Custody, keyed: readonly Keyed[], core: string, store: Store): Promise<Bytes> {
  const shares = [];
  for (const { place, key } of keyed) {
    for (const to of custody.recipients) {
      const made = await capsule(place, key, core, custody.policy.k, to);
      await store.write(capsuleName(place.unit, to.x), [made]);
      shares.push({ unit: place.unit, x: to.x, capsule: sha256Hex(made) });
    }
  }
  return Header.write({ core, shares });
}

async function sealUnit(
  act: Act,
  keyed: Keyed,
  content: Content | undefined,
  draw: (length: number) => Bytes,
  store: Store,
): Promise<CorePart[]> {
  const { place } = keyed;
  const parts: CorePart[] = [];
  const files: ManifestFile[] = [];
  for (const [at, file] of (content?.files ?? []).entries()) {
    const part = `f${String(at + 1).padStart(4, "0")}`;
    parts.push(await sealPart(act, keyed, part, file.content, draw, store));
    // The digest that was shown. Reading back opens the part and compares: a file that changed since is refused there.
    files.push({ part, name: file.name, size: file.content.size, sha256: file.sha256 });
  }
  // Fields that have no canonical encoding fail here and nowhere else.
  const manifest = await refusing("object_malformed", () =>
    Manifest.write({
      deal: place.deal,
      lot: place.lot,
      bid: place.bid,
      seq: place.seq,
      unit: place.unit,
      policy: act.custody.hash,
      fields: content?.fields ?? {},
      files,
      salt: hex(draw(32)),
    }),
  );
  const message = await sign(act.signer, manifest, act.atMs, true);
  return [...parts, await sealPart(act, keyed, MANIFEST, ofBytes(message), draw, store)];
}

async function sealPart(
  act: Act,
  { place, key }: Keyed,
  part: string,
  content: Source,
  draw: (length: number) => Bytes,
  store: Store,
): Promise<CorePart> {
  const hasher = new Hasher();
  let size = 0;
  async function* heard(): AsyncGenerator<Bytes> {
    const sealed = chunks.seal(partKey(place, key, part), partContext(place, part), draw(chunks.SALT), framed(content));
    for await (const block of sealed) {
      hasher.update(block);
      size += block.length;
      act.progress?.(block.length);
      yield block;
    }
  }
  await store.write(partName(place.unit, part), heard());
  return { unit: place.unit, part, size, sha256: hasher.hex() };
}
