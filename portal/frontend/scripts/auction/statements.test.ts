import { describe, expect, it } from "vitest";
import vectors from "../../../../docs/formats/vectors/auction.json";
import { base64, text, unbase64 } from "../../sealing/bytes";
import { dump } from "../../sealing/canonical";
import { digest, sha256Hex } from "../../sealing/hashing";
import { amount, keyOf, statement } from "./statements";

interface Auction {
  readonly rules: { readonly auction: string; readonly bidders: readonly string[] };
  readonly announced: number;
  readonly moves: readonly Record<string, string>[];
  readonly keys: readonly { readonly key: Record<string, string> }[];
  readonly signatures: readonly { readonly number: number; readonly key: string; readonly assertion: { readonly client: string } }[];
}

const whole = JSON.parse(vectors.find((one) => one.name === "signed-well")?.file ?? "") as Auction;
const rules = sha256Hex(dump({ ...whole.rules, bidders: whole.rules.bidders.slice(0, whole.announced) }));

/** The challenge to which a signature of the vectors answers. */
const asked = (number: number): string => {
  const found = whole.signatures.find((one) => one.number === number);
  const client = JSON.parse(text(unbase64(found?.assertion.client ?? ""))) as { challenge: string };
  return client.challenge;
};
const challenge = (content: Uint8Array): string => base64(digest(content)).replaceAll("+", "-").replaceAll("/", "_").replace("=", "");

describe("what is signed", () => {
  it.each([3, 5, 6])("of move %i is what the toolkit has signed", (number) => {
    const { bidder = "", price = "" } = whole.moves[number - 1] ?? {};
    const place = { auction: whole.rules.auction, rules, bidder };
    const expected = number === 6 ? "1050.00" : "1000.00";
    const given = { key: `frm_${number}`, kind: "raise", price, repeated: "", expected };
    // Amounts are signed as they are sent, and rooms send two decimals.
    expect(challenge(statement(place, given)) === asked(number)).toBe(price.includes("."));
    for (const other of [{ price: "1050.01" }, { key: "frm_9" }, { expected: "" }, { repeated: "1050" }, { kind: "claim" }])
      expect(challenge(statement(place, { ...given, ...other }))).not.toBe(asked(number));
  });
  it("of a passkey is what the platform signs", () => {
    for (const { key } of whole.keys) {
      const { auction, bidder, origin, site } = key as Record<"auction" | "bidder" | "origin" | "site", string>;
      expect(text(keyOf({ auction, rules, bidder }, key["key"] ?? "", origin, site))).toBe(text(dump(key)));
    }
  });
  it("says of each kind of price what the format says", () => {
    const place = { auction: "a", rules, bidder: "1" };
    const given = { key: "k", price: "1,000", repeated: "", expected: "" };
    const told = (kind: string): unknown => (JSON.parse(text(statement(place, { ...given, kind }))) as { said: unknown }).said;
    expect([told("raise"), told("quote"), told("take"), told("claim"), told("offer")]).toEqual([
      { price: "1000.00", repeated: "" },
      { price: "1000.00", quantity: 0, least: 0 },
      { price: "1000.00" },
      { price: "1000.00" },
      { percent: "1000.00" },
    ]);
  });
});

describe("an amount", () => {
  it.each([
    ["1000", "1000.00"], ["1,000.5", "1000.50"], [" 10，000.05 ", "10000.05"], ["0", "0.00"], ["", ""], ["1.005", "1.005"], ["01", "01"], ["1e3", "1e3"],
  ])("%s is signed as %s", (typed, signed) => {
    expect(amount(typed)).toBe(signed);
  });
});
