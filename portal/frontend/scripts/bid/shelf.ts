// Sealed bids that are kept on this device, for this organisation and lot: ciphertext, and keys under a passphrase.
import { hex, random } from "../../sealing/bytes";
import { folderAt, OriginStore } from "../../sealing/origin_store";
import type { Sealed } from "./protocol";
import { ABOUT, lockOf, shelfOf } from "./shelf_names";

export interface Kept extends Sealed {
  readonly folder: string;
}

export class Shelf {
  readonly #path: readonly string[];

  constructor(party: string, lot: string) {
    this.#path = shelfOf(party, lot);
  }

  /** Return the path of a new folder. */
  fresh(): string[] {
    return [...this.#path, hex(random(8))];
  }

  /** Return the bids that were sealed to the end, and clear away what was broken off. */
  async list(): Promise<Kept[]> {
    const shelf = await folderAt(this.#path);
    const found: Kept[] = [];
    for await (const folder of shelf.keys()) {
      const about = await this.#about(folder);
      if (about) found.push({ ...about, folder });
      else
        await navigator.locks.request(
          lockOf([...this.#path, folder]),
          { ifAvailable: true },
          (lock) => lock && this.remove(folder),
        );
    }
    return found;
  }

  async store(folder: string): Promise<OriginStore> {
    return new OriginStore(await folderAt([...this.#path, folder]));
  }

  async remove(folder: string): Promise<void> {
    await (await folderAt(this.#path)).removeEntry(folder, { recursive: true });
  }

  async #about(folder: string): Promise<Sealed | undefined> {
    try {
      const source = await (await this.store(folder)).open(ABOUT);
      return JSON.parse(new TextDecoder().decode(await source.read(0, source.size))) as Sealed;
    } catch {
      return undefined;
    }
  }
}
