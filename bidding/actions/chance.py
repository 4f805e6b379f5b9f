"""Draws by lot of what decides about prices: coefficients of the benchmark before the bids are open, and the order of equal bids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions import purposes, ranking
from bidding.actions.evaluating import telling
from bidding.actions.planning import CONTRIBUTE, CONTRIBUTORS, REVEAL_MINUTES, before, locked, tell
from bidding.actions.purposes import Purpose
from bidding.evaluation import given, ties
from bidding.experts import drawn
from bidding.models import Draw, Filing, FreezeList, Opening, PoolEntry
from foundation import clock, journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine
from trading.law.grammar import Phase
from trading.models import Lot

COEFFICIENT, TIE = given.COEFFICIENT, given.TIE
BIDDERS_HAVE = timedelta(minutes=5)
"""From the list of the bids on every bidder may contribute that long before the pool of coefficients is fixed: our rule, no law's."""
INSIDE = frozenset({Role.CENTRE.value, Role.SUPERVISOR.value})
"""Who contributes while a committee is at work: nobody else is told that bids are equal."""


@action
def plan(
    *, lot_id: str, purpose: str, contributors: Sequence[str], by: Actor, reveal_minutes: int = 30
) -> Draw:
    """
    Plan to draw what the documents leave to chance, or the order of bids that are equal. Nobody chooses what: it follows from the
    documents, or from the signed scores.

    A plan whose pool is not fixed gives way to another. To coefficients every bidder may contribute beside those whom the plan asks.

    :raises Forbidden: `role_not_allowed` unless the secretary asks, or the organiser of what no committee keeps to itself.
    :raises Conflict: `draw_goes_on` while one has a fixed pool; `nothing_to_draw`; `opening_begun` of coefficients.
    :raises Invalid: `draw_malformed`.
    """
    lot = lock_row(Lot, lot_id)
    if not may_plan(lot, purpose, by):
        raise Forbidden("role_not_allowed", Text("贵方不能申请抽取", "You may not ask for this draw"))
    at = journal.instant(lot.id)
    last = drawn.draws(lot, purpose).first()
    if last is not None and last.status in ("fixed", "calling"):
        raise Conflict("draw_goes_on", Text("抽取正在进行", "A draw goes on"))
    groups = to_draw(lot, purpose, at)
    roles = sorted({*contributors})
    fields: dict[str, list[Text | str]] = {}
    earlier = before(lot, purpose)
    allowed = _contributors(lot, purpose, {name for one in earlier for name in one["missing"]})
    if len(roles) < 2 or not {*roles} <= allowed:
        fields["contributors"] = [CONTRIBUTE]
    least, most = REVEAL_MINUTES
    if not least <= reveal_minutes <= most:
        words = Text("须为{least}至{most}分钟", "{least} to {most} minutes").format(least=least, most=most)
        fields["reveal_minutes"] = [words]
    if fields:
        raise Invalid("draw_malformed", Text("抽取申请有误", "The plan is not right"), fields=fields)
    if last is not None and last.status == "planned":
        last.drop()
        last.save(update_fields=["status"])
    made = Draw.objects.create(
        lot=lot, purpose=purpose, number=len(earlier) + 1, earlier=earlier, groups=[list(one) for one in groups], contributors=roles,
        representatives=0, work_on=at.astimezone(clock.ZONE).date(), reveal_minutes=reveal_minutes, answer_minutes=0,
        planned_at=at, planned_by=by.label,
    )  # fmt: skip
    tell("planned", made, by=by, at=at, number=made.number)
    return made


def may_plan(lot: Lot, purpose: str, by: Actor) -> bool:
    """Tell whether the actor asks for such draws; whether there is anything to draw is asked then."""
    is_open = purpose == COEFFICIENT or ties.are_public(lot)
    return telling.is_secretary(lot, by) or (is_open and engine.is_organiser(by, lot.deal))


def to_draw(lot: Lot, purpose: str, at: datetime) -> list[tuple[str, int]]:
    """
    Return the groups of the next draw, each with how many of it are drawn.

    :raises Conflict: as `plan`.
    """
    if purpose == COEFFICIENT:
        _check_sealed(lot)
        names = sorted(given.announced(lot))
        found = [(name, 1) for name in names if given.lacks_coefficients(lot, {name})]
    else:
        found = [(name, len(group)) for name, group in ties.groups(lot, at).items()]
    if not found:
        raise Conflict("nothing_to_draw", Text("没有需要抽取的事项", "There is nothing to draw"))
    return found


