import { describe, expect, it } from "vitest";
import { headsOf, keepHead } from "./heads";

class Kept extends Map<string, string> {
  getItem(key: string): string | null {
    return this.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.set(key, value);
  }
}

const platform = (head: string) => ({ head: async () => head });

describe("heads of the log", () => {
  it("are kept from each attempt, once, for each bid apart", async () => {
    const memory = new Kept();
    for (const head of ["one", "one", "", "two"]) await keepHead("aa", platform(head), memory);
    await keepHead("bb", platform("three"), memory);
    expect([headsOf("aa", memory), headsOf("bb", memory), headsOf("cc", memory)]).toEqual([["one", "two"], ["three"], []]);
  });
});
