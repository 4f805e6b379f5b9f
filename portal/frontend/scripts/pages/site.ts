// Every page: the kit's behaviour, the server's clock in the header, countdowns. Pages read without any of it.
import { Button, createAll, ErrorSummary, ServiceNavigation, SkipLink } from "govuk-frontend";
import { ServerClock, shanghai } from "../clock";
import { remaining, urgency } from "../countdown";

const language = document.documentElement.lang;
const heading = document.querySelector<HTMLElement>("[data-clock]");
const error = document.querySelector<HTMLElement>("[data-clock-error]");
const printed = document.querySelector<HTMLElement>("[data-printed]");

function startKit(): void {
  if (!("noModule" in HTMLScriptElement.prototype)) return;
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  createAll(ServiceNavigation);
  createAll(SkipLink);
  createAll(ErrorSummary);
  createAll(Button, { preventDoubleClick: true });
}

function show(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function tick(clock: ServerClock): void {
  const now = clock.now();
  if (now === undefined) return;
  // The page itself tells no hour, so that it is the same from one second to the next.
  for (const element of [heading, printed]) {
    if (!element) continue;
    show(element, shanghai(now));
    element.setAttribute("datetime", new Date(now).toISOString());
  }
  heading?.parentElement?.classList.remove("yg-clock--unread");
  printed?.parentElement?.removeAttribute("hidden");
  if (error) show(error, `±${Math.max(1, Math.round(clock.errorMs ?? 0))} ms`);
  // Asked anew each second: a page that renews itself brings new ones.
  for (const element of document.querySelectorAll<HTMLElement>("[data-ends-at]")) {
    const endsAtMs = Date.parse(element.dataset["endsAt"] ?? "");
    show(element, remaining(endsAtMs - now, language));
    element.dataset["urgency"] = urgency(endsAtMs - now);
  }
}

function startClock(address: string): void {
  const clock = new ServerClock(
    {
      ask: async () => {
        const answer = await fetch(address, { cache: "no-store", credentials: "omit", headers: { Accept: "application/json" } });
        return Date.parse(((await answer.json()) as { now: string }).now);
      },
      monotonicMs: () => performance.now(),
      wallMs: () => Date.now(),
    },
    document.querySelector("[data-ends-at]") ? 5 : 2,
  );
  const beat = (): void => {
    void clock.keep().then(() => tick(clock));
    tick(clock);
  };
  window.setInterval(() => {
    if (!document.hidden) beat();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void clock.measure().then(() => tick(clock));
  });
  window.addEventListener("online", () => void clock.measure().then(() => tick(clock)));
  beat();
}

startKit();
if (heading?.dataset["clock"]) startClock(heading.dataset["clock"]);
