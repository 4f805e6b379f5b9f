// A contribution to a draw, made on this device: a secret that is kept as a file, its commitment that is sent, and the secret later.
import { hex, text, utf8 } from "../../sealing/bytes";
import { dump } from "../../sealing/canonical";
import { sha256Hex } from "../../sealing/hashing";

interface Data {
  readonly contributor: string;
  readonly lot: string;
  readonly number: number;
  readonly purpose: string;
  readonly words: Readonly<Record<"other" | "ready" | "unreadable", string>>;
}

const data = JSON.parse(document.getElementById("draw-data")?.textContent ?? "{}") as Data;

/** What the page's file holds: docs/formats/draw.md, section 6. */
interface Kept {
  readonly contributor: string;
  readonly lot: string;
  readonly number: number;
  readonly purpose: string;
  readonly secret: string;
}

const make = document.querySelector<HTMLButtonElement>("[data-draw-make]");
make?.addEventListener("click", () => commit(make));

const file = document.querySelector<HTMLInputElement>("[data-draw-kept]");
file?.addEventListener("change", () => void reveal(file));

function commit(button: HTMLButtonElement): void {
  const secret = hex(crypto.getRandomValues(new Uint8Array(32)));
  const { contributor, lot, number, purpose } = data;
  const kept: Kept = { contributor, lot, number, purpose, secret };
  const commitment = commitmentOf(kept);
  save(dump({ v: "draw-secret/1", ...kept }), `draw-${lot}-${purpose}-${number}.secret.json`);
  fill("commitment", commitment);
  tell(data.words.ready);
  button.form?.querySelector<HTMLButtonElement>("button[type=submit]")?.removeAttribute("disabled");
}

async function reveal(input: HTMLInputElement): Promise<void> {
  const chosen = input.files?.[0];
  if (!chosen) return;
  try {
    const kept = JSON.parse(text(new Uint8Array(await chosen.arrayBuffer()))) as Kept;
    const is_own =
      kept.lot === data.lot && kept.purpose === data.purpose && kept.number === data.number && kept.contributor === data.contributor;
    fill("secret", is_own ? kept.secret : "");
    tell(is_own ? "" : data.words.other);
  } catch {
    fill("secret", "");
    tell(data.words.unreadable);
  }
}

function commitmentOf(kept: Kept): string {
  const { contributor, lot, number, purpose, secret } = kept;
  const bound = dump({ contributor, lot, number, purpose, secret });
  return sha256Hex(new Uint8Array([...utf8("draw/1 commitment\n"), ...bound]));
}

function save(content: Uint8Array<ArrayBuffer>, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function fill(name: string, value: string): void {
  const field = document.getElementById(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

function tell(words: string): void {
  const place = document.querySelector("[data-draw-told]");
  if (place) place.textContent = words;
}
