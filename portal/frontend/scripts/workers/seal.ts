/// <reference lib="webworker" />
// Where the key lives: certificate files are opened, files hashed and sealed, withdrawals signed. Asks nobody on the network.
import { utf8 } from "../../sealing/bytes";
import { judge } from "../../sealing/certificates";
import { type Signer, sign } from "../../sealing/cms";
import { namesOf } from "../../sealing/filings";
import { Hasher } from "../../sealing/hashing";
import { open } from "../../sealing/keyfile";
import { End } from "../../sealing/objects";
import { folderAt, OriginStore } from "../../sealing/origin_store";
import * as policies from "../../sealing/policies";
import { Refused } from "../../sealing/refusals";
import { type Content, seal, sizeOf } from "../../sealing/sealing";
import { blocksOf, ofBlob, type Source, type Store } from "../../sealing/sources";
import type { Acts, Digests, Order, Phase, Reply, SealOrder, Upload } from "../bid/protocol";
import { ABOUT, lockOf } from "../bid/shelf_names";

declare const self: DedicatedWorkerGlobalScope;

const TOLD_EVERY_MS = 100;
let signer: Signer | undefined;

const acts: { readonly [A in keyof Acts]: (given: Acts[A]["given"], id: number) => Promise<Acts[A]["found"]> } = {
  async open({ file, password, organisation, atMs }) {
    const found = await open(new Uint8Array(await file.arrayBuffer()), password);
    judge(found.certificate, atMs);
    if (organisation && found.certificate.organisation !== organisation) throw new Refused("signer_is_another_organisation");
    signer = found;
    return { name: found.certificate.commonName, notAfterMs: found.certificate.notAfterMs };
  },

  async seal(order, id) {
    return navigator.locks.request(lockOf(order.folder), async () => sealed(order, id));
  },

  async sign({ content, atMs }) {
    return sign(loaded(), content, atMs);
  },

  async end({ deal, lot, bid, seq, header, atMs }) {
    const content = End.write({ deal, lot, bid, seq, header, replaced_by: "" });
    return { content, signature: await sign(loaded(), content, atMs) };
  },
};

self.addEventListener("message", ({ data }: MessageEvent<Order>) => void answer(data));

async function answer({ id, act, given }: Order): Promise<void> {
  try {
    tell({ id, found: await (acts[act] as (given: unknown, id: number) => Promise<unknown>)(given, id) });
  } catch (error) {
    // A file that was changed or removed since it was chosen cannot be read any more.
    const isGone = error instanceof DOMException && error.name.startsWith("Not");
    const refused =
      error instanceof Refused ? error : new Refused(isGone ? "part_changed_while_read" : "system_error", { why: String(error) });
    tell({ id, refused: refused.code, detail: refused.detail });
  }
}

async function sealed(order: SealOrder, id: number): Promise<Digests> {
  const custody = policies.read(order.policy);
  const digests = await hashed(order, id);
  const contents = new Map<string, Content>(
    order.contents.map(({ unit, fields, files }, at) => [
      unit,
      {
        fields,
        files: files.map((file, index) => ({
          name: file.name,
          sha256: digests[at]?.[index] ?? "",
          content: ofBlob(file),
        })),
      },
    ]),
  );
  const store = new OriginStore(await folderAt(order.folder));
  const progress = meter(id, "sealing", sizeOf(contents));
  const filing = await seal(
    {
      custody,
      lot: order.lot,
      signer: loaded(),
      atMs: order.atMs,
      before: order.before,
      passphrase: order.passphrase,
      progress,
    },
    contents,
    store,
  );
  const known = new Map(filing.core.parts.map((one) => [`${one.unit}.${one.part}.sealed`, one]));
  const uploads: Upload[] = [];
  for (const name of namesOf(filing)) {
    const part = known.get(name);
    uploads.push(part ? { name, sha256: part.sha256, size: part.size } : await measured(store, name));
  }
  const about = { header: filing.name, bid: filing.core.bid, seq: filing.core.seq, uploads };
  // Written last: a folder without it was never finished.
  await store.write(ABOUT, [utf8(JSON.stringify(about))]);
  return { sealed: about, digests };
}

async function hashed({ contents }: SealOrder, id: number): Promise<string[][]> {
  const files = contents.flatMap((one) => one.files);
  const progress = meter(
    id,
    "hashing",
    files.reduce((sum, file) => sum + file.size, 0),
  );
  const found: string[][] = [];
  for (const { files } of contents) {
    const digests: string[] = [];
    for (const file of files) digests.push(await digestOf(ofBlob(file), progress));
    found.push(digests);
  }
  return found;
}

async function measured(store: Store, name: string): Promise<Upload> {
  const content = await store.open(name);
  return { name, sha256: await digestOf(content, () => {}), size: content.size };
}

async function digestOf(content: Source, progress: (bytes: number) => void): Promise<string> {
  const hasher = new Hasher();
  for await (const block of blocksOf(content)) {
    hasher.update(block);
    progress(block.length);
  }
  return hasher.hex();
}

function meter(id: number, phase: Phase, total: number): (bytes: number) => void {
  let [done, told] = [0, -Infinity];
  return (bytes) => {
    done += bytes;
    const now = performance.now();
    if (now - told < TOLD_EVERY_MS && done < total) return;
    told = now;
    tell({ id, phase, share: total ? Math.min(done / total, 1) : 1 });
  };
}

function loaded(): Signer {
  if (signer === undefined) throw new Refused("key_file_empty");
  return signer;
}

function tell(reply: Reply): void {
  self.postMessage(reply);
}
