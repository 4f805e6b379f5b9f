"""After a committee's work: its experts' attendance, fees and ratings for the centre and the organiser, and to each expert its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions import serving
from bidding.actions.evaluating import telling
from bidding.experts import served
from bidding.models import Rating
from bidding.models.service import HIGHEST, LOWEST
from foundation import clock
from foundation.errors import DomainError, Invalid, NotFound
from foundation.money import parse_amount
from foundation.text import Text
from portal import mistakes, once, timeline
from portal.evaluation import finding, titles
from portal.mistakes import Mistake
from portal.templatetags.words import words

DONE = {
    "service": Text("出勤和报酬已登记", "Attendance and fee are noted"),
    "payment": Text("支付已登记", "The payment is noted"),
    "rating": Text("评价已登记", "The rating is noted"),
    "reply": Text("说明已提交", "Your words are noted"),
}
POINTS = {
    "discipline": Text("评审纪律", "Discipline"),
    "skill": Text("专业能力", "Skill"),
    "diligence": Text("履职尽责", "Diligence"),
}
SCALE = tuple(range(HIGHEST, LOWEST - 1, -1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_lot(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show what was noted of a lot's experts, by seat, and note more; 404 to whoever has no part in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lot = finding.lot_of(lot_id, actor)
    shown, written = served.committees(lot, actor), request.GET.get("evaluation", "")
    if not shown:
        raise Http404
    number = (
        int(written) if written.isascii() and written.isdigit() and len(written) < 4 else shown[-1].number
    )
    if number not in {one.number for one in shown}:
        raise Http404
    wrong: Sequence[Mistake] = []
    if request.method == "POST":
        try:
            done = once.act(request, lambda: _do(request.POST, lot.id, actor, number), deal=lot.deal_id)
        except DomainError as refused:
            wrong = _refused(refused)
        else:
            messages.success(request, words(DONE[done]))
            return redirect(f"{reverse('portal-evaluation-services', args=[lot_id])}?evaluation={number}")
    context = {
        "lot": lot, "name": timeline.name_of(lot), "seats": served.of_lot(lot, actor, number),
        "committees": [(one.number, titles.name_of(one), one.number == number) for one in shown],
        "is_desk": telling.is_secretary(lot, actor),
        "rates": serving.may_rate(lot, actor), "points": POINTS, "scale": SCALE, "mistakes": wrong, "given": request.POST,
    }  # fmt: skip
    return render(request, "portal/evaluation/services.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Show an expert where it served, what it was paid and how it was rated, and let it say something to that; 404 to all others."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        found = served.own(actor)
    except NotFound as hidden:
        raise Http404 from hidden
    wrong: Sequence[Mistake] = []
    if request.method == "POST":
        try:
            # The same again changes nothing, and nothing is kept of it: that would tell who was rated where.
            done = _reply(request.POST, actor)
        except DomainError as refused:
            rating = request.POST.get("rating", "")
            wrong = [replace(one, field=f"words-{rating}") if one.field else one for one in _refused(refused)]
        else:
            messages.success(request, words(DONE[done]))
            return redirect("portal-own-services")
    context = {"served": found, "points": POINTS, "mistakes": wrong, "given": request.POST}
    return render(request, "portal/evaluation/own_services.html", context, status=422 if wrong else 200)


def _do(given: QueryDict, lot_id: str, actor: Actor, number: int) -> str:
    act, seat = given.get("act", ""), _number(given.get("seat", ""), "seat")
    if act == "service":
        serving.record_service(
            lot_id=lot_id, seat=seat, came_at=_instant(given, "came_at"), left_at=_instant(given, "left_at"),
            fee=_amount(given, "fee"), travel=_amount(given, "travel"), by=actor, evaluation=number,
        )  # fmt: skip
    elif act == "payment":
        serving.pay(
            lot_id=lot_id, seat=seat, reference=given.get("reference", ""), paid_on=_day(given, "paid_on"), by=actor,
            evaluation=number,
        )  # fmt: skip
    elif act == "rating":
        points = {name: _number(given.get(name, ""), name) for name in Rating.POINTS}
        serving.rate(
            lot_id=lot_id, seat=seat, points=points, words=given.get("words", ""), by=actor, evaluation=number
        )
    else:
        raise Invalid("act_unknown", Text("没有这个操作", "There is no such act"))
    return act


def _reply(given: QueryDict, actor: Actor) -> str:
    serving.reply(rating_id=given.get("rating", ""), words=given.get("words", ""), by=actor)
    return "reply"


def _number(written: str, field: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 4):
        raise _wrong(field, Text("请选择", "Choose one"))
    return int(written)


def _instant(given: QueryDict, field: str) -> datetime:
    try:
        found = datetime.fromisoformat(given.get(field, ""))
    except ValueError:
        raise _wrong(field, Text("请填写日期和时间", "A day and a time")) from None
    return found if found.tzinfo else found.replace(tzinfo=clock.ZONE)


def _day(given: QueryDict, field: str) -> date:
    try:
        return date.fromisoformat(given.get(field, ""))
    except ValueError:
        raise _wrong(field, Text("请填写日期", "A day")) from None


def _amount(given: QueryDict, field: str) -> Decimal:
    try:
        return parse_amount(given.get(field, "").replace(",", "").replace("，", "").strip() or "0")
    except Invalid as refused:
        raise _wrong(field, refused.message) from refused


def _wrong(field: str, words: Text | str) -> Invalid:
    return Invalid("service_malformed", Text("填写有误", "It is not right"), fields={field: [words]})


def _refused(refused: DomainError) -> Sequence[Mistake]:
    if refused.status == 403:
        raise PermissionDenied from refused
    return mistakes.of(refused)
