// Whether the public log shows what a receipt says: until it does, there is the platform's word and nobody else's.
import { unbase64 } from "../../sealing/bytes";
import { proves } from "../../sealing/logproofs";
import { Receipt } from "../../sealing/objects";
import { endedLeaf } from "../../sealing/receipts";
import { say } from "./data";
import type { Answer } from "./platform";
import type { State } from "./states";

type Told = { readonly header: string; readonly state: State; readonly answer: Answer };

/** Tell whether a proof is there for each thing that happened to a filing: filed, taking another's place, ended. */
export function isWitnessed({ header, state, answer }: Told): boolean {
  const issued = [answer.receipt, answer.end_receipt].filter((one) => one !== null);
  const said = issued.map(({ content }) => Receipt.read(unbase64(content)));
  const ended = state === "withdrawn" || state === "replaced" ? [endedLeaf(header)] : [];
  const leaves = [...said.flatMap((one) => [one.leaf, one.ended_leaf]).filter(Boolean), ...ended];
  return leaves.length > 0 && leaves.every((leaf) => answer.proofs.some((proof) => proves(proof, leaf)));
}

/** Say whose word it is by now. */
export function wordsOf(witnessed: boolean): string {
  if (witnessed)
    return say(
      "日志证明已到，并与本回执相符；见证人的签名本页不核验，请用客户端离线核验回执包",
      "The log's proof is there and fits this receipt; this page does not check the witnesses' signatures: let the client check the download",
    );
  return say(
    "尚未见证：目前只有平台自己的说法，还没有见证人联署。通常一分钟内出现，届时请重新打开回执",
    "Not yet witnessed: so far it is the platform's word alone, and no witness has cosigned it. That usually comes within a minute; open the receipt again then",
  );
}
