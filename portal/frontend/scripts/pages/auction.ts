// The page of an auction: it follows the stream, or asks every three seconds where there is none, and writes figures into what the
// server rendered. Forms are sent beside the page, so that it goes on meanwhile; without this script they are sent as ever.
import { Committing } from "../auction/committing";
import { isOlder, order, passed, REOPEN_MS, standsOn, Throttle, waitMs } from "../auction/following";
import { exchange, isInUse, request } from "../auction/renewing";
import { Signing } from "../auction/signing";
import { banner, left, leftMs, steps, type Point, type State } from "../auction/standing";
import { digits, draw, Latency, tell, tellMoved, type Item } from "../auction/telling";
import { capital } from "../bid/amounts";
import { all, one, put } from "../bid/elements";
import { ServerClock } from "../clock";

interface Data {
  readonly events: string;
  readonly state: string;
  readonly items: string;
  readonly clock: string;
  own: string;
  readonly phase: string;
  readonly up: boolean;
  readonly cap: string | null;
  readonly phases: Readonly<Record<string, string>>;
  readonly banners: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, string>>;
  readonly untimed: string;
  points: Point[];
  shown: number;
  has_bid: boolean;
}

const LATEST_RELOAD_MS = 5000;
const REFRESH_MS = 5000;
const OFF_MS = 2000;

const data = JSON.parse(one("#auction-data").textContent ?? "{}") as Data;
const room = one("[data-room]");
const polite = new Throttle();
const latency = new Latency();
const clock = new ServerClock({
  ask: async () => {
    const answer = await fetch(data.clock, { cache: "no-store", credentials: "omit", headers: { Accept: "application/json" } });
    return Date.parse(((await answer.json()) as { now: string }).now);
  },
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
});
const signing = new Signing(() => Math.round(clock.now() ?? Date.now()));
// Asked for each time: where the store is forbidden, to look at it fails.
const kept = { getItem: (key: string) => localStorage.getItem(key), setItem: (key: string, value: string) => localStorage.setItem(key, value) };
const committing = new Committing(kept, (form) => form.requestSubmit());
let state: State | undefined;
let heardMs = performance.now();
let streamedMs = -Infinity;
let opened: { readonly stream: EventSource; readonly atMs: number } | undefined;
let failures = 0;
let leftBefore: number | undefined;

function fill(name: string, text: string): void {
  for (const element of all(`[data-${name}]`, room)) put(element, text);
}

// How it stands

function take(given: State): void {
  heardMs = performance.now();
  if (state && isOlder(state, given)) return;
  const before = state;
  state = given;
  // A demonstration's clock jumps, and a device sleeps: what the server says now shows it.
  const now = clock.now();
  if (now !== undefined && Math.abs(given.server_ms - now) > OFF_MS) void clock.measure();
  fill("price", given.price === null ? "—" : digits(given.price));
  fill("price-words", given.price === null ? "" : `人民币${capital(given.price)}`);
  fill("leader", given.leader || "—");
  fill("phase", data.phases[given.phase] ?? given.phase);
  if (given.watching !== undefined) fill("watching", String(given.watching));
  if (given.least !== null) fill("least", digits(given.least));
  if (given.increment !== null) fill("increment", digits(given.increment));
  offer(given);
  tellBanner(given);
  tellMoved(room, given.price);
  if (before?.price !== given.price && before && given.price) polite.take(`${one("[data-say]", room).dataset["priceSaid"]} ${digits(given.price)}`);
  // What the server rendered may be of the phase before the first thing that is heard.
  // A price that is kept here has to be shown in its time: what was not heard of is asked for again.
  const isDue = given.phase === "showing" && room.querySelector("[data-kept]") !== null;
  const isNextTurn = given.phase === "turn" && before !== undefined && before.ends_at !== given.ends_at;
  if (isDue || isNextTurn || (before?.phase ?? data.phase) !== given.phase) void renewLater(given.phase === "closed");
}

