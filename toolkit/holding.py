"""
What only a bidder can tell of its own bid: that the list left it out, and that it opened to what was sealed, or would have.

The public verifies everything else (`verifying`). Who holds a receipt proves that a bid was left out; who holds the sealed
files and their keys proves what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from toolkit import bundles, cms, cuts, objections, opening, outcomes, receipts, timing, units, verifying
from toolkit.bundles import Bundle
from toolkit.filings import Filing
from toolkit.findings import Report
from toolkit.freezing import Listed
from toolkit.history import History
from toolkit.keeping import Kept
from toolkit.log import checkpoint, leaves
from toolkit.log.checkpoint import Head
from toolkit.log.proof import Proof, read_proof
from toolkit.objections import Raised
from toolkit.objects import Manifest, Receipt
from toolkit.policies import Custody, Pins
from toolkit.posting import Received
from toolkit.proceedings import Objection, OpenedUnit
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.signers import Signer


@dataclass(frozen=True, slots=True)
class Own:
    """
    What a bidder keeps of a bid: the sealed files, the receipt with the proofs that came, the log's heads from before it was
    submitted, and its keys where they are unlocked.
    """

    filing: Filing
    receipt: Issued
    proofs: Sequence[Proof] = ()
    kept: Kept | None = field(default=None, repr=False)
    before: Sequence[Head] = ()


def check(bundle: Bundle, own: Own, pins: Pins) -> Report:
    """
    Return every finding about one's own bid: the receipt, the lot, the leaf, the list's entry, each part that was opened.

    Before there is a record, what there is by then.
    """
    report, subject = verifying.verify(bundle, own.filing.core.lot, pins, own=own.filing), "receipt"
    try:
        custody = bundle.custody
        receipt = _receipt(own, custody, pins)
        report.good(subject)
        if report.history is None or report.listed is None:
            return report
        subject = "leaf"
        index = _leaf(receipt, own, custody, report.history)
        report.good(subject)
        subject = "entry"
        _check_entry(receipt, index, own, custody, report.history, report.listed, pins)
        report.good(subject)
    except Refused as refused:
        report.bad(subject, refused)
        return report
    for stage, said in [(stage, unit) for stage, record in report.records.items() for unit in record.units]:
        if said.header != own.filing.name:
            continue
        try:
            _check_unit(said, own, custody, report, report.posts[stage])
            report.good(f"own {said.unit}")
        except Refused as refused:
            report.bad(f"own {said.unit}", refused)
    return report


def inspect(filing: Filing, kept: Kept, custody: Custody | None = None) -> Mapping[str, Manifest]:
    """
    Return what is really in one's own sealed bid, by unit, whatever the program that sealed it said; every file is read.

    With the policy, that custodians' capsules hold the same key as well.

    :raises Refused: as `units.open_unit`, and `dealing_wrong` with the unit and the number of the custodian.
    """
    found = {}
    for unit in sorted({one.unit for one in filing.core.units}):
        key = kept.key(unit)
        found[unit] = units.open_unit(filing, unit, key, lambda _: _nowhere)
        if custody is not None and (wrong := opening.wrongly_dealt(filing, unit, key, custody)):
            raise Refused("dealing_wrong", unit=unit, x=wrong)
    return found


def object_to(bundle: Bundle, own: Own, signer: Signer, pins: Pins, at: datetime) -> Raised:
    """
    Return the objection of who holds a receipt against the list that omits the bid, or the receipt of its withdrawal against one
    that names it; one that does not hold is not made.

    :raises Refused: `objection_invalid`, `freeze_unseen`, and what list, log, receipts and certificates are refused for.
    """
    report = verifying.verify(bundle, own.filing.core.lot, pins, own=own.filing)
    if report.history is None or report.listed is None:
        raise next(one.refused for one in report.findings if one.refused is not None)
    freeze, custody = report.listed.freeze, bundle.custody
    receipt = _receipt(own, custody, pins)
    content = Objection(deal=freeze.deal, lot=freeze.lot, freeze=freeze.hash, receipt=receipt.hash).to_bytes()
    seen = _head_in_time(receipt, own, report.listed, custody)
    raised = Raised(content, cms.sign(signer, content, at=at), own.receipt, head=seen)
    found = {own.filing.name: own.filing} | bundle.filings(freeze.lot)
    objections.check(raised, custody, report.listed, report.history, found, pins.trust, at)
    return raised


def read_proofs(folder: Path) -> list[Proof]:
    """Read the log proofs that a receipt's holder keeps beside it: `*.tlog-proof`."""
    return [
        read_proof(bundles.read_file(file).decode("utf-8", "replace"))
        for file in sorted(folder.glob("*.tlog-proof"))
    ]


def read_heads(folder: Path) -> list[Head]:
    """Read the heads of the log that a bidder kept before it submitted: `before.1.head` and so on."""
    found, number = [], 1
    while (path := folder / f"before.{number}.head").exists():
        found.append(Bundle(folder).head_in(path.name))
        number += 1
    return found


