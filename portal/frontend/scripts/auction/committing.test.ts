import { describe, expect, it } from "vitest";
import vectors from "../../../../docs/formats/vectors/auction.json";
import { text } from "../../sealing/bytes";
import { commitment, file, read, wrong, type Price } from "./committing";

interface Auction {
  readonly rules: { readonly auction: string; readonly show_s?: number };
  readonly moves: readonly Record<string, string | number>[];
  readonly result: { readonly turned: readonly { readonly number: number }[] };
}

/** Each price that was shown in the vectors and taken, with what its bidder had committed to before. */
function* shown(): Generator<[Price, readonly string[]]> {
  for (const { file: content } of vectors as readonly { readonly file?: string }[]) {
    if (!content) continue;
    const { rules, moves, result } = JSON.parse(content) as Auction;
    const refused = new Set(result.turned.map((one) => one.number));
    for (const move of moves) {
      if (move["kind"] !== "show" || refused.has(Number(move["number"]))) continue;
      const { bidder, price, quantity, least, salt } = move as unknown as Price;
      const made = moves.filter((one) => one["kind"] === "commit" && one["bidder"] === bidder).map((one) => String(one["commitment"]));
      const [whole = "", cents = ""] = price.split(".");
      yield [{ auction: rules.auction, bidder, price: `${whole}.${cents.padEnd(2, "0")}`, quantity, least, salt }, made];
    }
  }
}

const PRICE: Price = { auction: "lot_1", bidder: "0117", price: "1234567.00", quantity: 0, least: 0, salt: "5a".repeat(32) };

describe("a commitment", () => {
  it("is the one of the format", () => {
    const found = [...shown()];
    expect(found.length).toBeGreaterThan(0);
    for (const [price, made] of found) expect(made).toContain(commitment(price));
  });
  it("is of one bidder, price and salt alone", () => {
    const others = [{ auction: "lot_2" }, { bidder: "0118" }, { price: "1234567.01" }, { quantity: 1 }, { least: 1 }, { salt: "5b".repeat(32) }];
    for (const other of others) expect(commitment({ ...PRICE, ...other })).not.toBe(commitment(PRICE));
  });
});

describe("what is kept", () => {
  it("is read again, and only for its own commitment", () => {
    const kept = text(file(PRICE));
    expect(read(kept, commitment(PRICE))).toEqual(PRICE);
    for (const other of ["", "{}", "[]", "null", kept.replace("1234567.00", "1234568.00")]) expect(read(other, commitment(PRICE))).toBeUndefined();
  });
});

describe("an amount that is given once", () => {
  it.each([
    ["1234567", "1,234,567.00", "", []], ["1000000", "1000000", "1000000.00", []], ["", "", "", ["secret-price"]], ["0", "0", "", ["secret-price"]],
    ["1.005", "1.005", "", ["secret-price"]], ["999999.99", "999999.99", "1000000.00", ["secret-price"]], ["1000000", "100000", "", ["secret-again"]],
    ["1000000", "", "", ["secret-again"]], ["2000001", "2000001", "", ["secret-price"]],
  ] as const)("of %s and %s is held to its bounds", (typed, again, least, ids) => {
    expect(wrong(typed, again, least, "2000000").map((one) => one.id)).toEqual(ids);
  });
});
