// A member's signature, or a bidder's: made on this device, over exactly the bytes that the page shows.
import { base64, type Bytes, text, unbase64 } from "../../sealing/bytes";
import * as canonical from "../../sealing/canonical";
import { sha256Hex } from "../../sealing/hashing";
import { say } from "../bid/data";
import { all, one, put } from "../bid/elements";
import { mistakesOf } from "../bid/failures";
import * as mistakes from "../bid/mistakes";
import { Line } from "../bid/platform";
import { Sealer } from "../bid/sealer";

interface Data {
  /** A member's act, or `answer`. */
  readonly act: string;
  /** What is signed, in base64; of a report and of an answer what is filled in comes into it. */
  readonly content: string;
  readonly address: string;
  /** Where to go afterwards. */
  readonly back: string;
  /** Whose certificate must sign; empty for a person's own, which the platform knows. */
  readonly organisation: string;
  readonly worker: string;
  readonly now_ms: number;
  readonly csrf_cookie: string;
  readonly words: Readonly<Record<string, string>>;
}

const data = JSON.parse(document.getElementById("sign-data")?.textContent ?? "{}") as Data;
const line = new Line(data.csrf_cookie);
const sealer = new Sealer(data.worker);
const form = one<HTMLFormElement>('[data-form="sign"]');
const isFilled = data.act === "report" || data.act === "answer";

/** The server's clock when it made the page, carried on by the monotonic one. */
const now = (): number => Math.round(data.now_ms + performance.now());

const stand = (): string => form.querySelector<HTMLInputElement>("[name=stand]:checked")?.value ?? "";
const words = (): string => form.querySelector<HTMLTextAreaElement>("#words")?.value.trim() ?? "";

/** Return the bytes as they are signed now: those of the page, with what was filled in. */
function content(): Bytes {
  const given = unbase64(data.content);
  if (!isFilled) return given;
  const said = data.act === "report" && stand() !== "dissents" ? "" : words();
  return canonical.dump({ ...canonical.load(given), stand: stand(), words: said });
}

function show(): void {
  const bytes = content();
  put(one("[data-digest]"), sha256Hex(bytes));
  put(one("[data-content]"), text(bytes));
}

/** Return what has to be corrected before anything is signed. */
function wrong(): mistakes.Mistake[] {
  const found: mistakes.Mistake[] = [];
  if (data.act === "report" && stand() === "dissents" && !words())
    found.push({ id: "words", words: say("请写明不同意见和理由", "Say what you differ in, and why") });
  if (data.act === "answer" && document.getElementById("stand-confirmed") && !stand())
    found.push({ id: "stand-confirmed", words: say("请选择是否确认修正后的报价", "Choose whether you confirm the corrected price") });
  if (data.act === "answer" && !document.getElementById("stand-confirmed") && !words())
    found.push({ id: "words", words: say("请填写答复", "Write your answer") });
  if (!one<HTMLInputElement>("#key-file").files?.length)
    found.push({ id: "key-file", words: say("请选择证书文件", "Choose the certificate file") });
  return found;
}

async function sign(): Promise<void> {
  const found = wrong();
  if (found.length) return mistakes.show(found);
  const [file] = one<HTMLInputElement>("#key-file").files ?? [];
  const password = one<HTMLInputElement>("#key-password");
  if (!file) return;
  const holder = await sealer.call("open", { file, password: password.value, organisation: data.organisation, atMs: now() });
  put(one("[data-told]"), say(`签名人：${holder.name}，正在提交…`, `Signing as ${holder.name}…`));
  const signed = content();
  const signature = base64(await sealer.call("sign", { content: signed, atMs: now() }));
  await line.post(data.address, { ...body(signed), signature }, `${data.act}-${sha256Hex(signed)}-${now()}`);
  password.value = "";
  location.assign(data.back);
}

function body(signed: Bytes): Record<string, string> {
  const said = canonical.load(signed) as { stand?: string; words?: string };
  const filled = isFilled ? { stand: said.stand ?? "", words: said.words ?? "" } : {};
  return data.act === "answer" ? filled : { content: base64(signed), ...filled };
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const buttons = all<HTMLButtonElement>("button", form);
  mistakes.clear();
  for (const button of buttons) button.disabled = true;
  void sign()
    .catch((error: unknown) => {
      put(one("[data-told]"), "");
      mistakes.show(mistakesOf(error, data));
    })
    .finally(() => {
      for (const button of buttons) button.disabled = false;
    });
});
form.addEventListener("input", show);
show();
// Only now: what is sent before would go nowhere.
form.hidden = false;