def _receipt(own: Own, custody: Custody, pins: Pins) -> Receipt:
    receipt = receipts.check(own.receipt, custody, pins.trust)
    if (receipt.lot, receipt.header or receipt.ended) != (own.filing.core.lot, own.filing.name):
        raise Refused("receipt_context")
    return receipt


def _head_in_time(receipt: Receipt, own: Own, listed: Listed, custody: Custody) -> Head | None:
    """Return the head that shows, under a supervisor's cut, that witnesses saw the receipt's leaf in time; None if none is kept."""
    if listed.in_time is None or not receipt.leaf:
        return None
    leaf, deadline = bytes.fromhex(receipt.leaf), listed.freeze.deadline
    kept = [one.head for one in own.proofs if one.proves(leaf)]
    return next((one for one in kept if cuts.is_in_time(one, custody, deadline)), None)


def _leaf(receipt: Receipt, own: Own, custody: Custody, history: History) -> int:
    """
    Return where the receipt's leaf stands in the log, which must be the one that every kept proof and head was of.

    It did not come before the heads that do not hold it.
    """
    for head in [*(proof.head for proof in own.proofs), *own.before]:
        checkpoint.check(head, custody.log)
        seen = head.checkpoint
        if seen.size > history.checkpoint.size:
            raise Refused("checkpoint_stale", seen=seen.size, now=history.checkpoint.size)
        if not history.continues(seen):
            raise Refused("checkpoint_inconsistent", seen=seen.size, now=history.checkpoint.size)
    index = history.first(leaves.filed(receipt.salt, receipt.header))
    if index is None:
        raise Refused("receipt_unproven", leaf=receipt.leaf)
    quorum = custody.policy.witness_quorum
    before = [one for one in own.before if len(checkpoint.witnessed(one, custody.witnesses)) >= quorum]
    if not timing.is_possible(index, receipt.received_at, timing.seen(before, custody)):
        raise Refused("receipt_unproven", leaf=receipt.leaf, why="time")
    return index


def _check_entry(
    receipt: Receipt, index: int, own: Own, custody: Custody, history: History, listed: Listed, pins: Pins
) -> None:
    freeze = listed.freeze
    entry = next((one for one in freeze.bids if one.header == receipt.header), None)
    if entry is None:
        _check_seen(receipt, index, own, custody, listed, pins)
        cut = checkpoint.read_head(freeze.cut).checkpoint.size
        ended = history.first(leaves.ended(receipt.header))
        if ended is not None and ended < cut:
            raise Refused("bid_ended", index=ended)
        cause = next((one.cause for one in freeze.refused if one.index == index), "")
        raise Refused("freeze_omits", **({"cause": cause} if cause else {}))
    if receipt.header in listed.excluded:
        raise listed.excluded[receipt.header]
    said = entry.salt, entry.index, entry.received_at, entry.evidence
    if said != (receipt.salt, index, receipt.received_at, receipt.evidence):
        raise Refused("freeze_entry", why="receipt")


def _check_seen(receipt: Receipt, index: int, own: Own, custody: Custody, listed: Listed, pins: Pins) -> None:
    """Say plainly of a bid, where the supervisor's cut asks for it, that nobody outside saw in time that it had come."""
    if listed.in_time is None:
        return
    head = _head_in_time(receipt, own, listed, custody)
    in_time = max(listed.in_time, head.checkpoint.size if head else 0)
    cuts.check_in_time(
        receipt.header, receipt.salt, index, listed.freeze.deadline, own.receipt, in_time, custody, pins.trust
    )


def _check_unit(
    said: OpenedUnit, own: Own, custody: Custody, report: Report, posts: Sequence[Received]
) -> None:
    """
    Refuse a record that shows, of one's own bid, anything but what the own files hold.

    The key that the record publishes opens them, so what is in them needs no secret. What is said not to open is tried with
    the own key: that alone disproves a false word about a restricted part, or that custodians did not give the key.
    """
    filing, unit = own.filing, said.unit
    if said.outcome == "opened":
        if said.key and units.open_manifest(filing, unit, bytes.fromhex(said.key)) != report.manifests.get(
            (filing.name, unit)
        ):
            raise Refused("opening_mismatch", why="own files")
        return
    if own.kept is not None:
        outcomes.check_not_given(said, filing, own.kept.key(unit), custody, posts)
        if said.outcome == "revoked" and said.cause != "key_not_sent":
            _refuse_if_it_opens(filing, unit, own.kept.key(unit), custody)
    raise Refused("not_opened", outcome=said.outcome, cause=said.cause)


def _refuse_if_it_opens(filing: Filing, unit: str, key: bytes, custody: Custody) -> None:
    if opening.wrongly_dealt(filing, unit, key, custody):
        return
    try:
        units.open_unit(filing, unit, key, lambda _: _nowhere)
    except Refused:
        return
    raise Refused("opening_mismatch", why="it opens with the own key")


def _nowhere(_: bytes) -> None:
    """Files are only checked."""
