// A bidder's page of one lot: certificate, offer and files, sealing, checking, uploading, submitting, receipt; and withdrawing.
import { unbase64 } from "../../sealing/bytes";
import * as policies from "../../sealing/policies";
import { shanghai } from "../clock";
import { readData, say } from "../bid/data";
import { all, go, made, one, put, row, size } from "../bid/elements";
import { mistakesOf } from "../bid/failures";
import { chosen, followFiles, tooLarge } from "../bid/files";
import { followAmounts, read, type Row } from "../bid/form";
import * as mistakes from "../bid/mistakes";
import { list, type Own, stateOf, together } from "../bid/own";
import { type Answer, Platform } from "../bid/platform";
import type { Digests, Holder, SealOrder, UnitContent } from "../bid/protocol";
import * as receipt from "../bid/receipt";
import { Sealer } from "../bid/sealer";
import { submit, uploadAll } from "../bid/sending";
import { type Kept, Shelf } from "../bid/shelf";
import { wordOf, type State } from "../bid/states";
import { isWitnessed } from "../bid/witness";

const data = readData();
const platform = new Platform(data.addresses, data.csrf_cookie);
const shelf = new Shelf(data.party.id, data.lot);
const sealer = new Sealer(data.addresses.worker);
const filings = new Map(data.filings.map((one) => [one.header, one]));

let before = data.before;
let holder: Holder | undefined;
let contents: readonly UnitContent[] = [];
let rows: readonly Row[] = [];
let current: Kept | undefined;
let ending: Own | undefined;

/** The server's clock when it made the page, carried on by the monotonic one. */
const now = (): number => data.now_ms + performance.now();

function tell(state: State | undefined): void {
  put(one("[data-now]"), state ? say(`当前状态：${wordOf(state)}`, `Now: ${wordOf(state)}`) : "");
  one("[data-bid]").dataset["state"] = state ?? "";
}

/** Do one thing at a time: what was pressed rests until it is done, and a failure is told in words. */
async function doing(within: ParentNode, act: () => Promise<void>): Promise<void> {
  const buttons = all<HTMLButtonElement>("button", within).filter((button) => !button.disabled);
  mistakes.clear();
  for (const button of buttons) button.disabled = true;
  try {
    await act();
  } catch (error) {
    mistakes.show(mistakesOf(error, data));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function onSubmit(step: string, act: () => Promise<void>): void {
  const form = document.querySelector<HTMLFormElement>(`[data-step="${step}"] form`);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void doing(form, act);
  });
}

function onDo(name: string, act: () => Promise<void>): void {
  for (const button of all(`[data-do="${name}"]`)) {
    button.addEventListener("click", () => void doing(button.closest("section, div") ?? document, act));
  }
}

async function refresh(): Promise<void> {
  const [answers, kept] = await Promise.all([platform.filings(), shelf.list().catch(() => [])]);
  const own = together(answers, kept);
  list(own, {
    mayAct: data.may_act,
    receipt: (chosen) => void doing(document, () => showReceipt(chosen)),
    withdraw: (chosen) => {
      ending = chosen;
      begin();
    },
    goOn: (chosen) => {
      current = chosen;
      void doing(document, upload);
    },
    remove: (chosen) =>
      void doing(document, async () => {
        await shelf.remove(chosen.folder);
        await refresh();
      }),
  });
  const live = own.find((one) => one.state === "submitted");
  const note = document.querySelector<HTMLElement>("[data-replaces]");
  if (note) {
    note.hidden = live === undefined;
    note.textContent = live
      ? say(
          `递交后将替换现有投标 ${live.header.slice(0, 16)}…，只有最后递交的有效。`,
          `Once submitted, this takes the place of ${live.header.slice(0, 16)}…; only the last one counts.`,
        )
      : "";
  }
}

function begin(): void {
  one("[data-start]").hidden = true;
  if (!holder) return go("certificate");
  if (!ending) return go("content");
  receipt.fingerprint(ending.header, data.lot);
  go("withdraw");
}

async function rest(): Promise<void> {
  [current, ending] = [undefined, undefined];
  go("");
  one("[data-start]").hidden = !data.may_act;
  await refresh();
}

async function loadCertificate(): Promise<void> {
  const [file] = one<HTMLInputElement>("#key-file").files ?? [];
  const password = one<HTMLInputElement>("#key-password");
  if (!file) return mistakes.show([{ id: "key-file", words: say("请选择证书文件", "Choose the certificate file") }]);
  holder = await sealer.call("open", { file, password: password.value, organisation: data.party.code, atMs: now() });
  password.value = "";
  const until = shanghai(holder.notAfterMs).slice(0, 10);
  one("[data-certificate]").textContent = say(
    `签名人：${holder.name}，证书有效期至 ${until}`,
    `Signing as ${holder.name}, certificate valid until ${until}`,
  );
  begin();
}

async function takeContent(): Promise<void> {
  const filled = data.units.map((unit) => ({ unit: unit.unit, ...read(unit, data.currency) }));
  const wrong = [...filled.flatMap((one) => one.mistakes), ...tooLarge(data)];
  if (wrong.length) return mistakes.show(wrong);
  rows = filled.flatMap((one) => one.rows);
  contents = filled.map(({ unit, fields }) => ({ unit, fields, files: chosen(unit) }));
  go("seal");
}

