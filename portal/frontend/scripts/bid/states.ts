// What became of a bid, told by word, sign and colour. "Uploaded" is not "submitted".
import { say } from "./data";

export type State = "sealed" | "uploading" | "uploaded" | "verifying" | "submitted" | "withdrawn" | "replaced" | "refused";

const WORDS: Readonly<Record<State, readonly [sign: string, zh: string, en: string]>> = {
  sealed: ["□", "已封装，未上传", "Sealed, not uploaded"],
  uploading: ["↑", "正在上传", "Uploading"],
  uploaded: ["△", "已上传，尚未递交", "Uploaded, not submitted"],
  verifying: ["…", "已收件，正在查验", "Received, being checked"],
  submitted: ["✓", "已递交", "Submitted"],
  withdrawn: ["↩", "已撤回", "Withdrawn"],
  replaced: ["⇄", "已替换", "Replaced"],
  refused: ["✕", "未被接受", "Not accepted"],
};

export function wordOf(state: State): string {
  const [, zh, en] = WORDS[state];
  return say(zh, en);
}

/** Return a state as a tag: its sign is decoration, its word says it. */
export function tagOf(state: State): HTMLElement {
  const tag = document.createElement("strong");
  tag.className = `yg-tag yg-bid__state--${state}`;
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = `${WORDS[state][0]} `;
  tag.append(sign, wordOf(state));
  return tag;
}
