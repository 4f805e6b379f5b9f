// The organiser's decisions about an opening, signed on this device: a remedy that two persons sign, the release of a later stage.
import { base64, type Bytes, text, unbase64 } from "../../sealing/bytes";
import * as certificates from "../../sealing/certificates";
import { sha256Hex } from "../../sealing/hashing";
import { Remedy, Stage } from "../../sealing/objects";
import { say } from "../bid/data";
import { Draft } from "../bid/drafts";
import { all, one, put } from "../bid/elements";
import { mistakesOf } from "../bid/failures";
import * as mistakes from "../bid/mistakes";
import { Line } from "../bid/platform";
import { Sealer } from "../bid/sealer";

interface Data {
  readonly deal: string;
  readonly lot: string;
  readonly freeze: string;
  readonly organiser: string;
  readonly now_ms: number;
  readonly csrf_cookie: string;
  readonly remedy: {
    readonly stage: number;
    readonly n: number;
    readonly since_ms: number;
    readonly ends_ms: number;
    readonly proposed: { readonly content: string; readonly signature: string } | null;
  } | null;
  readonly release: { readonly stage: number } | null;
  readonly addresses: Readonly<Record<"worker" | "remedies" | "proposals" | "stages", string>>;
  readonly words: Readonly<Record<string, string>>;
}

const data = JSON.parse(document.getElementById("decide-data")?.textContent ?? "{}") as Data;
const line = new Line(data.csrf_cookie);
const drafted = new Draft("release", data.organiser, data.lot, String(data.release?.stage ?? 0));
const sealer = new Sealer(data.addresses.worker);

/** The server's clock when it made the page, carried on by the monotonic one. */
const now = (): number => Math.round(data.now_ms + performance.now());

class Wrong extends Error {
  constructor(
    readonly id: string,
    readonly words: string,
  ) {
    super(words);
  }
}

function onSubmit(name: string, act: () => Promise<void>): void {
  const form = document.querySelector<HTMLFormElement>(`[data-form="${name}"]`);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void doing(form, act);
  });
}

