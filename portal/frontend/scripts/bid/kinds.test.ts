import { describe, expect, it } from "vitest";
import { isOdd } from "./kinds";

const file = (name: string, ...content: BlobPart[]): File => new File(content, name);
const filling = "x".repeat(5000);
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d]);

describe("a file", () => {
  it.each([
    file("a.pdf", "%PDF-1.7\n", filling, "\n%%EOF\n"),
    file("B.PDF", "\n%PDF-1.4\n", filling, "%%EOF"),
    file("a.xlsx", "PK\u0003\u0004", filling),
    file("a.png", png),
    file("a.dwg", "AC1032"),
    file("README", "x"),
  ])("that is what its name says is taken as it is: $name", async (one) => {
    expect(await isOdd(one)).toBe(false);
  });

  it.each([
    file("a.pdf", "%PDF-1.7\n", filling),
    file("a.pdf", filling, "%PDF-1.7\n%%EOF\n"),
    file("a.pdf", png),
    file("a.docx", "%PDF-1.7\n%%EOF\n"),
    file("a.jpg", png),
    file("a.dwg"),
  ])("that is broken off or something else is told: $name", async (one) => {
    expect(await isOdd(one)).toBe(true);
  });
});
