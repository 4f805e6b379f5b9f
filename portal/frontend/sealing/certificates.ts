// X.509 certificates: what sealing needs of them. Whether an authority is trusted, the platform judges at the door.
import { type Bytes, text } from "./bytes";
import * as der from "./der";
import { sha256Hex } from "./hashing";
import { Refused } from "./refusals";

export interface Certificate {
  readonly der: Bytes;
  /** Names and number as they are written, to be written again. */
  readonly issuer: Bytes;
  readonly subject: Bytes;
  readonly serial: Bytes;
  readonly publicKey: Bytes;
  readonly key: KeyKind;
  readonly commonName: string;
  /** The social credit code of `organizationIdentifier`, or nothing. */
  readonly organisation: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Bits of keyUsage, the first one highest; undefined where the extension is absent. */
  readonly usage: number | undefined;
}

export type KeyKind = "P-256" | "P-384" | "RSA" | "weak";

const EC_KEY = "1.2.840.10045.2.1";
const RSA_KEY = "1.2.840.113549.1.1.1";
const CURVES: Readonly<Record<string, KeyKind>> = { "1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384" };
const COMMON_NAME = "2.5.4.3";
const ORGANISATION_ID = "2.5.4.97";
const KEY_USAGE = "2.5.29.15";
const SIGNS = 0xc000; // digitalSignature or nonRepudiation
const AGREES = 0x0800; // keyAgreement
const SMALLEST_RSA_BYTES = 384;

/** Read a certificate; refuses as `certificate_malformed`. */
export function read(bytes: Bytes): Certificate {
  try {
    return parsed(bytes);
  } catch {
    throw new Refused("certificate_malformed");
  }
}

/** The certificate's name everywhere else. */
export function fingerprint(certificate: Certificate): string {
  return sha256Hex(certificate.der);
}

/** Refuse a certificate that may not sign a bid at an instant. */
export function judge(certificate: Certificate, atMs: number): void {
  if (certificate.key === "weak") throw new Refused("certificate_weak");
  if (atMs < certificate.notBeforeMs) throw new Refused("certificate_not_yet_valid", { at: certificate.notBeforeMs });
  if (atMs > certificate.notAfterMs) throw new Refused("certificate_expired", { at: certificate.notAfterMs });
  if (certificate.usage !== undefined && !(certificate.usage & SIGNS)) throw new Refused("certificate_usage");
  if (!certificate.organisation) throw new Refused("certificate_names_no_organisation");
}

/** Refuse a certificate that capsules cannot be for. */
export function judgeRecipient(certificate: Certificate): void {
  if (certificate.key !== "P-256" || (certificate.usage !== undefined && !(certificate.usage & AGREES))) {
    throw new Refused("certificate_usage");
  }
}

/** Return the uncompressed point of a certificate's elliptic key. */
export function pointOf(certificate: Certificate): Bytes {
  const [, bits] = der.inside(der.read(certificate.publicKey), der.TAG.sequence);
  return der.content(bits, der.TAG.bits).slice(1);
}

/** Return the key that checks signatures made with a digest; refuses as `cms_algorithm` if there is none. */
export async function verifier(certificate: Certificate): Promise<CryptoKey> {
  const algorithm = signing(certificate.key);
  return crypto.subtle.importKey("spki", certificate.publicKey, algorithm, false, ["verify"]);
}

/** Return how WebCrypto calls the signatures of a kind of key. */
export function signing(key: KeyKind): EcKeyImportParams | RsaHashedImportParams {
  if (key === "weak") throw new Refused("certificate_weak");
  return key === "RSA" ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } : { name: "ECDSA", namedCurve: key };
}

function parsed(bytes: Bytes): Certificate {
  const [body] = der.inside(der.read(bytes), der.TAG.sequence);
  const fields = der.inside(body, der.TAG.sequence);
  if (fields[0]?.tag === 0xa0) fields.shift(); // the version
  const [serial, , issuer, validity, subject, publicKey, ...more] = fields;
  const [notBefore, notAfter] = der.inside(validity, der.TAG.sequence);
  const name = attributes(subject);
  const code = /^NTRCN-([0-9A-Z]{18})$/.exec(name.get(ORGANISATION_ID) ?? "");
  der.content(serial, der.TAG.integer);
  if (issuer === undefined || serial === undefined || subject === undefined || publicKey === undefined)
    throw new SyntaxError("a field is missing");
  return {
    der: bytes,
    issuer: issuer.whole,
    subject: subject.whole,
    serial: serial.whole,
    publicKey: publicKey.whole,
    key: kindOf(publicKey),
    commonName: name.get(COMMON_NAME) ?? "",
    organisation: code?.[1] ?? "",
    notBeforeMs: der.instant(notBefore),
    notAfterMs: der.instant(notAfter),
    usage: usageOf(more.find((one) => one.tag === 0xa3)),
  };
}

function attributes(name: der.Node | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const set of der.inside(name, der.TAG.sequence)) {
    for (const attribute of der.inside(set, der.TAG.set)) {
      const [type, value] = der.inside(attribute, der.TAG.sequence);
      if (value === undefined) throw new SyntaxError("an attribute without a value");
      const isWide = value.tag === 0x1e; // BMPString
      found.set(der.dotted(type), isWide ? new TextDecoder("utf-16be").decode(value.content) : text(value.content));
    }
  }
  return found;
}

function kindOf(publicKey: der.Node): KeyKind {
  const [algorithm, bits] = der.inside(publicKey, der.TAG.sequence);
  const [type, curve] = der.inside(algorithm, der.TAG.sequence);
  if (der.dotted(type) === EC_KEY) return CURVES[der.dotted(curve)] ?? "weak";
  if (der.dotted(type) !== RSA_KEY) return "weak";
  const [modulus, exponent] = der.inside(der.read(der.content(bits, der.TAG.bits).slice(1)), der.TAG.sequence);
  const isLong = der.content(modulus, der.TAG.integer).length > SMALLEST_RSA_BYTES;
  return isLong && der.number(exponent) === 65537 ? "RSA" : "weak";
}

function usageOf(extensions: der.Node | undefined): number | undefined {
  for (const extension of extensions ? der.inside(der.inside(extensions)[0], der.TAG.sequence) : []) {
    const parts = der.inside(extension, der.TAG.sequence);
    if (der.dotted(parts[0]) !== KEY_USAGE) continue;
    const bits = der.content(der.read(der.content(parts.at(-1), der.TAG.octets)), der.TAG.bits);
    return ((bits[1] ?? 0) << 8) | (bits[2] ?? 0);
  }
  return undefined;
}
