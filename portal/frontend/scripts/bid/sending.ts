// Uploading and submitting a sealed bid, with what is shown meanwhile.
import { say } from "./data";
import { one, put } from "./elements";
import { keepHead } from "./heads";
import { paceOf } from "./pace";
import type { Answer, Platform } from "./platform";
import type { Kept, Shelf } from "./shelf";
import { reaching, type Surroundings, upload } from "./uploading";

const POLL_MS = 2_000;

/** Say in a few words what the page is doing. */
export type Tell = (words: string) => void;

/** Upload every file of a sealed bid that is not there yet. */
export async function uploadAll(kept: Kept, shelf: Shelf, platform: Platform, leftMs: () => number): Promise<void> {
  const bar = one<HTMLProgressElement>("#uploading");
  const total = kept.uploads.reduce((sum, file) => sum + file.size, 0);
  const begun = performance.now();
  let [done, found] = [0, 0];
  const around = surroundings((bytes) => {
    done += bytes;
    // What was there before this visit came at no pace that says anything.
    if (performance.now() - begun < 200) found = done;
    bar.max = total;
    bar.value = done;
    put(one("[data-pace]"), paceOf(done, total, (done - found) / (performance.now() - begun), leftMs()));
  });
  const store = await shelf.store(kept.folder);
  for (const file of kept.uploads) await upload({ sha256: file.sha256, content: await store.open(file.name) }, platform, around);
}

/** Submit a bid whose files are there; returns when the platform has decided. */
export async function submit(kept: Kept, platform: Platform, verifying: () => void): Promise<Answer> {
  const around = surroundings(() => {});
  const files = Object.fromEntries(kept.uploads.map((file) => [file.name, file.sha256]));
  await keepHead(kept.header, platform).catch(() => {}); // no bid waits for it
  const first = await reaching(around, () => platform.reserve(kept.header, files));
  let answer = first;
  while (answer.state === "verifying") {
    verifying();
    await around.wait(POLL_MS);
    answer = await reaching(around, () => platform.ask(kept.header));
  }
  return { ...answer, ...(first.message && { message: first.message }) };
}

function surroundings(arrived: (bytes: number) => void): Surroundings {
  return {
    arrived,
    connected(works) {
      if (works) return;
      put(
        one("[data-pace]"),
        say(
          "连接中断，进度已保留，恢复后自动继续",
          "The connection is lost; what has arrived is kept, and the upload goes on by itself",
        ),
      );
    },
    wait: (milliseconds) =>
      new Promise((done) => {
        const timer = setTimeout(done, milliseconds);
        addEventListener(
          "online",
          () => {
            clearTimeout(timer);
            done();
          },
          { once: true },
        );
      }),
  };
}
