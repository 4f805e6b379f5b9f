"""The plan of a draw of experts, and what all acts on a draw begin and end with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from bidding.evaluation import sitting
from bidding.experts import drawn, publishing
from bidding.experts.majors import MAJORS
from bidding.models import Draw
from foundation import clock, journal
from foundation.codes import check_region
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit.draws import drawing
from trading import engine, particulars
from trading.law.grammar import Phase
from trading.models import Lot

CONTRIBUTORS = {Role.ORGANISER, Role.AGENCY, Role.CENTRE, Role.SUPERVISOR}
EXPERTS = Draw.Purpose.EXPERTS.value
MOST_WANTED = 30
REVEAL_MINUTES, ANSWER_MINUTES = (10, 3 * 24 * 60), (5, 24 * 60)
"""At least, at most: for the secrets, and for the answer of somebody who was called."""
CONTRIBUTE = Text(
    "随机数应由两方以上提供，且不全是交易中心", "Two or more contribute, and not the centre alone"
)
_SETTLED = {Phase.CONCLUDED.value, Phase.FAILED.value}


@action
def plan(
    *, lot_id: str, groups: Mapping[str, int], representatives: int, contributors: Sequence[str], work_on: date, by: Actor,
    region: str = "", reveal_minutes: int = 120, answer_minutes: int = 60,
) -> Draw:  # fmt: skip
    """
    Plan whom to draw for a lot: how many of which major, how many the organiser sends beside, and who contributes to the seed.

    A plan whose pool is not fixed gives way to another; what was committed to it counts for nothing. After a complete draw another one
    fills the places that have become empty since, beside whoever keeps the own (87号令 art. 49); once the evaluation was set aside the
    committee is drawn anew (87号令 art. 67).

    :raises Forbidden: `role_not_allowed` unless the deal's organiser, or its agency, asks; of places that have become empty while a
        committee sits the centre may as well, so that nobody holds it up by filling none.
    :raises Conflict: `draw_too_late` once the evaluation is over; `draw_goes_on` while one has a fixed pool, or ended complete and no
        place is empty; `committee_unlawful` with every reason, each with its article.
    :raises Invalid: `draw_malformed` with what is wrong.
    """
    lot = lock_row(Lot, lot_id)
    if not _plans(lot, by):
        raise Forbidden(
            "role_not_allowed", Text("只有组织方可以申请抽取", "Only the organiser asks for a draw")
        )
    if is_too_late(lot):
        raise Conflict("draw_too_late", Text("现在不能抽取专家", "No experts are drawn now"))
    at = journal.instant(lot.id)
    asked = _asked(groups, representatives, contributors, region, work_on, reveal_minutes, answer_minutes, at)
    last = drawn.draws(lot).first()
    lacking = drawn.places_lacking(lot, at)
    if _goes_on(last, lacking):
        raise Conflict(
            "draw_goes_on",
            Text("本标段的抽取正在进行或者已经完成", "A draw of this lot goes on or is complete"),
        )
    wanted = sum(groups.values())
    if lacking is not None and wanted > lacking:
        words = Text("只补抽缺额{count}人", "{count} places are empty: no more are drawn").format(
            count=lacking
        )
        raise Invalid(
            "draw_malformed", Text("抽取申请有误", "The plan is not right"), fields={"groups": [words]}
        )
    _check_composition(lot, wanted + drawn.experts_at_work(lot, at), representatives)
    if last is not None and last.status == "planned":
        _drop(last)
    earlier = before(lot)
    made = Draw.objects.create(
        lot=lot, number=len(earlier) + 1, earlier=earlier, planned_at=at, planned_by=by.label, **asked
    )
    tell("planned", made, by=by, at=at, number=made.number)
    return made  # fmt: skip


@action
def give_up(*, lot_id: str, by: Actor) -> Draw:
    """
    Give up the plan of a draw; what was committed to it counts for nothing.

    :raises Forbidden: `role_not_allowed` unless whoever may plan one asks.
    :raises NotFound: `draw_not_found`. :raises Conflict: `pool_is_fixed`.
    """
    draw, at = locked(lot_id)
    if not _plans(draw.lot, by):
        raise Forbidden(
            "role_not_allowed", Text("只有组织方可以撤回抽取申请", "Only the organiser gives up a plan")
        )
    if draw.status != "planned":
        raise Conflict("pool_is_fixed", Text("名单已经固定", "The pool is fixed"))
    _drop(draw)
    tell("given_up", draw, by=by, at=at, number=draw.number)
    return draw


def may_plan(lot: Lot, last: Draw | None, by: Actor, at: datetime) -> bool:
    """Tell whether the actor may plan a draw, `last` being the one before; whether the committee is lawful is asked then."""
    if not _plans(lot, by) or is_too_late(lot):
        return False
    return not _goes_on(last, drawn.places_lacking(lot, at))


def may_give_up(lot: Lot, last: Draw | None, by: Actor) -> bool:
    """Tell whether the actor may give up the last draw of a lot, which is a mere plan."""
    return last is not None and last.status == "planned" and _plans(lot, by)


def _plans(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor plans draws of a lot: the organiser, and while a committee sits that lacks somebody the centre."""
    if engine.is_organiser(by, lot.deal):
        return True
    last = sitting.latest(lot) if drawn.is_of_the_desk(lot, by) else None
    return last is not None and last.is_running and len(sitting.standing(last)) < sitting.convened(last)


