"""The organiser decides among candidates without rank, by the way that the documents announced: a vote, the price, or a draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.models import Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding import timing
from bidding.actions.evaluating import telling
from bidding.evaluation import award as standing
from bidding.models import Award, Ballot, Elector, Evaluation
from bidding.models.digest import digest
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action
from toolkit import canonical
from toolkit.refusals import Refused
from trading import engine
from trading.models import Lot

LEAST = 3
"""Fewer do not vote, and their number is odd: our rule, as no law counts them."""
AWAITED = timedelta(hours=24)
"""After that a round in which more than half have voted may be closed without the others: our rule, as no law says."""
_VOTERS = (Role.ORGANISER.value, Role.EXPERT.value)


@action
def begin(*, lot_id: str, members: Sequence[str], by: Actor) -> Award:
    """
    Begin to decide: by vote with those who vote, otherwise at once by what the bids cost or what was drawn.

    :raises Forbidden: `role_not_allowed` unless the deal's organiser asks. :raises StepRefused: while the lot is on hold.
    :raises Conflict: `award_not_awaited`; `award_goes_on`; `award_decided` while that candidate is not out; `award_undrawn`.
    :raises Invalid: `electors_wrong`, with who may not vote; `award_undefined` where bids are equal at the lowest price.
    """
    lot, at = telling.locked(lot_id)
    if not may_begin(lot, by):
        raise Forbidden(
            "role_not_allowed", Text("只有招标人可以组织定标", "Only the organiser decides the award")
        )
    evaluation = _awaited(lot)
    last = standing.latest(lot)
    if last is not None and last.status == "open":
        raise Conflict("award_goes_on", Text("定标正在进行", "The award is being decided"))
    if (
        last is not None
        and last.candidate in standing.left(evaluation).values()
        and last.evaluation_id == evaluation.id
    ):
        raise Conflict("award_decided", Text("已经定标", "It is decided"))
    way = standing.way(evaluation)
    _check_voters(evaluation, members, way)
    if standing.undecided(lot):
        raise Conflict(
            "award_undrawn", Text("候选人的次序尚未抽取", "The order of the candidates is not drawn yet")
        )
    made = Award.objects.create(
        lot=lot,
        evaluation=evaluation,
        number=(last.number if last else 0) + 1,
        way=way,
        begun_at=at,
        begun_by=by.label,
    )
    electors = [
        Elector(award=made, number=number, member_id=one) for number, one in enumerate(members, start=1)
    ]
    Elector.objects.bulk_create(electors)
    tell(
        "begun",
        made,
        by=by,
        at=at,
        number=made.number,
        digest=digest(*(one.digest.encode() for one in electors)),
    )
    if way != "vote" and not _decided(made, 0, by=by, at=at):
        raise Invalid(
            "award_undefined", Text("候选人并列，不能定标", "Candidates are equal: nothing is decided")
        )
    return made


@action
def vote(*, lot_id: str, content: bytes, signature: bytes, by: Actor) -> Ballot:
    """
    Vote in the present round, once, by a signed ballot; the last one decides, or opens another round among those who are equal.

    :raises NotFound: `award_not_found` unless the actor votes on it. :raises StepRefused: while the lot is on hold.
    :raises Conflict: `award_not_awaited`; `award_decided`; `voted_already`; `content_changed` where something else was signed than such
        a ballot of this round. :raises Invalid: `signer_is_another`, and what signatures are refused for.
    """
    lot, at = telling.locked(lot_id)
    award = standing.latest(lot)
    elector = standing.elector_of(award, by) if award is not None else None
    if award is None or elector is None:
        raise standing.not_found()
    known = next((one for one in elector.ballots.all() if bytes(one.content) == content), None)
    if known is not None:
        return known
    _awaited(lot)
    if award.status != "open":
        raise Conflict("award_decided", Text("已经定标", "It is decided"))
    if elector.ballots.filter(round=award.round).exists():
        raise Conflict("voted_already", Text("本轮已经投票", "You have voted in this round"))
    bid = _bid_of(content)
    if bid not in standing.eligible(award) or standing.content(elector, bid) != content:
        raise Conflict(
            "content_changed",
            Text("选票与本轮不符，请重新核对", "This is no ballot of this round: look again"),
        )
    telling.check_signature(content, signature, elector.member_id, at)
    made = Ballot.objects.create(
        elector=elector,
        round=award.round,
        filing_id=bid,
        content=content,
        signature=signature,
        at=at,
        by=by.label,
    )
    # As of a committee, the journal has the number of whoever votes, and no member: it would name who decides.
    told: dict[str, Any] = {"ballot": made.id, "elector": elector.number, "round": award.round}
    tell("voted", award, by=telling.MEMBER, at=at, digest=made.digest, **told)
    if Ballot.objects.filter(elector__award=award, round=award.round).count() == award.electors.count():
        _count(award, by=telling.MEMBER, at=at)
    return made


@action
def close_round(*, lot_id: str, by: Actor) -> Award:
    """
    End a round without those who have not voted in time.

    :raises Forbidden: `role_not_allowed` unless the deal's organiser asks.
    :raises Conflict: `award_not_awaited`, `award_decided`; `too_few_voted` until more than half have; `round_awaited` before its time.
    """
    lot, at = telling.locked(lot_id)
    if not may_begin(lot, by):
        raise Forbidden(
            "role_not_allowed", Text("只有招标人可以组织定标", "Only the organiser decides the award")
        )
    _awaited(lot)
    award = standing.latest(lot)
    if award is None or award.status != "open":
        raise Conflict("award_decided", Text("没有正在进行的定标", "No award is being decided"))
    came = Ballot.objects.filter(elector__award=award)
    if came.filter(round=award.round).count() * 2 <= award.electors.count():
        raise Conflict("too_few_voted", Text("投票者未过半数", "No more than half have voted"))
    before = came.filter(round=award.round - 1).order_by("-at").first()
    if at < (before.at if before is not None else award.begun_at) + AWAITED:
        raise Conflict("round_awaited", Text("投票时间未满一日", "A round waits a day for its votes"))
    _count(award, by=by, at=at)
    return award


def may_begin(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor decides the award of a lot; whether there is anything to decide is asked then."""
    return engine.is_organiser(by, lot.deal)


