// Digests. WebCrypto hashes only what lies in memory whole; files go through a library that takes them block by block.
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, hex } from "./bytes";

export { hmac, sha1, sha256, sha384, sha512 };

export function digest(content: Uint8Array): Bytes {
  return new Uint8Array(sha256(content));
}

export function sha256Hex(content: Uint8Array): string {
  return hex(sha256(content));
}

/** HKDF-Expand with SHA-512 (RFC 5869). Keys are shorter than the hash, which the library's own does not take. */
export function derive(key: Uint8Array, label: Uint8Array, length = 32): Bytes {
  let [block, whole] = [new Uint8Array(), new Uint8Array()];
  for (let count = 1; whole.length < length; count++) {
    block = new Uint8Array(hmac(sha512, key, concat(block, label, Uint8Array.of(count))));
    whole = concat(whole, block);
  }
  return whole.subarray(0, length);
}

/** A digest that is fed block by block. */
export class Hasher {
  readonly #state = sha256.create();

  update(block: Uint8Array): void {
    this.#state.update(block);
  }

  hex(): string {
    return hex(this.#state.digest());
  }
}
