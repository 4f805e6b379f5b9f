// The platform as this page sees it: upload, reserve, ask, end. Every call may be made again with the same effect.
import { base64, type Bytes } from "../../sealing/bytes";
import { Refused } from "../../sealing/refusals";
import type { PageData } from "./data";

/** The platform cannot be reached or is busy; trying again later is safe. */
export class Unreachable extends Error {
  constructor(readonly waitMs: number) {
    super("unreachable");
  }
}

/** The platform's own refusal, in its own words. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly lines: readonly string[],
  ) {
    super(code);
  }
}

export interface Signed {
  readonly content: string;
  readonly signature: string;
}

export interface Answer {
  readonly header: string;
  readonly state: "verifying" | "accepted" | "refused";
  readonly held_for: string;
  readonly received_at: string;
  readonly ended_at: string | null;
  readonly receipt: (Signed & { readonly token: string }) | null;
  readonly end_receipt: (Signed & { readonly token: string }) | null;
  readonly proofs: readonly string[];
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  /** Said where the platform had the bid already: `already_submitted`, and the words for it. */
  readonly code?: string;
  readonly message?: string;
}

export interface Uploads {
  offset(sha256: string): Promise<number>;
  append(sha256: string, offset: number, size: number, block: Bytes): Promise<number>;
}

/** Requests from the platform's own page, in the name of who is signed in. */
export class Line {
  readonly #cookie: RegExp;

  constructor(cookie: string) {
    this.#cookie = new RegExp(`(?:^|; )${cookie}=([^;]*)`);
  }

  async post<T>(address: string, body: unknown, key: string): Promise<T> {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    return (await this.send("POST", address, { headers, body: JSON.stringify(body) })).json() as Promise<T>;
  }

  async send(method: string, address: string, given: RequestInit = {}, allowed: readonly number[] = []): Promise<Response> {
    const headers = {
      Accept: "application/json",
      "Accept-Language": document.documentElement.lang,
      "X-CSRFToken": this.#token(),
      ...given.headers,
    };
    let answer: Response;
    try {
      answer = await fetch(address, { ...given, method, headers, cache: "no-store", redirect: "error" });
    } catch {
      throw new Unreachable(0);
    }
    if (answer.ok || allowed.includes(answer.status)) return answer;
    if ([429, 502, 503, 504].includes(answer.status))
      throw new Unreachable(1000 * Number(answer.headers.get("Retry-After") ?? 0) || 0);
    throw await problemIn(answer);
  }

  /** By this the platform knows that a write comes from its own page; read anew each time, for signing in changes it. */
  #token(): string {
    return this.#cookie.exec(document.cookie)?.[1] ?? "";
  }
}

export class Platform implements Uploads {
  readonly #line: Line;

  constructor(
    private readonly addresses: PageData["addresses"],
    cookie: string,
  ) {
    this.#line = new Line(cookie);
  }

  /** Return how many bytes of an upload have arrived. */
  async offset(sha256: string): Promise<number> {
    const answer = await this.#line.send("HEAD", this.addresses.upload.replace("{sha256}", sha256), {}, [404]);
    return answer.status === 404 ? 0 : offsetIn(answer);
  }

  /** Send more bytes of an upload; after a conflict the true offset comes back. */
  async append(sha256: string, offset: number, size: number, block: Bytes): Promise<number> {
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
      "Upload-Length": String(size),
    };
    const answer = await this.#line.send("PATCH", this.addresses.upload.replace("{sha256}", sha256), { headers, body: block }, [409]);
    return answer.status === 409 ? this.offset(sha256) : offsetIn(answer);
  }

  /** Ask for a place: name of each file of the filing to its digest. All are uploaded already. */
  async reserve(header: string, files: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#line.post<Answer>(this.addresses.filings, { header, files }, `file-${header}`);
  }

  async ask(header: string): Promise<Answer> {
    return (await this.#line.send("GET", this.addresses.filing.replace("{header}", header))).json() as Promise<Answer>;
  }

  async filings(): Promise<Answer[]> {
    return (await this.#line.send("GET", this.addresses.filings)).json() as Promise<Answer[]>;
  }

  /** Withdraw a filing by its signed `end.json`. */
  async end(header: string, content: Bytes, signature: Bytes): Promise<void> {
    await this.#line.post(
      this.addresses.end.replace("{header}", header),
      { content: base64(content), signature: base64(signature) },
      `end-${header}`,
    );
  }

  /** Return the newest witnessed head of the log, empty while there is none. */
  async head(): Promise<string> {
    const answer = await this.#line.send("GET", this.addresses.head, {}, [404]);
    return answer.ok ? answer.text() : "";
  }

  /** Return the policy in force, in base64. */
  async policy(): Promise<string> {
    return ((await (await this.#line.send("GET", this.addresses.custody)).json()) as Signed).content;
  }
}

function offsetIn(answer: Response): number {
  const written = answer.headers.get("Upload-Offset") ?? "";
  if (!/^\d{1,16}$/.test(written)) throw new Refused("server_answer");
  return Number(written);
}

async function problemIn(answer: Response): Promise<Problem> {
  try {
    const said = (await answer.json()) as { code: string; title?: string; detail?: string; reasons?: { message: string }[] };
    const reasons = (said.reasons ?? []).map((one) => one.message);
    return new Problem(answer.status, said.code, reasons.length ? reasons : [said.detail ?? said.title ?? said.code]);
  } catch {
    return new Problem(answer.status, "", []);
  }
}