def tell(what: str, award: Award, *, by: Actor, at: datetime, **data: object) -> None:
    """Journal what happened to an award, whose lot is locked."""
    journal.append(
        f"bidding.award.{what}", subject=award.lot_id, deal=award.lot.deal_id, actor=by.label, at=at,
        data={"lot": award.lot_id, "award": award.id, **data},
    )  # fmt: skip


def _count(award: Award, *, by: Actor, at: datetime) -> None:
    if not _decided(award, award.round, by=by, at=at):
        award.vote_again()
        award.save()
        tell("tied", award, by=by, at=at, round=award.round)


def _decided(award: Award, rounds: int, *, by: Actor, at: datetime) -> bool:
    file = standing.file_of(award, rounds)
    candidate = standing.first(award, file)
    if candidate is None:
        return False
    content = file.to_bytes()
    award.decide(candidate=candidate, result=content, result_sha256=canonical.sha256(content), at=at)
    award.save()
    tell("decided", award, by=by, at=at, number=candidate, sha256=award.result_sha256)
    return True


def _awaited(lot: Lot) -> Evaluation:
    if held := timing.on_hold(lot):
        raise engine.StepRefused(held, step="award")
    found = standing.awaited(lot)
    if found is None:
        raise Conflict("award_not_awaited", Text("现在不能定标", "Nothing is to be decided now"))
    found.lot = lot
    return found


def _bid_of(content: bytes) -> str:
    try:
        found = canonical.load(content)
    except Refused:
        return ""
    return str(found.get("bid", "")) if isinstance(found, dict) else ""


def _check_voters(evaluation: Evaluation, members: Sequence[str], way: str) -> None:
    """Refuse who may not vote: only people of organisers and experts do, and no expert who evaluated; of each person one."""
    words = Text(
        "定标委员会须为三人以上单数，由招标人等组织方的人员或者未参加本标段评标的专家组成",
        "Three or more vote, an odd number: people of organisers, or experts who did not evaluate this lot",
    )
    if way != "vote":
        if members:
            raise Invalid(
                "electors_wrong",
                Text("该定标方法不投票", "Nobody votes in this way"),
                detail={"members": [*members]},
            )
        return
    rows = Member.objects.filter(
        id__in=members, status=MemberStatus.ACTIVE, user__is_active=True, role__in=_VOTERS
    )
    sat = evaluation.seats.filter(kind="expert", member__in=members).values_list("member", flat=True)
    fit = {one.id for one in rows} - {*sat}
    people = {one.user_id for one in rows}
    if wrong := sorted({*members} - fit):
        raise Invalid("electors_wrong", words, detail={"members": wrong})
    if len(members) < LEAST or len(members) % 2 == 0 or len(people) != len(members):
        raise Invalid("electors_wrong", words)
