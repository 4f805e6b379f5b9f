"""What stops an opening or lets a later stage of it go on: objections with a receipt, and releases of a stage."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from accounts.actor import Actor
from bidding import committees, timing
from bidding.actions import evidence, openings
from bidding.evaluation import concluding, sitting
from bidding.models import Filing, FreezeList, Opening, ReceiptObjection, StageRelease
from bidding.models.digest import digest
from bidding.sealed import cases, custody, proofs, refusing
from foundation import journal, transparency
from foundation.errors import Conflict, Forbidden
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import canonical, certificates, cms, receipts, refusals, stages
from toolkit.log import checkpoint
from toolkit.log.leaves import Line
from toolkit.objects import Receipt
from toolkit.proceedings import Freeze, Objection, Stage
from toolkit.receipts import Issued
from trading import engine
from trading.models import Lot

MOST_OBJECTIONS = 5
"""How many objections of one bidder are taken: nobody floods an opening with the receipts of what it replaced."""


@action
def object_with_receipt(
    *, lot_id: str, content: bytes, signature: bytes, receipt: Issued, by: Actor, head: str = ""
) -> ReceiptObjection:
    """
    Take the objection of somebody who holds a receipt for a filing that the list omits, or for the withdrawal of one that it
    names, until the time for it is over. `head` is a witnessed state of the log that its holder kept. The same receipt with the
    same head returns the objection that is there.

    It runs from when witnesses saw the list, and stands still while the lot is on hold.

    Only that it is genuine, and the bidder's own, is checked here. Whether it holds, that is whether the bidder itself gave
    the filing up, is judged by the same check as everybody's before the opening begins, and as of now: what is known of
    its certificate is kept.

    :raises Forbidden: to who does not act for a party.
    :raises Conflict: `not_frozen` while there is no list; `objection_late` after the time, or once the opening has begun;
        `objections_too_many`.
    :raises Invalid: `objection_invalid`, and what receipts, objects, signatures and certificates are refused for.
    """
    if by.member_id is None:
        raise Forbidden(
            "role_not_allowed", Text("请以单位成员身份操作", "Act as a member of an organisation")
        )
    lot = lock_row(Lot, lot_id)
    row = _issued(lot)
    at = journal.instant(lot.id)
    under, freeze, trust = custody.custody_of(row.policy), cases.freeze_of(row), custody.trust(at)
    try:
        found = receipts.check(receipt, under, trust)
        said = Objection.from_bytes(content)
        wanted = Objection(deal=freeze.deal, lot=freeze.lot, freeze=freeze.hash, receipt=found.hash)
        if said != wanted or found.lot != freeze.lot or not _contradicts(found, freeze):
            raise refusals.Refused("objection_invalid")
        if head:
            checkpoint.read_head(head)
        signed = cms.verify(signature, content)
        certificates.judge(
            signed.certificate, trust, at, usage="sign", others=signed.others, needs_evidence=False
        )
        header = found.header or found.ended
        if not _is_of(lot, header, signed):
            raise refusals.Refused("objection_invalid", why="signer")
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    # The head is in nobody's signature: one that was left out on the way must not stand for the objection that has it.
    papers = digest(receipt.content, receipt.signature, receipt.token, head.encode())
    known = row.objections.filter(header=header, papers=papers).first()
    if known is not None:
        return known
    if row.openings.exists() or _is_over(row, at):
        raise Conflict(
            "objection_late",
            Text("异议期已满，不再接收异议", "The time for objections is over"),
        )
    _check_few(row, header)
    number = row.objections.count() + 1
    kept = evidence.keep(evidence.of_signer(signed, trust, at, f"an objection on {lot.id}"))
    made = ReceiptObjection.objects.create(
        freeze=row, number=number, sha256=canonical.sha256(content), header=header, papers=papers, content=content,
        signature=signature, receipt=receipt.content, receipt_signature=receipt.signature, receipt_token=receipt.token,
        at=at, by=by.label, head=head, evidence=kept, ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    transparency.add(Line("objection", lot.deal_id, lot.id, number, made.sha256), ref=made.ref)
    journal.append(
        "bidding.opening.objected", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "number": number, "digest": made.digest},
    )  # fmt: skip
    return made


@action
def release_stage(
    *, lot_id: str, content: bytes, signatures: Sequence[bytes], result: bytes, by: Actor
) -> StageRelease:
    """
    Let a later stage be opened: organiser and committee signed for which bids, after the `result` that it names.

    The result and the release go into the log, in this order. The same release again returns the one that is there.

    :raises Forbidden: unless the actor is the deal's organiser.
    :raises Conflict: `not_frozen`; `stage_not_next` unless the stage before it is recorded; `stage_not_due` unless the procedure
        has come to it; `envelope_not_ended` by the committee, where it is evaluated here; `stage_not_passed` for another
        list than that of who passed; `stage_released` for another release; `on_hold`.
    :raises Invalid: `stage_committee` unless the committee are experts of this platform who belong to no party to the lot;
        `stage_*`, and what objects, signatures and certificates are refused for.
    """
    lot = lock_row(Lot, lot_id)
    if not engine.is_organiser(by, lot.deal):
        raise Forbidden(
            "role_not_allowed", Text("只有招标人可以放行下一阶段", "Only the organiser releases a stage")
        )
    row = _issued(lot)
    at = journal.instant(lot.id)
    if held := timing.on_hold(lot):
        raise engine.StepRefused(held, step="release_stage")
    last = row.openings.filter(status="recorded").order_by("-stage").first()
    try:
        released = stages.read(
            content, signatures, custody.custody_of(row.policy), cases.freeze_of(row), custody.trust(at),
            earlier=_opened(last), at=at,
        )  # fmt: skip
        if canonical.sha256(result) != released.result:
            raise refusals.Refused("stage_result")
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    known = row.releases.filter(stage=released.stage).first()
    if known is not None and known.sha256 == released.hash:
        return known
    if known is not None:
        raise Conflict(
            "stage_released", Text("该阶段已经放行", "The stage was released already, for other bids")
        )
    if last is None or released.stage != last.stage + 1:
        raise Conflict(
            "stage_not_next",
            Text("上一阶段尚未开标完毕", "The stage before this one is not recorded yet"),
        )
    if not openings.is_due(lot, released.stage):
        raise Conflict(
            "stage_not_due",
            Text("交易程序尚未进行到该阶段的开标", "The procedure has not come to opening this stage"),
        )
    _check_passed(lot, released)
    committees.check(released.committee, lot, at)
    made = StageRelease.objects.create(
        freeze=row, stage=released.stage, sha256=released.hash, content=content, result=result, at=at, by=by.label,
        signatures=[base64.b64encode(one).decode() for one in signatures], ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    transparency.add(Line("result", lot.deal_id, lot.id, last.stage, released.result))
    transparency.add(Line("stage", lot.deal_id, lot.id, released.stage, released.hash), ref=made.ref)
    journal.append(
        "bidding.opening.stage_released", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "stage": released.stage, "digest": made.digest},
    )  # fmt: skip
    return made


def _check_passed(lot: Lot, released: Stage) -> None:
    """Refuse another list than that of who passed, where a committee evaluates here: it has ended the envelope before."""
    last = sitting.latest(lot)
    if last is None:
        return
    if not last.is_running or last.stage != released.stage:
        raise Conflict(
            "envelope_not_ended",
            Text("评标委员会尚未完成上一信封的评审", "The committee has not ended the envelope before"),
        )
    if released.bids != sorted(one.header for one in concluding.passed(last)):
        raise Conflict(
            "stage_not_passed",
            Text(
                "名单与评标委员会评审通过的投标不一致",
                "The list is not that of the bids that the committee let pass",
            ),
        )


def _contradicts(receipt: Receipt, freeze: Freeze) -> bool:
    """Tell whether a receipt says another thing than the list: of a filing, or of a withdrawal by whom the list names."""
    if receipt.header:
        return not _is_listed(freeze, receipt)
    of_lot = Filing.objects.filter(lot=freeze.lot)
    whose = of_lot.filter(header=receipt.ended).values("registration")
    listed = [one.header for one in freeze.bids]
    return of_lot.filter(registration__in=whose, header__in=listed).exists()


def _is_listed(freeze: Freeze, receipt: Receipt) -> bool:
    """Tell whether the list names a filing as it was received: an entry that says other things is excluded, and no answer."""
    entry = next((one for one in freeze.bids if one.header == receipt.header), None)
    filing = Filing.objects.filter(lot=freeze.lot, header=receipt.header).first()
    if entry is None or filing is None:
        return False
    received = receipt.salt, receipt.received_at, receipt.evidence, filing.core, filing.signer
    is_as_received = (entry.salt, entry.received_at, entry.evidence, entry.core, entry.signer) == received
    return is_as_received and proofs.places([filing.ref]) == {filing.ref: entry.index}


def _is_of(lot: Lot, header: str, signed: cms.Signature) -> bool:
    """Tell whether the organisation that filed a bid signed; of a bid that is not here any more nobody can tell otherwise."""
    filing = Filing.objects.filter(lot=lot, header=header).first()
    if filing is None:
        return True
    own = cases.load(filing).signed.certificate
    return certificates.organisation(signed.certificate) == certificates.organisation(own)


def _is_over(row: FreezeList, at: datetime) -> bool:
    """Tell whether the time for objections has run out; it has not begun before witnesses saw the list."""
    until = cases.objections_until(row, at)
    return until is not None and at >= until


def _check_few(row: FreezeList, header: str) -> None:
    """Each filing that a bidder ever replaced has its receipt; but one bid of each is to be listed."""
    of_lot = Filing.objects.filter(lot=row.lot_id)
    whose = of_lot.filter(header=header).values("registration")
    own = of_lot.filter(registration__in=whose).values("header")
    if row.objections.filter(header__in=own).count() >= MOST_OBJECTIONS:
        raise Conflict(
            "objections_too_many",
            Text("该投标人的异议已达上限", "This bidder's objections are as many as are taken"),
            detail={"most": MOST_OBJECTIONS},
        )


def _issued(lot: Lot) -> FreezeList:
    row = FreezeList.objects.filter(lot=lot, issued_at__isnull=False).select_related("policy").first()
    if row is None:
        raise Conflict("not_frozen", Text("冻结清单尚未发布", "There is no freeze list yet"))
    return row


def _opened(last: Opening | None) -> list[str]:
    """Return the bids whose units of the last stage all opened."""
    if last is None:
        return []
    failed = set(last.units.exclude(outcome="opened").values_list("filing__header", flat=True))
    return [header for header in last.bids if header not in failed]
