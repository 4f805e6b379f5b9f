// A certificate file (PKCS #12: .p12, .pfx), opened on the bidder's own device. The key becomes one that signs and that nobody,
// this program included, can read again.
import { type Bytes, concat, equal, random, utf8 } from "./bytes";
import { type Certificate, read as readCertificate, signing, verifier } from "./certificates";
import { ecdsaToDer, type Signer } from "./cms";
import * as der from "./der";
import { hmac, sha1, sha256, sha384, sha512 } from "./hashing";
import { Refused, refusing } from "./refusals";

const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
const KEY_BAG = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3";
const X509 = "1.2.840.113549.1.9.22.1";
const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const AES_CBC_BITS: Readonly<Record<string, number>> = {
  "2.16.840.1.101.3.4.1.2": 128,
  "2.16.840.1.101.3.4.1.22": 192,
  "2.16.840.1.101.3.4.1.42": 256,
};
const PBKDF2_HASHES: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "SHA-1",
  "1.2.840.113549.2.9": "SHA-256",
  "1.2.840.113549.2.10": "SHA-384",
  "1.2.840.113549.2.11": "SHA-512",
};
const MAC_HASHES = {
  "1.3.14.3.2.26": sha1,
  "2.16.840.1.101.3.4.2.1": sha256,
  "2.16.840.1.101.3.4.2.2": sha384,
  "2.16.840.1.101.3.4.2.3": sha512,
} as const;
const CURVES: Readonly<Record<string, "P-256" | "P-384">> = { "1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384" };
const EC_KEY = "1.2.840.10045.2.1";
const RSA_KEY = "1.2.840.113549.1.1.1";
const LONGEST_BYTES = 1024 * 1024;
const MOST_ROUNDS = 10_000_000;

/**
 * Open a certificate file.
 *
 * Refuses as `key_file_unreadable` what is no such file, `key_file_password` another password, `key_file_legacy` ciphers that
 * browsers no longer have, `key_file_unsupported` a key that this release cannot sign with, and `key_file_empty` one
 * without a key and its certificate.
 */
export async function open(file: Bytes, password: string): Promise<Signer> {
  if (file.length > LONGEST_BYTES) throw new Refused("key_file_unreadable");
  const bags = await refusing("key_file_unreadable", () => bagsOf(file, password));
  if (bags.key === undefined) throw new Refused("key_file_empty");
  const key = await imported(bags.key);
  bags.key.fill(0);
  const certificate = await belonging(key, bags.certificates);
  return {
    certificate,
    chain: bags.certificates.filter((one) => one !== certificate).slice(0, 7),
    sign: (content) => signed(key, content),
  };
}

interface Bags {
  readonly key: Bytes | undefined;
  readonly certificates: readonly Certificate[];
}

async function bagsOf(file: Bytes, password: string): Promise<Bags> {
  const [version, safe, mac] = der.inside(der.read(file), der.TAG.sequence);
  if (der.number(version) !== 3) throw new SyntaxError("another version");
  const content = dataIn(der.inside(safe, der.TAG.sequence));
  if (mac === undefined) throw new Refused("key_file_unsupported");
  checkMac(content, mac, password);
  let key: Bytes | undefined;
  const certificates: Certificate[] = [];
  for (const info of der.inside(der.read(content), der.TAG.sequence)) {
    for (const bag of der.inside(der.read(await safeContents(info, password)), der.TAG.sequence)) {
      const [type, wrapped] = der.inside(bag, der.TAG.sequence);
      const [value] = der.inside(wrapped, 0xa0);
      if (der.dotted(type) === CERTIFICATE_BAG) certificates.push(...certificateIn(value));
      if (der.dotted(type) === SHROUDED_KEY_BAG) key ??= await decrypted(der.inside(value, der.TAG.sequence), password);
      if (der.dotted(type) === KEY_BAG) key ??= value?.whole.slice();
    }
  }
  return { key, certificates };
}

function dataIn([type, wrapped]: der.Node[]): Bytes {
  if (der.dotted(type) !== DATA) throw new Refused("key_file_unsupported");
  return der.content(der.inside(wrapped, 0xa0)[0], der.TAG.octets);
}

async function safeContents(info: der.Node, password: string): Promise<Bytes> {
  const parts = der.inside(info, der.TAG.sequence);
  if (der.dotted(parts[0]) !== ENCRYPTED_DATA) return dataIn(parts);
  const [, encrypted] = der.inside(der.inside(parts[1], 0xa0)[0], der.TAG.sequence);
  const [, algorithm, sealed] = der.inside(encrypted, der.TAG.sequence);
  if (algorithm === undefined || sealed?.tag !== 0x80) throw new SyntaxError("encrypted content");
  return decrypted([algorithm, { ...sealed, tag: der.TAG.octets }], password);
}

