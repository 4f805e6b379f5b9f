// A page that renews by itself what is inside its [data-live] elements, until the first of them is final. Without this script
// the reader reloads.
const PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 60_000;

const regions = [...document.querySelectorAll<HTMLElement>("[data-live]")];
const told = document.createElement("p");
let pause = PAUSE_MS;

async function renew(first: HTMLElement): Promise<void> {
  const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const changed = regions.map((region) => renewOne(region, fresh.getElementById(region.id)));
  if (!changed.includes(true)) return;
  told.textContent = "";
  told.textContent = first.dataset["liveWords"] ?? "";
}

/** Put in what is new; what somebody is writing in, or is to correct, stays as it is meanwhile. */
function renewOne(into: HTMLElement, fresh: HTMLElement | null): boolean {
  if (!fresh) throw new Error(`no live region ${into.id}`);
  into.dataset["live"] = fresh.dataset["live"] ?? "";
  if (wording(fresh) === wording(into) || isInUse(into)) return false;
  into.replaceChildren(...fresh.childNodes);
  return true;
}

function isInUse(region: HTMLElement): boolean {
  if (region.querySelector(".govuk-error-message")) return true;
  const isWritten = [...region.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
  return isWritten || (region.contains(document.activeElement) && document.activeElement?.matches("textarea, input, button") === true);
}

/** What is said, without the countdowns, which move by themselves. */
function wording(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const countdown of copy.querySelectorAll("[data-ends-at]")) countdown.textContent = "";
  return copy.textContent ?? "";
}

function goOn(): void {
  const [first] = regions;
  if (!first || first.dataset["live"] === "final") return;
  window.setTimeout(() => {
    if (document.hidden) return goOn();
    void renew(first)
      .then(() => (pause = PAUSE_MS))
      // A server that does not answer is asked more and more seldom.
      .catch(() => (pause = Math.min(2 * pause, LONGEST_PAUSE_MS)))
      .finally(goOn);
  }, pause);
}

const [first] = regions;
if (first) {
  told.className = "govuk-visually-hidden";
  told.setAttribute("role", "status");
  first.after(told);
  goOn();
}
