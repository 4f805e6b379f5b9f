// The C2SP chunked encryption, Cobblestone-256 (section 5). The last chunk is always shorter than a whole one, and may be empty.
import { type Bytes, concat, equal, utf8 } from "./bytes";
import { derive } from "./hashing";
import { Refused } from "./refusals";
import type { Source } from "./sources";

export const SALT = 24;
const CHUNK = 16 * 1024;
const TAG = 16;
const COMMITMENT = 32;
const HEAD = SALT + COMMITMENT;
const TOGETHER = 64; // chunks in one go: a mebibyte of memory, and few waits
const LABEL = utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");

/** Yield the sealed bytes of a content. A salt must never be used twice with one key. */
export async function* seal(key: Bytes, context: Bytes, salt: Bytes, content: Source): AsyncGenerator<Bytes> {
  const keys = await keysOf(key, salt, context, "encrypt");
  yield concat(salt, keys.commitment);
  yield* through(content, 0, CHUNK, (index, chunk) => crypto.subtle.encrypt(keys.cipher(index), keys.key, chunk));
}

/** Yield what was sealed. It counts only once this has ended: the last chunk may show that the message was cut. */
export async function* open(key: Bytes, context: Bytes, sealed: Source): AsyncGenerator<Bytes> {
  if (sealed.size < HEAD + TAG || (sealed.size - HEAD) % (CHUNK + TAG) < TAG) throw new Refused("part_does_not_open");
  const head = await sealed.read(0, HEAD);
  const keys = await keysOf(key, head.slice(0, SALT), context, "decrypt");
  if (!equal(keys.commitment, head.subarray(SALT))) throw new Refused("part_does_not_open");
  try {
    yield* through(sealed, HEAD, CHUNK + TAG, (index, chunk) => crypto.subtle.decrypt(keys.cipher(index), keys.key, chunk));
  } catch (error) {
    if (error instanceof DOMException) throw new Refused("part_does_not_open");
    throw error;
  }
}

/** Yield what `turn` makes of each piece; the last one is shorter than `length`. */
async function* through(
  source: Source,
  begin: number,
  length: number,
  turn: (index: number, piece: Bytes) => Promise<ArrayBuffer>,
): AsyncGenerator<Bytes> {
  const last = Math.floor((source.size - begin) / length);
  for (let first = 0; first <= last; first += TOGETHER) {
    const count = Math.min(TOGETHER, last - first + 1);
    const from = begin + first * length;
    const block = await source.read(from, Math.min(from + count * length, source.size));
    const turned = Array.from({ length: count }, (_, at) => turn(first + at, block.subarray(at * length, (at + 1) * length)));
    yield concat(...(await Promise.all(turned)).map((one) => new Uint8Array(one)));
  }
}

async function keysOf(key: Bytes, salt: Bytes, context: Bytes, usage: "encrypt" | "decrypt") {
  const derived = derive(key, concat(LABEL, salt, context), 32 + 12 + COMMITMENT);
  const base = derived.slice(32, 44);
  return {
    key: await crypto.subtle.importKey("raw", derived.subarray(0, 32), "AES-GCM", false, [usage]),
    commitment: derived.slice(44),
    cipher: (index: number): AesGcmParams => ({ name: "AES-GCM", iv: nonce(base, index) }),
  };
}

function nonce(base: Bytes, index: number): Bytes {
  const number = new Uint8Array(12);
  new DataView(number.buffer).setBigUint64(4, BigInt(index));
  return number.map((byte, at) => byte ^ (base[at] ?? 0));
}
