import { afterEach, describe, expect, it, vi } from "vitest";
import { base64, text, utf8 } from "../../sealing/bytes";
import { digest } from "../../sealing/hashing";
import { make, refused, sign } from "./passkeys";

const asked: { create: CredentialCreationOptions[]; get: CredentialRequestOptions[] } = { create: [], get: [] };
const bytes = (text: string): ArrayBuffer => utf8(text).buffer;

function device(key: ArrayBuffer | null = bytes("key")): void {
  const create = async (given: CredentialCreationOptions): Promise<unknown> => {
    asked.create.push(given);
    return { response: { getPublicKey: () => key, attestationObject: bytes("attested") } };
  };
  const get = async (given: CredentialRequestOptions): Promise<unknown> => {
    asked.get.push(given);
    const response = { authenticatorData: bytes("data"), clientDataJSON: bytes("client"), signature: bytes("value") };
    return { rawId: bytes("id"), response };
  };
  vi.stubGlobal("navigator", { credentials: { create, get } });
}

afterEach(() => {
  vi.unstubAllGlobals();
  asked.create = [];
  asked.get = [];
});

describe("a passkey for one auction", () => {
  it("is nobody's whom the site knows, and always verifies its holder", async () => {
    device();
    const made = [await make("trade.example", "竞价 1"), await make("trade.example", "竞价 1")];
    expect(made[0]).toEqual({ key: base64(utf8("key")), attestation: base64(utf8("attested")) });
    const [one, other] = asked.create.map(({ publicKey }) => publicKey);
    expect(one?.rp.id).toBe("trade.example");
    expect(one?.authenticatorSelection).toEqual({ userVerification: "required", residentKey: "discouraged" });
    expect(one?.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-7, -8, -257]);
    expect(one?.attestation).toBe("none");
    expect(base64(one?.user.id as Uint8Array)).not.toBe(base64(other?.user.id as Uint8Array));
  });
  it("is not made where nobody can read its key", async () => {
    device(null);
    await expect(make("trade.example", "竞价 1")).rejects.toThrow("no public key");
  });
  it("signs the hash of what is signed, and answers as the format writes it", async () => {
    device();
    const { credential, answer } = await sign("trade.example", [utf8("id")], utf8("what is signed"));
    expect(credential).toBe(base64(utf8("id")));
    expect(text(answer)).toBe(`{"authenticator":"${base64(utf8("data"))}","client":"${base64(utf8("client"))}","signature":"${base64(utf8("value"))}"}`);
    const given = asked.get[0]?.publicKey;
    expect([given?.rpId, given?.userVerification, given?.allowCredentials?.length]).toEqual(["trade.example", "required", 1]);
    expect(base64(given?.challenge as Uint8Array)).toBe(base64(digest(utf8("what is signed"))));
  });
});

describe("a refusal of the browser", () => {
  it.each([
    ["NotAllowedError", "没有确认"],
    ["AbortError", "没有确认"],
    ["SecurityError", "不允许"],
    ["NotSupportedError", "不能建立"],
  ])("%s is told in words", (name, words) => {
    expect(refused(new DOMException("", name))?.words).toContain(words);
  });
  it("is none where something else failed", () => {
    expect(refused(new Error("x"))).toBeUndefined();
  });
});
