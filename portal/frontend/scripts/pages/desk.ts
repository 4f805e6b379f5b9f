// Forms of the desk: what the law does not allow is said at the field as one types, in the words in which the server refuses it, and
// amounts are read back in 大写. The server decides; without this script it says the same after the form is sent.
import { capital, isMore, readDecimal, toCents } from "../bid/amounts";

const AMOUNT = /^\d{1,16}(\.\d{1,12})?$/;

function said(input: HTMLInputElement, name: string, className: string): HTMLElement {
  const id = `${input.id}-${name}`;
  const known = document.getElementById(id);
  if (known) return known;
  const line = document.createElement("p");
  line.id = id;
  line.className = className;
  line.setAttribute("role", "status");
  input.after(line);
  return line;
}

/** Tell whether what stands in an input lies outside its bounds; what is no number, or no instant, is left to the server. */
function isOutside(input: HTMLInputElement): boolean {
  const { least = "", over = "", most = "" } = input.dataset;
  const value = input.value.trim().replaceAll(",", "");
  if (value === "") return false;
  // Instants as inputs write them are in order as texts.
  if (input.type === "datetime-local" || input.type === "date") return least !== "" && value < least;
  if (!AMOUNT.test(value)) return false;
  return (
    (least !== "" && AMOUNT.test(least) && isMore(least, value)) ||
    (over !== "" && AMOUNT.test(over) && !isMore(value, over)) ||
    (most !== "" && AMOUNT.test(most) && isMore(value, most))
  );
}

function judge(input: HTMLInputElement): void {
  const wrong = isOutside(input);
  said(input, "now", "govuk-error-message yg-now-wrong").textContent = wrong ? (input.dataset["refusal"] ?? "") : "";
  input.closest(".govuk-form-group")?.classList.toggle("govuk-form-group--error", wrong);
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function spell(input: HTMLInputElement): void {
  const plain = readDecimal(input.value, 2);
  said(input, "capital", "yg-soft yg-capital").textContent = plain === undefined ? "" : `人民币${capital(toCents(plain))}`;
}

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-refusal]")) {
  input.addEventListener("input", () => judge(input));
}
for (const input of document.querySelectorAll<HTMLInputElement>("input[data-capital]")) {
  input.addEventListener("input", () => spell(input));
  if (input.value) spell(input);
}
