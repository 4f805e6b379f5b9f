// What of a stream is new, whether it still lives, and when something is worth saying aloud. Pure: instants are handed in.

export const STALE_MS = 5000;
export const POLL_MS = 3000;
export const REOPEN_MS = 10_000;
const MOST_TIMES = 10;
const SAY_EVERY_MS = 5000;
const MARKS_S = [60, 30, 10] as const;

/** Tell what an event with a number is to whoever has got as far as `last`: numbers are dense, so a hole is seen at once. */
export function order(last: number, shown: number): "new" | "double" | "gap" {
  if (shown <= last) return "double";
  return shown === last + 1 ? "new" : "gap";
}

/** Tell whether what is shown may be old. */
export function isStale(heardMs: number, nowMs: number): boolean {
  return nowMs - heardMs > STALE_MS;
}

/** Tell what the page stands on: the stream, what it asked for by itself, or nothing that is fresh. Only what the stream said makes it live. */
export function standsOn(streamedMs: number, heardMs: number, nowMs: number): "stream" | "asked" | "nothing" {
  if (!isStale(streamedMs, nowMs)) return "stream";
  return isStale(heardMs, nowMs) ? "nothing" : "asked";
}

/** Return how long to wait before asking again: longer after each failure, and never all at the same moment; `random` is below 1. */
export function waitMs(failures: number, random: number): number {
  return POLL_MS * Math.min(2 ** failures, MOST_TIMES) * (0.75 + random / 2);
}

/** Tell whether a state is older than the one that is shown: a slow answer must not take a price back. */
export function isOlder(shown: { readonly server_ms: number }, given: { readonly server_ms: number }): boolean {
  return given.server_ms < shown.server_ms;
}

/** Return the mark that was passed between two looks at what is left, for it is said aloud: a minute, half of it, ten seconds. */
export function passed(beforeMs: number | undefined, leftMs: number | undefined): number | undefined {
  if (beforeMs === undefined || leftMs === undefined) return undefined;
  return MARKS_S.find((mark) => beforeMs > mark * 1000 && leftMs <= mark * 1000 && leftMs > 0);
}

/** Keeps what is said politely to one thing in five seconds: the last one counts. */
export class Throttle {
  #saidMs = -Infinity;
  #waiting: string | undefined;

  /** Take something to say. */
  take(words: string): void {
    this.#waiting = words;
  }

  /** Return what is to be said now, if anything. */
  due(nowMs: number): string | undefined {
    if (this.#waiting === undefined || nowMs - this.#saidMs < SAY_EVERY_MS) return undefined;
    const words = this.#waiting;
    [this.#waiting, this.#saidMs] = [undefined, nowMs];
    return words;
  }
}

/** Fill the words of a line with what a move says. */
export function filled(words: string, said: Readonly<Record<string, unknown>>): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => (name in said ? String(said[name]) : whole));
}

/** Return how long ago something happened that a stream tells as news; undefined where it is older than the stream, and only told again. */
export function tookMs(atMs: number, nowMs: number | undefined, openMs: number): number | undefined {
  if (nowMs === undefined || nowMs - atMs > openMs) return undefined;
  return Math.max(0, Math.round(nowMs - atMs));
}
