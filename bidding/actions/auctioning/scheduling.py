"""An auction is scheduled: its rules are checked against the law and the announcement, and stand from then on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, cast

from django.db import IntegrityError, connection, transaction
from pydantic import ValidationError

from accounts import passkeys
from accounts.actor import Actor
from bidding import claims, timing
from bidding.actions.auctioning import entering, hosts, turning
from bidding.auctions import bounds, judging, keeping, lawful, planning, slots
from bidding.models import Auction, Move
from foundation import journal
from foundation.clock import ZONE
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action
from toolkit import canonical
from toolkit.auctions.rules import PriceRules
from trading import engine, in_force, particulars
from trading.actions.locking import locked_lot
from trading.law.auction_rules import NOT_SAID, AuctionRule
from trading.law.grammar import Refusal
from trading.law.statutes import PRACTICE
from trading.models import Lot
from trading.models.deal import Origin
from trading.winners import recorded

_SLOTS = 43_001
"""The advisory lock under which slots are counted: one auction is scheduled after the other."""


@action
def schedule(
    *, lot_id: str, rules: Mapping[str, Any], room: str = "", room_from: datetime | None = None,
    room_until: datetime | None = None, by: Actor,
) -> Auction:  # fmt: skip
    """
    Schedule the auction of a lot by rules of docs/formats/auction.md, whose `auction` is the lot's id.

    :raises Forbidden: `role_not_allowed` unless a host asks.
    :raises Conflict: `no_auction` where the procedure knows none; `auction_not_awaited` in another state, or once the outcome is known;
        `prices_known` after one that was withdrawn with secret prices in it; `auction_scheduled` while there is one; `slot_full`,
        `room_taken`; `passkeys_unavailable` where the platform has no address at which browsers have any.
    :raises Invalid: `rules_malformed`, field by field; `start_past`; `bidder_unknown` for numbers that were not admitted.
    :raises StepRefused: every reason why the law or the announcement does not allow these rules, and while the lot is on hold.
    """
    lot = locked_lot(lot_id)
    hosts.check(lot, by)
    rule = awaited(lot)
    at = journal.instant(lot.id)
    _wait_for_slots()
    given = checked(lot, rules, at)
    starts_at = datetime.fromtimestamp(given.starts_at / 1000, UTC)
    content = given.to_bytes()
    made = Auction(
        lot=lot, form=given.form, rules=content, rules_sha256=canonical.sha256(content), is_up=given.up,
        signing=given.signing, starts_at=starts_at, room=room, room_from=room_from, room_until=room_until, scheduled_at=at,
        scheduled_by=by.label, bidders=[*given.bidders], kept=keeping.dump(judging.begin(given).run),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise _taken(error) from error
    journal.append(
        "bidding.auction.scheduled", subject=made.id, deal=lot.deal_id, actor=by.label, at=at,
        data={
            "lot": lot.id, "lots": [lot.id], "auction": made.id, "form": made.form, "sha256": made.rules_sha256, "starts_at": starts_at,
            "notice": rule.scheduled,
        },
    )  # fmt: skip
    return made


@action
def schedule_all(*, lots: Mapping[str, Mapping[str, Any]], by: Actor) -> list[Auction]:
    """
    Schedule the auctions of lots, all or none; of each what `schedule` takes of one.

    :raises DomainError: what `schedule` raises of the first that is refused.
    """
    for lot_id in sorted(lots):
        locked_lot(lot_id)  # all of them before the slots: who schedules one of them waits for none of those
    return [schedule(lot_id=lot_id, by=by, **lots[lot_id]) for lot_id in sorted(lots)]


def checked(lot: Lot, rules: Mapping[str, Any], at: datetime) -> Any:
    """
    Return rules by which an auction of the lot may be scheduled now, so far as no other is scheduled at the same time.

    :raises DomainError: what `schedule` raises of its lot and rules.
    """
    rule = awaited(lot)
    given = _read(rules, lot, at)
    _check_bidders(given, lot, at)
    starts_at = datetime.fromtimestamp(given.starts_at / 1000, UTC)
    wrong = (
        timing.on_hold(lot)
        + lawful.refusals(given, terms(lot, rule))
        + list(_differing(given, lot, rule))
        + list(_unclaimed(given, lot, at))
        + list(turning.differing(given, lot, at))
        + list(_too_early(starts_at, lot, rule, at))
    )
    if wrong:
        raise engine.StepRefused(wrong, step="schedule_auction")
    if given.signing == "passkey" and not passkeys.site().has_passkeys:
        words = Text(
            "通行密钥只能在有域名的加密地址上使用，本平台没有",
            "Passkeys need a named, encrypted address, which this platform has not",
        )
        raise Conflict("passkeys_unavailable", words)
    _check_slot(starts_at)
    return given


def awaited(lot: Lot) -> AuctionRule:
    """
    Return the rule by which an auction of the lot is awaited.

    :raises Conflict: `no_auction`, `auction_not_awaited`, `prices_known`.
    """
    rule = lot.procedure.auction
    if rule is None or lot.deal.origin == Origin.EXTERNAL:
        raise Conflict("no_auction", Text("此交易方式不在平台竞价", "No live auction is held by this method"))
    if lot.state not in rule.states or recorded(lot).get("bids_valid") is not None:
        raise Conflict("auction_not_awaited", Text("现在不能安排竞价", "No auction is awaited now"))
    known = Move.objects.filter(auction__lot=lot, auction__status="withdrawn", code="")
    if known.filter(kind__in=("quote", "show")).exists():
        words = Text(
            "前次竞价的报价已经公开，须重新公告", "Secret prices became known: it takes a new announcement"
        )
        raise Conflict("prices_known", words)
    return rule


def _read(rules: Mapping[str, Any], lot: Lot, at: datetime) -> Any:
    try:
        given = keeping.read(dict(rules))
    except ValidationError as error:
        fields: dict[str, list[Text | str]] = {
            ".".join(map(str, one["loc"]))[:100]: [Text("填写不正确", one["msg"][:200])]
            for one in error.errors(include_url=False, include_input=False)
        }
        raise Invalid(
            "rules_malformed", Text("竞价规则填写不正确", "The rules are wrong"), fields=fields
        ) from error
    if given.auction != lot.id:
        words = Text("应为标段编号", "It is the lot's id")
        raise Invalid(
            "rules_malformed", Text("竞价规则填写不正确", "The rules are wrong"), fields={"auction": [words]}
        )
    if given.starts_at <= at.timestamp() * 1000:
        words = Text("开始时间已过", "The start lies in the past")
        raise Invalid("start_past", words, fields={"starts_at": [words]})
    # A bidder's slip is guarded against, unless the host says in so many words that it is not.
    is_said = "large_steps" in rules or not isinstance(given, PriceRules)
    return given if is_said else given.model_copy(update={"large_steps": bounds.LARGE_STEPS})


def _check_bidders(given: Any, lot: Lot, at: datetime) -> None:
    """Take numbers of those who were admitted and paid, once the host may know of them; the others enter by themselves."""
    admitted: set[str] = set()
    if not timing.is_secret(lot, at):
        admitted = {*entering.admitted(lot).values_list("alias", flat=True)}
    if strangers := sorted({*given.bidders} - admitted):
        words = Text("不是获准参加的竞买人", "Not an admitted bidder")
        raise Invalid("bidder_unknown", words, fields={"bidders": [words]}, detail={"bidders": strangers})


def _unclaimed(given: Any, lot: Lot, at: datetime) -> Iterator[Refusal]:
    """Yield why the priority holders are others than those who were admitted as such: who has a right is no host's choice."""
    if claims.may_be_made(lot) and hasattr(given, "holders"):
        admitted = () if timing.is_secret(lot, at) else entering.admitted(lot)
        yield from claims.differing(given.holders, admitted)


