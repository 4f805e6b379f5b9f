import { describe, expect, it } from "vitest";
import { estimate, JUMP_MS, REMEASURE_MS, ServerClock, shanghai } from "./clock";

/** A device and a network whose every delay is set by the test. */
class Stage {
  mono = 1_000;
  wall = 50_000;
  serverAhead = 7_000_000;
  delays: [number, number][] = [];
  asked = 0;
  isAway = false;

  monotonicMs(): number {
    return this.mono;
  }

  wallMs(): number {
    return this.wall;
  }

  async ask(): Promise<number> {
    this.asked += 1;
    if (this.isAway) throw new Error("away");
    const [there, back] = this.delays.shift() ?? [10, 10];
    this.pass(there);
    const at = this.mono + this.serverAhead;
    this.pass(back);
    return at;
  }

  pass(ms: number): void {
    this.mono += ms;
    this.wall += ms;
  }
}

describe("estimate", () => {
  it("knows nothing without samples", () => {
    expect(estimate([])).toBeUndefined();
  });

  it("believes the quickest round trip and errs by at most half of it", () => {
    const found = estimate([
      { sentMs: 0, receivedMs: 900, serverMs: 5_000 },
      { sentMs: 1_000, receivedMs: 1_040, serverMs: 6_020 },
      { sentMs: 2_000, receivedMs: 2_300, serverMs: 7_000 },
    ]);
    expect(found).toEqual({ offsetMs: 5_000, errorMs: 20 });
  });
});

describe("ServerClock", () => {
  it("does not guess before it measured", () => {
    const clock = new ServerClock(new Stage());
    expect(clock.now()).toBeUndefined();
    expect(clock.errorMs).toBeUndefined();
  });

  it("is off by no more than it says, however lopsided the network is", async () => {
    const stage = new Stage();
    stage.delays = [[400, 2], [30, 0], [1, 90], [200, 200], [55, 5]];
    const clock = new ServerClock(stage);
    await clock.measure();
    stage.pass(12_345);
    const truth = stage.mono + stage.serverAhead;
    expect(Math.abs((clock.now() ?? NaN) - truth)).toBeLessThanOrEqual(clock.errorMs ?? NaN);
    expect(clock.errorMs).toBe(15);
  });

  it("does not care what the device thinks the time is", async () => {
    const stage = new Stage();
    const clock = new ServerClock(stage);
    await clock.measure();
    const before = clock.now();
    stage.wall -= 600_000;
    expect(clock.now()).toBe(before);
  });

  it("measures again every minute, and not sooner", async () => {
    const stage = new Stage();
    const clock = new ServerClock(stage, 1);
    await clock.keep();
    await clock.keep();
    expect(stage.asked).toBe(1);
    stage.pass(REMEASURE_MS);
    await clock.keep();
    expect(stage.asked).toBe(2);
  });

  it("measures again when the device slept: the wall clock ran on and the other stood still", async () => {
    const stage = new Stage();
    const clock = new ServerClock(stage, 1);
    await clock.keep();
    stage.wall += JUMP_MS + 1;
    stage.serverAhead += JUMP_MS + 1;
    await clock.keep();
    expect(stage.asked).toBe(2);
    expect(Math.abs((clock.now() ?? NaN) - (stage.mono + stage.serverAhead))).toBeLessThanOrEqual(10);
  });

  it("keeps what it knew while the network is away", async () => {
    const stage = new Stage();
    const clock = new ServerClock(stage);
    await clock.measure();
    const before = clock.now();
    stage.isAway = true;
    await clock.measure();
    expect(clock.now()).toBe(before);
  });

  it("measures once for all who ask at the same time", async () => {
    const stage = new Stage();
    const clock = new ServerClock(stage, 1);
    await Promise.all([clock.measure(), clock.measure(), clock.keep()]);
    expect(stage.asked).toBe(1);
  });
});

describe("shanghai", () => {
  it("writes the platform's zone wherever the reader sits", () => {
    expect(shanghai(Date.parse("2026-03-01T16:00:00Z"))).toBe("2026-03-02 00:00:00");
  });
});
