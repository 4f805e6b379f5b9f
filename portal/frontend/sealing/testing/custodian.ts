// A custodian, for tests: it opens capsules with its private number. In earnest only the installed client does.
import { p256 } from "@noble/curves/nist.js";
import { type Bytes, concat, equal } from "../bytes";
import { wrappingKey, write } from "../capsules";
import type { Certificate } from "../certificates";
import * as der from "../der";

/** Return what a capsule holds; throws for another shape, recipient or key. */
export async function openCapsule(capsule: Bytes, recipient: Certificate, secret: Bytes): Promise<Bytes> {
  const [, wrapped] = der.inside(der.read(capsule));
  const [, recipients, content, tag] = der.inside(der.inside(wrapped)[0]);
  const [, originator, , keys] = der.inside(der.inside(recipients)[0]);
  const [, bits] = der.inside(der.inside(originator)[0]);
  const [, wrappedKey] = der.inside(der.inside(keys)[0]);
  const [, method, ciphertext] = der.inside(content);
  const [iv] = der.inside(der.inside(method)[1]);
  const found = {
    point: der.content(bits, der.TAG.bits).slice(1),
    wrapped: der.content(wrappedKey, der.TAG.octets),
    iv: der.content(iv, der.TAG.octets),
    ciphertext: der.content(ciphertext, 0x80),
    tag: der.content(tag, der.TAG.octets),
  };
  if (!equal(write(recipient, found), capsule)) throw new Error("another shape");
  const shared = new Uint8Array(p256.getSharedSecret(secret, found.point, true)).slice(1);
  const key = await crypto.subtle.unwrapKey(
    "raw",
    found.wrapped,
    await wrappingKey(shared, "unwrapKey"),
    "AES-KW",
    "AES-GCM",
    false,
    ["decrypt"],
  );
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, key, concat(found.ciphertext, found.tag)));
}
