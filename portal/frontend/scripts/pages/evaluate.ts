// A member's sheet of one bid: saved while it is written, counted as it is filled in, kept on this device while the line is down.
import { say } from "../bid/data";
import { all, one, put } from "../bid/elements";
import { Line, Problem } from "../bid/platform";
import { shanghai } from "../clock";
import * as figures from "../evaluation/figures";
import { type Entries, isSame, merged } from "../evaluation/entries";

interface Data {
  /** Under which what is not saved yet is kept in this tab. */
  readonly key: string;
  readonly version: number;
  readonly address: string;
  readonly csrf_cookie: string;
}
interface Standing {
  readonly version: number;
  readonly entries: Entries;
}
interface Draft extends Standing {
  /** What this tab sent and was not told the end of: where the platform has that, no other window wrote it. */
  readonly sent: readonly Entries[];
}
interface Saved {
  readonly entries: readonly { readonly code: string; readonly value: string; readonly words: string }[];
  readonly version: number;
  readonly at: string;
}

const REST_MS = 1_200;
const AGAIN_MS = 5_000;
const MOST_UNHEARD = 5;

const data = JSON.parse(document.getElementById("sheet-data")?.textContent ?? "{}") as Data;
const line = new Line(data.csrf_cookie);
const form = one<HTMLFormElement>("[data-sheet]");
const status = one("[data-saved]");
const lines = new Map(all("[data-code]", form).map((element) => [element.dataset["code"] ?? "", element]));

let version = data.version;
let saved: Entries = typed();
let theirs: Standing | undefined;
let unheard: readonly Entries[] = [];
let waiting: number | undefined;
let sending = false;
/** By which button, or null by none, the form is sent once what is being saved has arrived. */
let pressed: HTMLElement | null | undefined;

/** Return what stands in the form, by code; what has neither a value nor words was not written. */
function typed(): Entries {
  const found: Record<string, { value: string; words: string }> = {};
  for (const [code, element] of lines) {
    const field = element.querySelector<HTMLInputElement>(`[name="value-${code}"]:checked, .govuk-input[name="value-${code}"]`);
    const words = element.querySelector<HTMLTextAreaElement>(`[name="words-${code}"]`);
    const entry = { value: field?.value.trim() ?? "", words: words?.value.trim() ?? "" };
    if (entry.value || entry.words) found[code] = entry;
  }
  return found;
}

/** Put entries into the form. */
function fill(entries: Entries): void {
  for (const [code, element] of lines) {
    const entry = entries[code] ?? { value: "", words: "" };
    for (const box of all<HTMLInputElement>(`[name="value-${code}"]`, element)) {
      if (box.type === "radio" || box.type === "checkbox") box.checked = box.value === entry.value;
      else box.value = entry.value;
    }
    const words = element.querySelector<HTMLTextAreaElement>(`[name="words-${code}"]`);
    if (words) words.value = entry.words;
  }
  count();
}

/** Tell the sum, which scores are wrong, and where a reason is looked for; return the codes that cannot be kept. */
function count(): Set<string> {
  const wrong = new Set<string>();
  const shares: [string, string][] = [];
  for (const [code, element] of lines) {
    const input = element.querySelector<HTMLInputElement>(".govuk-input");
    if (!input) continue;
    const bounds = figures.boundsOf(element.dataset);
    const message = figures.wrong(input.value.trim(), bounds);
    if (message) wrong.add(code);
    else shares.push([input.value.trim(), element.dataset["share"] ?? "0"]);
    const told = one("[data-wrong]", element);
    put(told, message ?? "");
    told.hidden = !message;
    element.classList.toggle("govuk-form-group--error", Boolean(message));
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    one("[data-wanted]", element).hidden = element.dataset["objective"] !== undefined || !figures.isAtAnEnd(input.value.trim(), bounds);
  }
  const total = document.querySelector<HTMLElement>("[data-total]");
  if (total) put(total, figures.total(shares));
  return wrong;
}

function keep(entries: Entries): void {
  try {
    if (isSame(entries, saved)) sessionStorage.removeItem(data.key);
    else sessionStorage.setItem(data.key, JSON.stringify({ version, entries, sent: unheard } satisfies Draft));
  } catch {
    // A browser that keeps nothing still saves to the platform.
  }
}

function kept(): Draft | undefined {
  try {
    const written = sessionStorage.getItem(data.key);
    return written ? (JSON.parse(written) as Draft) : undefined;
  } catch {
    return undefined;
  }
}

function changed(): void {
  count();
  keep(typed());
  if (theirs) return;
  put(status, say("未保存…", "Not saved yet…"));
  later(REST_MS);
}

function later(milliseconds: number): void {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => void save(), milliseconds);
}

async function save(leaving = false): Promise<void> {
  window.clearTimeout(waiting);
  const own = typed();
  const wrong = count();
  // What cannot be kept stays as it was saved last; everything else is saved.
  const entries = merged(own, saved, wrong);
  if (theirs || (sending && !leaving)) return;
  if (isSame(entries, saved)) return tellSaved(wrong.size);
  sending = true;
  try {
    await send(entries, leaving);
    tellSaved(wrong.size);
    keep(typed());
    if (!isSame(merged(typed(), saved, count()), saved)) later(REST_MS);
  } catch (error) {
    failed(error);
  } finally {
    sending = false;
    const by = pressed;
    pressed = undefined;
    if (by !== undefined && !theirs) form.requestSubmit(by);
  }
}

