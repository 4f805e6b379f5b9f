// Capsules: one message for one P-256 certificate, as CMS AuthEnvelopedData of exactly one shape (section 6).
import { p256 } from "@noble/curves/nist.js";
import { type Bytes, concat, unhex } from "./bytes";
import { type Certificate, judgeRecipient, pointOf } from "./certificates";
import * as der from "./der";
import { digest } from "./hashing";

const TAG = 16;
const WRAP = der.sequence(der.oid("2.16.840.1.101.3.4.1.45")); // id-aes256-wrap
const SHARED_INFO = der.sequence(WRAP, der.tlv(0xa2, der.octets(Uint8Array.of(0, 0, 1, 0))));

/** What fills the holes of the one shape. */
export interface Capsule {
  readonly point: Bytes;
  readonly wrapped: Bytes;
  readonly iv: Bytes;
  readonly ciphertext: Bytes;
  readonly tag: Bytes;
}

/** What a capsule is made with; none of it may ever be used twice. */
export interface Secrets {
  readonly ephemeral: bigint;
  readonly key: Bytes;
  readonly iv: Bytes;
}

export function write(recipient: Certificate, capsule: Capsule): Bytes {
  const originator = der.tlv(
    0xa1,
    der.sequence(der.oid("1.2.840.10045.2.1")), // id-ecPublicKey, parameters absent
    der.tlv(der.TAG.bits, Uint8Array.of(0), capsule.point),
  );
  const recipientInfo = der.tlv(
    0xa1,
    der.integer(3),
    der.tlv(0xa0, originator),
    der.sequence(der.oid("1.3.132.1.11.1"), WRAP), // dhSinglePass-stdDH-sha256kdf-scheme
    der.sequence(der.sequence(der.sequence(recipient.issuer, recipient.serial), der.octets(capsule.wrapped))),
  );
  const content = der.sequence(
    der.oid("1.2.840.113549.1.7.1"), // id-data
    der.sequence(der.oid("2.16.840.1.101.3.4.1.46"), der.sequence(der.octets(capsule.iv), der.integer(TAG))), // id-aes256-GCM
    der.tlv(0x80, capsule.ciphertext),
  );
  const enveloped = der.sequence(der.integer(0), der.tlv(der.TAG.set, recipientInfo), content, der.octets(capsule.tag));
  return der.sequence(der.oid("1.2.840.113549.1.9.16.1.23"), der.tlv(0xa0, enveloped));
}

/** Return a capsule of a content for a certificate. */
export async function seal(content: Bytes, recipient: Certificate, secrets: Secrets): Promise<Bytes> {
  judgeRecipient(recipient);
  // WebCrypto cannot make the public point of a derived number, so the curve comes from a library.
  const secret = unhex(secrets.ephemeral.toString(16).padStart(64, "0"));
  const point = new Uint8Array(p256.getPublicKey(secret, false));
  const shared = new Uint8Array(p256.getSharedSecret(secret, pointOf(recipient), true)).slice(1); // the x coordinate
  const key = await crypto.subtle.importKey("raw", secrets.key, "AES-GCM", true, ["encrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", key, await wrappingKey(shared, "wrapKey"), "AES-KW");
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: secrets.iv }, key, content));
  return write(recipient, {
    point,
    wrapped: new Uint8Array(wrapped),
    iv: secrets.iv,
    ciphertext: sealed.slice(0, -TAG),
    tag: sealed.slice(-TAG),
  });
}

/** Return the key that wraps the content's key (X9.63 KDF with SHA-256). */
export async function wrappingKey(shared: Bytes, usage: "wrapKey" | "unwrapKey"): Promise<CryptoKey> {
  const derived = digest(concat(shared, Uint8Array.of(0, 0, 0, 1), SHARED_INFO));
  return crypto.subtle.importKey("raw", derived, "AES-KW", false, [usage]);
}
