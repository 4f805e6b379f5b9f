// Canonical JSON (sealed-bid.md, section 2): one value has one encoding, so bytes are hashed, signed and compared.
import { type Bytes, equal, text, utf8 } from "./bytes";
import { Refused } from "./refusals";

export type Value = string | number | readonly Value[] | { readonly [key: string]: Value };
export type Fields = { readonly [key: string]: Value };

export const LONGEST_BYTES = 4 * 1024 * 1024;
const DEEPEST = 8;
const KEY = /^[a-z][a-z0-9_]{0,63}$/;

/** Return the only encoding of a value; throws a TypeError if it has none. */
export function dump(value: unknown): Bytes {
  return utf8(written(value, DEEPEST));
}

/** Return the object that `content` encodes; refuses every other way to write it. */
export function load(content: Uint8Array, longestBytes = LONGEST_BYTES): Fields {
  if (content.length > longestBytes) throw new Refused("json_too_long", { bytes: content.length });
  let value: unknown;
  let again: Bytes;
  try {
    value = JSON.parse(text(content));
    again = dump(value);
  } catch {
    throw new Refused("json_malformed");
  }
  if (!isObject(value)) throw new Refused("json_malformed");
  // A key written twice, a fraction that is whole, an escape that is not needed: written again they are other bytes.
  if (!equal(again, content)) throw new Refused("json_not_canonical");
  return value;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function written(value: unknown, depth: number): string {
  if (depth < 0) throw new TypeError("too deep");
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw new TypeError("a lone surrogate");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
      throw new TypeError("whole numbers from 0 to 2^53 - 1");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((inner) => written(inner, depth - 1)).join(",")}]`;
  if (!isObject(value)) throw new TypeError("only objects, lists, strings and whole numbers");
  const entries = Object.keys(value)
    .sort()
    .map((key) => {
      if (!KEY.test(key)) throw new TypeError("a key must be a short ASCII name");
      return `${JSON.stringify(key)}:${written(value[key], depth - 1)}`;
    });
  return `{${entries.join(",")}}`;
}
