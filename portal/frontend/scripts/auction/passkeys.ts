// What the browser's passkeys are asked for: to make one that signs prices of one auction and nothing else, and to sign.
import { base64, type Bytes, random } from "../../sealing/bytes";
import { dump } from "../../sealing/canonical";
import { digest } from "../../sealing/hashing";
import { say } from "../bid/data";
import type { Mistake } from "../bid/mistakes";

/** A passkey that was just made: its public key, and what the platform reads it out of, with the id by which it is found. */
export interface Made {
  readonly key: string;
  readonly attestation: string;
}

const WAIT_MS = 60_000;
/** ES256, EdDSA, RS256, by their numbers in COSE: what the format takes, the best known first. */
const ALGORITHMS = [-7, -8, -257];

/** Make a passkey. Its user is nobody known: under the name of whoever signs in it would take the place of the passkey for that. */
export async function make(site: string, name: string): Promise<Made> {
  const found = await navigator.credentials.create({
    publicKey: {
      rp: { id: site, name: site },
      user: { id: random(32), name, displayName: name },
      challenge: random(32),
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key" as const, alg })),
      authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
      attestation: "none",
      timeout: WAIT_MS,
    },
  });
  const response = (found as PublicKeyCredential).response as AuthenticatorAttestationResponse;
  const key = response.getPublicKey?.();
  if (!key) throw new DOMException("no public key", "NotSupportedError");
  return { key: base64(new Uint8Array(key)), attestation: base64(new Uint8Array(response.attestationObject)) };
}

/** Have something signed by one of these passkeys; return the id of the one that did, and its answer as the format writes it. */
export async function sign(site: string, credentials: readonly Bytes[], content: Bytes): Promise<{ credential: string; answer: Bytes }> {
  const found = (await navigator.credentials.get({
    publicKey: {
      rpId: site,
      challenge: digest(content),
      allowCredentials: credentials.map((id) => ({ type: "public-key" as const, id })),
      userVerification: "required",
      timeout: WAIT_MS,
    },
  })) as PublicKeyCredential;
  const { authenticatorData, clientDataJSON, signature } = found.response as AuthenticatorAssertionResponse;
  const parts = { authenticator: authenticatorData, client: clientDataJSON, signature };
  const written = Object.entries(parts).map(([name, part]) => [name, base64(new Uint8Array(part))]);
  return { credential: base64(new Uint8Array(found.rawId)), answer: dump(Object.fromEntries(written)) };
}

/** Say what a browser's refusal means; nothing for what is none. */
export function refused(error: unknown): Mistake | undefined {
  if (!(error instanceof DOMException)) return undefined;
  if (error.name === "NotAllowedError" || error.name === "AbortError")
    return { id: "", words: say("通行密钥没有确认：已取消、超时或者不在本设备上", "Not confirmed: cancelled, too late, or the passkey is elsewhere") };
  if (error.name === "SecurityError")
    return { id: "", words: say("浏览器不允许在此地址使用通行密钥", "The browser has no passkeys at this address") };
  return { id: "", words: say("此浏览器或者设备不能建立所需的通行密钥", "This browser or device cannot make such a passkey") };
}
