// The primitives against the test vectors of the format, byte for byte.
import { describe, expect, it } from "vitest";
import canonicals from "../../../docs/formats/vectors/canonical.json";
import capsule from "../../../docs/formats/vectors/capsule.json";
import chunkings from "../../../docs/formats/vectors/chunks.json";
import derivation from "../../../docs/formats/vectors/derivation.json";
import framing from "../../../docs/formats/vectors/framing.json";
import leaves from "../../../docs/formats/vectors/leaves.json";
import { base64, type Bytes, concat, hex, text, unbase64, unhex, utf8 } from "./bytes";
import * as canonical from "./canonical";
import * as capsules from "./capsules";
import * as certificates from "./certificates";
import * as chunks from "./chunks";
import * as dealing from "./dealing";
import { framed, padded, unframed } from "./framing";
import { derive, sha256Hex } from "./hashing";
import { endedLeaf, filedLeaf } from "./receipts";
import * as shares from "./shares";
import { ofBytes } from "./sources";
import { openCapsule } from "./testing/custodian";

const place = { deal: derivation.deal, lot: derivation.lot, bid: derivation.bid, seq: derivation.seq, unit: derivation.unit };
const key = unhex(derivation.key_hex);
const recipient = { x: 1, certificate: certificates.read(unbase64(capsule.certificate)) };

async function all(blocks: AsyncIterable<Bytes>): Promise<Bytes> {
  const found: Bytes[] = [];
  for await (const block of blocks) found.push(block);
  return concat(...found);
}

describe("canonical JSON", () => {
  it.each(canonicals.accepted)("writes and reads $hex", ({ value, hex: written, sha256 }) => {
    expect(hex(canonical.dump(value))).toBe(written);
    expect(sha256Hex(unhex(written))).toBe(sha256);
    expect(canonical.load(unhex(written))).toEqual(value);
  });

  it.each(canonicals.refused)("refuses %s", (written) => {
    expect(() => canonical.load(utf8(written))).toThrow(/^json_(malformed|not_canonical)$/);
  });

  it("refuses what is too long, too deep, marked, or no UTF-8", () => {
    expect(() => canonical.load(utf8('{"a":"aaaa"}'), 8)).toThrow("json_too_long");
    expect(() => canonical.load(utf8(`{"a":${"[".repeat(9)}${"]".repeat(9)}}`))).toThrow("json_malformed");
    expect(() => canonical.load(utf8("[".repeat(100_000)))).toThrow("json_malformed");
    expect(() => canonical.load(concat(unhex("efbbbf"), utf8("{}")))).toThrow("json_malformed");
    expect(() => canonical.load(unhex("7b2261223a22ff227d"))).toThrow("json_malformed");
  });
});

describe("frames", () => {
  it.each(Object.entries(framing.padded))("pad %s bytes", (size, length) => expect(padded(Number(size))).toBe(length));

  it("hold length, content, zeros", async () => {
    const whole = framed(ofBytes(unhex(framing.frame.content_hex)));
    const bytes = await whole.read(0, whole.size);
    expect(sha256Hex(bytes)).toBe(framing.frame.frame_sha256);
    expect(hex(bytes.subarray(0, 16))).toBe(framing.frame.frame_start_hex);
    expect(hex(await whole.read(3, 11))).toBe(framing.frame.frame_start_hex.slice(6, 22));
  });

  it.each([0, 1, 4088, 4089, 70_000])("give %i bytes back, however they are cut", async (size) => {
    const content = Uint8Array.from({ length: size }, (_, at) => at % 251);
    const frame = framed(ofBytes(content));
    for (const step of [1000, 4096, 65_536]) {
      const cut = async function* () {
        for (let at = 0; at < frame.size; at += step) yield frame.read(at, Math.min(at + step, frame.size));
      };
      expect(hex(await all(unframed(cut())))).toBe(hex(content));
    }
  });

  it("are refused with another padding or length", async () => {
    const frame = await framed(ofBytes(utf8("hello"))).read(0, 4096);
    const tried = async (bytes: Bytes) =>
      all(
        unframed(
          (async function* () {
            yield bytes;
          })(),
        ),
      );
    await expect(tried(frame.map((byte, at) => (at === 4000 ? 1 : byte)))).rejects.toThrow("frame_malformed");
    await expect(tried(concat(frame, new Uint8Array(4096)))).rejects.toThrow("frame_malformed");
    await expect(tried(frame.subarray(0, 4000))).rejects.toThrow("frame_malformed");
    await expect(tried(frame.subarray(0, 5))).rejects.toThrow("frame_malformed");
    await expect(tried(frame.map(() => 255))).rejects.toThrow("frame_malformed");
  });
});

const offered = chunkings.filter((one) => one.cipher === "AEAD_AES_256_GCM");

