// The page's side of its worker: one call, one answer, with progress in between.
import { Refused } from "../../sealing/refusals";
import type { Acts, Order, Phase, Reply } from "./protocol";

type Told = (phase: Phase, share: number) => void;
interface Waiting {
  readonly found: (value: never) => void;
  readonly refused: (error: Error) => void;
  readonly told: Told;
}

export class Sealer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  constructor(address: string) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#hear(data));
    this.#worker.addEventListener("error", (event) => {
      for (const { refused } of this.#waiting.values()) refused(new Refused("system_error", { why: event.message }));
      this.#waiting.clear();
    });
  }

  call<A extends keyof Acts>(act: A, given: Acts[A]["given"], told: Told = () => {}): Promise<Acts[A]["found"]> {
    const order: Order<A> = { id: ++this.#count, act, given };
    return new Promise((found, refused) => {
      this.#waiting.set(order.id, { found: found as (value: never) => void, refused, told });
      this.#worker.postMessage(order);
    });
  }

  #hear(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    if ("phase" in reply) return waiting.told(reply.phase, reply.share);
    this.#waiting.delete(reply.id);
    if ("refused" in reply) waiting.refused(new Refused(reply.refused, reply.detail));
    else waiting.found(reply.found as never);
  }
}
