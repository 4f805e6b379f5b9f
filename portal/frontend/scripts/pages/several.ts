// The sealed bids of several lots, in a folder that the client made: uploaded and submitted one after another, each with its own state.
import { CORE, type Filing, load, namesOf, partName } from "../../sealing/filings";
import { Hasher } from "../../sealing/hashing";
import { blocksOf, ofBlob, type Source, type Store } from "../../sealing/sources";
import { type PageData, say } from "../bid/data";
import { made, one, put, size } from "../bid/elements";
import { mistakesOf } from "../bid/failures";
import { keepHead } from "../bid/heads";
import * as mistakes from "../bid/mistakes";
import { stateOf } from "../bid/own";
import { type Answer, Platform } from "../bid/platform";
import { tagOf, type State } from "../bid/states";
import { reaching, type Surroundings, upload } from "../bid/uploading";

const POLL_MS = 2_000;

interface Data {
  readonly csrf_cookie: string;
  readonly lots: readonly { readonly lot: string; readonly addresses: PageData["addresses"] }[];
  readonly words: Readonly<Record<string, string>>;
}

interface Chosen {
  readonly filing: Filing;
  readonly store: Store;
  readonly platform: Platform;
}

const data = JSON.parse(document.getElementById("several-data")?.textContent ?? "{}") as Data;
const platforms = new Map(data.lots.map(({ lot, addresses }) => [lot, new Platform(addresses, data.csrf_cookie)]));

function tell(lot: string, state: State, ...more: readonly (Node | string)[]): void {
  const detail = more.length ? [" ", made("span", "yg-soft", ...more)] : [];
  one(`[data-lot="${lot}"] [data-state]`).replaceChildren(tagOf(state), ...detail);
}

/** Group what was chosen by the folder in which a sealed bid lies: `…/filing/`. */
function folders(files: readonly File[]): Map<string, Map<string, File>> {
  const found = new Map<string, Map<string, File>>();
  for (const file of files) {
    const [, folder, name] = /^(.*)\/filing\/([^/]+)$/.exec(file.webkitRelativePath) ?? [];
    if (folder === undefined || name === undefined) continue;
    found.set(folder, (found.get(folder) ?? new Map<string, File>()).set(name, file));
  }
  return found;
}

function storeOf(files: ReadonlyMap<string, File>): Store {
  return {
    async open(name) {
      const file = files.get(name);
      if (file === undefined) throw new Error(name);
      return ofBlob(file);
    },
    write: () => Promise.reject(new Error("only read")),
  };
}

/** Return the sealed bids of a folder by their lot; what belongs to no lot of the table is a mistake of the reader's. */
async function choose(): Promise<Map<string, Chosen>> {
  const found = new Map<string, Chosen>();
  const wrong: string[] = [];
  for (const [folder, files] of folders([...(one<HTMLInputElement>("#folder").files ?? [])])) {
    if (!files.has(CORE)) continue;
    const store = storeOf(files);
    try {
      const filing = await load(store);
      const platform = platforms.get(filing.core.lot);
      if (!platform) wrong.push(say(`${folder}：不是下列标段的投标`, `${folder}: not a bid on one of these lots`));
      else if (found.has(filing.core.lot)) wrong.push(say(`${folder}：同一标段有两份投标`, `${folder}: a second bid on one lot`));
      else found.set(filing.core.lot, { filing, store, platform });
    } catch (error) {
      wrong.push(...mistakesOf(error, data).map(({ words }) => `${folder}: ${words}`));
    }
  }
  if (!found.size && !wrong.length) wrong.push(say("请选择封装好的文件夹", "Choose a folder of sealed bids"));
  if (wrong.length) mistakes.show(wrong.map((words) => ({ id: "folder", words })));
  return wrong.length ? new Map<string, Chosen>() : found;
}

function surroundings(arrived: (bytes: number) => void): Surroundings {
  return {
    arrived,
    connected(works) {
      if (!works) put(one("[data-summary]"), say("连接中断，恢复后自动继续", "The connection is lost; this goes on by itself"));
    },
    wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  };
}

async function digestOf(content: Source): Promise<string> {
  const hasher = new Hasher();
  for await (const block of blocksOf(content)) hasher.update(block);
  return hasher.hex();
}

async function send(lot: string, { filing, store, platform }: Chosen): Promise<Answer> {
  const known = new Map(filing.core.parts.map((part) => [partName(part.unit, part.part), part.sha256]));
  const total = filing.core.parts.reduce((sum, part) => sum + part.size, 0);
  let done = 0;
  const around = surroundings((bytes) => {
    done += bytes;
    tell(lot, "uploading", say(`${size(done)}，共约 ${size(total)}`, `${size(done)} of about ${size(total)}`));
  });
  const files: Record<string, string> = {};
  for (const name of namesOf(filing)) {
    const content = await store.open(name);
    files[name] = known.get(name) ?? (await digestOf(content));
    await upload({ sha256: files[name], content }, platform, around);
  }
  tell(lot, "uploaded");
  await keepHead(filing.name, platform).catch(() => {}); // no bid waits for it
  const first = await reaching(around, () => platform.reserve(filing.name, files));
  let answer = first;
  while (answer.state === "verifying") {
    tell(lot, "verifying");
    await around.wait(POLL_MS);
    answer = await reaching(around, () => platform.ask(filing.name));
  }
  return { ...answer, ...(first.message && { message: first.message }) };
}

async function submitOne(lot: string, chosen: Chosen): Promise<boolean> {
  try {
    const answer = await send(lot, chosen);
    const state = stateOf(answer);
    tell(lot, state, ...(state === "submitted" ? [chosen.filing.name.slice(0, 16), "…", answer.message ? ` ${answer.message}` : ""] : answer.reasons.map((one) => one.message)));
    return state === "submitted";
  } catch (error) {
    tell(lot, "refused", ...mistakesOf(error, data).map(({ words }) => words));
    return false;
  }
}

async function submitAll(): Promise<void> {
  mistakes.clear();
  const chosen = await choose();
  if (!chosen.size) return;
  for (const lot of chosen.keys()) tell(lot, "sealed");
  let [done, good] = [0, 0];
  for (const [lot, found] of chosen) {
    put(one("[data-summary]"), say(`正在递交第 ${done + 1} 个，共 ${chosen.size} 个`, `Submitting ${done + 1} of ${chosen.size}`));
    good += Number(await submitOne(lot, found));
    done += 1;
  }
  put(
    one("[data-summary]"),
    say(
      `共 ${chosen.size} 个标段，已递交 ${good} 个。请到各标段页面保存回执。`,
      `${good} of ${chosen.size} lots submitted. Keep each receipt from the page of its lot.`,
    ),
  );
}

const form = one<HTMLFormElement>("[data-several] form");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = one<HTMLButtonElement>("button", form);
  button.disabled = true;
  void submitAll().finally(() => (button.disabled = false));
});
addEventListener("beforeunload", (event) => {
  if (one<HTMLButtonElement>("button", form).disabled) event.preventDefault();
});