/** Do one thing at a time; a failure is told in words. */
async function doing(form: HTMLFormElement, act: () => Promise<void>): Promise<void> {
  const buttons = all<HTMLButtonElement>("button", form);
  mistakes.clear();
  for (const button of buttons) button.disabled = true;
  try {
    await act();
  } catch (error) {
    mistakes.show(error instanceof Wrong ? [{ id: error.id, words: error.words }] : mistakesOf(error, data));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

async function chosen(id: string, words: string): Promise<Bytes[]> {
  const files = [...(one<HTMLInputElement>(`#${id}`).files ?? [])];
  if (!files.length) throw new Wrong(id, words);
  return Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
}

/** Return the file that was chosen, else what was kept of it. */
async function onlyOne(id: string, words: string, kept?: Bytes): Promise<Bytes> {
  if (kept && !one<HTMLInputElement>(`#${id}`).files?.length) return kept;
  const [content] = await chosen(id, words);
  if (content === undefined) throw new Wrong(id, words);
  return content;
}

async function loadCertificate(): Promise<void> {
  const [file] = one<HTMLInputElement>("#key-file").files ?? [];
  const password = one<HTMLInputElement>("#key-password");
  if (!file) throw new Wrong("key-file", say("请选择证书文件", "Choose the certificate file"));
  const forms = all("[data-with-key]");
  // Nothing is signed with the one before while another is read.
  for (const form of forms) form.hidden = true;
  put(one("[data-certificate]"), "");
  const holder = await sealer.call("open", { file, password: password.value, organisation: data.organiser, atMs: now() });
  password.value = "";
  put(one("[data-certificate]"), say(`签名人：${holder.name}`, `Signing as ${holder.name}`));
  for (const form of forms) form.hidden = false;
  forms[0]?.querySelector<HTMLElement>("button, input")?.focus();
}

const signed = (content: Bytes): Promise<Bytes> => sealer.call("sign", { content, atMs: now() });

async function propose(): Promise<void> {
  if (!data.remedy) return;
  const { stage, n, since_ms: since, ends_ms: to } = data.remedy;
  const reason = one<HTMLInputElement>("#reason").value.trim();
  if (!reason) throw new Wrong("reason", say("请写明理由", "State the reason"));
  const until = untilMs(to);
  const content = Remedy.write({ deal: data.deal, lot: data.lot, stage, freeze: data.freeze, n, since, to, until, reason });
  const body = { content: base64(content), signature: base64(await signed(content)) };
  await line.post(data.addresses.proposals, body, `propose-${sha256Hex(content)}-${now()}`);
  location.reload();
}

/** Return until when, in milliseconds: as it was filled in, or the present end where no more time is given. */
function untilMs(ends: number): number {
  if (document.querySelector<HTMLInputElement>("#kind-none")?.checked) return ends;
  const found = Date.parse(`${one<HTMLInputElement>("#until").value}:00+08:00`);
  if (!Number.isFinite(found)) throw new Wrong("until", say("请填写时间", "Fill in the time"));
  return found;
}

async function approve(): Promise<void> {
  const proposed = data.remedy?.proposed;
  if (!proposed) return;
  const content = unbase64(proposed.content);
  const body = { content: proposed.content, signatures: [proposed.signature, base64(await signed(content))] };
  await line.post(data.addresses.remedies, body, `remedy-${sha256Hex(content)}-${now()}`);
  location.reload();
}

async function draft(): Promise<void> {
  if (!data.release) return;
  const bids = all<HTMLInputElement>("[data-bid-header]").flatMap((box) => (box.checked ? [box.value] : []));
  if (!bids.length) throw new Wrong("passed", say("请勾选进入本阶段的投标", "Tick the bids that go on"));
  const result = await onlyOne("result", say("请选择评审结果文件", "Choose the file with the result"));
  const experts = await chosen("committee", say("请选择评委证书", "Choose the committee's certificates"));
  const content = Stage.write({
    deal: data.deal,
    lot: data.lot,
    stage: data.release.stage,
    freeze: data.freeze,
    result: sha256Hex(result),
    committee: [...new Set(experts.map((one) => certificates.fingerprint(certificates.read(derOf(one)))))].sort(),
    bids: bids.sort(),
  });
  await drafted.keep({ "stage.json": content, result });
  await showDraft();
  download(content, `stage.${data.release.stage}.json`);
}

/** Tell that what is to be signed is kept here, and tick the bids that it names. */
async function showDraft(): Promise<void> {
  const content = await drafted.read("stage.json");
  one("[data-drafted]").hidden = content === undefined;
  if (content === undefined) return;
  const stage = Stage.read(content);
  // Drafted for another list, it is of no use any more.
  if (stage.freeze !== data.freeze) return drafted.forget();
  for (const box of all<HTMLInputElement>("[data-bid-header]")) box.checked = stage.bids.includes(box.value);
}

/** Return a certificate's DER, out of PEM if it is that. */
function derOf(content: Bytes): Bytes {
  if (content[0] === 0x30) return content;
  const found = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/.exec(text(content));
  return unbase64((found?.[1] ?? "").replace(/\s/g, ""));
}

function download(content: Bytes, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function release(): Promise<void> {
  const [keptContent, keptResult] = [await drafted.read("stage.json"), await drafted.read("result")];
  const content = await onlyOne("stage-file", say("请选择待签文件", "Choose the file from step 1"), keptContent);
  const result = await onlyOne("result-again", say("请选择评审结果文件", "Choose the file with the result"), keptResult);
  const experts = await chosen("signatures", say("请选择评委签名", "Choose the committee's signatures"));
  Stage.read(content);
  const body = {
    content: base64(content),
    signatures: [await signed(content), ...experts].map((one) => base64(one)),
    result: base64(result),
  };
  await line.post(data.addresses.stages, body, `release-${sha256Hex(content)}-${now()}`);
  await drafted.forget();
  location.reload();
}

onSubmit("certificate", loadCertificate);
onSubmit("propose", propose);
onSubmit("approve", approve);
onSubmit("draft", draft);
onSubmit("release", release);
if (data.release) void showDraft();
// Only now: what is sent before would go nowhere.
one("[data-signing]").hidden = false;
