// What follows from a unit's key K: its commitment, part keys, shares, and every custodian's capsule byte for byte (section 4).
import { bigEndian, type Bytes, concat, hex, unhex, utf8 } from "./bytes";
import { dump } from "./canonical";
import * as capsules from "./capsules";
import type { Certificate } from "./certificates";
import { derive, digest, sha256Hex } from "./hashing";
import { Share } from "./objects";
import * as shares from "./shares";

export const KEY_BYTES = 32;
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Where a unit belongs: it separates every derivation and commitment from those of any other unit or filing. */
export interface Place {
  readonly deal: string;
  readonly lot: string;
  readonly bid: string;
  readonly seq: number;
  readonly unit: string;
}

/** A custodian as the dealing sees it. */
export interface Recipient {
  readonly x: number;
  readonly certificate: Certificate;
}

/** The hash called C in the format. */
export function contextOf({ deal, lot, bid, seq, unit }: Place): Bytes {
  return digest(dump([deal, lot, bid, seq, unit]));
}

/** The commitment to K: a unit can be opened in one way only. */
export function commitment(place: Place, key: Bytes): string {
  return hex(digest(concat(utf8("sbe1/key\0"), contextOf(place), key)));
}

/** The key of one part; it says nothing of K or of another part. */
export function partKey(place: Place, key: Bytes, part: string): Bytes {
  return derive(key, concat(utf8("sbe1/part\0"), contextOf(place), utf8(part)));
}

export function partContext(place: Place, part: string): Bytes {
  return concat(utf8("sbe1/ctx\0"), contextOf(place), utf8(part));
}

/** Custodian x's share: any k give K, fewer nothing. */
export function shareOf(place: Place, key: Bytes, k: number, x: number): Bytes {
  const context = contextOf(place);
  const coefficients = Array.from({ length: k - 1 }, (_, at) =>
    derive(key, concat(utf8("sbe1/coef\0"), context, Uint8Array.of(at + 1))),
  );
  return shares.share(key, coefficients, x);
}

/** The public hash by which a custodian stands by a share before anybody sees it. */
export function shareHash(place: Place, core: string, x: number, share: Bytes): string {
  return sha256Hex(concat(utf8("sbe1/share\0"), unhex(core), contextOf(place), Uint8Array.of(x), share));
}

/** The one capsule that a custodian gets of this unit in the filing whose core has this hash. */
export async function capsule(place: Place, key: Bytes, core: string, k: number, to: Recipient): Promise<Bytes> {
  const bound = concat(unhex(core), contextOf(place), Uint8Array.of(to.x));
  const number = bigEndian(derive(key, concat(utf8("sbe1/eph\0"), bound), 48));
  const share = hex(shareOf(place, key, k, to.x));
  return capsules.seal(Share.write({ core, unit: place.unit, x: to.x, share }), to.certificate, {
    // 48 bytes modulo the order: the bias is below 2^-128. Unique to K, core, unit and x, as are the two below.
    ephemeral: 1n + (number % (P256_ORDER - 1n)),
    key: derive(key, concat(utf8("sbe1/cek\0"), bound)),
    iv: derive(key, concat(utf8("sbe1/iv\0"), bound), 12),
  });
}
