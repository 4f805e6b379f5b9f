// Scores as text: judged by the same bounds and steps as on the platform, exactly, and added up for the eye.
import { say } from "../bid/data";

export interface Bounds {
  readonly lowest: string;
  readonly highest: string;
  /** Empty where any score between them will do. */
  readonly step: string;
}

const PLACES = 6;
const SCORE = /^\d{1,10}(\.\d{1,6})?$/;

export function boundsOf(data: DOMStringMap): Bounds {
  return { lowest: data["lowest"] ?? "0", highest: data["highest"] ?? "0", step: data["step"] ?? "" };
}

/** Return what is wrong with a score; nothing is wrong with none. */
export function wrong(written: string, { lowest, highest, step }: Bounds): string | undefined {
  if (written === "") return undefined;
  if (!SCORE.test(written)) return say("分值须为数字，最多六位小数", "A score is a number with six places at most");
  const score = scaled(written);
  if (score < scaled(lowest) || score > scaled(highest))
    return say(`分值须在 ${lowest} 至 ${highest} 之间`, `Between ${lowest} and ${highest}`);
  if (step && (score - scaled(lowest)) % scaled(step)) return say(`分值须按 ${step} 递增`, `In steps of ${step}`);
  return undefined;
}

/** Tell whether it is the best or the worst score that there is. */
export function isAtAnEnd(written: string, { lowest, highest }: Bounds): boolean {
  return SCORE.test(written) && [lowest, highest].some((end) => scaled(end) === scaled(written));
}

/** Return the sum of scores, each with what a point of it earns, to four places: shown, and never sent. */
export function total(scores: readonly (readonly [written: string, share: string])[]): string {
  const sum = scores.reduce((found, [written, share]) => found + Number(written) * Number(share), 0);
  return String(Number(sum.toFixed(4)));
}

function scaled(written: string): bigint {
  const [whole = "0", fraction = ""] = written.split(".");
  return BigInt(whole + fraction.padEnd(PLACES, "0"));
}
