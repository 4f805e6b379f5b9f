"""An auction is scheduled: its rules are typed, looked at once more, and stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions.auctioning import hosts, rounds, scheduling
from bidding.auctions import planning, slots
from bidding.models import Auction
from foundation import clock
from foundation.clock import ZONE
from foundation.errors import Conflict, DomainError, Invalid
from foundation.text import Text
from portal import mistakes, once
from portal.auctions import asking, ruling, ruling_words
from portal.auctions import sheet as sheets
from portal.auctions.asking import Asked
from portal.mistakes import Mistake
from portal.templatetags.words import words
from trading import in_force, queries
from trading.law.auction_rules import AuctionRule
from trading.models import Lot

_DONE = Text("竞价已安排，规则从现在起不再变动", "Scheduled; its rules stand from now on")
_MOST_ROOM = 40


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, lot_id: str) -> HttpResponse:
    """
    Ask whoever leads auctions of a lot for the rules of its auction; with `?form=` for those of another form.

    A POST shows them once more before they stand (`review`), goes back (`change`), or schedules it (`schedule`).
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lot = _found(lot_id, actor)
    if Auction.objects.filter(lot=lot).exclude(status="withdrawn").exists():
        return redirect("portal-auction-console", lot_id)
    rule = _awaited(lot)
    now = clock.now()
    asked = asking.of(lot, rule, request.POST.get("form") or request.GET.get("form", ""))
    others = asking.alike(asked)
    act = request.POST.get("act", "")
    wrong: Sequence[Mistake] = []
    status = 200
    if act in ("review", "schedule"):
        try:
            if act == "schedule":
                once.act(request, lambda: _schedule(request, asked, others, actor))
                messages.success(request, words(_DONE))
                return redirect("portal-auction-console", lot_id)
            return render(
                request, "portal/auction/schedule_check.html", _reviewed(request, asked, others, now)
            )
        except DomainError as refused:
            if refused.status == 403:
                raise PermissionDenied from refused
            wrong, status = _placed(refused, asked), refused.status
    given = request.POST if act else _first(asked, _from(lot, rule, now))
    context = {
        "asked": asked, "given": given, "mistakes": wrong, "slots": _slots(_from(lot, rule, now)), "opens": planning.OPENS,
        "closes": planning.CLOSES, "most": slots.MOST_IN_A_SLOT, "others": others,
    }  # fmt: skip
    return render(request, "portal/auction/schedule.html", context, status=status)


def _found(lot_id: str, actor: Actor) -> Lot:
    lot = queries.lots(actor).filter(id=lot_id).first()
    if lot is None or not hosts.leads(lot, actor):
        raise Http404
    return lot


def _awaited(lot: Lot) -> AuctionRule:
    try:
        return scheduling.awaited(lot)
    except Conflict as error:
        raise Http404 from error


