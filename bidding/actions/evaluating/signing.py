"""Members sign what they wrote: exactly the bytes that stand in the database, with a certificate of their own."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from bidding.actions.evaluating import telling
from bidding.evaluation import bids, contents, corrections, document, final, motions, written
from bidding.models import Evaluation, Motion, Seat, Sheet, Signed
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action

_WHEN = {Signed.Act.REVIEWS: ("reviewing", "scoring"), Signed.Act.SCORES: ("scoring",)}


@action
def sign_reviews(*, lot_id: str, content: bytes, signature: bytes, by: Actor) -> Signed:
    """
    Take a member's signed reviews of all bids; the last one lets the scores begin. The same again returns what is there.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared`, `not_now`, `content_changed` where other bytes are signed than stand here, `signed_already`.
    :raises Invalid: `sheet_incomplete`, bid by bid; `signer_is_another`, and what signatures are refused for.
    """
    return _sign(lot_id, Signed.Act.REVIEWS, content, signature, by)


@action
def sign_scores(*, lot_id: str, content: bytes, signature: bytes, by: Actor) -> Signed:
    """
    Take a member's signed scores of all bids that are in.

    :raises NotFound: as `sign_reviews`.
    :raises Conflict: as `sign_reviews`; `votes_awaited` while it is voted on whether a blind bid says whose it is.
    :raises Invalid: as `sign_reviews`; `correction_not_allowed`.
    """
    return _sign(lot_id, Signed.Act.SCORES, content, signature, by)


def keep(
    running: Evaluation, seat: Seat, act: str, content: bytes, signature: bytes, *, by: Actor, at: datetime,
    stand: str = Signed.Stand.AGREES.value, words: str = "",
) -> Signed:  # fmt: skip
    """
    Keep what was signed, if it is what stands here and nobody else's hand; the same again returns what is there.

    :raises Conflict: `content_changed`, `signed_already`.
    :raises Invalid: `signer_is_another`, and what signatures are refused for.
    """
    stage = contents.stage_of(running, Sheet.Part.REVIEW) if act == Signed.Act.REVIEWS else 1
    round_ = 1 if act in (Signed.Act.DECLARATION, Signed.Act.REVIEWS) else running.round
    own = seat.signed.exclude(stand=Signed.Stand.SILENT)
    known = own.filter(act=act, stage=stage, round=round_).first()
    if known is not None and bytes(known.content) == content:
        return known
    if known is not None:
        raise Conflict("signed_already", Text("已经签署，不能更改", "It is signed and changes no more"))
    if contents.of(running, seat, act, stand=stand, words=words) != content:
        raise Conflict(
            "content_changed",
            Text("签署的内容与系统中的不一致，请重新核对后签署", "What was signed is not what stands here: look again and sign anew"),
        )  # fmt: skip
    telling.check_signature(content, signature, seat.member_id, at)
    made = Signed.objects.create(
        seat=seat,
        act=act,
        stage=stage,
        round=round_,
        stand=stand,
        content=content,
        signature=signature,
        at=at,
        by=by.label,
    )
    telling.tell("signed", running, by=by, at=at, of=seat, signed=made.id, act=str(act), digest=made.digest)
    return made


def _sign(lot_id: str, act: Signed.Act, content: bytes, signature: bytes, by: Actor) -> Signed:
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by)
    is_settled = act == Signed.Act.SCORES and bids.are_scores_settled(running)
    is_early = act == Signed.Act.SCORES and final.are_awaited(lot)
    if running.status not in _WHEN[act] or is_early or is_settled or not bids.is_opened(running):
        raise Conflict("not_now", Text("现在不是签署的时候", "This is not signed now"))
    _check_decided(running, act)
    _check_complete(running, seat, act)
    made = keep(running, seat, act, content, signature, by=by, at=at)
    telling.go_on(running)
    return made


def _check_decided(running: Evaluation, act: Signed.Act) -> None:
    """Refuse scores while it is voted on whether a blind bid is in: what was signed must be of the bids that are."""
    if not running.is_blind or act != Signed.Act.SCORES:
        return
    if any(one.outcome == "open" and one.motion.kind == Motion.Kind.NAMED for one in motions.counts(running)):
        raise Conflict("votes_awaited", Text("尚有未完成的表决", "Votes are awaited still"))


def _check_complete(running: Evaluation, seat: Seat, act: Signed.Act) -> None:
    part = Sheet.Part.REVIEW if act == Signed.Act.REVIEWS else Sheet.Part.SCORES
    what, filings = document.asked(running, part), bids.valid(running)
    names = bids.named(running, seat, part, filings)
    rows = {one.bid: one.entries for one in written.own(running, seat, part)}
    wrong: document.Wrong = {}
    for filing in filings:
        entries = rows.get(filing.id, {})
        found = document.missing_entries(what, part, entries) | document.wrong_entries(what, part, entries)
        if part == Sheet.Part.SCORES:
            corrections.check(running, seat, filing, entries)
        wrong |= {f"{names[filing.id]}.{code}": messages for code, messages in found.items()}
    if wrong:
        raise Invalid("sheet_incomplete", Text("尚未填写完整", "It is not complete"), fields=wrong)
