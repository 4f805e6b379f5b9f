"""The page of a step: filled in, checked as the public will see it, and taken by the very action that the API takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from foundation import clock
from foundation.errors import DomainError
from foundation.text import Text
from notices.writing import Content
from portal import once
from portal.desk import answers, periods, refused, step_page, trial, typed
from portal.desk.step_page import PREFIX, StepPage
from portal.mistakes import Mistake
from portal.templatetags.words import words
from portal.views.draws import actor_of, unknown
from trading import queries
from trading.actions import proposals, steps
from trading.models import Proposal

CHECK, BACK, CONFIRM, PROPOSE = "check", "back", "confirm", "propose"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_deal(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """A step that moves a whole deal; 404 to whoever has nothing to do with it."""
    deal = get_object_or_404(queries.deals(actor_of(request)), number=number)
    given = request.POST if request.method == "POST" else None
    return _answer(request, step_page.of_deal(deal, step, actor_of(request), clock.now(), given))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_lot(request: HttpRequest, lot_id: str, step: str) -> HttpResponse:
    """A step of one lot; 404 to whoever has nothing to do with it."""
    given = request.POST if request.method == "POST" else None
    return _answer(request, step_page.of_lot(lot_id, step, actor_of(request), clock.now(), given))


def _answer(request: HttpRequest, page: StepPage) -> HttpResponse:
    act = request.POST.get("act", "")
    if request.method != "POST" or act == BACK or typed.asked(request.POST):
        return _form(request, page, [])
    try:
        if act not in (CHECK, CONFIRM, PROPOSE):
            raise unknown()
        asked = _Asked(page, request, actor_of(request))
        if act == CHECK:
            return _checked(request, page, asked)
        once.act(request, partial(_do, asked, act), deal=page.deal.id)
    except DomainError as error:
        if error.status == 404:
            raise Http404 from error
        return _form(request, page, refused.at_fields(error, page.fields, PREFIX))
    messages.success(request, words(_told(page, act)))
    return redirect("portal-deal", page.deal.number)


def _told(page: StepPage, act: str) -> Text:
    title = page.step.title
    if act == PROPOSE:
        return Text(f"已提请另一人复核：{title.zh}。", f"Proposed to a second person: {title.en}.")
    return Text(f"已办理：{title.zh}。", f"Done: {title.en}.")


class _Asked:
    """What the form asks for, read once."""

    def __init__(self, page: StepPage, request: HttpRequest, by: Actor) -> None:
        takes = page.step.takes
        self.page, self.by = page, by
        self.data: dict[str, Any] = (
            typed.to_json(takes, typed.of_form(takes, request.POST, PREFIX)) if takes else {}
        )
        self.ends = periods.chosen(page.step, request.POST)

    def take(self, proposal_id: str = "") -> None:
        """Take the step."""
        given: dict[str, Any] = {
            "step": self.page.step.name,
            "data": self.data,
            "ends": self.ends,
            "by": self.by,
        }
        if self.page.lot is None:
            steps.take_deal_step(deal_id=self.page.deal.id, proposal_id=proposal_id, **given)
        else:
            steps.take_step(lot_id=self.page.lot.id, proposal_id=proposal_id, **given)

    def propose(self) -> Proposal:
        """Propose it to a second person."""
        arguments: dict[str, Any] = {
            "step": self.page.step.name, "data": self.data, "ends": {name: at.isoformat() for name, at in self.ends.items()},
        }  # fmt: skip
        if self.page.lot is not None:
            arguments["lot"] = self.page.lot.id
        return proposals.propose(
            deal_id=self.page.deal.id, act=Proposal.Act.STEP, arguments=arguments, by=self.by
        )

    def try_it(self) -> None:
        """Do what confirming would do, for one who takes it back: of an act of two persons, both halves."""
        self.take(self.propose().id if self.page.takes_two else "")


def _do(asked: _Asked, act: str) -> str:
    if act == PROPOSE:
        return asked.propose().id
    asked.take()
    return act


def _checked(request: HttpRequest, page: StepPage, asked: _Asked) -> HttpResponse:
    """Show what was filled in and which notices the public will read, so far as the step is not refused."""
    shown: Sequence[Content] = trial.notices_of(asked.try_it, deal=page.deal.id)
    context = {
        "page": page,
        "answers": answers.told(page.step.takes, asked.data),
        "ends": list(periods.told(page.endings)),
        "notices": shown,
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name.partition(".")[0] in (PREFIX, periods.PREFIX)
            for value in values
        ],
    }
    return render(request, "portal/desk/step_check.html", context)


def _form(request: HttpRequest, page: StepPage, wrong: Sequence[Mistake]) -> HttpResponse:
    context = {"page": page, "mistakes": wrong}
    return render(request, "portal/desk/step.html", context, status=422 if wrong else 200)
