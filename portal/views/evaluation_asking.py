"""Questions to bidders about their bids: read by whoever may, asked by the chair, answered by the bidder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from bidding.actions.evaluating import asking
from bidding.models import BidQuestion
from foundation import clock
from foundation.errors import Conflict, DomainError, Invalid, NotFound
from foundation.text import Text
from portal import mistakes, once
from portal.evaluation import finding, laws, questions, typed
from portal.mistakes import Mistake
from portal.templatetags.words import words

_ASKED = Text("询问已发出", "The question is sent")
MOST_MINUTES = 60 * 24 * 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, lot_id: str) -> HttpResponse:
    """The questions with their answers: a bidder its own, whoever has a part in the evaluation all. A POST asks, as the chair."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wrong: Sequence[Mistake] = []
    try:
        if request.method == "POST" and request.POST.get("act") == "ask":
            try:
                once.act(request, lambda: _ask(typed.read(request.POST), lot_id, actor))
            except NotFound:
                raise
            except DomainError as refused:
                wrong = mistakes.of(refused)
            else:
                messages.success(request, words(_ASKED))
                return redirect("portal-evaluation-questions", lot_id)
        page = questions.collect(lot_id, actor, clock.now())
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict:
        return redirect("portal-evaluation", lot_id)
    context = {"page": page, "laws": laws.of(page.lot), "mistakes": wrong, "given": request.POST}
    return render(request, "portal/evaluation/questions.html", context, status=422 if wrong else 200)


@never_cache
@require_safe
def answer(request: HttpRequest, lot_id: str, question_id: str) -> HttpResponse:
    """One question for the bidder that is asked: its answer is signed on its own device; 404 to everybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        page = questions.answering(lot_id, question_id, actor, clock.now())
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict as early:
        raise Http404 from early
    return render(
        request, "portal/evaluation/answer.html", {"page": page, "one": page.one, "laws": laws.of(page.lot)}
    )


def _ask(given: QueryDict, lot_id: str, actor: Actor) -> str:
    kind, said, minutes = given.get("kind", ""), given.get("words", "").strip(), given.get("due_at", "")
    missing = {}
    if not said:
        missing["words"] = [Text("请写明询问内容", "Write what is asked")]
    if not minutes.isdecimal() or not 0 < int(minutes[:9]) <= MOST_MINUTES:
        missing["due_at"] = [Text("请填写分钟数", "Fill in a number of minutes")]
    if kind not in BidQuestion.Kind.values:
        missing["kind"] = [Text("请选择事由", "Choose what it is about")]
    if missing:
        raise Invalid("question_incomplete", Text("请更正", "Please correct"), fields=missing)
    figures = {name: written for name, _ in questions.FIGURES if (written := _figure(given, name))}
    made = asking.ask(
        lot_id=lot_id, bid=given.get("bid", ""), kind=kind, words=said, due_at=clock.now() + timedelta(minutes=int(minutes)),
        figures=figures if kind == BidQuestion.Kind.CORRECTION else None, by=actor,
    )  # fmt: skip
    return made.id


def _figure(given: QueryDict, name: str) -> str:
    return given.get(f"figure-{name}", "").replace(",", "").strip()
