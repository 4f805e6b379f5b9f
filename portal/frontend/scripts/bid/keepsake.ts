// What the bidder keeps, as one archive laid out as the command line expects it: filing/, receipt/, keys.locked.json, before.1.head.
import { zipSync, type Zippable } from "fflate";
import { unbase64 } from "../../sealing/bytes";
import { KEPT } from "../../sealing/sealing";
import { whole } from "../../sealing/sources";
import { headsOf } from "./heads";
import type { Answer } from "./platform";
import type { Kept, Shelf } from "./shelf";

/** Return the archive of a filing: its receipts and proofs and, where this device has the sealed bid, its small files and keys. */
export async function archive(answer: Answer, kept: Kept | undefined, shelf: Shelf): Promise<Blob> {
  const files: Zippable = {};
  for (const [folder, receipt] of [
    ["receipt", answer.receipt],
    ["withdrawal", answer.end_receipt],
  ] as const) {
    if (!receipt) continue;
    files[`${folder}/receipt.json`] = unbase64(receipt.content);
    files[`${folder}/receipt.p7s`] = unbase64(receipt.signature);
    files[`${folder}/receipt.tst`] = unbase64(receipt.token);
    answer.proofs.forEach((text, at) => {
      files[`${folder}/${at + 1}.tlog-proof`] = new TextEncoder().encode(text);
    });
  }
  headsOf(answer.header).forEach((text, at) => {
    files[`before.${at + 1}.head`] = new TextEncoder().encode(text);
  });
  if (kept) {
    const store = await shelf.store(kept.folder);
    // Sealed parts stay out: they may be large, the platform has them, and nothing below needs them.
    for (const { name } of kept.uploads.filter((one) => !one.name.endsWith(".sealed"))) {
      files[`filing/${name}`] = await whole(await store.open(name));
    }
    files[KEPT] = await whole(await store.open(KEPT));
  }
  return new Blob([zipSync(files, { level: 0 }) as Uint8Array<ArrayBuffer>], { type: "application/zip" });
}