describe("chunks", () => {
  it("has vectors for the cipher that is offered", () => expect(offered.length).toBe(5));

  it.each(offered)("seal $plaintext_bytes_mod_251 bytes", async (vector) => {
    const content = Uint8Array.from({ length: vector.plaintext_bytes_mod_251 }, (_, at) => at % 251);
    const [secret, context] = [unhex(vector.key_hex), utf8(vector.context)];
    const sealed = await all(chunks.seal(secret, context, unhex(vector.salt_hex), ofBytes(content)));
    expect(sealed.length).toBe(vector.sealed_bytes);
    expect(hex(sealed.subarray(0, 72))).toBe(vector.sealed_start_hex);
    expect(sha256Hex(sealed)).toBe(vector.sealed_sha256);
    expect(hex(await all(chunks.open(secret, context, ofBytes(sealed))))).toBe(hex(content));
  });

  it("are refused when cut, swapped, altered, under another key or context", async () => {
    const content = new Uint8Array(40_000).fill(7);
    const sealed = await all(chunks.seal(key, utf8("a"), unhex("00".repeat(24)), ofBytes(content)));
    const step = 16 * 1024 + 16;
    const [one, two] = [sealed.subarray(56, 56 + step), sealed.subarray(56 + step, 56 + 2 * step)];
    const altered = sealed.map((byte, at) => (at === 60 ? byte ^ 1 : byte));
    const bad = [
      sealed.subarray(0, 56 + step),
      sealed.subarray(0, 56 + 2 * step),
      sealed.subarray(0, sealed.length - 1),
      sealed.subarray(0, 60),
      altered,
      concat(sealed.subarray(0, 56), two, one, sealed.subarray(56 + 2 * step)),
      concat(sealed, new Uint8Array(16)),
    ];
    for (const bytes of bad) await expect(all(chunks.open(key, utf8("a"), ofBytes(bytes)))).rejects.toThrow("part_does_not_open");
    await expect(all(chunks.open(key, utf8("b"), ofBytes(sealed)))).rejects.toThrow("part_does_not_open");
    await expect(all(chunks.open(unhex("11".repeat(32)), utf8("a"), ofBytes(sealed)))).rejects.toThrow("part_does_not_open");
  });
});

describe("derivation", () => {
  it("of commitment, part keys and contexts", () => {
    expect(hex(dealing.contextOf(place))).toBe(derivation.context_hex);
    expect(dealing.commitment(place, key)).toBe(derivation.key_commit);
    for (const [part, found] of Object.entries(derivation.part_keys_hex))
      expect(hex(dealing.partKey(place, key, part))).toBe(found);
    for (const [part, found] of Object.entries(derivation.part_contexts_hex))
      expect(hex(dealing.partContext(place, part))).toBe(found);
  });

  it("of coefficients, shares and their hashes", () => {
    derivation.coefficients_hex.forEach((found, at) => {
      expect(hex(derive(key, concat(utf8("sbe1/coef\0"), dealing.contextOf(place), Uint8Array.of(at + 1))))).toBe(found);
    });
    for (const [x, found] of Object.entries(derivation.shares_hex)) {
      const share = dealing.shareOf(place, key, derivation.k, Number(x));
      expect(hex(share)).toBe(found);
      expect(dealing.shareHash(place, derivation.core, Number(x), share)).toBe(derivation.share_hashes[x as "1"]);
    }
  });

  it("gives K back from every three of five shares, and not from two", () => {
    const dealt = Object.entries(derivation.shares_hex).map(([x, found]) => [Number(x), unhex(found)] as const);
    for (const one of dealt)
      for (const two of dealt)
        for (const three of dealt) {
          if (one[0] < two[0] && two[0] < three[0])
            expect(hex(shares.combine(new Map([one, two, three])))).toBe(derivation.key_hex);
        }
    expect(hex(shares.combine(new Map(dealt.slice(0, 2))))).not.toBe(derivation.key_hex);
  });
});

describe("arithmetic in GF(2^8)", () => {
  it("has an inverse of every element but zero", () => {
    for (let a = 1; a < 256; a++) expect(shares.multiply(a, shares.inverse(a))).toBe(1);
    expect(shares.multiply(0x57, 0x83)).toBe(0xc1); // FIPS 197, section 4.2
    expect(() => shares.share(key, [], 0)).toThrow(RangeError);
  });
});

describe("capsules", () => {
  it("are those of the vectors", async () => {
    const { given, derived } = capsule;
    const secrets = { ephemeral: BigInt(given.ephemeral), key: unhex(given.key_hex), iv: unhex(given.iv_hex) };
    expect(base64(await capsules.seal(utf8(given.content), recipient.certificate, secrets))).toBe(given.capsule);
    expect(base64(await dealing.capsule(place, key, derived.core, derived.k, recipient))).toBe(derived.capsule);
  });

  it("open with their custodian's key", async () => {
    const secret = unhex(capsule.private_key_hex);
    expect(text(await openCapsule(unbase64(capsule.given.capsule), recipient.certificate, secret))).toBe(capsule.given.content);
    expect(text(await openCapsule(unbase64(capsule.derived.capsule), recipient.certificate, secret))).toBe(
      capsule.derived.content,
    );
    await expect(openCapsule(unbase64(capsule.given.capsule), recipient.certificate, unhex("01".repeat(32)))).rejects.toThrow();
  });
});

describe("leaves", () => {
  it("are those of the vectors", () => {
    expect(filedLeaf(leaves.filed.salt, leaves.filed.header)).toBe(leaves.filed.leaf_hex);
    expect(endedLeaf(leaves.ended.header)).toBe(leaves.ended.leaf_hex);
  });
});
