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

/** A price that stood from an instant on, in milliseconds. */
export type Point = readonly [number, string];

/** Return the line of a chart of 600 by 160, as the path of a drawing: a price stands until the next one is taken. */
export function line(points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 2 || !first || !last) return "";
  const prices = points.map(([, price]) => cents(price));
  const [low, high] = prices.reduce(([least, most], one) => [one < least ? one : least, one > most ? one : most], [prices[0]!, prices[0]!]);
  const [length, height] = [Math.max(1, last[0] - first[0]), high > low ? high - low : 1n];
  const xs = points.map(([at]) => 10 + Math.floor(((at - first[0]) * 580) / length));
  const ys = prices.map((price) => 150n - ((price - low) * 140n) / height);
  return xs.map((x, place) => (place ? `H${x}V${ys[place]}` : `M${x} ${ys[place]}`)).join("");
}

function cents(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.slice(0, 2).padEnd(2, "0"));
}

function written(amount: bigint): string {
  const digits = String(amount).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
