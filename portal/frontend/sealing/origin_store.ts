// The browser's own files for this site (OPFS). Written in a worker, where writing waits for the disk and memory stays flat;
// read anywhere. What lies there survives a closed tab.
import type { Bytes } from "./bytes";
import { Refused } from "./refusals";
import { ofBlob, type Source, type Store } from "./sources";

/** Of a file that only a worker may write; the page's own types do not have it. */
interface Writable {
  createSyncAccessHandle(): Promise<{
    write(block: Bytes, options: { at: number }): number;
    flush(): void | Promise<void>;
    close(): void | Promise<void>;
  }>;
}

/** Return a folder of the site, made if it is not there. Refuses as `store_unavailable` where the browser keeps nothing. */
export async function folderAt(path: readonly string[]): Promise<FileSystemDirectoryHandle> {
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true });
    return folder;
  } catch {
    throw new Refused("store_unavailable"); // a private window, or a browser too old
  }
}

export class OriginStore implements Store {
  constructor(private readonly folder: FileSystemDirectoryHandle) {}

  async write(name: string, blocks: AsyncIterable<Bytes> | readonly Bytes[]): Promise<void> {
    const file = (await this.folder.getFileHandle(name, { create: true })) as FileSystemFileHandle & Writable;
    const handle = await file.createSyncAccessHandle();
    try {
      let at = 0;
      for await (const block of blocks) {
        if (handle.write(block, { at }) !== block.length) throw new Refused("store_full");
        at += block.length;
      }
      await handle.flush();
    } catch (error) {
      throw error instanceof DOMException && error.name === "QuotaExceededError" ? new Refused("store_full") : error;
    } finally {
      await handle.close();
    }
  }

  async open(name: string): Promise<Source> {
    return ofBlob(await (await this.folder.getFileHandle(name)).getFile());
  }
}
