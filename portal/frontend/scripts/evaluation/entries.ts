// What a member wrote of a bid, by code, as it is compared and sent.

export interface Entry {
  readonly value: string;
  readonly words: string;
}
export type Entries = Readonly<Record<string, Entry>>;

export function isSame(one: Entries, other: Entries): boolean {
  const codes = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...codes].every((code) => one[code]?.value === other[code]?.value && one[code]?.words === other[code]?.words);
}

/** Return what is typed, but with the value that was saved last where the typed one cannot be kept. */
export function merged(typed: Entries, saved: Entries, wrong: ReadonlySet<string>): Entries {
  const found: Record<string, Entry> = {};
  for (const [code, entry] of Object.entries(typed)) {
    const value = wrong.has(code) ? (saved[code]?.value ?? "") : entry.value;
    if (value || entry.words) found[code] = { value, words: entry.words };
  }
  return found;
}