def _contributors(lot: Lot, purpose: str, missing: set[str]) -> set[str]:
    """Return the roles that a plan may ask: not whoever let a draw become void before, as long as two others are left."""
    found = {*INSIDE} if purpose == TIE and not ties.are_public(lot) else {one.value for one in CONTRIBUTORS}
    found -= set() if lot.deal.agency_id else {Role.AGENCY.value}
    return found - missing if len(found - missing) > 1 else found


def _check_sealed(lot: Lot) -> None:
    """Refuse to draw what decides about prices once somebody may know them."""
    if Opening.objects.filter(freeze=lot.id).exists():
        words = Text("开标已经开始，不再抽取系数", "The opening has begun: no coefficient is drawn any more")
        raise Conflict("opening_begun", words)


def _check_coefficients(draw: Draw, at: datetime) -> None:
    purposes.check_frozen(draw, at)
    _check_same(draw, at)
    frozen = FreezeList.objects.filter(lot=draw.lot, issued_at__isnull=False).first()
    if frozen is not None and frozen.issued_at is not None and at < frozen.issued_at + BIDDERS_HAVE:
        until = frozen.issued_at + BIDDERS_HAVE
        words = Text("投标人尚可提交承诺", "Bidders may still commit")
        raise Conflict("bidders_may_commit", words, detail={"until": until.isoformat()})


def _check_same(draw: Draw, at: datetime) -> None:
    """Refuse a plan that is overtaken: the documents or the scores leave something else to chance by now."""
    if [list(one) for one in to_draw(draw.lot, draw.purpose, at)] != draw.groups:
        words = Text(
            "须抽取的事项已有变化，请重新申请抽取", "Something else is to be drawn by now: plan anew"
        )
        raise Conflict("plan_overtaken", words)


def _coefficients(draw: Draw, _at: datetime) -> list[PoolEntry]:
    groups: dict[str, list[str]] = {}
    announced = given.announced(draw.lot)
    for name, _ in draw.groups:
        for value in announced[name]:
            groups.setdefault(format(value, "f"), []).append(name)
    return _entries(draw, groups)


def _ties(draw: Draw, at: datetime) -> list[PoolEntry]:
    return _entries(draw, {bid: [name] for name, group in ties.groups(draw.lot, at).items() for bid in group})


def _entries(draw: Draw, groups: dict[str, list[str]]) -> list[PoolEntry]:
    return [
        PoolEntry(draw=draw, entry=entry, unit="", groups=sorted(names), handle=entry, sealed=b"")
        for entry, names in groups.items()
    ]


def _or_bidder(draw: Draw, by: Actor) -> str:
    """
    Return the actor's role if the plan names it, or of a bidder whose bid came a name of its own; not of one that let a draw become
    void before.
    """
    if by.role is not Role.BIDDER or by.party_id is None:
        return purposes.by_role(draw, by)
    # Before the list is issued nobody, the organiser least, may learn who bids.
    is_frozen = FreezeList.objects.filter(lot=draw.lot, issued_at__isnull=False).exists()
    own = Filing.objects.filter(lot=draw.lot, registration__party=by.party_id, status="accepted")
    name = by.party_id.lower().replace("_", "-")
    has_failed = any(name in one["missing"] for one in draw.earlier)
    return name if is_frozen and not has_failed and own.exists() else ""


def _complete(draw: Draw, by: Actor, at: datetime) -> None:
    purposes.end(draw, "complete", by=by, at=at)


def _ordered(draw: Draw, by: Actor, at: datetime) -> None:
    """End the draw, and let what follows from figures follow from their order too, unless the lot has come to its end meanwhile."""
    _complete(draw, by, at)
    if draw.lot.phase == Phase.EVALUATING.value:
        ranking.follow(draw.lot, by=Actor.clock(), at=at)


OF_COEFFICIENTS = Purpose(_or_bidder, _check_coefficients, _coefficients, _complete)
OF_TIES = Purpose(purposes.by_role, _check_same, _ties, _ordered)


@action
def give_up(*, lot_id: str, purpose: str, by: Actor) -> Draw:
    """
    Give up a plan; what was committed to it counts for nothing.

    :raises Forbidden: `role_not_allowed` unless the actor may plan one. :raises NotFound: `draw_not_found`.
    :raises Conflict: `pool_is_fixed`.
    """
    draw, at = locked(lot_id, purpose)
    if not may_plan(draw.lot, purpose, by):
        raise Forbidden("role_not_allowed", Text("贵方不能撤回抽取申请", "You may not give up this plan"))
    if draw.status != "planned":
        raise Conflict("pool_is_fixed", Text("名单已经固定", "The pool is fixed"))
    draw.drop()
    draw.save(update_fields=["status"])
    tell("given_up", draw, by=by, at=at, number=draw.number)
    return draw
