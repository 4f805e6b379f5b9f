// A store in memory, for tests.
import { type Bytes, concat } from "../bytes";
import { ofBytes, type Source, type Store } from "../sources";

export class Memory implements Store {
  constructor(readonly files = new Map<string, Bytes>()) {}

  async write(name: string, blocks: AsyncIterable<Bytes> | readonly Bytes[]): Promise<void> {
    const found: Bytes[] = [];
    for await (const block of blocks) found.push(block.slice());
    this.files.set(name, concat(...found));
  }

  async open(name: string): Promise<Source> {
    const found = this.files.get(name);
    if (found === undefined) throw new Error(`no ${name}`);
    return ofBytes(found);
  }

  /** The same files, one of them altered or, without bytes, missing. */
  but(name: string, bytes?: Bytes): Memory {
    const files = new Map(this.files);
    files.delete(name);
    if (bytes) files.set(name, bytes);
    return new Memory(files);
  }
}
