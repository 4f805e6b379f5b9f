// Bringing sealed files to the platform piece by piece, from where each stopped. A piece that was broken off comes again, no more.
import { Refused } from "../../sealing/refusals";
import type { Source } from "../../sealing/sources";
import { Unreachable, type Uploads } from "./platform";

export const PIECE = 1024 * 1024;
const LONGEST_WAIT_MS = 30_000;

export interface Sending {
  readonly sha256: string;
  readonly content: Source;
}

export interface Surroundings {
  /** Wait so long, or until the network is back. */
  wait(milliseconds: number): Promise<void>;
  /** Told of bytes that have arrived since. */
  arrived(bytes: number): void;
  /** Told when the connection is lost and when it works again. */
  connected(works: boolean): void;
}

/** Bring a file; returns when the platform has all of it, however long it cannot be reached. */
export async function upload({ sha256, content }: Sending, platform: Uploads, around: Surroundings): Promise<void> {
  let sent = await reaching(around, () => platform.offset(sha256));
  around.arrived(sent);
  for (let stuck = 0; sent < content.size;) {
    const piece = await content.read(sent, Math.min(sent + PIECE, content.size));
    let isBroken = false;
    const arrived = await reaching(around, async () => {
      // Of a request that was broken off only the platform knows whether it arrived.
      const known = isBroken ? await platform.offset(sha256) : sent;
      isBroken = true;
      return known === sent ? platform.append(sha256, sent, content.size, piece) : known;
    });
    stuck = arrived > sent ? 0 : stuck + 1;
    if (stuck > 3 || arrived > content.size) throw new Refused("server_answer");
    around.arrived(arrived - sent);
    sent = arrived;
  }
}

/** Do something that may be done again, until the platform can be reached. */
export async function reaching<T>(around: Pick<Surroundings, "wait" | "connected">, act: () => Promise<T>): Promise<T> {
  for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      const found = await act();
      around.connected(true);
      return found;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      around.connected(false);
      await around.wait(Math.max(wait, error.waitMs));
    }
  }
}
