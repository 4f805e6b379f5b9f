// How an upload gets on: what has arrived, how long the rest takes, and whether that may be too late.
import { remaining } from "../countdown";
import { say } from "./data";
import { size } from "./elements";

/** Return it in words; whoever would need more than half of the time that is left is warned. */
export function paceOf(done: number, total: number, bytesPerMs: number, leftMs: number): string {
  const share = say(`已上传 ${size(done)}，共 ${size(total)}`, `${size(done)} of ${size(total)}`);
  if (!(bytesPerMs > 0) || done >= total) return share;
  const needed = (total - done) / bytesPerMs;
  const time = say(`，约需 ${Math.ceil(needed / 1000)} 秒`, `, about ${Math.ceil(needed / 1000)} s to go`);
  if (needed < leftMs / 2) return share + time;
  return (
    share +
    time +
    say(
      `。${leftMs > 0 ? "离截止" : ""}${remaining(leftMs, "zh-Hans")}，可能来不及`,
      `. Bids are due: ${remaining(leftMs, "en")}; this may be too late`,
    )
  );
}
