// What a page sends beside itself, what of it may be renewed under whoever uses it, and where the focus goes then.
import { all } from "../bid/elements";

const USED = "input, select, textarea, button, a";

/** Tell whether somebody is about to confirm, writes, or is at something that can be pressed. */
export function isInUse(region: HTMLElement): boolean {
  if (region.querySelector("[data-sheet]")) return true;
  // Whoever has given the only price can do nothing more than wait until it is shown.
  if (region.querySelector("[data-kept]")) return false;
  const isTyped = all<HTMLInputElement>("input:not([type=hidden]):not([type=checkbox])", region).some((field) => field.value !== field.defaultValue);
  const at = document.activeElement;
  return isTyped || (at !== null && region.contains(at) && at.matches(USED));
}

/** Put in what is new; whoever was in there is at the receipt again, or else where things are told. */
export function exchange(region: HTMLElement, fresh: HTMLElement, told: HTMLElement): void {
  const wasThere = region.contains(document.activeElement);
  region.replaceChildren(...fresh.childNodes);
  if (!wasThere) return;
  const next = region.querySelector<HTMLElement>("#receipt") ?? told;
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** What sends a form: a look-up is an address, an act is posted to the page itself. */
export function request(form: HTMLFormElement, body: FormData): [string, RequestInit] {
  const headers = { Accept: "text/html" };
  if (form.method === "post") return [location.pathname, { method: "POST", body, headers }];
  const query = [...body].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join("&");
  return [`${location.pathname}?${query}`, { cache: "no-store", headers }];
}
