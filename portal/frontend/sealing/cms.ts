// Signatures: CMS SignedData with one signer and the attributes of CAdES-BES (section 7).
import { type Bytes, concat, equal } from "./bytes";
import { type Certificate, read as readCertificate, signing, verifier } from "./certificates";
import * as der from "./der";
import { digest, sha256, sha384, sha512 } from "./hashing";
import { Refused, refusing } from "./refusals";

export const LONGEST_BYTES = 64 * 1024;

/** Whoever signs: ECDSA in DER or RSA PKCS #1 v1.5, with SHA-256. */
export interface Signer {
  readonly certificate: Certificate;
  /** The authorities' certificates that go along. */
  readonly chain: readonly Certificate[];
  sign(content: Bytes): Promise<Bytes>;
}

export interface Signature {
  readonly content: Bytes;
  readonly certificate: Certificate;
}

const DATA = "1.2.840.113549.1.7.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const SIGNING_TIME = "1.2.840.113549.1.9.5";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47";
const SHA256 = "2.16.840.1.101.3.4.2.1";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
const DIGESTS = {
  [SHA256]: { name: "SHA-256", hash: sha256, ecdsa: ECDSA_WITH_SHA256, rsa: RSA_WITH_SHA256 },
  "2.16.840.1.101.3.4.2.2": { name: "SHA-384", hash: sha384, ecdsa: "1.2.840.10045.4.3.3", rsa: "1.2.840.113549.1.1.12" },
  "2.16.840.1.101.3.4.2.3": { name: "SHA-512", hash: sha512, ecdsa: "1.2.840.10045.4.3.4", rsa: "1.2.840.113549.1.1.13" },
} as const;

/** Return a signature over a content, which is inside if it is attached. */
export async function sign(signer: Signer, content: Bytes, atMs: number, attached = false): Promise<Bytes> {
  const { certificate, chain } = signer;
  const isRsa = certificate.key === "RSA";
  const attributes = [
    attribute(CONTENT_TYPE, der.oid(DATA)),
    attribute(SIGNING_TIME, der.time(atMs)),
    attribute(MESSAGE_DIGEST, der.octets(digest(content))),
    attribute(SIGNING_CERTIFICATE, der.sequence(der.sequence(der.sequence(der.octets(digest(certificate.der)))))),
  ];
  const value = await signer.sign(der.setOf(der.TAG.set, attributes));
  const algorithm = isRsa ? der.sequence(der.oid(RSA_WITH_SHA256), der.nothing()) : der.sequence(der.oid(ECDSA_WITH_SHA256));
  const info = der.sequence(
    der.integer(1),
    der.sequence(certificate.issuer, certificate.serial),
    der.sequence(der.oid(SHA256)),
    der.setOf(0xa0, attributes),
    algorithm,
    der.octets(value),
  );
  const data = der.sequence(
    der.integer(1),
    der.tlv(der.TAG.set, der.sequence(der.oid(SHA256))),
    der.sequence(der.oid(DATA), ...(attached ? [der.tlv(0xa0, der.octets(content))] : [])),
    der.setOf(
      0xa0,
      [certificate, ...chain].map((one) => one.der),
    ),
    der.tlv(der.TAG.set, info),
  );
  return der.sequence(der.oid(SIGNED_DATA), der.tlv(0xa0, data));
}

/** Return who signed: `content` where it is detached, else what is inside. */
export async function verify(message: Bytes, content?: Bytes, longestBytes = LONGEST_BYTES): Promise<Signature> {
  if (message.length > longestBytes) throw new Refused("cms_too_long", { bytes: message.length });
  const found = parsed(message);
  if ((found.content === undefined) === (content === undefined)) throw new Refused("cms_content");
  const signed = content ?? found.content ?? new Uint8Array();
  const method = DIGESTS[found.digest as keyof typeof DIGESTS];
  if (method === undefined) throw new Refused("cms_algorithm");
  const said = new Map(found.attributes.map(([type, value]) => [type, value]));
  if (said.size !== found.attributes.length) throw new Refused("cms_attributes");
  const [type, stated, named] = [said.get(CONTENT_TYPE), said.get(MESSAGE_DIGEST), said.get(SIGNING_CERTIFICATE)];
  if (!type || !stated || !named) throw new Refused("cms_attributes");
  if (!equal(type, der.oid(DATA))) throw new Refused("cms_content");
  if (!equal(stated, der.octets(new Uint8Array(method.hash(signed))))) throw new Refused("cms_digest");
  const certificate = found.certificates.find((one) => equal(concat(one.issuer, one.serial), found.signer));
  if (certificate === undefined || found.certificates.length > 8) throw new Refused("cms_certificate");
  if (!(await refusing("cms_attributes", () => names(named, certificate)))) throw new Refused("cms_certificate");
  const wanted = certificate.key === "RSA" ? method.rsa : method.ecdsa;
  if (found.algorithm !== wanted || certificate.key === "weak") throw new Refused("cms_algorithm");
  if (!(await holds(certificate, method.name, found.value, found.signed))) throw new Refused("cms_signature");
  return { content: signed, certificate };
}