function offer(given: State): void {
  const prices = steps(given.least, given.increment, data.up, data.cap);
  const buttons = all<HTMLButtonElement>("[data-step]", room);
  buttons.forEach((button, place) => {
    const price = prices[place];
    button.hidden = price === undefined;
    if (price === undefined) return;
    button.value = price;
    put(one(".yg-number", button), digits(price));
  });
  const stop = room.querySelector<HTMLButtonElement>("[data-take]");
  if (stop && given.least) {
    stop.value = given.least;
    put(one(".yg-number", stop), digits(given.least));
  }
}

function tellBanner(given: State): void {
  const element = one("[data-banner]", room);
  const code = banner(given.phase, given.leader, data.own, data.has_bid);
  if (element.dataset["banner"] === code) return;
  element.dataset["banner"] = code;
  put(one("[data-banner-words]", element), data.banners[code] ?? "");
  if (code === "outbid" || code === "paused" || code === "resuming" || code === "over" || code === "withdrawn") put(one("[data-alarm]", room), data.banners[code] ?? "");
  else put(one("[data-alarm]", room), "");
}

// What happened

function add(item: Item): void {
  const what = order(data.shown, item.shown);
  if (what === "double") return;
  if (what === "gap") return void catchUp();
  data.shown = item.shown;
  const bidder = String(item.said["bidder"] ?? "");
  if (bidder && bidder === data.own) data.has_bid = true;
  tell(room, item, data.own, data.lines);
  if (item.stands?.price) draw(room, data.points, [Date.parse(item.at), item.stands.price]);
}

