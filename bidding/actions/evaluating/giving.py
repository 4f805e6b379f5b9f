"""What is drawn by chance is recorded where it was drawn: a coefficient at the opening, the order of equal bids before the report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from accounts.actor import Actor
from bidding import announcing
from bidding.actions.evaluating import telling
from bidding.evaluation import bids, given, sitting
from bidding.models import Given, Opening
from bidding.scoring.announced import NoRule
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action
from trading import in_force
from trading.models import Lot


@action
def give(*, lot_id: str, kind: str, values: Sequence[str], words: str, by: Actor) -> Given:
    """
    Record what was drawn; the same again returns what is there.

    :raises Forbidden: `role_not_allowed` unless the actor is the centre's secretary.
    :raises Conflict: `not_opened` before the bids are open, `given_already`, `not_now` for a coefficient once a committee has sat down,
        and for a tie once a report is before the members.
    :raises Invalid: `given_wrong` for a coefficient that was not announced, or for what is no group of opened bids.
    """
    lot, at = telling.locked(lot_id)
    if not telling.is_secretary(lot, by):
        raise Forbidden(
            "role_not_allowed",
            Text("只有交易中心评标秘书可以办理", "Only the centre's secretary of the committee does this"),
        )
    telling.check_open(lot)
    if not Opening.objects.filter(freeze=lot.id, status="recorded").exists():
        raise Conflict("not_opened", Text("尚未开标", "The bids are not open yet"))
    drawn = list(values)
    known = Given.objects.filter(lot=lot, kind=kind)
    if same := next((one for one in known if one.values == drawn), None):
        return same
    _check(lot, kind, drawn, list(known))
    made = Given.objects.create(lot=lot, kind=kind, values=drawn, words=words, at=at, by=by.label)
    journal.append(
        "bidding.evaluation.given", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "given": made.id, "digest": made.digest},
    )  # fmt: skip
    return made


def _check(lot: Lot, kind: str, drawn: list[str], known: list[Given]) -> None:
    last = sitting.latest(lot)
    is_coefficient = kind in Given.COEFFICIENTS
    # A coefficient that is drawn when scores are there, or who would win by which is known, is no draw.
    if last is not None and (is_coefficient or last.status in ("reporting", "reported")):
        raise Conflict(
            "not_now", Text("评审已经开始或者报告已经形成", "A committee sits already, or a report is there")
        )
    groups = [set(one.values) for one in known]
    if (is_coefficient and known) or set(drawn) in groups:
        raise Conflict("given_already", Text("已经抽取", "It was drawn already"))
    sound = _announced(lot, kind, drawn) if is_coefficient else _are_opened(lot, drawn)
    if not sound:
        raise Invalid(
            "given_wrong",
            Text(
                "不是公布的系数，或者不是两家以上已开标的投标",
                "No announced coefficient, or not two or more opened bids",
            ),
        )


def _announced(lot: Lot, kind: str, drawn: list[str]) -> bool:
    """Tell whether the one value drawn is among those from which the announced rule lets one be drawn."""
    try:
        value = Decimal(drawn[0]) if len(drawn) == 1 else None
        rule = announcing.rule_of(lot, in_force.tender_document(lot.deal_id))
    except (InvalidOperation, NoRule):
        return False
    return value in given.choices(rule).get(kind, ())


def _are_opened(lot: Lot, drawn: list[str]) -> bool:
    return (
        len(drawn) > 1
        and len(set(drawn)) == len(drawn)
        and set(drawn) <= {one.id for one in bids.of_lot(lot.id)}
    )
