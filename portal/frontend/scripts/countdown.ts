// What is left until an instant, in words. `portal/countdown.py` writes the same words for pages without scripts; both are
// held to `countdown.cases.json`.

export type Urgency = "over" | "minutes" | "hour" | "day" | "calm";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Tell how near an end is. The end itself is not part of the period: with nothing left it is over. */
export function urgency(leftMs: number): Urgency {
  const left = Math.ceil(leftMs / 1000);
  if (left <= 0) return "over";
  if (left <= 10 * MINUTE) return "minutes";
  if (left <= HOUR) return "hour";
  return left <= DAY ? "day" : "calm";
}

/** Write what is left, in whole seconds rounded up, so that "0 seconds" is never shown while the period still runs. */
export function remaining(leftMs: number, language: string): string {
  const left = Math.ceil(leftMs / 1000);
  const [days, hours, minutes, seconds] = [
    Math.floor(left / DAY),
    Math.floor((left % DAY) / HOUR),
    Math.floor((left % HOUR) / MINUTE),
    left % MINUTE,
  ];
  if (language.startsWith("en")) {
    if (left <= 0) return "closed";
    if (days) return `${days} d ${hours} h left`;
    return hours ? `${hours} h ${minutes} min left` : `${minutes} min ${seconds} s left`;
  }
  if (left <= 0) return "已截止";
  if (days) return `还剩${days}天${hours}小时`;
  return hours ? `还剩${hours}小时${minutes}分` : `还剩${minutes}分${seconds}秒`;
}
