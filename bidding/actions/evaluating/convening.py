"""The committee comes together, and stays complete: who sits down, who leaves, who comes in the other's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.models import Member
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.actions import drawing
from bidding.actions.evaluating import telling
from bidding.evaluation import applicants, concluding, document, given, rules, sitting
from bidding.experts import avoiding, drawn, register
from bidding.models import Evaluation, Opening, Seat
from bidding.models.digest import digest
from bidding.models.evaluation import LONGEST_WORDS
from foundation.errors import Conflict, Invalid, Reason
from foundation.text import Text
from foundation.transactions import action
from trading import engine, particulars
from trading.law.grammar import Refusal
from trading.models import Document, Lot

__all__ = ["LONGEST_WORDS", "Place", "convene", "replace"]

EXPERT, REPRESENTATIVE = Seat.Kind.EXPERT.value, Seat.Kind.REPRESENTATIVE.value


@dataclass(frozen=True, slots=True)
class Place:
    """Who is to sit, in whose name, and where: of a remote committee each in a room of some city."""

    member: str
    kind: str
    city: str = ""
    room: str = ""


@action
def convene(*, lot_id: str, places: Sequence[Place], by: Actor) -> Evaluation:
    """
    Let a committee sit down to evaluate the opened bids of a lot, or where that is examined who of those that applied may bid; another
    evaluation of the lot is the next number.

    Its experts are those who were drawn, all of them, and where the law lets experts be chosen those whom the organiser chose; its
    representatives are whom the organiser sent beside them. A draw whose places are all taken ends with it.

    :raises Forbidden: unless the actor is of the centre.
    :raises StepRefused: `qualification_awaited` while the organiser still examines who qualifies.
    :raises Conflict: `evaluation_over`, `evaluation_runs`, `not_opened` before the first stage is recorded, `no_committee` where the
        method has none, `no_document`, `coefficient_missing` until what the rule lets chance decide is drawn, `evaluation_reported`
        where one stands that nobody has set aside; `draw_planned` while a draw is to be held; `limited_number` where of those who
        qualify only the best may bid, `nobody_applied`, `reviewed_already` where the organiser has begun to admit by itself.
    :raises Invalid: `committee_unlawful` with every reason and its article; `not_eligible` naming each place; `not_drawn` where the
        experts are others than those who were drawn, or whom the organiser chose.
    """
    lot, at = telling.locked(lot_id)
    telling.check_secretary(lot, by)
    telling.check_open(lot)
    last = sitting.latest(lot)
    _check_free(lot, last)
    found = _members(lot, places, at)
    _check_composition(lot, [one.kind for one in places])
    _check_drawn(lot, {one.member for one in places if one.kind == EXPERT}, at)
    _check_sent(lot, [one.member for one in places if one.kind == REPRESENTATIVE])
    told = _document(lot)
    made = Evaluation(
        lot=lot, number=lot.evaluations.count() + 1, document=told, began_at=at, began_by=by.label,
        is_prequalification=sitting.examines(lot),
    )  # fmt: skip
    if made.is_prequalification:
        applicants.check(made)
    else:
        made.is_blind = document.is_blind(document.of(made))
        made.rule, made.rule_sha256 = rules.pinned(made)
        _check_given(made)
    made.save()
    drawing.finish(lot, by=by, at=at)
    seats = [_seat(made, number, place, found, at) for number, place in enumerate(places, start=1)]
    telling.tell(
        "convened", made, by=by, at=at, number=made.number, digest=digest(*(one.digest.encode() for one in seats)),
        rule=made.rule_sha256, document=told.digest,
    )  # fmt: skip
    return made


@action
def replace(*, lot_id: str, seat: int, words: str, place: Place | None, by: Actor) -> Seat | None:
    """
    Send a member away for a reason, and let another sit down in its place; without one the committee waits for it.

    What whoever leaves has written counts for nothing; who comes reviews and scores anew (招标投标法实施条例 art. 48). A report that is
    drafted is taken back: nobody is sent away before it only to sign it without a dissent. An expert who comes was drawn, or chosen
    by the organiser, as where a committee sits down.

    :raises Forbidden: unless the actor is of the centre.
    :raises Conflict: `evaluation_not_running`, `seat_unknown` for a number that nobody has or has left.
    :raises Invalid: `reason_missing`, `not_drawn`, `committee_unlawful`, `not_eligible`.
    """
    lot, at = telling.locked(lot_id)
    telling.check_secretary(lot, by)
    telling.check_open(lot)
    running = sitting.running(lot)
    if not words.strip():
        said = Text("请写明更换理由", "Say why the member is replaced")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    leaving = running.seats.filter(number=seat).select_related("member").first()
    if leaving is None or (not leaving.stands and place is None):
        raise Conflict("seat_unknown", Text("没有这个席位", "There is no such seat"))
    if leaving.stands:
        leaving.replace(words=words, at=at)
        leaving.save()
        if running.status in ("scoring", "reporting"):
            running.begin_again()
        telling.tell("replaced", running, by=by, at=at, seat=leaving.id, digest=leaving.left_digest)
    if place is None:
        telling.go_on(running)
        return None
    _check_place(running, place)
    if place.kind == EXPERT:
        _check_drawn(lot, {place.member}, at, whole=False)
        drawing.finish(lot, by=by, at=at)
    else:
        _check_sent(lot, [place.member])
    return _come(running, place, by, at)


def _come(running: Evaluation, place: Place, by: Actor, at: datetime) -> Seat:
    found = _members(running.lot, [place], at)
    # A person and not a membership: nobody sits twice, and who left comes not back in another's name.
    if running.seats.filter(member__user=found[place.member].user_id).exists():
        raise _ineligible([place.member])
    made = _seat(running, running.seats.count() + 1, place, found, at)
    if running.status in ("scoring", "reporting"):
        running.begin_again()
    running.save()
    telling.tell("seated", running, by=by, at=at, seat=made.id, digest=made.digest)
    return made


def _check_free(lot: Lot, last: Evaluation | None) -> None:
    if not sitting.is_judged(lot):
        raise Conflict("no_committee", Text("该方式没有评审委员会", "No committee evaluates in this method"))
    if last is not None and last.is_running:
        raise Conflict("evaluation_runs", Text("已有评审正在进行", "A committee is at work"))
    if last is not None and last.status == "reported":
        raise Conflict(
            "evaluation_reported",
            Text("评标报告已签署，须先依法撤销", "A report stands; it must be set aside by law first"),
        )
    if sitting.examines(lot):
        return
    if not Opening.objects.filter(freeze=lot.id, stage=1, status="recorded").exists():
        raise Conflict("not_opened", Text("投标尚未开启", "The bids are not open yet"))
    if law := lot.procedure.state(lot.state).qualifies:
        words = Text("采购人尚未完成资格审查", "The purchaser has not examined who qualifies")
        raise engine.StepRefused([Refusal("qualification_awaited", words, law)], step="evaluate")


def _document(lot: Lot) -> Document:
    """Return the version by which bids are evaluated, or applicants examined: the last that was published."""
    kind = "prequalification" if sitting.examines(lot) else "tender"
    version = Document.objects.filter(deal=lot.deal_id, kind=kind, published_at__isnull=False)
    told = version.order_by("-version").first()
    if told is not None:
        return told
    words = Text("没有已发布的招标文件", "No tender document is published")
    if sitting.examines(lot):
        words = Text("没有已发布的资格预审文件", "No prequalification document is published")
    raise Conflict("no_document", words)


def _check_given(evaluation: Evaluation) -> None:
    """Refuse to begin before what the rule lets chance decide of all prices is drawn: later somebody knew what it decides."""
    rule = concluding.rule_of(evaluation)
    if rule is not None and given.lacks_coefficients(evaluation.lot, given.choices(rule).keys()):
        raise Conflict(
            "coefficient_missing",
            Text("评标基准价系数尚未抽取", "A coefficient of the benchmark price is not drawn yet"),
        )


def _check_composition(lot: Lot, kinds: Sequence[str]) -> None:
    rule = lot.procedure.committee
    assert rule is not None  # convened under one
    parsed = particulars.parse(lot.procedure.particulars, lot.deal.particulars)
    reasons = rule.reasons(parsed, members=len(kinds), experts=kinds.count(EXPERT))
    if reasons:
        raise Invalid(
            "committee_unlawful",
            Text("评标（评审）委员会的组成不合法", "The committee is not composed as the law asks"),
            reasons=reasons,
        )


def _check_place(running: Evaluation, place: Place) -> None:
    """
    Refuse one more than sat down, whatever the number the law lets sit, and what no further seat heals: one in a name that has too many
    even if experts take the rest.
    """
    kinds = [*(one.kind for one in sitting.standing(running)), place.kind]
    empty = sitting.convened(running) - len(kinds)
    if empty < 0:
        raise Conflict("seat_unknown", Text("没有空缺的席位", "No place is empty"))
    _check_composition(running.lot, [*kinds, *[EXPERT] * empty])


def _check_drawn(lot: Lot, experts: set[str], at: datetime, *, whole: bool = True) -> None:
    """
    Refuse experts who were neither drawn nor chosen by the organiser where the law lets it choose; all of those sit where the `whole`
    committee sits down. Neither the centre nor anybody else picks among them (招标投标法实施条例 art. 46).
    """
    if drawn.is_planned(lot):
        raise Conflict(
            "draw_planned", Text("已申请抽取专家，尚未抽取", "A draw of experts is planned and not held yet")
        )
    found = {one.member_id for one in drawn.chosen(lot, at)}
    if not (experts == found if whole else experts <= found):
        words = Text(
            "评审专家应为随机抽取的专家；依法可以直接确定的，为招标人（采购人）确定的专家",
            "Experts are those who were drawn, and where the law lets the organiser choose, whom it chose",
        )
        rule = lot.procedure.committee
        raise Invalid("not_drawn", words, reasons=[Reason("not_drawn", words, str(rule.law) if rule else "")])


def _check_sent(lot: Lot, members: Sequence[str]) -> None:
    """Refuse whom the organiser has not sent."""
    sent = {one.id for one in drawn.representatives(lot)}
    if wrong := [one for one in members if one not in sent]:
        raise _ineligible(wrong)


def _members(lot: Lot, places: Sequence[Place], at: datetime) -> dict[str, Member]:
    """
    Return who is to sit, by id: experts in standing who need not stand aside, and representatives of the lot's organiser, each person
    once.
    """
    wanted = [one.member for one in places]
    rows = Member.objects.filter(id__in=wanted, status=MemberStatus.ACTIVE, user__is_active=True)
    found = {one.id: one for one in rows.select_related("user")}
    of = avoiding.sides(lot, at)
    registered = register.in_standing(of.on).filter(member__in=wanted)
    experts = {one.member_id for one in registered if not avoiding.causes(one, of)}
    experts |= {one.member_id for one in drawn.chosen(lot, at)}
    users = [one.user_id for one in found.values()]
    wrong = [
        place.member for place in places
        if (member := found.get(place.member)) is None
        or users.count(member.user_id) > 1
        or not (member.id in experts if place.kind == EXPERT else _represents(member, lot))
    ]  # fmt: skip
    if wrong or len(set(wanted)) < len(wanted):
        raise _ineligible(wrong)
    return found


def _represents(member: Member, lot: Lot) -> bool:
    """Tell whether somebody may sit for the organiser: its own person, never the agency's (87号令 art. 47)."""
    return member.role == Role.ORGANISER.value and member.party_id == lot.deal.organiser_id


def _ineligible(members: Sequence[str]) -> Invalid:
    return Invalid(
        "not_eligible",
        Text(
            "有人不能担任评标委员会成员：不在专家库或者不是招标人委派的代表、与本标段各方有关，或者列名两次",
            "Somebody may not sit: no expert in standing and nobody whom the organiser sent, bound to a party to the lot, or there twice",
        ),
        detail={"members": list(members)},
    )


def _seat(evaluation: Evaluation, number: int, place: Place, found: dict[str, Member], at: datetime) -> Seat:
    return Seat.objects.create(
        evaluation=evaluation, number=number, member=found[place.member], kind=place.kind, city=place.city, room=place.room,
        seated_at=at,
    )  # fmt: skip
