// What was drafted on this device and is not sent yet. Nothing in it is secret; a closed tab does not lose it.
import type { Bytes } from "../../sealing/bytes";
import { folderAt } from "../../sealing/origin_store";

export class Draft {
  readonly #path: readonly string[];

  constructor(...path: string[]) {
    this.#path = ["drafts", ...path];
  }

  /** Keep these files in the place of what was kept before; nothing where the browser keeps nothing. */
  async keep(files: Readonly<Record<string, Bytes>>): Promise<void> {
    try {
      const folder = await folderAt(this.#path);
      for (const [name, content] of Object.entries(files)) {
        const writing = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await writing.write(content);
        await writing.close();
      }
    } catch {
      await this.forget(); // half of it would be none
    }
  }

  /** Return a file that was kept. */
  async read(name: string): Promise<Bytes | undefined> {
    try {
      const file = await (await (await folderAt(this.#path)).getFileHandle(name)).getFile();
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      return undefined;
    }
  }

  async forget(): Promise<void> {
    try {
      const last = this.#path.at(-1) ?? "";
      await (await folderAt(this.#path.slice(0, -1))).removeEntry(last, { recursive: true });
    } catch {
      // There was none.
    }
  }
}
