// The price form as it was filled in: values as the format holds them, rows as people check them, and what is wrong.
import type { Fields, Value } from "../../sealing/canonical";
import { capital, grouped, isMore, readDecimal, toCents } from "./amounts";
import { type FieldData, say, type UnitData } from "./data";
import { all, one } from "./elements";
import type { Mistake } from "./mistakes";

/** A line as people check it; an amount also in capitals. */
export interface Row {
  readonly name: string;
  readonly shown: string;
  readonly capital?: string;
}

export interface Filled {
  readonly fields: Fields;
  readonly rows: readonly Row[];
  readonly mistakes: readonly Mistake[];
}

type Read =
  { readonly value: Value; readonly shown: string; readonly capital?: string } | { readonly wrong: string; readonly id?: string };

const NUMBER = say("请填写数字", "Enter a number");
const AMOUNT = say("请填写金额，最多两位小数，例如 1280500.00", "Enter an amount with at most two decimals, such as 1280500.00");

export function read(unit: UnitData, currency: string): Filled {
  const fields: Record<string, Value> = {};
  const rows: Row[] = [];
  const mistakes: Mistake[] = [];
  for (const field of unit.fields) {
    const id = `field-${field.code}`;
    const found = field.kind === "unit_prices" ? unitPrices(id) : line(field, one<HTMLInputElement>(`#${id}`).value, currency);
    if (found === undefined) continue;
    if ("wrong" in found) {
      mistakes.push({ id: found.id ?? id, words: `${nameOf(id)}${say("：", ": ")}${found.wrong}` });
      continue;
    }
    fields[field.code] = found.value;
    rows.push({ name: nameOf(id), ...found });
  }
  return { fields, rows, mistakes };
}

/** Show each amount in capitals as it is typed. */
export function followAmounts(): void {
  for (const place of all("[data-capital-of]")) {
    const field = one<HTMLInputElement>(`#${place.dataset["capitalOf"] ?? ""}`);
    field.addEventListener("input", () => {
      const plain = readDecimal(field.value, 2);
      place.textContent = plain === undefined ? "" : `人民币${capital(toCents(plain))}`;
    });
  }
}

function nameOf(id: string): string {
  return (document.querySelector(`label[for="${id}"]`) ?? document.getElementById(`${id}-label`))?.textContent?.trim() ?? id;
}

function line(field: FieldData, typed: string, currency: string): Read | undefined {
  const text = typed.trim();
  if (!text) return field.required ? { wrong: say("必填", "This is needed") } : undefined;
  switch (field.kind) {
    case "money": {
      const plain = readDecimal(text, 2);
      if (plain === undefined) return { wrong: AMOUNT };
      const cents = toCents(plain);
      const unit = currency === "CNY" ? say("元", "yuan") : currency;
      const words = currency === "CNY" ? { capital: `人民币${capital(cents)}` } : {};
      return outside(field, cents) ?? { value: cents, shown: `${grouped(cents)} ${unit}`, ...words };
    }
    case "rate": {
      const plain = readDecimal(text, 6);
      return plain === undefined ? { wrong: NUMBER } : (outside(field, plain) ?? { value: plain, shown: `${plain} %` });
    }
    case "days": {
      if (!/^(0|[1-9]\d{0,5})$/.test(text)) return { wrong: say("请填写整数", "Enter a whole number") };
      return outside(field, text) ?? { value: Number(text), shown: text };
    }
    case "currency":
      return { value: currency, shown: currency };
    default:
      return text.length > 1000 ? { wrong: say("太长", "Too long") } : { value: text, shown: text };
  }
}

function unitPrices(id: string): Read {
  const prices: { number: string; price: string }[] = [];
  for (const [at, field] of all<HTMLInputElement>(`#${id} input`).entries()) {
    field.id ||= `${id}-${at + 1}`;
    const price = readDecimal(field.value, 6);
    const most = field.dataset["highest"];
    const name = `${field.getAttribute("aria-label") ?? ""} `;
    if (price === undefined) return { wrong: name + NUMBER, id: field.id };
    if (most && isMore(price, most)) return { wrong: name + say(`不得高于 ${most}`, `At most ${most}`), id: field.id };
    prices.push({ number: field.dataset["item"] ?? "", price });
  }
  return { value: prices, shown: prices.map(({ number, price }) => `${number}: ${grouped(price)}`).join(say("；", "; ")) };
}

function outside({ lowest, highest }: FieldData, value: string): { readonly wrong: string } | undefined {
  if (lowest && isMore(lowest, value)) return { wrong: say(`不得低于 ${grouped(lowest)}`, `At least ${grouped(lowest)}`) };
  if (highest && isMore(value, highest)) return { wrong: say(`不得高于 ${grouped(highest)}`, `At most ${grouped(highest)}`) };
  return undefined;
}
