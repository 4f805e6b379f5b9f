// What happened, row by row, and the line of prices, as everybody who looks at an auction sees them.
import { grouped } from "../bid/amounts";
import { all, made, one, put } from "../bid/elements";
import { shanghai } from "../clock";
import { filled, tookMs } from "./following";
import { line, type Point } from "./standing";

export interface Item {
  readonly shown: number;
  readonly at: string;
  readonly kind: string;
  readonly said: Readonly<Record<string, unknown>>;
  readonly stands: { readonly price: string | null } | null;
}

export function digits(amount: string): string {
  return grouped(amount.includes(".") ? amount.replace(/\.(\d)$/, ".$10") : `${amount}.00`);
}

/** Put what happened above what happened before; `lines` has the words for each kind. */
export function tell(room: HTMLElement, item: Item, own: string, lines: Readonly<Record<string, string>>): void {
  const bidder = String(item.said["bidder"] ?? "");
  const rows = one("[data-history]", room);
  const labels = (rows.dataset["labels"] ?? "").split("|");
  // Whoever takes what a clock shows may have named more: what it pays is what stood then.
  const given = item.kind === "take" ? item.stands?.price : item.said["price"];
  const price = given ? digits(String(given)) : "—";
  const texts = [String(item.shown), shanghai(Date.parse(item.at)).slice(11), bidder || "—", filled(lines[item.kind] ?? item.kind, item.said)];
  const cells: Node[] = texts.map((text) => made("td", "govuk-table__cell", text));
  cells.push(made("td", "govuk-table__cell govuk-table__cell--numeric", made("span", "yg-number", price)));
  cells.forEach((cell, place) => ((cell as HTMLElement).dataset["label"] = labels[place] ?? ""));
  rows.prepend(made("tr", `govuk-table__row yg-room__new${bidder && bidder === own ? " yg-room__mine" : ""}`, ...cells));
  room.querySelector("[data-nothing]")?.remove();
}

/** The chart goes on with a price that is another than the last; the table beside it says the same in words. */
export function draw(room: HTMLElement, points: Point[], point: Point): void {
  if (points.at(-1)?.[1] === point[1]) return;
  points.push(point);
  const path = line(points);
  if (!path) return;
  one<SVGPathElement>("[data-chart-line]", room).setAttribute("d", path);
  put(one("[data-chart-from]", room), digits(points[0]?.[1] ?? ""));
  put(one("[data-chart-to]", room), digits(point[1]));
  one("[data-chart]", room).hidden = false;
}

/** Whoever is about to confirm learns that another price stands now; the server would refuse it as well. */
export function tellMoved(room: HTMLElement, price: string | null): void {
  const sheet = room.querySelector<HTMLElement>("[data-sheet]");
  const expected = sheet?.dataset["expected"];
  if (!sheet || expected === undefined) return;
  const moved = (price === null ? "" : digits(price)) !== (expected && digits(expected));
  one("[data-sheet-moved]", sheet).hidden = !moved;
}

/** How quickly the last news came by the stream, which the host reads. */
export class Latency {
  #ms: number | undefined;

  /** Take news that happened at an instant, by a stream that is open so long. */
  hear(atMs: number, nowMs: number | undefined, openMs: number): void {
    this.#ms = tookMs(atMs, nowMs, openMs) ?? this.#ms;
  }

  /** Write it where it is read; what the server renders anew has none. */
  show(room: HTMLElement): void {
    if (this.#ms !== undefined) for (const element of all("[data-latency]", room)) put(element, `${this.#ms} ms`);
  }
}
