"""
The audit of bids under seal: filings, policies, deadlines and freeze lists against journal, log and their own signatures.

What came in is signed by its bidder and stands in the log as a leaf that only the row's salt opens; what became of it is in
the journal. So whoever changes, removes, adds or swaps rows with the database's own rights is named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bidding import (
    audit_auctions,
    audit_awards,
    audit_bidders,
    audit_draws,
    audit_evaluations,
    audit_evidence,
    audit_freezes,
    audit_letters,
    audit_openings,
    audit_qualifications,
    audit_rankings,
    audit_rehearsals,
    audit_restricted,
)
from bidding.models import (
    CustodyPolicy,
    DestroyedKey,
    Filing,
    PolicyChange,
    Receipt,
)
from bidding.models.digest import digest_of_names
from bidding.sealed import custody, store
from foundation.models import Event, LogEntry
from foundation.text import Text
from foundation.transparency_audit import Audit, Finding, tried
from foundation.transparency_rows import compare, events
from toolkit import certificates, cms, filings, intake
from toolkit.filings import Filing as Sealed
from toolkit.log import leaves
from toolkit.log.leaves import WHOLE_DEAL, Line
from toolkit.objects import Change, Policy
from toolkit.objects import Receipt as Said
from toolkit.refusals import Refused

_STATUS = {
    "reserved": "reserved", "accepted": "accepted", "refused": "refused", "withdrawn": "ended", "unseen": "refused",
    "restored": "accepted",
}  # fmt: skip
_LINES = ("policy", "change", "freeze", "cut", "objection", "stage", "opening", "rehearsal", "destroyed")
_WORDS = {
    "filing_changed": Text(
        "投标记录与投标人签名的内容或者流水不符", "The filing is not what its bidder signed, or what the journal says"
    ),
    "filing_unlogged": Text("投标记录打不开它的日志条目", "The filing does not open its leaf in the log"),
    "filing_status": Text("投标状态与流水不符", "The filing stands otherwise than the journal says"),
    "filing_files": Text("存储的投标文件与签名的不符", "The stored files are not those that were signed"),
    "filing_evidence": Text(
        "接收投标时所留的证书状态证据与流水不符", "What was kept of the signer's certificate is not what the journal says"
    ),
    "filing_put_in": Text("流水中没有这份投标：是后来塞进去的", "The journal knows no such filing: it was put in"),
    "filing_removed": Text("流水中的投标已被删除", "A filing of the journal was removed"),
    "receipt_changed": Text("回执与投标记录不符", "The receipt is not of its filing"),
    "policy_changed": Text("保管方案与签名、流水或者日志不符", "The policy is not what was signed, told or logged"),
    "policy_removed": Text("流水中的保管方案已被删除", "A policy of the journal was removed"),
    "deadline_changed": Text(
        "顺延截止时间的记录与签名或者日志不符", "The moved deadline is not what was signed or logged"
    ),
    "row_removed": Text("日志条目所属的记录已被删除", "The row that this leaf was added for was removed"),
}  # fmt: skip


@dataclass(slots=True)
class Told:
    """What the journal says of one filing."""

    ticket: Event
    status: str = "reserved"
    reasons: list[str] = field(default_factory=list)
    evidence: str | None = None
    discarded: datetime | None = None


def findings() -> Iterator[Finding]:
    """Yield the rows of sealed bidding that are not as they were signed, told and logged; reads every stored file."""
    claimed: set[str] = set()
    parts: dict[str, Audit] = {
        "filings": partial(_filings, claimed), "policies": partial(_policies, claimed), "changes": partial(_changes, claimed),
        "freezes": partial(audit_freezes.findings, claimed), "evidence": audit_evidence.findings,
        "bidders": audit_bidders.findings, "openings": partial(audit_openings.findings, claimed),
        "restricted": audit_restricted.findings, "awards": audit_awards.findings,
        "qualifications": audit_qualifications.findings, "auctions": audit_auctions.findings, "draws": audit_draws.findings,
        "evaluations": audit_evaluations.findings, "rankings": audit_rankings.findings, "letters": audit_letters.findings,
        "rehearsals": partial(audit_rehearsals.findings, claimed),
        "destroyed keys": partial(_destroyed, claimed), "lines": partial(_lines, claimed),
    }  # fmt: skip
    for name, part in parts.items():
        yield from tried(f"bidding, {name}", part)


def _lines(claimed: set[str]) -> Iterator[Finding]:
    """Find lines of the log that no row stands for any more; after all that claim one."""
    rows = LogEntry.objects.filter(ref__isnull=False).exclude(ref__in=claimed).order_by("pk")
    for entry in rows.iterator():
        line = leaves.read(bytes(entry.content))
        if line is None or line.kind in _LINES:
            yield _found("row_removed", f"entry {entry.pk}")


def _destroyed(claimed: set[str]) -> Iterator[Finding]:
    rows = {row.id: row for row in DestroyedKey.objects.order_by("id")}
    told = {
        event.subject: (event.data["certificate"], event.at, event.actor)
        for event in events("bidding.opening_key.")
    }
    found = {key: (row.fingerprint, row.at, row.by) for key, row in rows.items()}
    yield from compare(
        "destroyed_key",
        Text("开标密钥销毁记录", "destroyed opening key"),
        found,
        told,
        lambda key: f"destroyed key {key}",
    )
    for row in rows.values():
        claimed.add(row.ref)
        if not _is_logged(row.ref, Line("destroyed", WHOLE_DEAL, WHOLE_DEAL, 1, row.fingerprint).to_bytes()):
            yield _found("row_removed", f"destroyed key {row.id}")


def _filings(claimed: set[str]) -> Iterator[Finding]:
    told = _told()
    rows = Filing.objects.select_related("registration__party", "policy").order_by("id")
    for row in rows.iterator():
        claimed.update(ref for ref in (row.ref, row.end_ref) if ref)
        where = f"filing {row.id}, lot {row.lot_id}"
        said = told.pop(row.id, None)
        if said is None:
            yield _found("filing_put_in", where)
            continue
        yield from (_found(code, where) for code in _wrong(row, said))
    for filing_id, said in told.items():
        yield _found("filing_removed", f"filing {filing_id}, lot {said.ticket.data.get('lot')}")


def _told() -> dict[str, Told]:
    told: dict[str, Told] = {}
    for event in events("bidding.filing.").iterator():
        what, filing = event.type.rpartition(".")[2], event.data.get("filing", "")
        if what == "reserved":
            told[filing] = Told(event)
        elif filing in told and what == "discarded":
            told[filing].discarded = event.at
        elif filing in told and what != "resent":
            said = told[filing]
            said.status, said.reasons = _STATUS[what], event.data.get("codes", said.reasons)
            said.evidence = event.data.get("evidence", said.evidence)
            if replaced := told.get(event.data.get("replaces") or ""):
                replaced.status = "ended"
    return told


def _wrong(row: Filing, said: Told) -> Iterator[str]:
    if not _is_as_signed(row) or not _is_as_told(row, said.ticket):
        yield "filing_changed"
    logged = [(row.ref, leaves.filed(bytes(row.salt).hex(), row.header))]
    if row.end_ref is not None:
        logged.append((row.end_ref, leaves.ended(row.header)))
    if not all(_is_logged(ref, leaf) for ref, leaf in logged):
        yield "filing_unlogged"
    if (row.status, row.reasons) != (said.status, said.reasons):
        yield "filing_status"
    counts = row.status in ("accepted", "ended") and said.discarded is None
    if row.discarded_at != said.discarded or (counts and not _has_its_files(row)):
        yield "filing_files"
    if row.status in ("accepted", "ended") and said.evidence != row.digest_of_evidence:
        yield "filing_evidence"
    if not all(_is_of(one, row) for one in Receipt.objects.filter(filing=row)):
        yield "receipt_changed"


def _is_as_signed(row: Filing) -> bool:
    try:
        sealed = filings.load(store.of(row))
        organisation = certificates.organisation(sealed.signed.certificate)
        if row.end_bytes is not None:
            ending = cms.verify(bytes(row.end_signature or b""), bytes(row.end_bytes))
            if certificates.organisation(ending.certificate) != organisation:
                return False
    except Refused:
        return False
    core = sealed.core
    return (row.header, row.core, row.bid, row.seq, row.signer, row.lot_id, row.policy.sha256) == (
        sealed.name, core.hash, core.bid, core.seq, core.signer, core.lot, core.policy,
    ) and organisation == row.registration.party.code  # fmt: skip


def _is_as_told(row: Filing, ticket: Event) -> bool:
    said = (ticket.subject, ticket.data.get("party"), ticket.data.get("lot"), ticket.at, ticket.actor)
    return said == (row.registration_id, row.registration.party_id, row.lot_id, row.received_at, row.filed_by)


def _has_its_files(row: Filing) -> bool:
    try:
        sealed: Sealed = filings.load(store.of(row))
    except Refused:
        return False
    return not intake.check_contents(sealed, custody.shape_of(row.policy))


def _is_of(receipt: Receipt, row: Filing) -> bool:
    try:
        cms.verify(bytes(receipt.signature), bytes(receipt.content))
        said = Said.from_bytes(bytes(receipt.content))
    except Refused:
        return False
    if receipt.about == Receipt.About.WITHDRAWAL:
        at = custody.milliseconds(row.ended_at) if row.ended_at else 0
        return (said.kind, said.ended, said.received_at) == ("withdrawn", row.header, at)
    return (said.header, said.received_at) == (row.header, custody.milliseconds(row.received_at))


def _policies(claimed: set[str]) -> Iterator[Finding]:
    published, in_force = (
        {event.data.get("policy", ""): event for event in events(f"bidding.custody.{what}")}
        for what in ("published", "in_force")
    )
    accepted = {
        (event.data.get("policy"), event.data.get("custodian"))
        for event in events("bidding.custody.accepted")
    }
    for row in CustodyPolicy.objects.order_by("id"):
        claimed.add(row.ref)
        event = published.pop(row.id, None)
        xs = {x for policy, x in accepted if policy == row.id}
        begun = in_force.get(row.id)
        said = (begun.at, begun.data.get("evidence")) if begun else (None, digest_of_names({}))
        is_told = said == (row.in_force_from, row.digest_of_evidence)
        if event is None or not is_told or not _is_policy(row, event, xs):
            yield _found("policy_changed", f"policy {row.id}, deal {row.deal_id}")
    for policy_id, event in published.items():
        yield _found("policy_removed", f"policy {policy_id}, deal {event.deal}")


def _is_policy(row: CustodyPolicy, published: Event, xs: set[int]) -> bool:
    try:
        policy = Policy.from_bytes(bytes(row.content))
        cms.verify(bytes(row.signature), bytes(row.content))
        acceptances = {one.x: (bytes(one.content), bytes(one.signature)) for one in row.acceptances.all()}
        for content, signature in acceptances.values():
            cms.verify(signature, content)
    except Refused:
        return False
    line = Line("policy", row.deal_id, WHOLE_DEAL, row.version, row.sha256).to_bytes()
    is_in_force = len(xs) == policy.n or policy.mode == "bidder"
    return (
        (row.sha256, row.deal_id, row.version, row.deadline_ms, sorted(row.lots.values_list("id", flat=True)))
        == (policy.hash, policy.deal, policy.version, policy.deadline, sorted(policy.lots))
        and (row.published_at, row.published_by) == (published.at, published.actor)
        and acceptances.keys() == xs
        and (row.in_force_from is not None) == is_in_force
        and (not is_in_force or _is_logged(row.ref, line))
    )


def _changes(claimed: set[str]) -> Iterator[Finding]:
    for row in PolicyChange.objects.select_related("policy").order_by("id"):
        claimed.add(row.ref)
        if not _is_change(row):
            yield _found("deadline_changed", f"change {row.number}, policy {row.policy_id}")


def _is_change(row: PolicyChange) -> bool:
    try:
        change = Change.from_bytes(bytes(row.content))
        for signature in (row.first_signature, row.second_signature):
            cms.verify(bytes(signature), bytes(row.content))
    except Refused:
        return False
    policy = row.policy
    line = Line("change", policy.deal_id, str(policy.version), row.number, row.sha256).to_bytes()
    of_row = (row.sha256, row.number, row.deadline_ms)
    return of_row == (change.hash, change.n, change.deadline) and _is_logged(row.ref, line)


def _is_logged(ref: str, leaf: bytes) -> bool:
    return LogEntry.objects.filter(ref=ref, content=leaf).exists()


def _found(code: str, where: str) -> Finding:
    return Finding(code, where, _WORDS[code])
