// What has to be corrected: told first in a summary that leads to each field, and again beside the field.
import { all, made, one } from "./elements";

export interface Mistake {
  /** The field's id; empty for what belongs to none. */
  readonly id: string;
  readonly words: string;
}

export function clear(): void {
  one("[data-errors]").hidden = true;
  for (const message of all("[data-mistake]")) message.remove();
  for (const group of all("[data-group]")) group.classList.remove("govuk-form-group--error");
  for (const field of all("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("-error"));
    if (described.length) field.setAttribute("aria-describedby", described.join(" "));
    else field.removeAttribute("aria-describedby");
  }
}

export function show(mistakes: readonly Mistake[]): void {
  clear();
  const summary = one("[data-errors]");
  one("ul", summary).replaceChildren(...mistakes.map(entry));
  for (const mistake of mistakes) beside(mistake);
  summary.hidden = false;
  summary.focus();
  summary.scrollIntoView({ block: "start" });
}

function entry({ id, words }: Mistake): HTMLElement {
  if (!id) return made("li", "", words);
  const link = made("a", "", words);
  link.href = `#${id}`;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(id)?.focus();
  });
  return made("li", "", link);
}

function beside({ id, words }: Mistake): void {
  const field = document.getElementById(id);
  const group = field?.closest<HTMLElement>("[data-group]");
  if (!field || !group || document.getElementById(`${id}-error`)) return;
  const message = made("p", "govuk-error-message", words);
  message.id = `${id}-error`;
  message.dataset["mistake"] = "";
  group.classList.add("govuk-form-group--error");
  (field.closest("table") ?? field).before(message);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), message.id].filter(Boolean).join(" "));
}