/** Send the form, but after what is being saved: the platform would take one of the two for another window's. */
function submit(event: SubmitEvent): void {
  if (!sending) {
    window.clearTimeout(waiting);
    return keep(saved);
  }
  event.preventDefault();
  pressed = event.submitter;
}

/** Tell whether what the platform has is what this tab sent itself. */
const isOwn = (entries: Entries, sent: readonly Entries[]): boolean => sent.some((one) => isSame(one, entries));

async function send(entries: Entries, keepalive: boolean): Promise<void> {
  const before = unheard;
  unheard = [...before, entries].slice(-MOST_UNHEARD);
  keep(typed());
  const body = JSON.stringify({ entries: Object.entries(entries).map(([code, entry]) => ({ code, ...entry })), version });
  const answer = await line.send("PUT", data.address, { headers: { "Content-Type": "application/json" }, body, keepalive }, [409]);
  if (answer.status === 409) {
    const said = (await answer.json()) as { code: string; detail?: string; data?: Standing };
    if (said.code !== "sheet_changed" || !said.data) throw new Problem(409, said.code, [said.detail ?? said.code]);
    if (!isOwn(said.data.entries, before)) return conflict(said.data);
    [version, saved, unheard] = [said.data.version, said.data.entries, []];
    return send(entries, keepalive);
  }
  const found = (await answer.json()) as Saved;
  version = found.version;
  [saved, unheard] = [entries, []];
  at = Date.parse(found.at);
  one<HTMLInputElement>("[name=version]", form).value = String(version);
}

let at = 0;

function tellSaved(wrong: number): void {
  if (theirs) return;
  const time = at ? say(`已保存 ${shanghai(at).slice(11)}`, `Saved ${shanghai(at).slice(11)}`) : version ? say("已保存", "Saved") : "";
  const rest = wrong ? say(`有${wrong}项填写不正确，没有保存`, `${wrong} entries are wrong and not saved`) : "";
  put(status, [time, rest].filter(Boolean).join(say("；", "; ")) || say("尚未保存", "Not saved yet"));
}

function failed(error: unknown): void {
  if (error instanceof Problem) {
    const signedOut = error.status === 401 || error.status === 403;
    const words = signedOut
      ? say("登录已过期：请在另一个标签页登录，这里会继续保存", "You are signed out: sign in in another tab, and this goes on")
      : error.lines.join(say("；", "; "));
    put(status, say(`没有保存：${words}`, `Not saved: ${words}`));
    if (!signedOut) return;
  } else {
    put(status, say("离线：内容暂存在本标签页，恢复后自动保存", "Offline: kept in this tab, and saved once the line is back"));
  }
  later(AGAIN_MS);
}

/** Show what another window saved beside what stands here, and let the reader choose. */
function conflict(other: Standing): void {
  theirs = other;
  for (const [code, element] of lines) {
    const [mine, there] = [typed()[code], other.entries[code]];
    const isOther = (mine?.value ?? "") !== (there?.value ?? "") || (mine?.words ?? "") !== (there?.words ?? "");
    const told = one("[data-theirs]", element);
    put(one("strong", told), [wordOf(there?.value ?? ""), there?.words ?? ""].filter(Boolean).join(say("，", ", ")) || "—");
    told.hidden = !isOther;
  }
  one("[data-conflict]").hidden = false;
  put(status, say("没有保存：与另一窗口冲突", "Not saved: another window saved meanwhile"));
}

function wordOf(value: string): string {
  if (value === "passes") return say("通过", "passes");
  return value === "fails" ? say("不通过", "fails") : value;
}

function settle(which: string): void {
  if (!theirs) return;
  const { version: last, entries } = theirs;
  [version, saved, theirs, unheard] = [last, entries, undefined, []];
  one<HTMLInputElement>("[name=version]", form).value = String(version);
  one("[data-conflict]").hidden = true;
  for (const told of all("[data-theirs]", form)) told.hidden = true;
  if (which === "theirs") fill(entries);
  keep(typed());
  void save();
  form.querySelector<HTMLElement>("input:not([type=hidden]), textarea")?.focus();
}

/** What was typed and not saved before the page was left comes back. */
function restore(): void {
  const draft = kept();
  if (!draft || isSame(draft.entries, saved)) return keep(saved);
  fill(draft.entries);
  // What the page that was left sent last may arrive only after this one was made: it is no other window's.
  unheard = draft.sent;
  if (draft.version >= version) {
    // This page may be older than what this tab was told to be saved.
    version = draft.version;
    one<HTMLInputElement>("[name=version]", form).value = String(version);
    return later(0);
  }
  if (isOwn(saved, draft.sent)) return later(0);
  conflict({ version, entries: saved });
}

form.addEventListener("input", changed);
form.addEventListener("change", () => later(0));
form.addEventListener("submit", submit);
for (const button of all("[data-keep]", form)) button.addEventListener("click", () => settle(button.dataset["keep"] ?? ""));
addEventListener("online", () => later(0));
addEventListener("pagehide", () => void save(true));
count();
restore();
