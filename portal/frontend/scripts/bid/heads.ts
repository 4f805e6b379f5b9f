// The newest witnessed heads of the log as they were before a bid was submitted, kept on this device: what none of them holds came
// after them by the clocks of witnesses, so no receipt can be dated back. The installed client reads them beside the bid.

/** Where they are kept: the browser's own storage for this site. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const keyOf = (header: string): string => `heads ${header}`;

/** Return what was kept of a bid, the oldest first. */
export function headsOf(header: string, memory: Memory = localStorage): string[] {
  return JSON.parse(memory.getItem(keyOf(header)) ?? "[]") as string[];
}

/** Keep the newest head before a bid is submitted, beside those of earlier attempts. */
export async function keepHead(header: string, platform: { head(): Promise<string> }, memory: Memory = localStorage): Promise<void> {
  const head = await platform.head();
  const kept = headsOf(header, memory);
  if (head && !kept.includes(head)) memory.setItem(keyOf(header), JSON.stringify([...kept, head]));
}
