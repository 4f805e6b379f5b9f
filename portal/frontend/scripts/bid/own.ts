// The organisation's own bids on the lot: those that the platform knows, and those that are only kept on this device.
import { text, unbase64 } from "../../sealing/bytes";
import { Receipt } from "../../sealing/objects";
import { say } from "./data";
import { button, made, one } from "./elements";
import type { Answer } from "./platform";
import type { Kept } from "./shelf";
import { type State, tagOf } from "./states";
import { isWitnessed, wordsOf } from "./witness";

export interface Own {
  readonly header: string;
  readonly state: State;
  readonly answer: Answer | undefined;
  readonly kept: Kept | undefined;
}

export interface Handles {
  readonly mayAct: boolean;
  readonly receipt: (own: Own) => void;
  readonly withdraw: (own: Own) => void;
  readonly goOn: (kept: Kept) => void;
  readonly remove: (kept: Kept) => void;
}

/** Put together what the platform says and what is kept here. */
export function together(answers: readonly Answer[], kept: readonly Kept[]): Own[] {
  const replaced = new Set(answers.map(replacedBy));
  const known = new Set(answers.map((answer) => answer.header));
  return [
    ...answers.map((answer) => ({
      header: answer.header,
      answer,
      kept: kept.find((one) => one.header === answer.header),
      state: stateOf(answer, replaced),
    })),
    ...kept
      .filter((one) => !known.has(one.header))
      .map((one) => ({ header: one.header, answer: undefined, kept: one, state: "sealed" as const })),
  ];
}

export function stateOf(answer: Answer, replaced: ReadonlySet<string> = new Set()): State {
  if (answer.state !== "accepted") return answer.state;
  if (!answer.ended_at) return "submitted";
  return replaced.has(answer.header) ? "replaced" : "withdrawn";
}

export function list(rows: readonly Own[], handles: Handles): void {
  const items = rows.map((own) => {
    const code = made("code", "", own.header);
    const item = made("li", "", tagOf(own.state), " ", made("span", "yg-digest", code));
    for (const { message } of own.answer?.reasons ?? []) item.append(made("p", "", message));
    const words = witnessOf(own);
    if (words) item.append(made("p", "yg-soft", words));
    const group = made("div", "govuk-button-group", ...actions(own, handles));
    if (group.childElementCount) item.append(group);
    return item;
  });
  one("[data-own-bids]").replaceChildren(
    ...(items.length ? items : [made("li", "yg-empty", say("尚未递交过投标。", "Nothing was submitted yet."))]),
  );
}

/** Say whose word the state of a filing is by now; nothing where the platform has given none. */
export function witnessOf({ header, state, answer }: Own): string {
  return answer?.receipt ? wordsOf(isWitnessed({ header, state, answer })) : "";
}

function actions(own: Own, handles: Handles): HTMLElement[] {
  const { answer, kept } = own;
  const found: HTMLElement[] = [];
  if (answer?.receipt) found.push(button(say("查看回执", "Show the receipt"), () => handles.receipt(own)));
  if (!handles.mayAct) return found;
  if (own.state === "submitted") found.push(button(say("撤回", "Withdraw"), () => handles.withdraw(own)));
  if (!answer && kept) {
    found.push(button(say("继续上传", "Go on with the upload"), () => handles.goOn(kept), "primary"));
    found.push(button(say("从本机删除", "Remove from this device"), () => handles.remove(kept)));
  }
  return found;
}

/** Return the name of the filing that this one took the place of, as its receipt says. */
function replacedBy({ receipt }: Answer): string {
  if (!receipt) return "";
  const content = unbase64(receipt.content);
  return text(content).includes('"kind":"replaced"') ? Receipt.read(content).ended : "";
}
