// A final offer: its price and salt stay on this device, its hash is signed and sent before the end, and both are sent after it.
import { base64, hex, text, type Bytes } from "../../sealing/bytes";
import { dump } from "../../sealing/canonical";
import { sha256Hex } from "../../sealing/hashing";
import { say } from "../bid/data";
import { all, one, put } from "../bid/elements";
import { mistakesOf } from "../bid/failures";
import * as mistakes from "../bid/mistakes";
import { Line } from "../bid/platform";
import { Sealer } from "../bid/sealer";

interface Data {
  readonly lot: string;
  readonly bid: string;
  /** Which offer of this bid is made next. */
  readonly number: number;
  readonly address: string;
  readonly shown_address: string;
  /** Whose certificate must sign. */
  readonly organisation: string;
  readonly worker: string;
  readonly now_ms: number;
  readonly csrf_cookie: string;
  readonly words: Readonly<Record<string, string>>;
}

/** An offer as docs/formats/final-offer.md has it. */
interface Offer {
  readonly lot: string;
  readonly bid: string;
  readonly price: string;
  readonly salt: string;
}

const data = JSON.parse(document.getElementById("offer-data")?.textContent ?? "{}") as Data;
const line = new Line(data.csrf_cookie);
const AMOUNT = /^(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?$/;

/** The server's clock when it made the page, carried on by the monotonic one. */
const now = (): number => Math.round(data.now_ms + performance.now());

const field = (id: string): HTMLInputElement => one<HTMLInputElement>(`#${id}`);

async function give(): Promise<void> {
  const price = field("price").value.replaceAll(",", "").trim();
  const [file] = field("key-file").files ?? [];
  const found: mistakes.Mistake[] = [];
  if (!AMOUNT.test(price) || Number(price) === 0)
    found.push({ id: "price", words: say("请填写金额，最多两位小数", "Write an amount with two decimals at most") });
  if (!file) found.push({ id: "key-file", words: say("请选择证书文件", "Choose the certificate file") });
  if (!file || found.length) return mistakes.show(found);
  const sealer = new Sealer(data.worker);
  await sealer.call("open", { file, password: field("key-password").value, organisation: data.organisation, atMs: now() });
  const { lot, bid } = data;
  const salt = hex(crypto.getRandomValues(new Uint8Array(32)));
  const offer = dump({ v: "final-offer/1", lot, bid, price, salt });
  const content = dump({ v: "final-offer-commitment/1", lot, bid, offer: sha256Hex(offer) });
  const signature = base64(await sealer.call("sign", { content, atMs: now() }));
  // Kept before it is sent: an offer whose salt is lost can never be shown.
  save(offer, `final-offer-${lot}-${data.number}.json`);
  await line.post(data.address, { content: base64(content), signature }, `final-offer-${sha256Hex(content)}`);
  // What was given stands on the page then, and another is numbered after it.
  location.reload();
}

async function show(): Promise<void> {
  const [file] = field("kept").files ?? [];
  const offer = file ? await read(file) : null;
  if (offer?.lot !== data.lot || offer.bid !== data.bid)
    return mistakes.show([{ id: "kept", words: say("请选择提交最后报价时下载的文件", "Choose the file that was downloaded when you gave the offer") }]);
  const { price, salt } = offer;
  await line.post(data.shown_address, { price, salt }, `shown-${data.bid}-${salt}`);
  location.reload();
}

async function read(file: File): Promise<Offer | null> {
  try {
    return JSON.parse(text(new Uint8Array(await file.arrayBuffer()))) as Offer;
  } catch {
    return null;
  }
}

function save(content: Bytes, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

for (const form of all<HTMLFormElement>("[data-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const buttons = all<HTMLButtonElement>("button", form);
    mistakes.clear();
    for (const button of buttons) button.disabled = true;
    void (form.dataset["form"] === "give" ? give() : show())
      .catch((error: unknown) => {
        put(one("[data-told]"), "");
        mistakes.show(mistakesOf(error, data));
      })
      .finally(() => {
        for (const button of buttons) button.disabled = false;
      });
  });
  // Only now: what is sent before would go nowhere.
  form.hidden = false;
}
