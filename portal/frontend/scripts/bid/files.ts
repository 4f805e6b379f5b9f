// The files that were chosen, listed as people recognise them, and whether the platform has room for them.
import { padded } from "../../sealing/framing";
import { type PageData, say } from "./data";
import { made, one, size } from "./elements";
import { isOdd } from "./kinds";
import type { Mistake } from "./mistakes";

const MOST_FILES = 999; // beside the manifest, over all units

export function chosen(unit: string): File[] {
  return [...(one<HTMLInputElement>(`#files-${unit}`).files ?? [])];
}

/** List what was chosen, with its size, as soon as it is; and what may not open. */
export function followFiles({ units }: PageData): void {
  for (const { unit } of units) {
    one(`#files-${unit}`).addEventListener("change", () => {
      one(`[data-files="${unit}"]`).replaceChildren(
        ...chosen(unit).map(listed),
      );
    });
  }
}

function listed(file: File): HTMLElement {
  const item = made("li", "", `${file.name} `, made("span", "yg-soft", size(file.size)));
  const words = say("文件不完整，或者与扩展名不符，可能打不开", "Broken off, or not what its name says: it may not open");
  const warn = (odd: boolean): void => {
    if (odd) item.append(" ", made("strong", "yg-tag yg-bid__state--uploaded", words));
  };
  void isOdd(file).then(warn, () => warn(true)); // what cannot be read either
  return item;
}

/** Return what is too much to upload, before hours are spent on sealing it. */
export function tooLarge({ units, largest_bytes: largest, most_bytes: most }: PageData): Mistake[] {
  const found: Mistake[] = [];
  let [total, count] = [0, 0];
  for (const { unit } of units) {
    for (const file of chosen(unit)) {
      const sealed = padded(file.size);
      [total, count] = [total + sealed, count + 1];
      if (sealed > largest)
        found.push({
          id: `files-${unit}`,
          words: say(`“${file.name}”超过单个文件上限 ${size(largest)}`, `“${file.name}” is larger than ${size(largest)}`),
        });
    }
  }
  const id = `files-${units[0]?.unit ?? ""}`;
  if (total > most)
    found.push({ id, words: say(`文件合计超过上限 ${size(most)}`, `Together the files are larger than ${size(most)}`) });
  if (count > MOST_FILES) found.push({ id, words: say(`文件不得超过 ${MOST_FILES} 个`, `At most ${MOST_FILES} files`) });
  return found;
}
