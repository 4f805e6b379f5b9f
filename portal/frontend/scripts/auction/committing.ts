// A price that nobody else reads before the end: it stays on this device with a salt, its hash is sent, and both are sent after the end
// (docs/formats/auction.md, section 5.1).
import { type Bytes, hex, text, utf8 } from "../../sealing/bytes";
import { dump, isObject, load } from "../../sealing/canonical";
import { sha256Hex } from "../../sealing/hashing";
import { capital, grouped, isMore, readDecimal, toCents } from "../bid/amounts";
import { say } from "../bid/data";
import { all, one, put } from "../bid/elements";
import * as mistakes from "../bid/mistakes";

const KEY = "yangguang-price-";
const LINE = "auction/1 price\n";

/** What is kept of a price, here and in the file that its bidder saves. */
export interface Price {
  readonly auction: string;
  readonly bidder: string;
  readonly price: string;
  readonly quantity: number;
  readonly least: number;
  readonly salt: string;
}

/** Where prices are kept: the browser's own store, which may be full or forbidden. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Return what is sent before the end. */
export function commitment({ auction, bidder, price, quantity, least, salt }: Price): string {
  return sha256Hex(Uint8Array.from([...utf8(LINE), ...dump({ auction, bidder, price, quantity, least, salt })]));
}

/** Return the bytes of the file that a bidder saves. */
export function file(price: Price): Bytes {
  return dump({ v: "auction-price/1", ...price });
}

/** Read what was kept, if it is the price that was committed to. */
export function read(content: string, committed: string): Price | undefined {
  try {
    const found = load(utf8(content));
    const { auction, bidder, price, quantity, least, salt } = found as unknown as Price;
    const kept = { auction, bidder, price, quantity, least, salt };
    return isObject(found) && commitment(kept) === committed ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Return why an amount cannot be given, by the field; it is nobody's but the bidder's to find out, for only this page reads it. */
export function wrong(typed: string, again: string, least: string, most: string): mistakes.Mistake[] {
  const plain = readDecimal(typed.replaceAll("，", ","), 2);
  if (plain === undefined || !/[1-9]/.test(plain)) return [{ id: "secret-price", words: say("请填写金额，最多两位小数", "Write an amount with two decimals at most") }];
  if (least && isMore(least, plain)) return [{ id: "secret-price", words: say(`不得低于 ${grouped(least)}`, `At least ${grouped(least)}`) }];
  if (most && isMore(plain, most)) return [{ id: "secret-price", words: say(`不得高于 ${grouped(most)}`, `At most ${grouped(most)}`) }];
  const repeated = readDecimal(again.replaceAll("，", ","), 2);
  if (repeated === undefined || toCents(repeated) !== toCents(plain)) return [{ id: "secret-again", words: say("两次输入不一致", "It was typed in two ways") }];
  return [];
}

export class Committing {
  readonly #salt = hex(crypto.getRandomValues(new Uint8Array(32)));

  constructor(
    private readonly store: Store,
    private readonly send: (form: HTMLFormElement) => void,
  ) {}

  /** Make a part of the page that was just put in ready: what is kept is told, and what may be shown is sent by itself. */
  dress(): void {
    for (const form of all("[data-commits]")) form.hidden = false;
    for (const element of all("[data-kept]")) this.#tellKept(element);
    const shows = document.querySelector<HTMLFormElement>("[data-shows]");
    if (!shows || shows.dataset["sent"] !== undefined) return;
    const kept = this.#kept(shows.dataset["commitment"] ?? "");
    shows.hidden = false;
    one("[data-from-file]", shows).hidden = kept !== undefined;
    if (!kept) return;
    shows.dataset["sent"] = "";
    this.send(shows);
  }

  /** Write the commitment to what stands in the fields, so that what is signed can be seen. */
  write(form: HTMLFormElement): void {
    const price = this.#typed(form);
    put(one("[data-capital]", form), price ? `人民币${capital(price.price)}` : "");
    one<HTMLInputElement>("[name=commitment]", form).value = price ? commitment(price) : "";
  }

  /** Keep or find the price of a form that is sent; tell whether it may be. */
  async prepare(form: HTMLFormElement): Promise<boolean> {
    if (form.dataset["commits"] !== undefined) return this.#commits(form);
    return form.dataset["shows"] === undefined || (await this.#shows(form));
  }

  #commits(form: HTMLFormElement): boolean {
    const { atLeast = "", atMost = "" } = form.dataset;
    const found = wrong(field("secret-price").value, field("secret-again").value, atLeast, atMost);
    const price = this.#typed(form);
    if (found.length || !price) {
      mistakes.show(found);
      return false;
    }
    mistakes.clear();
    this.write(form);
    // Kept before it is sent: a price whose salt is lost can never be shown.
    try {
      this.store.setItem(KEY + commitment(price), text(file(price)));
    } catch {
      save(price);
    }
    return true;
  }

  async #shows(form: HTMLFormElement): Promise<boolean> {
    const committed = form.dataset["commitment"] ?? "";
    const [chosen] = field("kept-price").files ?? [];
    const price = chosen ? read(await chosen.text(), committed) : this.#kept(committed);
    if (!price) {
      mistakes.show([{ id: "kept-price", words: say("请选择提交承诺时保存的文件", "Choose the file that you saved when you committed") }]);
      return false;
    }
    one<HTMLInputElement>("[name=price]", form).value = price.price;
    one<HTMLInputElement>("[name=salt]", form).value = price.salt;
    return true;
  }

  #typed(form: HTMLFormElement): Price | undefined {
    const { auction = "", bidder = "" } = form.dataset;
    const plain = readDecimal(field("secret-price").value.replaceAll("，", ","), 2);
    if (plain === undefined) return undefined;
    return { auction, bidder, price: toCents(plain), quantity: 0, least: 0, salt: this.#salt };
  }

  #kept(committed: string): Price | undefined {
    try {
      const content = this.store.getItem(KEY + committed);
      return content === null ? undefined : read(content, committed);
    } catch {
      return undefined;
    }
  }

  #tellKept(element: HTMLElement): void {
    const kept = this.#kept(element.dataset["kept"] ?? "");
    element.hidden = kept === undefined;
    const missing = document.querySelector<HTMLElement>("[data-not-kept]");
    if (missing) missing.hidden = kept !== undefined;
    if (!kept) return;
    put(one("[data-kept-price]", element), grouped(kept.price));
    one("[data-kept-file]", element).onclick = (event) => {
      event.preventDefault();
      save(kept);
    };
  }
}

function field(id: string): HTMLInputElement {
  return one<HTMLInputElement>(`#${id}`);
}

function save(price: Price): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file(price)], { type: "application/json" }));
  link.download = `price-${price.auction}-${price.bidder}.json`;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
