// Amounts as text: digits of any length, never a number of JavaScript. `foundation/money.py` writes the same capitals;
// both are held to `amounts.cases.json`.

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const UNITS: readonly (readonly [bigint, string])[] = [
  [100_000_000n, "亿"],
  [10_000n, "万"],
  [1000n, "仟"],
  [100n, "佰"],
  [10n, "拾"],
];

/** Read what a person typed or pasted: digits, perhaps with commas by threes; undefined for anything else or finer. */
export function readDecimal(typed: string, places: number): string | undefined {
  const trimmed = typed.trim();
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(trimmed) ? trimmed.replaceAll(",", "") : trimmed;
  const found = /^(0|[1-9]\d{0,15})(?:\.(\d+))?$/.exec(plain);
  if (found === null || (found[2]?.length ?? 0) > places) return undefined;
  return plain;
}

/** Return an amount of yuan with exactly two places, as the format's fields hold it. */
export function toCents(plain: string): string {
  const [whole = "0", fraction = ""] = plain.split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

/** Return an amount with its digits grouped by threes. */
export function grouped(amount: string): string {
  const [whole = "", fraction] = amount.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
}

/** Tell whether one decimal is larger than another. */
export function isMore(one: string, other: string): boolean {
  return scaled(one) > scaled(other);
}

/** Return an amount of yuan in capital Chinese numerals, without 人民币 before it. */
export function capital(amount: string): string {
  const cents = scaled(amount) / 10n ** 10n;
  const [yuan, jiao, fen] = [cents / 100n, Number((cents / 10n) % 10n), Number(cents % 10n)];
  let words = yuan || !cents ? `${spelled(yuan) || DIGITS[0]}元` : "";
  if (!jiao && !fen) return `${words}整`;
  if (yuan && (!jiao || yuan % 10n === 0n)) words += DIGITS[0];
  if (jiao) words += `${DIGITS[jiao]}角`;
  return fen ? `${words}${DIGITS[fen]}分` : words;
}

function spelled(number: bigint): string {
  for (const [size, unit] of UNITS) {
    if (number < size) continue;
    const [high, low] = [number / size, number % size];
    const gap = low > 0n && low < size / 10n ? DIGITS[0] : "";
    return spelled(high) + unit + gap + spelled(low);
  }
  return number ? (DIGITS[Number(number)] ?? "") : "";
}

/** Return a decimal times 10^12, whole. */
function scaled(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.slice(0, 12).padEnd(12, "0"));
}
