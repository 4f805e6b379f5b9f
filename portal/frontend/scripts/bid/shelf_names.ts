// How sealed bids are named in the site's own files, for the page and its worker.

/** What a folder says of its bid; a folder without it was never finished. */
export const ABOUT = "bid.json";

export function shelfOf(party: string, lot: string): string[] {
  return ["bids", party, lot];
}

/** The lock that is held while a folder is being written. */
export function lockOf(folder: readonly string[]): string {
  return folder.join("/");
}