def terms(lot: Lot, rule: AuctionRule) -> lawful.Terms:
    """Return what of the lot the law's numbers depend on."""
    own = particulars.parse(lot.procedure.lot_particulars, lot.particulars)
    lowest: Decimal = getattr(own, rule.lowest) if rule.lowest else Decimal(0)
    return lawful.Terms(
        kind=cast(Any, lot.procedure.kind),
        has_reserve=bool(rule.reserve and getattr(own, rule.reserve)),
        lowest_price=lowest or None,
        call_off=lot.procedure.call_off is not None,
        has_step=bool(rule.step and getattr(own, rule.step)),
        has_holders=rule.holders(own),
    )


def announced(lot: Lot, rule: AuctionRule, form: str) -> dict[str, object]:
    """Return what was announced of the rules of an auction of a form, by their dotted names; None where it was that there is none."""
    deal, own = _particulars(lot)
    found = {one.field: one.of(deal, own) for one in rule.same if form not in one.but}
    return {name: value or None for name, value in found.items() if value is not NOT_SAID}


def forms(lot: Lot, rule: AuctionRule) -> frozenset[str]:
    """Return the forms that were announced."""
    return rule.forms_of(_particulars(lot)[0])


def unheld(lot: Lot) -> list[Refusal]:
    """Return why no auction of the lot can be held here as it was announced; empty if one can, or none was."""
    rule = lot.procedure.auction
    if rule is None or lot.deal.origin == Origin.EXTERNAL:
        return []
    known = terms(lot, rule)
    against = [lawful.unheld(one, known, announced(lot, rule, one)) for one in sorted(forms(lot, rule))]
    return [] if [] in against else [one for reasons in against for one in reasons]


