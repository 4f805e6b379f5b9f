import { describe, expect, it } from "vitest";
import { isSame, merged } from "./entries";
import { isAtAnEnd, total, wrong } from "./figures";

const bounds = { lowest: "0", highest: "50", step: "0.5" };

describe("a score", () => {
  it.each(["", "0", "50", "50.0", "49.5", "0.500000"])("%s will do", (written) => expect(wrong(written, bounds)).toBeUndefined());
  it.each(["-1", "50.5", "49.75", "1e1", "4 0", "４０", "0.0000001", "51", "."])("%s will not", (written) =>
    expect(wrong(written, bounds)).toBeDefined(),
  );
  it("is judged without floating point", () => expect(wrong("0.3", { ...bounds, step: "0.1" })).toBeUndefined());
  it("is at an end however it is written", () => {
    expect(isAtAnEnd("50.00", bounds)).toBe(true);
    expect(isAtAnEnd("49.5", bounds)).toBe(false);
    expect(isAtAnEnd("", bounds)).toBe(false);
  });
});

describe("a total", () => {
  it("weighs each score", () =>
    expect(
      total([
        ["40.5", "1"],
        ["80", "0.25"],
        ["", "1"],
      ]),
    ).toBe("60.5"));
  it("shows no dust", () =>
    expect(
      total([
        ["0.1", "1"],
        ["0.2", "1"],
      ]),
    ).toBe("0.3"));
});

describe("what is saved", () => {
  const saved = { technical: { value: "40", words: "" } };
  it("keeps the last good value of a wrong one, and its words", () =>
    expect(merged({ technical: { value: "99", words: "why" } }, saved, new Set(["technical"]))).toEqual({
      technical: { value: "40", words: "why" },
    }));
  it("leaves out what is empty", () => expect(merged({ record: { value: "9x", words: "" } }, saved, new Set(["record"]))).toEqual({}));
  it("is compared by code", () => {
    expect(isSame(saved, { technical: { value: "40", words: "" } })).toBe(true);
    expect(isSame(saved, {})).toBe(false);
  });
});
