// What the bidder keeps: its units' keys under a passphrase, on its own machine. They are never uploaded (section 10).
import { base64, type Bytes, hex, random, unbase64, unhex, utf8 } from "./bytes";
import { Kept, Locked } from "./objects";
import { Refused } from "./refusals";

const ROUNDS = 600_000;
export const SHORTEST_PASSPHRASE = 8;
const ABOUT = utf8("sbe1/locked");

export async function lock(kept: Omit<Kept, "v">, passphrase: string, rounds = ROUNDS): Promise<Bytes> {
  checkPassphrase(passphrase);
  const [salt, iv] = [random(32), random(12)];
  const key = await keyOf(passphrase, salt, rounds);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: ABOUT }, key, Kept.write(kept));
  return Locked.write({ salt: hex(salt), rounds, iv: hex(iv), sealed: base64(new Uint8Array(sealed)) });
}

export async function unlock(content: Bytes, passphrase: string): Promise<Kept> {
  const locked = Locked.read(content);
  const key = await keyOf(passphrase, unhex(locked.salt), locked.rounds);
  try {
    const iv = unhex(locked.iv);
    return Kept.read(
      new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: ABOUT }, key, unbase64(locked.sealed))),
    );
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused("passphrase_wrong");
  }
}

/** Refuse a passphrase that is shorter than eight characters, as people count them. */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length < SHORTEST_PASSPHRASE) throw new Refused("passphrase_too_short", { shortest: SHORTEST_PASSPHRASE });
}

async function keyOf(passphrase: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", utf8(passphrase), "PBKDF2", false, ["deriveKey"]);
  const method = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(method, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
