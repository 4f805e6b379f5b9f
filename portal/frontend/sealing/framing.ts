// A part before it is sealed: its length, its bytes, and zeros up to a size that says little (section 5: Padmé, then 4 KiB).
import type { Bytes } from "./bytes";
import { Refused } from "./refusals";
import type { Blocks, Source } from "./sources";

const LENGTH_BYTES = 8;
const STEP = 4096;
export const LARGEST_BYTES = 2 ** 40;

/** Return the length of the frame of `size` bytes. Bits are shifted by arithmetic: shifts of JavaScript end at 32. */
export function padded(size: number): number {
  let length = size + LENGTH_BYTES;
  const exponent = bitLength(length) - 1;
  const free = exponent - bitLength(exponent);
  if (free > 0) length = Math.ceil(length / 2 ** free) * 2 ** free;
  return Math.ceil(length / STEP) * STEP;
}

/** Return the frame of a content; nothing is copied until it is read. */
export function framed(content: Source): Source {
  if (content.size > LARGEST_BYTES) throw new Refused("part_too_large", { bytes: content.size });
  const prefix = new Uint8Array(LENGTH_BYTES);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(content.size));
  return {
    size: padded(content.size),
    async read(from, to) {
      const block = new Uint8Array(to - from);
      if (from < LENGTH_BYTES) block.set(prefix.subarray(from, Math.min(to, LENGTH_BYTES)));
      const begin = Math.max(from - LENGTH_BYTES, 0);
      const end = Math.min(to - LENGTH_BYTES, content.size);
      if (begin < end) {
        const found = await content.read(begin, end);
        if (found.length !== end - begin) throw new Refused("part_changed_while_read");
        block.set(found, begin + LENGTH_BYTES - from);
      }
      return block;
    },
  };
}

/** Yield the content in a frame; refuses a frame that is not exactly what its content calls for. */
export async function* unframed(blocks: Blocks): AsyncGenerator<Bytes> {
  let head = new Uint8Array(0);
  let [size, given, seen] = [-1, 0, 0];
  for await (let block of blocks) {
    seen += block.length;
    if (size < 0) {
      const more = new Uint8Array(head.length + block.length);
      more.set(head);
      more.set(block, head.length);
      if (more.length < LENGTH_BYTES) {
        head = more;
        continue;
      }
      const written = new DataView(more.buffer).getBigUint64(0);
      if (written > BigInt(LARGEST_BYTES)) throw new Refused("frame_malformed");
      size = Number(written);
      block = more.subarray(LENGTH_BYTES);
    }
    const content = block.subarray(0, size - given);
    given += content.length;
    if (block.subarray(content.length).some((byte) => byte !== 0)) throw new Refused("frame_malformed");
    yield content;
  }
  if (size < 0 || seen !== padded(size)) throw new Refused("frame_malformed");
}

function bitLength(number: number): number {
  return number.toString(2).length;
}
