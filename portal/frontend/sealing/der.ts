// DER, written and read: exactly what capsules, signatures, certificates and key files need. Reading is strict.
import { type Bytes, concat } from "./bytes";

export const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export function tlv(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const content = concat(...contents);
  const length: number[] = [];
  for (let left = content.length; left > 0; left = Math.floor(left / 256)) length.unshift(left % 256);
  const written = content.length < 0x80 ? [content.length] : [0x80 | length.length, ...length];
  return concat(Uint8Array.of(tag, ...written), content);
}

export const sequence = (...contents: readonly Uint8Array[]): Bytes => tlv(TAG.sequence, ...contents);
export const octets = (content: Uint8Array): Bytes => tlv(TAG.octets, content);
export const nothing = (): Bytes => tlv(TAG.null);

/** A SET OF: its members stand in the order of their bytes. */
export function setOf(tag: number, members: readonly Uint8Array[]): Bytes {
  return tlv(tag, ...[...members].sort(inOrder));
}

/** A non-negative INTEGER from its big-endian bytes. */
export function unsigned(bytes: Uint8Array): Bytes {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  return tlv(TAG.integer, (digits[0] ?? 0) & 0x80 || digits.length === 0 ? concat(Uint8Array.of(0), digits) : digits);
}

export const integer = (value: number): Bytes => unsigned(Uint8Array.of(value));

export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const out: number[] = [];
  for (const arc of [40 * first + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
    out.push(...groups);
  }
  return tlv(TAG.oid, Uint8Array.from(out));
}

/** UTCTime until 2049, GeneralizedTime after it (RFC 5652, section 11.3). */
export function time(milliseconds: number): Bytes {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, "");
  const isUtc = Number(digits.slice(0, 4)) < 2050;
  return tlv(isUtc ? TAG.utcTime : TAG.generalizedTime, new TextEncoder().encode(isUtc ? digits.slice(2) : digits));
}

export interface Node {
  readonly tag: number;
  readonly content: Bytes;
  /** Tag and length as well. */
  readonly whole: Bytes;
}

/** Read one value with nothing after it; throws for what is no strict DER. */
export function read(bytes: Bytes): Node {
  const [node, ...more] = all(bytes);
  if (node === undefined || more.length) throw new SyntaxError("one DER value");
  return node;
}

/** Return what a constructed value, of this tag if one is given, holds. */
export function inside(node: Node | undefined, tag?: number): Node[] {
  if (node === undefined || !(node.tag & 0x20) || (tag !== undefined && node.tag !== tag))
    throw new SyntaxError("another DER value");
  return all(node.content);
}

/** Return the content of a primitive value of this tag. */
export function content(node: Node | undefined, tag: number): Bytes {
  if (node?.tag !== tag) throw new SyntaxError("another DER value");
  return node.content;
}

export function dotted(node: Node | undefined): string {
  const arcs = [0];
  for (const byte of content(node, TAG.oid)) {
    arcs.push((arcs.pop() ?? 0) * 128 + (byte & 0x7f));
    if (!(byte & 0x80)) arcs.push(0);
  }
  const first = Math.min(Math.floor((arcs[0] ?? 0) / 40), 2);
  return [first, (arcs[0] ?? 0) - 40 * first, ...arcs.slice(1, -1)].join(".");
}

/** Return a small non-negative INTEGER as a number. */
export function number(node: Node | undefined): number {
  const digits = content(node, TAG.integer);
  if (digits.length === 0 || digits.length > 5 || (digits[0] ?? 0) & 0x80) throw new SyntaxError("a small number");
  return digits.reduce((value, byte) => value * 256 + byte, 0);
}

/** Return an instant in milliseconds since 1970. */
export function instant(node: Node | undefined): number {
  const digits = String.fromCharCode(...(node?.content ?? []));
  const found = (
    node?.tag === TAG.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
  ).exec(digits);
  if (found === null || (node?.tag !== TAG.utcTime && node?.tag !== TAG.generalizedTime)) throw new SyntaxError("a time");
  const [year = 0, month = 0, ...rest] = found.slice(1).map(Number);
  const full = node.tag === TAG.utcTime ? year + (year < 50 ? 2000 : 1900) : year;
  return Date.UTC(full, month - 1, ...(rest as [number, number, number, number]));
}

function all(bytes: Bytes): Node[] {
  const found: Node[] = [];
  for (let at = 0; at < bytes.length;) {
    const node = one(bytes.subarray(at));
    found.push(node);
    at += node.whole.length;
  }
  return found;
}

function one(bytes: Bytes): Node {
  const [tag = 0, first] = bytes;
  if (first === undefined || (tag & 0x1f) === 0x1f) throw new SyntaxError("a DER value");
  let [start, length] = [2, first];
  if (first >= 0x80) {
    const count = first & 0x7f;
    start += count;
    if (count === 0 || count > 6 || bytes.length < start) throw new SyntaxError("a DER length");
    length = bytes.subarray(2, start).reduce((value, byte) => value * 256 + byte, 0);
    if (length < 0x80 || bytes[2] === 0) throw new SyntaxError("a DER length");
  }
  if (bytes.length < start + length) throw new SyntaxError("a DER value that is cut");
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}

function inOrder(one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < Math.min(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference) return difference;
  }
  return one.length - other.length;
}
