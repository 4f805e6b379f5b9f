// Key files as programs write them. `python -m tests.portal.keyfiles` makes the examples.
import { describe, expect, it, vi } from "vitest";
import { type Bytes, unbase64, utf8 } from "./bytes";
import { judge } from "./certificates";
import { sign, verify } from "./cms";
import fixtures from "./fixtures/keyfiles.json";
import { open } from "./keyfile";

const AT = Date.UTC(2026, 2, 2, 1);

function file(name: keyof typeof fixtures.files): Bytes {
  return unbase64(fixtures.files[name]);
}

describe("a key file", () => {
  it.each(["p256", "p384", "rsa", "openssl"] as const)("made as %s signs, and its key cannot be read", async (name) => {
    const signer = await open(file(name), fixtures.password);
    expect(signer.certificate.organisation).toBe(fixtures.code);
    judge(signer.certificate, AT);
    expect(signer.chain.length).toBe(name === "openssl" ? 0 : 1);
    const content = utf8("content");
    expect((await verify(await sign(signer, content, AT), content)).certificate.der).toEqual(signer.certificate.der);
    expect((await verify(await sign(signer, content, AT, true))).content).toEqual(content);
    expect(Object.values(signer).some((value) => value instanceof CryptoKey)).toBe(false);
  });

  it("gives a key that signs and cannot be taken out", async () => {
    const imported = vi.spyOn(crypto.subtle, "importKey");
    await open(file("p256"), fixtures.password);
    const at = imported.mock.calls.findIndex(([format]) => format === "pkcs8");
    const key = (await imported.mock.results[at]!.value) as CryptoKey;
    imported.mockRestore();
    expect([key.type, key.extractable, key.usages]).toEqual(["private", false, ["sign"]]);
    await expect(crypto.subtle.exportKey("pkcs8", key)).rejects.toThrow();
  });

  it.each([
    ["legacy", "key_file_legacy"],
    ["keyless", "key_file_empty"],
    ["bare", "key_file_empty"],
    ["unsupported", "key_file_unsupported"],
    ["weak", "certificate_weak"],
  ] as const)("that is %s is refused", async (name, code) => {
    const tried = open(file(name), fixtures.password).then((signer) => judge(signer.certificate, AT));
    await expect(tried).rejects.toThrow(code);
  });

  it("under another password is refused, whatever its ciphers", async () => {
    await expect(open(file("p256"), "another")).rejects.toThrow("key_file_password");
    await expect(open(file("p256"), "")).rejects.toThrow("key_file_password");
    await expect(open(file("legacy"), "another")).rejects.toThrow("key_file_password");
  });

  it("that is none, is cut, or is altered is refused", async () => {
    const good = file("p256");
    await expect(open(new Uint8Array(), "")).rejects.toThrow("key_file_unreadable");
    await expect(open(utf8("-----BEGIN CERTIFICATE-----"), "")).rejects.toThrow("key_file_unreadable");
    await expect(open(good.subarray(0, 500), fixtures.password)).rejects.toThrow("key_file_unreadable");
    await expect(open(new Uint8Array(1024 * 1024 + 1), "")).rejects.toThrow("key_file_unreadable");
    const altered = good.map((byte, at) => (at === 200 ? byte ^ 1 : byte));
    await expect(open(altered, fixtures.password)).rejects.toThrow(/^key_file_(password|unreadable)$/);
  });

  it("never fails otherwise, wherever it is damaged", async () => {
    const good = file("openssl");
    for (let at = 0; at < good.length; at += 7) {
      const damaged = good.map((byte, place) => (place === at ? byte ^ 0x55 : byte));
      const outcome = await open(damaged, fixtures.password).then(
        () => "opened",
        (error: unknown) => (error as { code?: string }).code,
      );
      expect(outcome).toMatch(/^(opened|key_file_\w+|certificate_\w+)$/);
    }
  });
});

describe("a certificate", () => {
  it.each([
    ["p256", AT - 365 * 86_400_000, "certificate_not_yet_valid"],
    ["p256", Date.UTC(2100, 0, 1), "certificate_expired"],
    ["nameless", AT, "certificate_names_no_organisation"],
    ["agrees", AT, "certificate_usage"],
  ] as const)("of %s at %i is refused", async (name, at, code) => {
    const signer = await open(file(name), fixtures.password);
    expect(() => judge(signer.certificate, at)).toThrow(code);
  });
});
