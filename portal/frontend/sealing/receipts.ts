// The platform's word that it took a bid in. What is not checked here, the timestamp and the log's proofs, the installed client checks.
import { type Bytes, concat, equal, unbase64, unhex, utf8 } from "./bytes";
import { verify } from "./cms";
import { sha256Hex } from "./hashing";
import { Receipt } from "./objects";
import type { Custody } from "./policies";
import { Refused } from "./refusals";

export function filedLeaf(salt: string, header: string): string {
  return sha256Hex(concat(utf8("sbe1/filed\0"), unhex(salt), unhex(header)));
}

export function endedLeaf(header: string): string {
  return sha256Hex(concat(utf8("sbe1/end\0"), unhex(header)));
}

/** Return a receipt that is of this policy and lot, says what its leaves say, and is signed by exactly the policy's certificate. */
export async function check(content: Bytes, signature: Bytes, custody: Custody, lot: string): Promise<Receipt> {
  const receipt = Receipt.read(content);
  const { policy } = custody;
  if (receipt.deal !== policy.deal || receipt.lot !== lot || receipt.origin !== policy.log.split("+")[0])
    throw new Refused("receipt_context");
  const [files, ends] = [receipt.kind !== "withdrawn", receipt.kind !== "filed"];
  const isThere = [receipt.header, receipt.salt, receipt.leaf].every((one) => (one !== "") === files);
  const isEnded = [receipt.ended, receipt.ended_leaf].every((one) => (one !== "") === ends);
  if (!isThere || !isEnded) throw new Refused("receipt_leaf");
  if (files && filedLeaf(receipt.salt, receipt.header) !== receipt.leaf) throw new Refused("receipt_leaf");
  if (ends && endedLeaf(receipt.ended) !== receipt.ended_leaf) throw new Refused("receipt_leaf");
  const signed = await verify(signature, content);
  if (!equal(signed.certificate.der, unbase64(policy.receipt_cert))) throw new Refused("receipt_signer");
  return receipt;
}