def _goes_on(last: Draw | None, lacking: int | None) -> bool:
    return (last is not None and last.status in ("fixed", "calling")) or (
        lacking is not None and lacking <= 0
    )


def _drop(draw: Draw) -> None:
    draw.drop()
    draw.save(update_fields=["status"])


def is_too_late(lot: Lot) -> bool:
    """Tell whether nobody is drawn or chosen for a lot any more: the evaluation is over, and none was ordered anew."""
    if lot.deal.announced_at is None or lot.phase in _SETTLED:
        return True
    last = sitting.latest(lot)
    # Whoever has an evaluation set aside orders another, for which experts are drawn while the result is still shown.
    is_ordered = last is not None and last.status == "set_aside"
    is_over = lot.phase == Phase.PUBLICISING.value or lot.procedure.state(lot.state).is_evaluated
    return is_over and not is_ordered


def locked(lot_id: str, purpose: str = EXPERTS) -> tuple[Draw, datetime]:
    """
    Return the last draw of a lot for a purpose, the lot locked, and the instant after that.

    :raises NotFound: `draw_not_found`.
    """
    lot = lock_row(Lot, lot_id)
    found = drawn.draws(lot, purpose).first()
    if found is None:
        raise NotFound("draw_not_found", Text("没有抽取", "There is no draw"))
    found.lot = lot
    return found, journal.instant(lot.id)


def check_desk(lot: Lot, by: Actor) -> None:
    """Refuse whoever is not of the centre in whose scope the lot lies. :raises Forbidden: `role_not_allowed`."""
    if not drawn.is_of_the_desk(lot, by):
        raise Forbidden("role_not_allowed", Text("只有交易中心可以办理", "Only the centre does this"))


def tell(what: str, draw: Draw, *, by: Actor, at: datetime, **data: Any) -> None:
    """Journal what happened to a draw, whose lot is locked."""
    lot = draw.lot
    journal.append(
        f"bidding.draw.{what}", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "draw": draw.id, **data},
    )  # fmt: skip


def before(lot: Lot, purpose: str = EXPERTS) -> list[dict[str, Any]]:
    """Return what a draw's file says of those before it."""
    found = []
    for one in drawn.draws(lot, purpose).filter(status="ended").order_by("number"):
        missing = [] if one.end != "void" else list(drawing.missing(publishing.file(one).contributors))
        found.append({"number": one.number, "draw": one.sha256, "end": one.end, "missing": missing})
    return found


def _asked(
    groups: Mapping[str, int], representatives: int, contributors: Sequence[str], region: str, work_on: date,
    reveal_minutes: int, answer_minutes: int, at: datetime,
) -> dict[str, Any]:  # fmt: skip
    fields: dict[str, list[Text | str]] = {}
    if region:
        check_region(region)
    if (
        not groups
        or not {*groups} <= MAJORS.keys()
        or any(not 1 <= one <= MOST_WANTED for one in groups.values())
    ):
        fields["groups"] = [Text("请选择专业并写明人数", "Choose majors, and how many of each")]
    roles = sorted({*contributors})
    if not {*roles} <= {one.value for one in CONTRIBUTORS} or len(roles) < 2:
        fields["contributors"] = [CONTRIBUTE]
    if representatives < 0 or representatives > MOST_WANTED:
        fields["representatives"] = [Text("人数不正确", "Not a number of people")]
    if work_on < at.astimezone(clock.ZONE).date():
        fields["work_on"] = [Text("评审日期已过", "The day of the work is past")]
    for name, value, (least, most) in (
        ("reveal_minutes", reveal_minutes, REVEAL_MINUTES), ("answer_minutes", answer_minutes, ANSWER_MINUTES),
    ):  # fmt: skip
        if not least <= value <= most:
            fields[name] = [
                Text("须为{least}至{most}分钟", "{least} to {most} minutes").format(least=least, most=most)
            ]
    if fields:
        raise Invalid("draw_malformed", Text("抽取申请有误", "The plan is not right"), fields=fields)
    return {
        "groups": [[group, groups[group]] for group in sorted(groups)], "contributors": roles, "region": region,
        "representatives": representatives, "work_on": work_on, "reveal_minutes": reveal_minutes, "answer_minutes": answer_minutes,
    }  # fmt: skip


def _check_composition(lot: Lot, experts: int, representatives: int) -> None:
    rule = lot.procedure.committee
    if rule is None or not sitting.is_judged(lot):
        return
    read = particulars.parse(lot.procedure.particulars, lot.deal.particulars)
    if reasons := rule.reasons(read, members=experts + representatives, experts=experts):
        raise Conflict(
            "committee_unlawful",
            Text("委员会的组成不合规定", "The committee would not be lawful"),
            reasons=reasons,
        )
