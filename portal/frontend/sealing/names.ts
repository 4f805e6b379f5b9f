// Names of files inside a bid: harmless on every system that may ever unpack it (section 9). Never used as a path.
import { utf8 } from "./bytes";
import { Refused } from "./refusals";

const LONGEST_BYTES = 240;
// Controls, format characters (among them those that turn the direction of writing), surrogates, private use, unassigned,
// separators of lines and paragraphs.
const FORBIDDEN = /[/\\:*?"<>|\p{C}\p{Zl}\p{Zp}]/u;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;

/** Refuse names of which one is bad, or two are one on a system that does not tell capitals from small letters. */
export function checkAll(names: readonly string[]): void {
  const bad = names.find((name) => !isHarmless(name));
  if (bad !== undefined) throw new Refused("file_name", { name: bad });
  if (new Set(names.map(folded)).size !== names.length) throw new Refused("file_name_twice");
}

function isHarmless(name: string): boolean {
  return (
    name !== "" &&
    utf8(name).length <= LONGEST_BYTES &&
    name.normalize("NFC") === name &&
    !FORBIDDEN.test(name) &&
    !/^[ .~-]|[ .]$/.test(name) &&
    !DEVICE.test(name)
  );
}

/** Capitals first, so that ß and SS are one, as in a full case folding. */
function folded(name: string): string {
  return name.normalize("NFKC").toUpperCase().toLowerCase();
}
