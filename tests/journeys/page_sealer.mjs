// The worker of the bidder's page, as it was built for browsers, run by Node: its WebCrypto, its locks, its files in place of a
// browser's. A line on standard input is a bid, the line that answers it what the worker found, or what it refuses.
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The browser's own files for a site (OPFS), so far as the worker uses them: here any folder of this machine. */
class Folder {
  constructor(path) {
    this.path = path;
  }

  async getDirectoryHandle(name) {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return new Folder(path);
  }

  async getFileHandle(name) {
    return new Handle(join(this.path, name));
  }
}

class Handle {
  constructor(path) {
    this.path = path;
  }

  async createSyncAccessHandle() {
    const file = openSync(this.path, "wx");
    return {
      write: (block, { at }) => writeSync(file, block, 0, block.length, at),
      flush: () => fsyncSync(file),
      close: () => closeSync(file),
    };
  }

  async getFile() {
    return new Blob([readFileSync(this.path)]);
  }
}

let hear, answered, count = 0;
Object.defineProperty(navigator, "storage", { value: { getDirectory: async () => new Folder("/") } });
globalThis.self = {
  addEventListener: (_, listener) => (hear = listener),
  postMessage: (reply) => "phase" in reply || answered(reply),
};
const call = (act, given) =>
  new Promise((done, refused) => {
    answered = (reply) => ("refused" in reply ? refused(reply) : done(reply.found));
    hear({ data: { id: ++count, act, given } });
  });
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));

// As a module, which is how the page starts it.
await import(`data:text/javascript;base64,${readFileSync(process.argv[2]).toString("base64")}`);
for await (const line of createInterface({ input: process.stdin })) {
  const { key, order } = JSON.parse(line);
  const contents = order.contents.map((one) => ({ ...one, files: one.files.map(({ name, content }) => new File([bytes(content)], name)) }));
  try {
    await call("open", { ...key, file: new Blob([bytes(key.file)]) });
    console.log(JSON.stringify(await call("seal", { ...order, policy: bytes(order.policy), contents })));
  } catch (refused) {
    console.log(JSON.stringify(refused instanceof Error ? { refused: String(refused) } : refused));
  }
}
