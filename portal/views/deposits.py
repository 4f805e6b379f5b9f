"""Deposits: a bidder's own, the centre's desk and its ledger of a lot, one deposit with its movements, and the rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions import deposits, rates
from bidding.models import DepositRate
from foundation import clock, codes
from foundation.errors import DomainError, Invalid
from foundation.money import parse_amount
from foundation.text import Text
from portal import deposit_page, mistakes, once
from portal.mistakes import Mistake
from portal.pages import page
from portal.templatetags.words import words

RATES = {
    DepositRate.Kind.DEPOSIT.value: Text("银行存款利率", "Rate on deposits"),
    DepositRate.Kind.LENDING.value: Text("贷款基准利率", "Benchmark for loans"),
}


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The deposits of one's own party; 404 to all but members of bidders."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(
        request, "portal/deposits.html", {"page": deposit_page.own(actor, request.GET, clock.now())}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Find an account that the bank names, and see what is to be given back; 404 to all but the centre."""
    actor = _centre(request)
    wrong: Sequence[Mistake] = []
    account = request.POST.get("account", "").replace(" ", "")
    if request.method == "POST":
        try:
            return redirect("portal-deposit", deposits.look_up(account=account, by=actor).id)
        except DomainError as refused:
            wrong = [Mistake(refused.message, field="account")]
    found = deposit_page.to_give_back(actor, request.GET, clock.now())
    context = {
        "page": found,
        "mistakes": wrong,
        "account": account,
        "overdue": request.GET.get("overdue", ""),
    }
    return render(request, "portal/deposit_desk.html", context, status=422 if wrong else 200)


@never_cache
@require_safe
def of_lot(request: HttpRequest, lot_id: str) -> HttpResponse:
    """The ledger of a lot; 404 to all but the centre that keeps it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = deposit_page.of_lot(lot_id, actor, request.GET, clock.now())
    return render(request, "portal/deposit_lot.html", {"page": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, registration_id: str) -> HttpResponse:
    """One deposit with its movements, and a form for the next; 404 to all but the centre that keeps it."""
    actor = _centre(request)
    deposit_page.at_the_desk(registration_id, actor, clock.now())
    wrong = _sent(request, lambda: _enter(request, registration_id, actor), Text("已登记", "It was entered"))
    if wrong is None:
        return redirect("portal-deposit", registration_id)
    context = {
        "one": deposit_page.at_the_desk(registration_id, actor, clock.now()), "mistakes": wrong, "given": request.POST,
        "kinds": deposit_page.KINDS, "forms": deposit_page.FORMS,
    }  # fmt: skip
    return render(request, "portal/deposit.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_banks(request: HttpRequest) -> HttpResponse:
    """The rates that interest is counted at, for everybody; the centre gives new ones."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        _centre(request)
    wrong = _sent(request, lambda: _give(request, actor), Text("已公布", "It is given"))
    if wrong is None:
        return redirect("portal-deposit-rates")
    context = {
        "page": page(DepositRate.objects.all(), "at", request.GET), "mistakes": wrong, "given": request.POST,
        "kinds": RATES, "years": rates.YEARS, "regions": codes.REGIONS, "may_give": actor.role is Role.CENTRE,
    }  # fmt: skip
    return render(request, "portal/deposit_rates.html", context, status=422 if wrong else 200)


def _centre(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role is not Role.CENTRE:
        raise Http404
    return actor


def _sent(request: HttpRequest, act: Callable[[], str], done: Text) -> Sequence[Mistake] | None:
    """Do what a form asks for, if one was sent; return why it was refused, or None when it was done."""
    if request.method != "POST":
        return []
    try:
        once.act(request, act)
    except DomainError as refused:
        if refused.status == 404:
            raise Http404 from refused
        return mistakes.of(refused)
    messages.success(request, words(done))
    return None


def _enter(request: HttpRequest, registration_id: str, actor: Actor) -> str:
    given = request.POST
    amount = _number(given.get("amount", ""), "amount")
    made = deposits.enter(
        registration_id=registration_id, kind=given.get("kind", ""), form=given.get("form", ""), amount=amount,
        reference=given.get("reference", "").strip(), reason=given.get("reason", "").strip(), by=actor,
    )  # fmt: skip
    return made.id


def _give(request: HttpRequest, actor: Actor) -> str:
    given = request.POST
    made = rates.give(
        kind=given.get("kind", ""), region=given.get("region", ""),
        annual_percent=_number(given.get("annual_percent", ""), "annual_percent", places=4),
        days_in_year=int(given.get("days_in_year", "")) if given.get("days_in_year", "").isdecimal() else 0,
        since_on=_day(given.get("since_on", "")), source=given.get("source", "").strip(), by=actor,
    )  # fmt: skip
    return made.id


def _number(written: str, field: str, *, places: int = 2) -> Decimal:
    try:
        return parse_amount(written.strip(), places=places, separators=True)
    except Invalid as error:
        raise Invalid(error.code, error.message, fields={field: [error.message]}) from error


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        said = Text("请按“2026-03-02”的格式填写日期", "Write a day as 2026-03-02")
        raise Invalid("day_malformed", said, fields={"since_on": [said]}) from error