def _read(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return the arguments of the action, as they were typed."""
    typed: Mapping[str, str] = request.POST.dict()
    wrong: dict[str, list[Text | str]] = {}
    found: dict[str, Any] = {"rules": {}}
    starts_at: datetime | None = None
    try:
        starts_at = ruling.instant(typed, "starts_at")
    except Invalid as error:
        wrong |= error.fields
    try:
        found |= _room(typed)
    except Invalid as error:
        wrong |= error.fields
    try:
        found["rules"] = ruling.read(asked.form, asked.fields, typed, asked.announced)
    except Invalid as error:
        wrong |= error.fields
    if wrong or starts_at is None:
        raise Invalid("rules_malformed", Text("请检查竞价规则", "Look at the rules again"), fields=wrong)
    found["rules"] |= {
        "auction": asked.lot.id, "currency": asked.lot.deal.currency, "starts_at": rounds.milliseconds(starts_at),
    }  # fmt: skip
    return found


def _room(typed: Mapping[str, str]) -> dict[str, Any]:
    room = typed.get("room", "").strip()
    if not room and not typed.get("room_from") and not typed.get("room_until"):
        return {}
    if not room or len(room) > _MOST_ROOM:
        said = Text(f"请填写竞价室，最多{_MOST_ROOM}个字", f"Name a room, in {_MOST_ROOM} characters at most")
        raise Invalid("rules_malformed", said, fields={"room": [said]})
    since, until = ruling.instant(typed, "room_from"), ruling.instant(typed, "room_until")
    if since >= until:
        said = Text("结束应晚于开始", "It ends after it begins")
        raise Invalid("rules_malformed", said, fields={"room_until": [said]})
    return {"room": room, "room_from": since, "room_until": until}


def _all_read(request: HttpRequest, asked: Asked, others: Sequence[Asked]) -> dict[str, dict[str, Any]]:
    """Return the arguments for each lot that is scheduled: this one, and the others with it where that was ticked, one after the other."""
    given = {asked.lot.id: _read(request, asked)}
    typed: Mapping[str, str] = request.POST.dict()
    if typed.get("together") != "yes" or not others:
        return given
    if "room" in given[asked.lot.id]:
        said = Text("一起安排的标的不能使用同一竞价室", "Lots that are scheduled together have no room")
        raise Invalid("rules_malformed", said, fields={"room": [said]})
    first = datetime.fromtimestamp(given[asked.lot.id]["rules"]["starts_at"] / 1000, ZONE)
    if all(_start_of(one) in typed for one in others):
        # What was shown once more stands, though others took times since.
        starts = [ruling.instant(typed, _start_of(one)) for one in others]
    else:
        starts = _spread(first, 1 + len(others))[1:]
    for other, starts_at in zip(others, starts, strict=True):
        given[other.lot.id] = _read(request, other)
        given[other.lot.id]["rules"]["starts_at"] = rounds.milliseconds(starts_at)
    return given


def _spread(first: datetime, count: int) -> list[datetime]:
    closes = datetime.combine(first.date(), planning.CLOSES, ZONE)
    try:
        return slots.spread(count, first, closes, _starts(first, closes))
    except ValueError as error:
        said = Text(
            "从此时到当日截止，没有足够的时段", "From then to the end of the day there is no room for all"
        )
        raise Invalid("rules_malformed", said, fields={"starts_at": [said]}) from error


_START = "starts_at_"


def _start_of(asked: Asked) -> str:
    return f"{_START}{asked.lot.id}"


def _reviewed(request: HttpRequest, asked: Asked, others: Sequence[Asked], now: datetime) -> dict[str, Any]:
    """Return what is shown once more, after it was tried."""
    every = _all_read(request, asked, others)
    tried = {
        one.lot.id: scheduling.checked(one.lot, every[one.lot.id]["rules"], now)
        for one in (asked, *others)
        if one.lot.id in every
    }
    given, rules = every[asked.lot.id], tried[asked.lot.id]
    typed = [(key, value) for key, value in request.POST.items() if key not in _OWN]
    begins = {lot: datetime.fromtimestamp(one.starts_at / 1000, ZONE) for lot, one in tried.items()}
    beside = [(one.name, begins[one.lot.id]) for one in others if one.lot.id in begins]
    typed += [
        (_start_of(one), f"{begins[one.lot.id]:%Y-%m-%dT%H:%M:%S}") for one in others if one.lot.id in begins
    ]
    return {
        "asked": asked, "rules": rules, "given": given, "typed": typed, "starts_at": begins[asked.lot.id], "beside": beside,
        "others": [(one.title, _said(one, request.POST)) for one in asked.fields],
    }  # fmt: skip


_OWN = frozenset({"csrfmiddlewaretoken", "act", once.FIELD})


def _said(one: ruling.Field, typed: Mapping[str, str]) -> Text | str:
    if one.claims:
        found = [
            (it["bidder"], ruling_words.RIGHTS[it["right"]], it["rank"]) for it in ruling.rights(one, typed)
        ]
        zh = "、".join(f"{number}（{right.zh}，第{rank}顺位）" for number, right, rank in found)
        return Text(
            zh or "—",
            ", ".join(f"{number} ({right.en}, rank {rank})" for number, right, rank in found) or "—",
        )
    value = one.value if one.is_fixed else typed.get(one.name, "").strip()
    if one.type == "money" and value:
        return f"{sheets.amount(value):,.2f}"
    return replace(one, value=value).shown or "—"


def _schedule(request: HttpRequest, asked: Asked, others: Sequence[Asked], actor: Actor) -> str:
    shown = [one for one in others if _start_of(one) in request.POST]
    if len(shown) != sum(name.startswith(_START) for name in request.POST):
        words = Text(
            "一起安排的标的有变化，请重新核对",
            "The lots that were to be scheduled together changed: look again",
        )
        raise Conflict("lots_changed", words)
    scheduling.schedule_all(lots=_all_read(request, asked, shown), by=actor)
    return "schedule"


def _placed(refused: DomainError, asked: Asked) -> Sequence[Mistake]:
    """Return every reason of a refusal beside its field."""
    form, kind = asked.form, asked.terms.kind
    if refused.reasons:
        return [
            Mistake(one.message, one.law or "", ruling.field_of(one.code, one.message, form, kind))
            for one in refused.reasons
        ]
    found = [replace(one, field=one.field.removeprefix(f"{form}.")) for one in mistakes.of(refused)]
    return [
        replace(one, field=one.field or ruling.field_of(refused.code, one.message, form, kind))
        for one in found
    ]


def _first(asked: Asked, since: datetime) -> Mapping[str, str]:
    """Return what stands in the form at first."""
    starts = next(iter(_slots(since)), None)
    return {one.name: one.value for one in asked.fields} | {"starts_at": _typed(starts)}


def _from(lot: Lot, rule: AuctionRule, now: datetime) -> datetime:
    """Return from when on an auction may begin: after a working day to come, and what was announced."""
    period = in_force.periods(lot).get(rule.begins_after) if rule.begins_after else None
    earliest = planning.earliest(now.astimezone(ZONE))
    return max(earliest, period.ends_at) if period else earliest


def _slots(since: datetime) -> Sequence[datetime]:
    """Return when more auctions may begin on the first working day that begins at an instant or after it."""
    window = planning.window(since.astimezone(ZONE))
    starts = _starts(window.opens, window.closes)
    return [at for at, _ in slots.free(window.opens, window.closes, starts)]


def _starts(first: datetime, until: datetime) -> list[datetime]:
    """Return when auctions begin in the slots of a time."""
    rows = Auction.objects.exclude(status="withdrawn")
    rows = rows.filter(starts_at__gte=slots.slot_of(first), starts_at__lt=until)
    return [*rows.values_list("starts_at", flat=True)]


def _typed(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M}"