/** Return the DER of an ECDSA signature that WebCrypto gave as two numbers, and back. */
export function ecdsaToDer(raw: Bytes): Bytes {
  return der.sequence(der.unsigned(raw.subarray(0, raw.length / 2)), der.unsigned(raw.subarray(raw.length / 2)));
}

export function ecdsaFromDer(value: Bytes, halfBytes: number): Bytes {
  const raw = new Uint8Array(2 * halfBytes);
  der.inside(der.read(value), der.TAG.sequence).forEach((node, at) => {
    const digits = der.content(node, der.TAG.integer);
    const trimmed = digits[0] === 0 ? digits.subarray(1) : digits;
    raw.set(trimmed, (at + 1) * halfBytes - trimmed.length);
  });
  return raw;
}

function attribute(type: string, value: Bytes): Bytes {
  return der.sequence(der.oid(type), der.tlv(der.TAG.set, value));
}

/** Tell whether the signer meant this certificate, and not another one for the same key. */
function names(attribute: Bytes, certificate: Certificate): boolean {
  const [list] = der.inside(der.read(attribute), der.TAG.sequence);
  const [first] = der.inside(list, der.TAG.sequence);
  const parts = der.inside(first, der.TAG.sequence);
  const algorithm = parts[0]?.tag === der.TAG.sequence ? der.dotted(der.inside(parts.shift())[0]) : SHA256;
  const method = DIGESTS[algorithm as keyof typeof DIGESTS];
  return method !== undefined && equal(der.content(parts[0], der.TAG.octets), new Uint8Array(method.hash(certificate.der)));
}

async function holds(certificate: Certificate, hash: string, value: Bytes, signed: Bytes): Promise<boolean> {
  if (certificate.key === "RSA") {
    const algorithm = { ...signing("RSA"), hash };
    const key = await crypto.subtle.importKey("spki", certificate.publicKey, algorithm, false, ["verify"]);
    return crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, value, signed);
  }
  try {
    const raw = ecdsaFromDer(value, certificate.key === "P-384" ? 48 : 32);
    return await crypto.subtle.verify({ name: "ECDSA", hash }, await verifier(certificate), raw, signed);
  } catch {
    return false;
  }
}

interface Parsed {
  readonly content: Bytes | undefined;
  readonly certificates: readonly Certificate[];
  /** Issuer and number by which the signer is named. */
  readonly signer: Bytes;
  readonly digest: string;
  readonly algorithm: string;
  readonly attributes: readonly (readonly [string, Bytes])[];
  readonly signed: Bytes;
  readonly value: Bytes;
}

function parsed(message: Bytes): Parsed {
  try {
    const [type, wrapped] = der.inside(der.read(message), der.TAG.sequence);
    if (der.dotted(type) !== SIGNED_DATA) throw new SyntaxError("not signed data");
    const [, , encapsulated, certificates, signers] = der.inside(der.inside(wrapped, 0xa0)[0], der.TAG.sequence);
    const [kind, inner] = der.inside(encapsulated, der.TAG.sequence);
    if (der.dotted(kind) !== DATA) throw new Refused("cms_content");
    const infos = der.inside(signers, der.TAG.set);
    if (infos.length !== 1) throw new Refused("cms_signers");
    const [, named, digestOf, attributes, algorithm, value] = der.inside(infos[0], der.TAG.sequence);
    return {
      content: inner && der.content(der.inside(inner, 0xa0)[0], der.TAG.octets),
      certificates: der.inside(certificates, 0xa0).map((one) => readCertificate(one.whole)),
      signer: concat(...der.inside(named, der.TAG.sequence).map((one) => one.whole)),
      digest: der.dotted(der.inside(digestOf, der.TAG.sequence)[0]),
      algorithm: der.dotted(der.inside(algorithm, der.TAG.sequence)[0]),
      attributes: der.inside(attributes, 0xa0).map(attributeIn),
      signed: concat(Uint8Array.of(der.TAG.set), (attributes?.whole ?? new Uint8Array()).subarray(1)),
      value: der.content(value, der.TAG.octets),
    };
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused("cms_malformed");
  }
}

function attributeIn(node: der.Node): readonly [string, Bytes] {
  const [type, values] = der.inside(node, der.TAG.sequence);
  const [value, ...more] = der.inside(values, der.TAG.set);
  if (value === undefined || more.length) throw new Refused("cms_attributes");
  return [der.dotted(type), value.whole];
}
