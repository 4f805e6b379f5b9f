// What is signed of a price, and of a passkey that signs prices, to the byte (docs/formats/auction.md, section 7). The platform writes the
// same by itself and compares; amounts are text of digits.
import type { Bytes } from "../../sealing/bytes";
import { dump, type Fields } from "../../sealing/canonical";

/** In which auction, by which rules and under which number somebody bids. */
export interface Place {
  readonly auction: string;
  readonly rules: string;
  readonly bidder: string;
}

/** A price as a sheet confirms it: against the one that stands, or none. */
export interface Price {
  /** The name under which the move is made. */
  readonly key: string;
  readonly kind: string;
  /** Of an offer, the per cent. */
  readonly price: string;
  readonly repeated: string;
  readonly expected: string;
  /** Of a price that is committed to, in place of the price. */
  readonly commitment?: string;
}

const AMOUNT = /^(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,2}))?$/;

/** Return an amount as it is signed, with two decimals; what is none stays as it is, for the platform to refuse. */
export function amount(typed: string): string {
  const plain = typed.trim().replace(/[,，]/g, "");
  const [, whole, cents = ""] = AMOUNT.exec(plain) ?? [];
  return whole === undefined ? plain : `${whole}.${cents.padEnd(2, "0")}`;
}

/** Return what is signed of a price. */
export function statement({ auction, rules, bidder }: Place, given: Price): Bytes {
  const { key, kind } = given;
  const expected = given.expected && amount(given.expected);
  return dump({ v: "auction-move/2", auction, rules, bidder, key, kind, said: said(given), expected });
}

/** Return what the platform signs of a passkey, and whoever bids agrees to. */
export function keyOf({ auction, rules, bidder }: Place, key: string, origin: string, site: string): Bytes {
  return dump({ v: "auction-key/1", auction, rules, bidder, key, origin, site });
}

function said({ kind, price, repeated, commitment = "" }: Price): Fields {
  if (kind === "commit") return { commitment };
  const money = amount(price);
  if (kind === "raise") return { price: money, repeated: repeated && amount(repeated) };
  if (kind === "offer") return { percent: money };
  return kind === "quote" ? { price: money, quantity: 0, least: 0 } : { price: money };
}
