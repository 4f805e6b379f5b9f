import { expect, it } from "vitest";
import { paceOf } from "./pace";

const MB = 1_000_000;

it("says how long the rest takes at the pace so far", () => {
  expect(paceOf(40 * MB, 100 * MB, 1_000, 3_600_000)).toMatch(/^已上传 .+，共 .+，约需 60 秒$/);
});

it("warns as soon as that is half of the time that is left", () => {
  expect(paceOf(40 * MB, 100 * MB, 1_000, 120_001)).not.toContain("可能来不及");
  expect(paceOf(40 * MB, 100 * MB, 1_000, 120_000)).toMatch(/约需 60 秒。离截止还剩2分0秒，可能来不及$/);
  expect(paceOf(40 * MB, 100 * MB, 1_000, -1)).toMatch(/。已截止，可能来不及$/);
});

it("promises nothing before there is a pace, nor once all has arrived", () => {
  for (const pace of [0, Number.NaN, -1]) expect(paceOf(40 * MB, 100 * MB, pace, 1)).not.toContain("约需");
  expect(paceOf(100 * MB, 100 * MB, 1_000, 1)).not.toContain("约需");
});
