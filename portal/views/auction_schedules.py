"""An auction is scheduled: its rules are typed, looked at once more, and stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions.auctioning import hosts, rounds, scheduling
from bidding.auctions import lawful, planning, slots
from bidding.models import Auction
from foundation import clock
from foundation.clock import ZONE
from foundation.errors import Conflict, DomainError, Invalid
from foundation.text import Text
from portal import mistakes, once, timeline
from portal.auctions import ruling, ruling_words, standing
from portal.auctions import sheet as sheets
from portal.mistakes import Mistake
from portal.templatetags.words import words
from trading import in_force, queries
from trading.law.auction_rules import AuctionRule
from trading.models import Lot

_DONE = Text("竞价已安排，规则从现在起不再变动", "Scheduled; its rules stand from now on")
_MOST_ROOM = 40


@dataclass(frozen=True)
class Asked:
    """What the form asks for."""

    lot: Lot
    name: Text
    form: str
    forms: Sequence[tuple[str, Text]]
    fields: Sequence[ruling.Field]
    announced: Mapping[str, Any]
    terms: lawful.Terms
    law: Any


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
    asked = _asked(lot, rule, request.POST.get("form") or request.GET.get("form", ""))
    act = request.POST.get("act", "")
    wrong: Sequence[Mistake] = []
    status = 200
    if act in ("review", "schedule"):
        try:
            if act == "schedule":
                once.act(request, lambda: _schedule(request, asked, actor))
                messages.success(request, words(_DONE))
                return redirect("portal-auction-console", lot_id)
            return render(request, "portal/auction/schedule_check.html", _reviewed(request, asked, now))
        except DomainError as refused:
            if refused.status == 403:
                raise PermissionDenied from refused
            wrong, status = _placed(refused, asked), refused.status
    given = request.POST if act else _first(asked, _from(lot, rule, now))
    context = {
        "asked": asked, "given": given, "mistakes": wrong, "slots": _slots(_from(lot, rule, now)), "opens": planning.OPENS,
        "closes": planning.CLOSES, "most": slots.MOST_IN_A_SLOT, "parts": ruling_words.PARTS,
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


def _asked(lot: Lot, rule: AuctionRule, form: str) -> Asked:
    terms = scheduling.terms(lot, rule)
    forms = ruling.forms(terms, scheduling.forms(lot, rule))
    if not forms or (form and form not in forms):
        raise Http404
    form = form or forms[0]
    announced = scheduling.announced(lot, rule, form)
    return Asked(
        lot, timeline.name_of(lot), form, [(one, standing.FORMS[one]) for one in forms], ruling.fields(form, terms, announced),
        announced, terms, rule.law,
    )  # fmt: skip


def _read(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return the arguments of the action, as they were typed."""
    typed: Mapping[str, str] = request.POST.dict()
    wrong: dict[str, list[Text | str]] = {}
    found: dict[str, Any] = {"rules": {}, "is_signed": typed.get("is_signed") == "yes"}
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


def _reviewed(request: HttpRequest, asked: Asked, now: datetime) -> dict[str, Any]:
    """Return what is shown once more, after it was tried."""
    given = _read(request, asked)
    rules = scheduling.checked(asked.lot, given["rules"], now)
    typed = [(key, value) for key, value in request.POST.items() if key not in _OWN]
    return {
        "asked": asked, "rules": rules, "given": given, "typed": typed, "starts_at": datetime.fromtimestamp(rules.starts_at / 1000, ZONE),
        "others": [(one.title, _said(one, request.POST)) for one in asked.fields],
    }  # fmt: skip


_OWN = frozenset({"csrfmiddlewaretoken", "act", once.FIELD})


def _said(one: ruling.Field, typed: Mapping[str, str]) -> Text | str:
    value = one.value if one.is_fixed else typed.get(one.name, "").strip()
    if one.type == "money" and value:
        return f"{sheets.amount(value):,.2f}"
    return replace(one, value=value).shown or "—"


def _schedule(request: HttpRequest, asked: Asked, actor: Actor) -> str:
    scheduling.schedule(lot_id=asked.lot.id, by=actor, **_read(request, asked))
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
    """Return from when on an auction may begin: after a day to come, and what was announced."""
    period = in_force.periods(lot).get(rule.begins_after) if rule.begins_after else None
    return max(now + timedelta(days=1), period.ends_at) if period else now + timedelta(days=1)


def _slots(since: datetime) -> Sequence[datetime]:
    """Return when more auctions may begin on the first working day that begins at an instant or after it."""
    window = planning.window(since.astimezone(ZONE))
    rows = Auction.objects.exclude(status="withdrawn").filter(
        starts_at__gte=window.opens, starts_at__lt=window.closes
    )
    starts = [*rows.values_list("starts_at", flat=True)]
    return [at for at, _ in slots.free(window.opens, window.closes, starts)]


def _typed(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M}"
