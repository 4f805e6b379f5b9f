// Shamir's sharing, octet by octet in GF(2^8) modulo 0x11b. No tables: they would leak through caches.
import type { Bytes } from "./bytes";

export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) product ^= (a << bit) * ((b >> bit) & 1);
  for (let bit = 14; bit > 7; bit--) product ^= (0x11b << (bit - 8)) * ((product >> bit) & 1);
  return product;
}

/** Return 1/a, as a^254; 0 has none, and gives 0. */
export function inverse(a: number): number {
  let [result, power] = [1, a];
  for (let step = 0; step < 7; step++) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

/** Return the value at `x`, 1 to 255, of the polynomial whose constant term is the secret. */
export function share(secret: Bytes, coefficients: readonly Bytes[], x: number): Bytes {
  if (!(Number.isInteger(x) && x >= 1 && x <= 255)) throw new RangeError("a share's x is 1 to 255");
  let value = new Uint8Array(secret.length);
  for (const coefficient of [...[...coefficients].reverse(), secret]) {
    value = value.map((octet, at) => multiply(octet, x) ^ (coefficient[at] ?? 0));
  }
  return value;
}

/** Return the value at 0 of the polynomial through all the shares. */
export function combine(shares: ReadonlyMap<number, Bytes>): Bytes {
  const [first] = shares.values();
  let secret = new Uint8Array(first?.length ?? 0);
  for (const [x, value] of shares) {
    let weight = 1;
    for (const other of shares.keys()) {
      if (other !== x) weight = multiply(weight, multiply(other, inverse(other ^ x)));
    }
    secret = secret.map((octet, at) => octet ^ multiply(value[at] ?? 0, weight));
  }
  return secret;
}