def _particulars(lot: Lot) -> tuple[Any, Any]:
    """Return those of the deal and of the lot."""
    procedure = lot.procedure
    return (
        particulars.parse(procedure.particulars, lot.deal.particulars),
        particulars.parse(procedure.lot_particulars, lot.particulars),
    )


def _differing(given: Any, lot: Lot, rule: AuctionRule) -> Iterator[Refusal]:
    """Yield what is not as it was announced: the form, and each field, whether something was announced of it or that there is none."""
    if given.form not in forms(lot, rule):
        message = Text("与公告的竞价方式不一致", "Another form was announced")
        yield Refusal("form_differs", message, rule.law)
    for name, value in announced(lot, rule, given.form).items():
        if _has(given, name) and (attrgetter(name)(given) or None) != value:
            message = Text(f"与公告不一致：{name}", f"Another one was announced: {name}")
            yield Refusal("rules_differ", message, rule.law)


def _has(given: Any, field: str) -> bool:
    return hasattr(given, field.partition(".")[0])


def _too_early(starts_at: datetime, lot: Lot, rule: AuctionRule, at: datetime) -> Iterator[Refusal]:
    """Yield why an auction may not begin so early: everybody has to be able to come, and what was announced runs its time."""
    if starts_at < planning.earliest(at.astimezone(ZONE)):
        message = Text(
            "竞价应在安排满一个工作日以后开始",
            "An auction begins a working day after it is scheduled, or later",
        )
        yield Refusal("starts_too_soon", message, PRACTICE.article(""))
    if not planning.is_in_hours(starts_at.astimezone(ZONE)):
        message = Text(
            f"竞价应在{planning.EARLIEST:%H:%M}至{planning.LATEST:%H:%M}之间开始",
            f"An auction begins between {planning.EARLIEST:%H:%M} and {planning.LATEST:%H:%M}",
        )
        yield Refusal("starts_out_of_hours", message, PRACTICE.article(""))
    period = in_force.periods(lot).get(rule.begins_after) if rule.begins_after else None
    if period is not None and starts_at < period.ends_at:
        message = Text(
            "公告期满前不得开始竞价", "No auction begins before what was announced has run its time"
        )
        yield Refusal("starts_before_announced", message, rule.law)


def _wait_for_slots() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SLOTS])


def _check_slot(starts_at: datetime) -> None:
    slot = slots.slot_of(starts_at)
    rows = Auction.objects.filter(starts_at__gte=slot, starts_at__lt=slot + slots.SLOT).exclude(
        status="withdrawn"
    )
    if slots.is_full(rows.values_list("starts_at", flat=True)):
        raise Conflict(
            "slot_full", Text("该时段竞价已满", "No more auctions begin in this half hour"),
            detail={"slot": slot.isoformat()},
        )  # fmt: skip


def _taken(error: IntegrityError) -> Conflict:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if name == "auction_room_is_free":
        return Conflict("room_taken", Text("该竞价室已被占用", "Another auction has the room then"))
    if name == "auction_one_of_a_lot":
        return Conflict("auction_scheduled", Text("该标段已安排竞价", "An auction is scheduled already"))
    raise error
