// The policy of custody, as a served page can judge it: its own shape. Its signatures are for clients that pinned whom to trust.
import { type Bytes, unbase64 } from "./bytes";
import { judgeRecipient, read as readCertificate } from "./certificates";
import type { Recipient } from "./dealing";
import { nameOf, Policy } from "./objects";
import { Refused } from "./refusals";

export const MANIFEST = "manifest";
/** The least that there is for objections, for custodians to post, for bidders who alone can open to send their keys. */
const LEAST_S = 600;

export interface Custody {
  readonly policy: Policy;
  /** The policy's name: the hash of its bytes. */
  readonly hash: string;
  readonly recipients: readonly Recipient[];
}

/** Read a policy; refuses one whose numbers do not protect anybody. */
export function read(content: Bytes): Custody {
  const policy = Policy.read(content);
  checkShape(policy);
  const recipients = policy.custodians.map((one) => ({ x: one.x, certificate: readCertificate(unbase64(one.cert)) }));
  for (const { certificate } of recipients) judgeRecipient(certificate);
  const keys = new Set(recipients.map(({ certificate }) => certificate.publicKey.join()));
  if (keys.size !== recipients.length) throw new Refused("policy_custodians");
  return { policy, hash: nameOf(content), recipients };
}

export function unitsOf({ policy }: Custody): string[] {
  return policy.units.map((one) => one.unit);
}

function checkShape(policy: Policy): void {
  if (policy.suite !== "p256") throw new Refused("suite_not_offered");
  if (!isSorted(policy.units.map((one) => one.unit))) throw new Refused("policy_units");
  if (!isSorted(policy.lots)) throw new Refused("policy_lots");
  if ([policy.organiser, ...policy.operators].includes(policy.supervisor)) throw new Refused("policy_supervisor");
  if (policy.units.some((one) => one.audience === "experts") !== (policy.evaluation_cert !== "")) {
    throw new Refused("policy_evaluation");
  }
  const count = policy.witnesses.length;
  if (2 * policy.witness_quorum <= count || policy.witness_quorum > count) throw new Refused("policy_witnesses");
  const times = [policy.objection_s, policy.posting_s, ...(policy.mode === "bidder" ? [policy.rescue_s] : [])];
  if (Math.min(...times) < LEAST_S) throw new Refused("policy_times");
  if (policy.mode === "bidder") {
    if (policy.k || policy.n || policy.custodians.length) throw new Refused("policy_quorum");
    return;
  }
  if (policy.n !== 2 * policy.k - 1 || policy.k < 2 || policy.n > 9) throw new Refused("policy_quorum");
  if (policy.custodians.length !== policy.n || policy.custodians.some((one, at) => one.x !== at + 1))
    throw new Refused("policy_custodians");
  const organisations = policy.custodians.map((one) => one.org);
  if (organisations.some((org) => organisations.filter((other) => other === org).length >= policy.k)) {
    throw new Refused("policy_organisation_holds_quorum");
  }
  if (organisations.some((org) => policy.operators.includes(org))) throw new Refused("policy_operator_is_custodian");
}

function isSorted(names: readonly string[]): boolean {
  return names.every((name, at) => at === 0 || (names[at - 1] ?? "") < name);
}
