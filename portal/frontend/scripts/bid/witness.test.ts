// What the page says of a bid whose receipt nobody but the platform has signed yet, and of one that the log shows.
import { describe, expect, it } from "vitest";
import { base64, type Bytes, concat, unhex } from "../../sealing/bytes";
import { digest } from "../../sealing/hashing";
import { proves } from "../../sealing/logproofs";
import { Receipt } from "../../sealing/objects";
import { endedLeaf, filedLeaf } from "../../sealing/receipts";
import { type Own, witnessOf } from "./own";
import type { Answer } from "./platform";
import type { State } from "./states";
import { isWitnessed, wordsOf } from "./witness";

const [header, older, salt] = ["aa".repeat(32), "bb".repeat(32), "5a".repeat(32)];
const node = (one: Bytes, other: Bytes) => digest(concat(Uint8Array.of(1), one, other));
const others = [1, 2, 3, 4, 5].map((byte) => String(byte).padStart(2, "0").repeat(32));

/** A tree as its definition makes it (RFC 9162, section 2.1.1), and the way from a leaf to its root. */
function tree(leaves: readonly string[], index = -1): { root: Bytes; way: Bytes[] } {
  const [only] = leaves;
  if (leaves.length === 1) return { root: digest(concat(Uint8Array.of(0), unhex(only ?? ""))), way: [] };
  const half = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  const [left, right] = [tree(leaves.slice(0, half), index), tree(leaves.slice(half), index - half)];
  return { root: node(left.root, right.root), way: index < half ? [...left.way, right.root] : [...right.way, left.root] };
}

function proof(leaves: readonly string[], leaf: string): string {
  const index = leaves.indexOf(leaf);
  const { root, way } = tree(leaves, index);
  const hashes = way.map((one) => `${base64(one)}\n`).join("");
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes}\nlog.example\n${leaves.length}\n${base64(root)}\n\n\u2014 log.example AAAA\n`;
}

function receipt(kind: "filed" | "replaced" | "withdrawn", ended = "") {
  const filed = kind !== "withdrawn";
  const content = Receipt.write({
    id: "00".repeat(16), deal: "deal_1", lot: "lot_1", kind, header: filed ? header : "", salt: filed ? salt : "",
    leaf: filed ? filedLeaf(salt, header) : "", ended, ended_leaf: ended ? endedLeaf(ended) : "", received_at: 1, evidence: "",
    origin: "log.example",
  });
  return { content: base64(content), signature: "", token: "" };
}

function own(state: State, given: Partial<Answer>): Own & { answer: Answer } {
  const answer: Answer = {
    header, state: "accepted", held_for: "", received_at: "", ended_at: null, receipt: receipt("filed"), end_receipt: null,
    proofs: [], reasons: [], ...given,
  };
  return { header, state, answer, kept: undefined };
}

const filed = filedLeaf(salt, header);
const log = [...others.slice(0, 2), filed, ...others.slice(2), endedLeaf(older), endedLeaf(header)];

describe("a proof of the log", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("is of its own leaf and of no other, in a tree of %i", (size) => {
    const leaves = log.slice(0, size);
    for (const leaf of leaves)
      expect(log.filter((one) => proves(proof(leaves, leaf), one))).toEqual([leaf]);
  });

  it("proves nothing when it is cut, of another place or size, or nothing that can be read", () => {
    const good = proof(log, filed);
    for (const bad of ["", "x", good.slice(0, 60), good.replace("index 2", "index 3"), good.replace("\n8\n", "\n9\n"), good.replace("@v1", "@v2"), good.replace("index 2", "index 8")])
      expect(proves(bad, filed)).toBe(false);
  });
});

describe("a bid's state is the platform's word alone", () => {
  const [filedProof, endProof, olderProof] = [proof(log, filed), proof(log, endedLeaf(header)), proof(log, endedLeaf(older))];
  const end_receipt = receipt("withdrawn", header);
  it.each<[string, State, Partial<Answer>, boolean]>([
    ["submitted, without a proof", "submitted", {}, false],
    ["submitted, with another bid's proof", "submitted", { proofs: [olderProof] }, false],
    ["submitted and shown by the log", "submitted", { proofs: [filedProof] }, true],
    ["replacing, with the old one's end not shown", "submitted", { receipt: receipt("replaced", older), proofs: [filedProof] }, false],
    ["replacing, all shown", "submitted", { receipt: receipt("replaced", older), proofs: [filedProof, olderProof] }, true],
    ["withdrawn, only its submission shown", "withdrawn", { end_receipt, proofs: [filedProof] }, false],
    ["withdrawn and shown", "withdrawn", { end_receipt, proofs: [filedProof, endProof] }, true],
    ["replaced, only its submission shown", "replaced", { proofs: [filedProof] }, false],
    ["replaced and shown", "replaced", { proofs: [filedProof, endProof] }, true],
  ])("unless the log shows it: %s", (_, state, given, witnessed) => {
    const one = own(state, given);
    expect(isWitnessed(one)).toBe(witnessed);
    expect(witnessOf(one)).toBe(wordsOf(witnessed));
    expect(witnessOf(one).startsWith("尚未见证")).toBe(!witnessed);
  });

  it("and where there is no receipt nothing is said", () => {
    expect(witnessOf(own("verifying", { state: "verifying", receipt: null }))).toBe("");
  });
});