async function read<T>(address: string): Promise<T & { at: number }> {
  const answer = await fetch(address, { cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return { ...((await answer.json()) as T), at: Number(answer.headers.get("Yangguang-Time")) };
}

async function catchUp(): Promise<void> {
  const found = await read<{ results: readonly Item[] }>(`${data.items}?after=${data.shown}`);
  for (const item of found.results) if (order(data.shown, item.shown) === "new") add(item);
}

async function poll(): Promise<void> {
  const found = await read<Omit<State, "server_ms">>(data.state);
  if (found.shown > data.shown) await catchUp();
  take({ ...found, server_ms: found.at });
}

// The stream

function follow(): void {
  const [stream, atMs] = [new EventSource(`${data.events}?after=${data.shown}`), performance.now()];
  opened = { stream, atMs };
  stream.addEventListener("item", (event: MessageEvent<string>) => {
    const item = JSON.parse(event.data) as Item;
    latency.hear(Date.parse(item.at), clock.now(), performance.now() - atMs);
    add(item);
  });
  stream.addEventListener("state", (event: MessageEvent<string>) => {
    streamedMs = performance.now();
    take(JSON.parse(event.data) as State);
  });
}

/** A browser gives up where it got an answer that is no stream, and never learns that something between dropped it: it is opened anew. */
function followAgain(): void {
  if (!opened || performance.now() - opened.atMs < REOPEN_MS) return;
  opened.stream.close();
  follow();
}

function tellLine(): void {
  const stands = standsOn(streamedMs, heardMs, performance.now());
  one("[data-stale]", room).hidden = stands !== "nothing";
  room.classList.toggle("yg-room--stale", stands === "nothing");
  const tag = one("[data-connection]", room);
  put(tag, tag.dataset[{ stream: "on", asked: "polled", nothing: "off" }[stands]] ?? "");
  tag.classList.toggle("yg-tag--bidding", stands === "stream");
  tag.classList.toggle("yg-tag--suspended", stands === "nothing");
}

async function askWhereSilent(): Promise<void> {
  if (standsOn(streamedMs, heardMs, performance.now()) !== "stream") {
    followAgain();
    await poll().then(
      () => (failures = 0),
      () => (failures += 1),
    );
  }
  window.setTimeout(() => void askWhereSilent(), waitMs(failures, Math.random()));
}

// Time

function tick(): void {
  tellLine();
  latency.show(room);
  const said = polite.due(performance.now());
  if (said) put(one("[data-say]", room), said);
  const now = clock.now();
  if (now === undefined || !state) return;
  put(one("[data-room-error]", room), `±${Math.max(1, Math.round(clock.errorMs ?? 0))} ms`);
  const ms = leftMs(state, now);
  fill("left", ms === undefined ? (state.phase === "closed" || state.phase === "withdrawn" ? "—" : data.untimed) : left(ms));
  const element = one("[data-left]", room);
  element.classList.toggle("yg-room__left--soon", ms !== undefined && ms <= 60_000 && state.phase !== "paused");
  const mark = passed(leftBefore, ms);
  if (mark !== undefined) polite.take(`${one("[data-say]", room).dataset["leftSaid"]} ${left(mark * 1000)}`);
  leftBefore = ms;
}

// Forms

/** Whoever has just entered has a number from now on. */
function know(fresh: Document): void {
  const { own } = JSON.parse(fresh.querySelector("#auction-data")?.textContent ?? "{}") as Partial<Data>;
  const banner = fresh.querySelector("[data-banner]");
  if (own === undefined || own === data.own || !banner) return;
  data.own = own;
  one("[data-banner]", room).replaceWith(banner);
}

function swap(fresh: Document): void {
  for (const id of ["act", "told"]) {
    const [mine, theirs] = [document.getElementById(id), fresh.getElementById(id)];
    if (mine && theirs) mine.replaceChildren(...theirs.childNodes);
  }
  const message = fresh.querySelector("main > [role=status]");
  if (message) one("#told", room).prepend(message);
  dress();
  if (state) {
    offer(state);
    tellMoved(room, state.price);
  }
}

function dress(): void {
  committing.dress();
  signing.dress();
}

async function send(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  for (const button of all<HTMLButtonElement>("button", form)) button.disabled = true;
  try {
    if (form.dataset["binds"] !== undefined) return await signing.bind();
    if (!(await committing.prepare(form)) || !(await signing.sign(form))) return;
    const body = new FormData(form);
    if (pressed instanceof HTMLButtonElement && pressed.name) body.append(pressed.name, pressed.value);
    const answer = await fetch(...request(form, body));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.getElementById("act")) return location.reload();
    data.has_bid ||= fresh.getElementById("receipt") !== null;
    know(fresh);
    swap(fresh);
    const next = room.querySelector<HTMLElement>(".govuk-error-summary:not([hidden]), #sheet, #receipt") ?? one<HTMLElement>("#told", room);
    if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus();
  } finally {
    for (const button of all<HTMLButtonElement>("button", form)) button.disabled = false;
  }
}

/** Take over what the server says now; what somebody writes in stays, unless nothing can be done with it any more. */
async function renew(isOver = false): Promise<void> {
  const region = document.getElementById("act");
  if (region && !isOver && isInUse(region)) return;
  const answer = await fetch(location.pathname, { cache: "no-store", headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = fresh.getElementById("act");
  // What only watches has no form to renew; at the end all learn what came of it.
  if (region && theirs && (isOver || !isInUse(region))) exchange(region, theirs, one<HTMLElement>("#told", room));
  dress();
  if (state) offer(state);
  const [mine, told] = [one("[data-banner-words]", room), fresh.querySelector("[data-banner-words]")];
  if (told && fresh.querySelector("[data-banner=over]")) put(mine, told.textContent ?? "");
}

/** Renew after the phase changed: those with forms soon, all others spread over some seconds when it ends. */
async function renewLater(isOver: boolean): Promise<void> {
  const hasForms = document.getElementById("act") !== null;
  if (!hasForms && !isOver) return;
  await new Promise((resolve) => window.setTimeout(resolve, hasForms ? 200 : Math.random() * LATEST_RELOAD_MS));
  await renew(isOver);
}

function start(): void {
  room.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.closest("#act")) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
  room.addEventListener("input", (event) => {
    if (!(event.target instanceof Element)) return;
    const commits = event.target.closest<HTMLFormElement>("[data-commits]");
    if (commits) committing.write(commits);
    if (event.target.closest("[data-signs]")) signing.dress();
  });
  dress();
  follow();
  window.setInterval(() => {
    void clock.keep();
    tick();
  }, 250);
  window.setTimeout(() => void askWhereSilent(), waitMs(failures, Math.random()));
  if (document.querySelector("[data-refresh]")) window.setInterval(() => void renew().catch(() => undefined), REFRESH_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void clock.measure();
  });
  window.addEventListener("online", () => void clock.measure());
}

start();
