// A page that renews what is inside [data-live] by itself until that is final. Without it the reader reloads.
const PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 60_000;

const region = document.querySelector<HTMLElement>("[data-live]");
const told = document.createElement("p");
let pause = PAUSE_MS;

async function renew(into: HTMLElement): Promise<void> {
  const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("[data-live]");
  if (!fresh) throw new Error("no live region");
  into.dataset["live"] = fresh.dataset["live"] ?? "";
  if (wording(fresh) === wording(into)) return;
  into.replaceChildren(...fresh.childNodes);
  told.textContent = "";
  told.textContent = into.dataset["liveWords"] ?? "";
}

/** What is said, without the countdowns, which move by themselves. */
function wording(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const countdown of copy.querySelectorAll("[data-ends-at]")) countdown.textContent = "";
  return copy.textContent ?? "";
}

function goOn(): void {
  if (!region || region.dataset["live"] === "final") return;
  window.setTimeout(() => {
    if (document.hidden) return goOn();
    void renew(region)
      .then(() => (pause = PAUSE_MS))
      // A server that does not answer is asked more and more seldom.
      .catch(() => (pause = Math.min(2 * pause, LONGEST_PAUSE_MS)))
      .finally(goOn);
  }, pause);
}

if (region) {
  told.className = "govuk-visually-hidden";
  told.setAttribute("role", "status");
  region.after(told);
  goOn();
}
