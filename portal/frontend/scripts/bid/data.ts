// What the page hands to its script, and words in the reader's language.

export interface FieldData {
  readonly code: string;
  readonly kind: "money" | "unit_prices" | "rate" | "currency" | "days" | "date" | "text";
  readonly required: boolean;
  /** Bounds of a number as it is written, or nothing. */
  readonly lowest: string;
  readonly highest: string;
}

export interface UnitData {
  readonly unit: string;
  readonly fields: readonly FieldData[];
}

export interface FilingData {
  readonly header: string;
  readonly bid: string;
  readonly seq: number;
}

export interface PageData {
  readonly lot: string;
  /** The server's clock when it made the page, and when bids are due (0 without a policy). */
  readonly now_ms: number;
  readonly deadline_ms: number;
  /** Whether anything can be sealed, submitted or withdrawn now. */
  readonly may_act: boolean;
  readonly party: { readonly id: string; readonly code: string };
  /** The policy's bytes in base64, empty where none is in force. */
  readonly policy: string;
  readonly currency: string;
  readonly units: readonly UnitData[];
  /** The cookie that a write repeats in a header; signing in anew changes it. */
  readonly csrf_cookie: string;
  /** How large a sealed file may be, and all that an organisation has uploaded and not submitted. */
  readonly largest_bytes: number;
  readonly most_bytes: number;
  readonly before: FilingData;
  readonly filings: readonly FilingData[];
  readonly addresses: Readonly<Record<"worker" | "custody" | "upload" | "filings" | "filing" | "end" | "head", string>>;
  readonly words: Readonly<Record<string, string>>;
}

export function readData(): PageData {
  return JSON.parse(document.getElementById("bid-data")?.textContent ?? "{}") as PageData;
}

const isEnglish = typeof document !== "undefined" && document.documentElement.lang === "en";

/** Return the words in the reader's language. */
export function say(zh: string, en: string): string {
  return isEnglish ? en : zh;
}
