import { describe, expect, it } from "vitest";
import { filled, isOlder, isStale, order, passed, standsOn, Throttle, tookMs, waitMs } from "./following";
import { banner, left, leftMs, line, steps, type State } from "./standing";
import cases from "./standing.cases.json";

const STATE: State = {
  server_ms: 1000, shown: 3, status: "open", phase: "timed", ends_at: 61_000, remaining_ms: null, price: "10.00", leader: "0117",
  least: "11.00", increment: "1.00",
};

describe("how it stands", () => {
  it.each(cases.banners)("is said as the server says it: $banner in $phase", (one) => {
    expect(banner(one.phase, one.leader, one.own, one.has_bid)).toBe(one.banner);
  });
  it.each(cases.steps)("offers what the server offers from $least", (one) => {
    expect(steps(one.least, one.increment, one.up, one.cap)).toEqual(one.steps);
  });
  it.each(cases.left)("counts as the server counts: $left", (one) => {
    expect(left(one.ms)).toBe(one.left);
  });
  it.each(cases.lines)("is drawn as the server draws it: $line", (one) => {
    expect(line(one.points as [number, string][])).toBe(one.line);
  });
  it("stands while it is paused, and counts by the server's clock alone", () => {
    expect(leftMs(STATE, 31_000)).toBe(30_000);
    expect(leftMs({ ...STATE, phase: "paused", remaining_ms: 7000 }, 31_000)).toBe(7000);
    expect(leftMs({ ...STATE, phase: "closed" }, 31_000)).toBeUndefined();
    expect(leftMs({ ...STATE, ends_at: 0 }, 31_000)).toBeUndefined();
  });
});

describe("a stream", () => {
  it("is followed without gap and double", () => {
    expect([order(3, 3), order(3, 2), order(3, 4), order(3, 5)]).toEqual(["double", "double", "new", "gap"]);
  });
  it("is old after five seconds of silence", () => {
    expect([isStale(0, 5000), isStale(0, 5001)]).toEqual([false, true]);
  });
  it("alone makes it live, whatever the page asks for by itself", () => {
    expect([standsOn(0, 0, 5000), standsOn(0, 5000, 5001), standsOn(0, 0, 5001)]).toEqual(["stream", "asked", "nothing"]);
    expect(standsOn(-Infinity, 0, 0)).toBe("asked");
  });
  it("is asked beside at other moments than others ask, and seldom while nobody answers", () => {
    expect([waitMs(0, 0), waitMs(0, 0.5), waitMs(1, 0.5), waitMs(9, 0.5)]).toEqual([2250, 3000, 6000, 30_000]);
  });
  it("takes no price back", () => {
    expect(isOlder(STATE, { ...STATE, server_ms: 999 })).toBe(true);
    expect(isOlder(STATE, STATE)).toBe(false);
  });
  it("tells how long news took, not how old it is what a stream tells again", () => {
    expect([tookMs(1000, 1042.4, 500), tookMs(1000, 998, 500), tookMs(1000, 1500, 500)]).toEqual([42, 0, 500]);
    expect([tookMs(1000, 1501, 500), tookMs(1000, undefined, 500)]).toEqual([undefined, undefined]);
  });
  it("says aloud when a minute, half of it, ten seconds are left", () => {
    expect(passed(60_400, 59_900)).toBe(60);
    expect(passed(59_900, 59_000)).toBeUndefined();
    expect(passed(30_001, 29_999)).toBe(30);
    expect(passed(11_000, 10_000)).toBe(10);
    expect(passed(undefined, 9000)).toBeUndefined();
  });
  it("says one thing in five seconds, and the last one", () => {
    const throttle = new Throttle();
    throttle.take("1");
    expect(throttle.due(0)).toBe("1");
    throttle.take("2");
    throttle.take("3");
    expect(throttle.due(4999)).toBeUndefined();
    expect(throttle.due(5000)).toBe("3");
    expect(throttle.due(20_000)).toBeUndefined();
  });
  it("fills the words of a line", () => {
    expect(filled("第{count}次叫价 {other}", { count: 2 })).toBe("第2次叫价 {other}");
  });
});
