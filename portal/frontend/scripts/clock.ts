// The server's clock as this page knows it. Nothing here reads the device's own time of day to tell the time: a device may
// be minutes off. The monotonic clock carries the last measurement on; the wall clock only betrays that the device slept.

export interface Sample {
  /** Monotonic milliseconds when the question left and when its answer came. */
  readonly sentMs: number;
  readonly receivedMs: number;
  /** What the server's clock said in between, in milliseconds since 1970. */
  readonly serverMs: number;
}

export interface Estimate {
  /** Server time is the monotonic clock plus this. */
  readonly offsetMs: number;
  /** The truth is at most so far away: half of the quickest round trip. */
  readonly errorMs: number;
}

/** Return what the quickest round trip says; `undefined` if there was none. */
export function estimate(samples: readonly Sample[]): Estimate | undefined {
  let best: Sample | undefined;
  for (const sample of samples) {
    if (best === undefined || sample.receivedMs - sample.sentMs < best.receivedMs - best.sentMs) best = sample;
  }
  if (best === undefined) return undefined;
  const half = (best.receivedMs - best.sentMs) / 2;
  return { offsetMs: best.serverMs + half - best.receivedMs, errorMs: half };
}

export interface Surroundings {
  /** Ask the server for its time; milliseconds since 1970. */
  ask(): Promise<number>;
  monotonicMs(): number;
  wallMs(): number;
}

export const REMEASURE_MS = 60_000;
export const JUMP_MS = 1_000;

export class ServerClock {
  #estimate: Estimate | undefined;
  #measuring: Promise<void> | undefined;
  #measuredAt = -Infinity;
  #between: number;

  constructor(
    private readonly around: Surroundings,
    private readonly samples = 5,
  ) {
    this.#between = around.wallMs() - around.monotonicMs();
  }

  /** Milliseconds since 1970 on the server's clock; `undefined` until it was measured. */
  now(): number | undefined {
    return this.#estimate && this.around.monotonicMs() + this.#estimate.offsetMs;
  }

  /** How far `now` may be from the truth, in milliseconds. */
  get errorMs(): number | undefined {
    return this.#estimate?.errorMs;
  }

  /** Measure if the last measurement is too old, or the device slept or was set since. Call it as often as you like. */
  async keep(): Promise<void> {
    const between = this.around.wallMs() - this.around.monotonicMs();
    const jumped = Math.abs(between - this.#between) > JUMP_MS;
    this.#between = between;
    if (jumped || this.around.monotonicMs() - this.#measuredAt >= REMEASURE_MS) await this.measure();
  }

  /** Measure now; whoever asks meanwhile gets the same measurement. A failed question leaves what was known. */
  measure(): Promise<void> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  async #measure(): Promise<void> {
    this.#measuredAt = this.around.monotonicMs();
    const samples: Sample[] = [];
    for (let turn = 0; turn < this.samples; turn += 1) {
      const sentMs = this.around.monotonicMs();
      try {
        const serverMs = await this.around.ask();
        if (Number.isFinite(serverMs)) samples.push({ sentMs, receivedMs: this.around.monotonicMs(), serverMs });
      } catch {
        break; // the network is away; what was known before still holds, and the next turn tries again
      }
    }
    this.#estimate = estimate(samples) ?? this.#estimate;
  }
}

const SHANGHAI_MS = 8 * 3_600_000; // no summer time since 1991

/** Write an instant in the platform's zone, as "2026-03-02 09:00:05". */
export function shanghai(ms: number): string {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 19).replace("T", " ");
}
