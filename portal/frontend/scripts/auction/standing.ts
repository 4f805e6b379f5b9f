// How an auction stands, in codes and figures. `portal/auctions/standing.py` writes the same for pages without scripts; both are
// held to `standing.cases.json`. Amounts are text of digits, never numbers of JavaScript.

export interface State {
  readonly server_ms: number;
  readonly shown: number;
  readonly status: string;
  readonly phase: string;
  readonly ends_at: number;
  readonly remaining_ms: number | null;
  readonly price: string | null;
  readonly leader: string | null;
  readonly least: string | null;
  readonly increment: string | null;
  readonly watching?: number;
}

export type Banner = "waiting" | "open" | "leading" | "outbid" | "paused" | "resuming" | "ending" | "over" | "withdrawn";

/** Return what a reader is told first. */
export function banner(phase: string, leader: string | null, own: string, hasBid: boolean): Banner {
  if (phase === "closed") return "over";
  if (phase === "waiting" || phase === "paused" || phase === "resuming" || phase === "ending" || phase === "withdrawn") return phase;
  if (own && leader === own) return "leading";
  return own && hasBid && leader ? "outbid" : "open";
}

/** Return the next three prices, the least first. */
export function steps(least: string | null, increment: string | null, up: boolean, cap: string | null): string[] {
  if (least === null || increment === null) return [];
  const step = up ? cents(increment) : -cents(increment);
  const most = cap === null ? undefined : cents(cap);
  const found = [0n, 1n, 2n].map((times) => cents(least) + step * times).map((one) => (most !== undefined && one > most ? most : one));
  return [...new Set(found)].filter((one) => one > 0n).map(written);
}

/** Return what is left, in whole seconds rounded up: never 0 while the phase still runs. */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (number: number): string => String(number).padStart(2, "0");
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600)];
  const clock = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (days) return `${days}d ${two(hours)}:${clock}`;
  return hours ? `${hours}:${clock}` : clock;
}

/** Return how many milliseconds the phase has left by the server's clock; undefined where nothing times it. */
export function leftMs(state: State, serverMs: number): number | undefined {
  if (state.phase === "paused") return state.remaining_ms ?? undefined;
  if (state.phase === "closed" || state.phase === "withdrawn" || !state.ends_at) return undefined;
  return state.ends_at - serverMs;
}

function cents(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.slice(0, 2).padEnd(2, "0"));
}

function written(amount: bigint): string {
  const digits = String(amount).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
