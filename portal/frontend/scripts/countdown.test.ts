import { describe, expect, it } from "vitest";
import cases from "./countdown.cases.json";
import { remaining, urgency } from "./countdown";

describe.each(cases)("with $left_ms ms left", ({ left_ms, urgency: near, zh, en }) => {
  it("says the same as the server", () => {
    expect(remaining(left_ms, "zh-Hans")).toBe(zh);
    expect(remaining(left_ms, "en")).toBe(en);
    expect(urgency(left_ms)).toBe(near);
  });
});
