import { describe, expect, it } from "vitest";
import cases from "./amounts.cases.json";
import { capital, grouped, isMore, readDecimal, toCents } from "./amounts";

describe.each(cases)("$amount", ({ amount, capital: words, grouped: digits }) => {
  it("is written as the platform writes it", () => {
    expect(capital(amount)).toBe(words);
    expect(grouped(amount)).toBe(digits);
  });
});

describe("what was typed", () => {
  it.each([
    ["1284500", "1284500"],
    [" 1,284,500.5 ", "1284500.5"],
    ["0.05", "0.05"],
    ["0", "0"],
  ])("as %s is read", (typed, plain) => {
    expect(readDecimal(typed, 2)).toBe(plain);
  });

  it.each(["", "1.", ".5", "01", "1e3", "-1", "+1", "1,28", "12,345,67", "1.005", "１", "1 000", "12345678901234567", "NaN"])(
    "as “%s” is refused",
    (typed) => {
      expect(readDecimal(typed, 2)).toBeUndefined();
    },
  );

  it("has two places in the end, and is compared exactly", () => {
    expect([toCents("7"), toCents("7.5"), toCents("7.05")]).toEqual(["7.00", "7.50", "7.05"]);
    expect(isMore("9007199254740993.00", "9007199254740992.99")).toBe(true);
    expect(isMore("48000000.00", "48000000")).toBe(false);
  });
});
