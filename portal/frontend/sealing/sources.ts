// Where long content comes from and goes to: a file, the browser's own store, memory.
import type { Bytes } from "./bytes";

/** Content that can be read in any order, any number of times. */
export interface Source {
  readonly size: number;
  /** Return the bytes from `from` up to but not including `to`. */
  read(from: number, to: number): Promise<Bytes>;
}

export type Blocks = AsyncIterable<Bytes>;

/** Files by name, written once from front to back. */
export interface Store {
  write(name: string, blocks: Blocks | readonly Bytes[]): Promise<void>;
  /** Return a file; throws if there is none. */
  open(name: string): Promise<Source>;
}

export const BLOCK = 1024 * 1024;

export function ofBytes(bytes: Bytes): Source {
  return { size: bytes.length, read: async (from, to) => bytes.subarray(from, to) };
}

export function ofBlob(blob: Blob): Source {
  return { size: blob.size, read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()) };
}

export async function* blocksOf(source: Source): AsyncGenerator<Bytes> {
  for (let at = 0; at < source.size; at += BLOCK) yield source.read(at, Math.min(at + BLOCK, source.size));
}

export async function whole(source: Source): Promise<Bytes> {
  return source.read(0, source.size);
}
