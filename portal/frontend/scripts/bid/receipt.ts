// The page of a receipt: what the platform has put its name to, checked before it is shown.
import { unbase64 } from "../../sealing/bytes";
import type { Custody } from "../../sealing/policies";
import * as receipts from "../../sealing/receipts";
import { shanghai } from "../clock";
import { say } from "./data";
import { all, go, made, one, row } from "./elements";
import { archive } from "./keepsake";
import type { Own } from "./own";
import { qr } from "./picture";
import type { Answer } from "./platform";
import type { Shelf } from "./shelf";
import { tagOf, wordOf } from "./states";
import { isWitnessed, wordsOf } from "./witness";

const ASK_EVERY_MS = 5_000;
const ASKED = 24;

/** Show a receipt that holds under the policy and is about this filing; refuses any other. */
export async function show(own: Own & { readonly answer: Answer }, custody: Custody, lot: string, shelf: Shelf): Promise<void> {
  const { answer } = own;
  const issued = own.state === "withdrawn" ? (answer.end_receipt ?? answer.receipt) : answer.receipt;
  if (!issued) return;
  const receipt = await receipts.check(unbase64(issued.content), unbase64(issued.signature), custody, lot);
  if (own.header !== receipt.header && own.header !== receipt.ended) throw new Error("a receipt of another bid");
  const witnessed = isWitnessed(own);
  const shown = one("[data-step=receipt]");
  shown.classList.toggle("yg-bid__done", witnessed);
  shown.classList.toggle("yg-bid__pending", !witnessed);
  one("[data-receipt-sign]").textContent = witnessed ? "✓" : "…";
  one("[data-receipt-title]").textContent = wordOf(own.state) + (witnessed ? "" : say("，尚未见证", ", not yet witnessed"));
  one("[data-receipt]").replaceChildren(
    row(say("状态", "State"), tagOf(own.state)),
    row(
      say("平台收到时间", "Received"),
      `${shanghai(receipt.received_at)}.${String(receipt.received_at % 1000).padStart(3, "0")}`,
    ),
    row(say("回执编号", "Receipt"), made("code", "", receipt.id)),
    row(say("投标指纹", "Fingerprint"), made("code", "", own.header)),
    row(say("平台签名", "Platform's signature"), say("已在本页核验", "Checked on this page")),
    row(say("透明日志", "Transparency log"), wordsOf(witnessed)),
  );
  fingerprint(own.header, lot);
  const link = one<HTMLAnchorElement>("[data-keepsake]");
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(await archive(answer, own.kept, shelf));
  link.download = `bid-${own.header.slice(0, 8)}.zip`;
  go("receipt");
}

/** Ask for the log's proofs until all of them are there, for a while. */
export async function awaitProofs(own: Own, ask: (header: string) => Promise<Answer>): Promise<Answer | undefined> {
  for (let turn = 0; turn < ASKED; turn++) {
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
    const answer = await ask(own.header).catch(() => undefined);
    if (answer && isWitnessed({ ...own, answer })) return answer;
  }
  return undefined;
}

/** Show a fingerprint wherever the page has room for one, in letters and as a picture. */
export function fingerprint(header: string, lot: string): void {
  for (const place of all("[data-fingerprint]")) place.textContent = header;
  for (const place of all("[data-qr]"))
    place.replaceChildren(qr(`sbe1 ${lot} ${header}`, say("投标指纹的二维码", "QR code of the fingerprint")));
}