/** Refuse another password. The file's own check tells it from damage to the file as well as anything can (RFC 7292, B.2). */
function checkMac(content: Bytes, node: der.Node, password: string): void {
  const [info, salt, rounds] = der.inside(node, der.TAG.sequence);
  const [algorithm, stated] = der.inside(info, der.TAG.sequence);
  const hash = MAC_HASHES[der.dotted(der.inside(algorithm, der.TAG.sequence)[0]) as keyof typeof MAC_HASHES];
  if (hash === undefined) throw new Refused("key_file_legacy");
  const count = rounds === undefined ? 1 : der.number(rounds);
  if (count < 1 || count > MOST_ROUNDS) throw new SyntaxError("rounds");
  const wide = new Uint8Array(2 * password.length + 2);
  for (let at = 0; at < password.length; at++) new DataView(wide.buffer).setUint16(2 * at, password.charCodeAt(at));
  let key: Uint8Array = concat(
    new Uint8Array(hash.blockLen).fill(3),
    repeated(der.content(salt, der.TAG.octets), hash.blockLen),
    repeated(wide, hash.blockLen),
  );
  for (let round = 0; round < count; round++) key = hash(key);
  if (!equal(hmac(hash, key, content), der.content(stated, der.TAG.octets))) throw new Refused("key_file_password");
}

function repeated(bytes: Bytes, block: number): Bytes {
  return Uint8Array.from({ length: block * Math.ceil(bytes.length / block) }, (_, at) => bytes[at % bytes.length] ?? 0);
}

async function decrypted([algorithm, sealed]: der.Node[], password: string): Promise<Bytes> {
  const [scheme, parameters] = der.inside(algorithm, der.TAG.sequence);
  if (der.dotted(scheme) !== PBES2) throw new Refused("key_file_legacy");
  const [derivation, cipher] = der.inside(parameters, der.TAG.sequence);
  const [function_, inputs] = der.inside(derivation, der.TAG.sequence);
  const [cipherName, iv] = der.inside(cipher, der.TAG.sequence);
  const length = AES_CBC_BITS[der.dotted(cipherName)];
  if (der.dotted(function_) !== PBKDF2 || length === undefined) throw new Refused("key_file_legacy");
  const [salt, rounds, ...more] = der.inside(inputs, der.TAG.sequence);
  const named = more.find((one) => one.tag === der.TAG.sequence);
  const hash = named === undefined ? "SHA-1" : PBKDF2_HASHES[der.dotted(der.inside(named)[0])];
  const iterations = der.number(rounds);
  if (hash === undefined || iterations < 1 || iterations > MOST_ROUNDS) throw new Refused("key_file_unsupported");
  const material = await crypto.subtle.importKey("raw", utf8(password), "PBKDF2", false, ["deriveKey"]);
  const method = { name: "PBKDF2", hash, salt: der.content(salt, der.TAG.octets), iterations };
  const key = await crypto.subtle.deriveKey(method, material, { name: "AES-CBC", length }, false, ["decrypt"]);
  const plain = crypto.subtle.decrypt(
    { name: "AES-CBC", iv: der.content(iv, der.TAG.octets) },
    key,
    der.content(sealed, der.TAG.octets),
  );
  return new Uint8Array(await refusing("key_file_password", () => plain));
}

function certificateIn(bag: der.Node | undefined): Certificate[] {
  const [type, wrapped] = der.inside(bag, der.TAG.sequence);
  return der.dotted(type) === X509 ? [readCertificate(der.content(der.inside(wrapped, 0xa0)[0], der.TAG.octets))] : [];
}

async function imported(pkcs8: Bytes): Promise<CryptoKey> {
  const algorithm = await refusing("key_file_unreadable", () => {
    const [, named] = der.inside(der.read(pkcs8), der.TAG.sequence);
    const [type, curve] = der.inside(named, der.TAG.sequence);
    if (der.dotted(type) === RSA_KEY) return signing("RSA");
    const kind = der.dotted(type) === EC_KEY && curve !== undefined ? CURVES[der.dotted(curve)] : undefined;
    if (kind === undefined) throw new Refused("key_file_unsupported");
    return signing(kind);
  });
  return refusing("key_file_unsupported", () => crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]));
}

/** Return the certificate of a key: the one that checks what the key signs, whatever the file says belongs together. */
async function belonging(key: CryptoKey, certificates: readonly Certificate[]): Promise<Certificate> {
  const challenge = random(32);
  const method = { name: key.algorithm.name, hash: "SHA-256" };
  const answer = await crypto.subtle.sign(method, key, challenge);
  for (const one of certificates) {
    if (one.key === "weak" || signing(one.key).name !== key.algorithm.name) continue;
    if (await crypto.subtle.verify(method, await verifier(one), answer, challenge)) return one;
  }
  throw new Refused(certificates.some((one) => one.key === "weak") ? "certificate_weak" : "key_file_empty");
}

async function signed(key: CryptoKey, content: Bytes): Promise<Bytes> {
  const value = new Uint8Array(await crypto.subtle.sign({ name: key.algorithm.name, hash: "SHA-256" }, key, content));
  return key.algorithm.name === "ECDSA" ? ecdsaToDer(value) : value;
}
