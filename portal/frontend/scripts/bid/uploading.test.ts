import { describe, expect, it } from "vitest";
import { type Bytes, equal } from "../../sealing/bytes";
import { Refused } from "../../sealing/refusals";
import { ofBytes } from "../../sealing/sources";
import { Unreachable, type Uploads } from "./platform";
import { PIECE, upload } from "./uploading";

const SIZE = 10 * PIECE + 5;
const content = Uint8Array.from({ length: SIZE }, (_, at) => at % 251);

/** A platform that fails as it is told: before it hears a request, or after, so that the answer is lost. */
class Shaky implements Uploads {
  readonly got = new Uint8Array(SIZE);
  offsetNow = 0;
  sent = 0;
  turn = 0;
  waits = 0;
  states: boolean[] = [];

  constructor(private readonly fails: Readonly<Record<number, "before" | "after">>) {}

  async offset(): Promise<number> {
    return this.offsetNow;
  }

  async append(_: string, offset: number, size: number, block: Bytes): Promise<number> {
    const how = this.fails[++this.turn];
    this.sent += block.length;
    if (how === "before") throw new Unreachable(0);
    expect([offset, size]).toEqual([this.offsetNow, SIZE]);
    this.got.set(block, offset);
    this.offsetNow += block.length;
    if (how === "after") throw new Unreachable(5000);
    return this.offsetNow;
  }

  async bring(): Promise<number> {
    let shown = 0;
    await upload({ sha256: "00", content: ofBytes(content) }, this, {
      wait: async (milliseconds) => {
        this.waits += milliseconds;
      },
      arrived: (bytes) => {
        shown += bytes;
      },
      connected: (works) => {
        if (this.states.at(-1) !== works) this.states.push(works);
      },
    });
    return shown;
  }
}

describe("an upload", () => {
  it.each([
    ["without a failure", {}, 0],
    ["whose request is lost at 40 %", { 5: "before" }, PIECE],
    ["whose answer is lost", { 5: "after" }, 0],
    ["that fails again and again", { 2: "before", 3: "before", 4: "before", 5: "before", 6: "before", 9: "after" }, 5 * PIECE],
  ] as const)("%s arrives whole", async (_, fails, again) => {
    const platform = new Shaky(fails);
    expect(await platform.bring()).toBe(SIZE);
    expect(equal(platform.got, content)).toBe(true); // toEqual takes minutes over so many bytes
    expect(platform.sent - SIZE).toBe(again);
    expect(platform.states.at(-1)).toBe(true);
  });

  it("goes on from where it stopped", async () => {
    const platform = new Shaky({});
    platform.got.set(content.subarray(0, 4 * PIECE));
    platform.offsetNow = 4 * PIECE;
    expect(await platform.bring()).toBe(SIZE);
    expect(platform.sent).toBe(SIZE - 4 * PIECE);
  });

  it("gives up on a platform that never takes anything", async () => {
    const platform = new Shaky({});
    platform.append = async () => 0;
    await expect(platform.bring()).rejects.toThrow(Refused);
  });
});