async function seal(): Promise<void> {
  const [passphrase, again] = ["passphrase", "passphrase-again"].map((id) => one<HTMLInputElement>(`#${id}`));
  if (!passphrase || !again) return;
  if (passphrase.value !== again.value) {
    return mistakes.show([{ id: "passphrase-again", words: say("两次输入的口令不同", "The two passphrases differ") }]);
  }
  one("[data-working]").hidden = false;
  const order: SealOrder = {
    folder: shelf.fresh(),
    lot: data.lot,
    policy: unbase64(await platform.policy()),
    before,
    contents,
    passphrase: passphrase.value,
    atMs: now(),
  };
  const found = await sealer.call("seal", order, (phase, share) => {
    one<HTMLProgressElement>(`#${phase}`).value = share;
  });
  [passphrase.value, again.value] = ["", ""];
  current = { ...found.sealed, folder: order.folder.at(-1) ?? "" };
  summarise(found);
  tell("sealed");
  go("check");
}

function summarise({ sealed, digests }: Digests): void {
  const fields = rows.map(({ name, shown, capital }) => {
    const words = made("span", "yg-amount__words", capital ?? "");
    words.lang = "zh-Hans";
    return row(name, made("span", "yg-number", shown), words);
  });
  const files = contents.flatMap(({ files }, at) =>
    files.map((file, index) =>
      row(file.name, `${size(file.size)} `, made("span", "yg-digest", "SHA-256 ", made("code", "", digests[at]?.[index] ?? ""))),
    ),
  );
  one("[data-summary]").replaceChildren(...fields, ...files, row(say("签名人", "Signed by"), holder?.name ?? ""));
  receipt.fingerprint(sealed.header, data.lot);
}

async function upload(): Promise<void> {
  if (!current) return;
  tell("uploading");
  receipt.fingerprint(current.header, data.lot);
  one("[data-start]").hidden = true;
  go("upload");
  await uploadAll(current, shelf, platform, () => data.deadline_ms - now());
  tell("uploaded");
  go("submit");
}

async function submitCurrent(): Promise<void> {
  if (!current) return;
  const kept = current;
  const answer = await submit(kept, platform, () => tell("verifying"));
  tell(stateOf(answer));
  if (answer.state === "refused") {
    await rest();
    return mistakes.show(answer.reasons.map(({ message }) => ({ id: "", words: message })));
  }
  before = { header: kept.header, bid: kept.bid, seq: kept.seq };
  filings.set(kept.header, before);
  await showReceipt({ header: kept.header, state: stateOf(answer), answer, kept });
  await refresh();
  if (answer.message) put(one("[data-now]"), answer.message);
}

async function showReceipt(own: Own): Promise<void> {
  if (!own.answer) return;
  const custody = policies.read(unbase64(data.policy));
  await receipt.show({ ...own, answer: own.answer }, custody, data.lot, shelf);
  if (!isWitnessed({ ...own, answer: own.answer }))
    void receipt.awaitProofs(own, (header) => platform.ask(header)).then((answer) => proven(own, answer));
}

/** Show the proofs once they are there, unless the reader has gone on. */
async function proven(own: Own, answer: Answer | undefined): Promise<void> {
  const isShown = !one("[data-step=receipt]").hidden && one("[data-receipt]").textContent?.includes(own.header);
  if (answer && isShown) await receipt.show({ ...own, answer }, policies.read(unbase64(data.policy)), data.lot, shelf);
}

async function withdraw(): Promise<void> {
  const known = ending && (filings.get(ending.header) ?? ending.kept);
  if (!ending || !known) return;
  const { header } = ending;
  const { deal } = policies.read(unbase64(data.policy)).policy;
  const signed = await sealer.call("end", { deal, lot: data.lot, bid: known.bid, seq: known.seq, header, atMs: now() });
  await platform.end(header, signed.content, signed.signature);
  const answer = await platform.ask(header);
  tell("withdrawn");
  const { kept } = ending;
  ending = undefined;
  await showReceipt({ header, state: "withdrawn", answer, kept });
  await refresh();
}

function start(): void {
  followAmounts();
  followFiles(data);
  onSubmit("certificate", loadCertificate);
  onSubmit("content", takeContent);
  onSubmit("seal", seal);
  onDo("begin", async () => begin());
  onDo("upload", upload);
  onDo("submit", submitCurrent);
  onDo("withdraw", withdraw);
  onDo("again", rest);
  onDo("discard", async () => {
    if (current) await shelf.remove(current.folder);
    current = undefined;
    tell(undefined);
    go("content");
  });
  for (const button of all("[data-go]")) button.addEventListener("click", () => go(button.dataset["go"] ?? ""));
  // Who leaves between uploading and submitting has not submitted.
  addEventListener("beforeunload", (event) => {
    if (["uploading", "uploaded", "verifying"].includes(one("[data-bid]").dataset["state"] ?? "")) event.preventDefault();
  });
  void doing(document, rest);
}

start();
