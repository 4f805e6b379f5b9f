// How a confirmed price is signed before it is sent: by a certificate file that is loaded once and stays in its worker, or by a passkey
// that was bound for this auction. What is signed is built here, from what the sheet shows.
import { base64, type Bytes, text, unbase64 } from "../../sealing/bytes";
import { sha256Hex } from "../../sealing/hashing";
import { say } from "../bid/data";
import { all, one, put } from "../bid/elements";
import { mistakesOf } from "../bid/failures";
import * as mistakes from "../bid/mistakes";
import { Line } from "../bid/platform";
import type { Holder } from "../bid/protocol";
import { Sealer } from "../bid/sealer";
import * as passkeys from "./passkeys";
import { keyOf, type Place, statement } from "./statements";

/** What the page says of signing; in #act, for it comes anew with each sheet. */
interface Data extends Place {
  readonly how: "certificate" | "passkey";
  /** Whose certificate it must be. */
  readonly organisation: string;
  readonly worker: string;
  readonly origin: string;
  readonly site: string;
  /** The ids of the passkeys that were bound, and of those with which one signs in. */
  readonly credentials: readonly string[];
  readonly agreeing: readonly string[];
  readonly address: string;
  readonly name: string;
  readonly csrf_cookie: string;
  readonly words: Readonly<Record<string, string>>;
}

export class Signing {
  #sealer: Sealer | undefined;
  #holder: Holder | undefined;
  #made: passkeys.Made | undefined;

  constructor(private readonly now: () => number) {}

  /** Show what a part of the page that was just put in lets sign, and by what. */
  dress(): void {
    // Only now: what is pressed before goes nowhere.
    for (const form of all("[data-binds]")) form.hidden = false;
    const data = read();
    const form = document.querySelector<HTMLFormElement>("[data-signs]");
    if (!data || !form) return;
    const content = toSign(data, form);
    put(one("[data-signed]", form), text(content));
    put(one("[data-signed-digest]", form), sha256Hex(content));
    if (data.how !== "certificate") return;
    one("[data-key-fields]", form).hidden = this.#holder !== undefined;
    put(one("[data-key-holder]", form), this.#holder ? say(`由“${this.#holder.name}”的证书签名`, `Signed by the certificate of ${this.#holder.name}`) : "");
  }

  /** Sign what a form confirms, if it is one that is signed; tell whether it may be sent. */
  async sign(form: HTMLFormElement): Promise<boolean> {
    const data = read();
    // Without the tick nothing is bound to, and the platform says so.
    if (!data || form.dataset["signs"] === undefined || !one<HTMLInputElement>("[name=agreed]", form).checked) return true;
    return this.#tried(data, async () => {
      const content = toSign(data, form);
      const signature = data.how === "certificate" ? await this.#byCertificate(data, form, content) : await byPasskey(data, content);
      if (!signature) return false;
      one<HTMLInputElement>("[name=signature]", form).value = base64(signature);
      return true;
    });
  }

  /** Make a passkey for this auction, agree to it by the one with which one signs in, and have it bound. */
  async bind(): Promise<void> {
    const data = read();
    if (!data) return;
    const isBound = await this.#tried(data, async () => {
      // A second press goes on where the first ended: the browser asks for one passkey after the other.
      this.#made ??= await passkeys.make(data.site, data.name);
      const content = keyOf(data, this.#made.key, data.origin, data.site);
      const { credential, answer } = await passkeys.sign(data.site, data.agreeing.map(unbase64), content);
      const body = { attestation: this.#made.attestation, credential, agreement: base64(answer) };
      await new Line(data.csrf_cookie).post(data.address, body, `key-${sha256Hex(content)}`);
      return true;
    });
    if (isBound) location.reload();
  }

  async #byCertificate(data: Data, form: HTMLFormElement, content: Bytes): Promise<Bytes | undefined> {
    if (!this.#holder) {
      const [file] = one<HTMLInputElement>("#key-file", form).files ?? [];
      if (!file) {
        mistakes.show([{ id: "key-file", words: say("请选择证书文件", "Choose the certificate file") }]);
        return undefined;
      }
      const password = one<HTMLInputElement>("#key-password", form);
      this.#sealer ??= new Sealer(data.worker);
      this.#holder = await this.#sealer.call("open", { file, password: password.value, organisation: data.organisation, atMs: this.now() });
      password.value = "";
      this.dress();
    }
    return this.#sealer?.call("sign", { content, atMs: this.now() });
  }

  async #tried(data: Data, act: () => Promise<boolean>): Promise<boolean> {
    mistakes.clear();
    try {
      return await act();
    } catch (error) {
      const refused = passkeys.refused(error);
      mistakes.show(refused ? [refused] : mistakesOf(error, data));
      return false;
    }
  }
}

function read(): Data | undefined {
  const said = document.getElementById("signing-data")?.textContent;
  return said ? (JSON.parse(said) as Data) : undefined;
}

function toSign(place: Place, form: HTMLFormElement): Bytes {
  const value = (name: string): string => all<HTMLInputElement>(`[name=${name}]`, form)[0]?.value ?? "";
  const [key = "", kind = "", price = "", repeated = "", expected = "", commitment = ""] = ["once", "kind", "price", "repeated", "expected", "commitment"].map(value);
  return statement(place, { key, kind, price, repeated, expected, commitment });
}

async function byPasskey(data: Data, content: Bytes): Promise<Bytes> {
  return (await passkeys.sign(data.site, data.credentials.map(unbase64), content)).answer;
}
