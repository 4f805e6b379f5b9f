// The page's pieces: found, shown, filled.

export function one<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

export function all<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E[] {
  return [...within.querySelectorAll<E>(selector)];
}

export function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...inner: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...inner);
  return element;
}

/** Return a row of a summary list. */
export function row(key: string, ...values: readonly (Node | string)[]): HTMLElement {
  return made(
    "div",
    "govuk-summary-list__row",
    made("dt", "govuk-summary-list__key", key),
    made("dd", "govuk-summary-list__value", ...values),
  );
}

export function button(words: string, act: () => void, kind = "secondary"): HTMLButtonElement {
  const element = made("button", `govuk-button govuk-button--${kind}`, words);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

/** Write a number of bytes as people read it. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** Show one step of the page and no other, and lead to its heading. */
export function go(step: string): void {
  for (const section of all("[data-step]")) section.hidden = section.dataset["step"] !== step;
  const heading = document.querySelector<HTMLElement>(`[data-step="${step}"] h2`);
  heading?.focus();
  heading?.scrollIntoView({ block: "start" });
}
