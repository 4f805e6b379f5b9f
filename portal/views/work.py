"""What waits for the reader, and the two short acts that others wait for: a second person's word, and the answer to a question."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Role
from foundation import clock
from foundation.errors import DomainError
from portal import timeline
from portal.desk import answers, typed, work
from portal.views.draws import acted, actor_of, unknown
from trading import queries
from trading.actions import attempts, proposals, questions
from trading.law.grammar import Step
from trading.models import Deal, Lot, Proposal, Question

MOST_PAGES = 100


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponseBase:
    """What waits for the reader, what is due first at the top."""
    actor = actor_of(request)
    if actor.role is Role.PUBLIC:
        if request.user.is_authenticated:
            return redirect("accounts_capacities")
        return redirect_to_login(request.get_full_path())
    written = request.GET.get("page", "1")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 1
    page = work.collect(actor, clock.now(), number=min(max(number, 1), MOST_PAGES))
    return render(request, "portal/desk/work.html", {"page": page, "may_draft": actor.role is Role.ORGANISER})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, number: str, proposal_id: str) -> HttpResponse:
    """What one person proposed, for the second one to approve or decline; 404 to all but those inside the deal."""
    actor = actor_of(request)
    rows = queries.proposals(actor).select_related("deal__organiser", "deal__agency")
    row: Proposal = get_object_or_404(rows, id=proposal_id, deal__number=number)

    refused: list[str] = []

    def act() -> str:
        chosen = request.POST.get("act", "")
        if chosen == "approve":
            try:
                return proposals.approve(proposal_id=row.id, by=actor).id
            except DomainError as error:
                refused.extend([one.code for one in error.reasons] or [error.code])
                raise
        if chosen == "decline":
            reason = typed.plain(request.POST.get("reason", ""))
            return proposals.decline(proposal_id=row.id, reason=reason, by=actor).id
        raise unknown()

    done, wrong = acted(request, act)
    if done:
        return redirect("portal-deal", number)
    if refused:  # told to the journal once the refused transaction is gone, as the API does
        attempts.note_approval(deal_id=row.deal_id, proposal_id=row.id, codes=refused, by=actor)
    step, lot = _step(row)
    context = {
        "row": row, "deal": row.deal, "step": step, "lot": timeline.name_of(lot) if lot else None,
        "answers": answers.told(step.takes if step else None, row.arguments.get("data") or {}), "ends": _ends(row, lot),
        "is_own": actor.member_id == row.proposed_by or actor.user_id == row.proposed_by_user,
        "may_decide": queries.organises(row.deal, actor) and row.status == "open", "mistakes": wrong, "given": request.POST,
    }  # fmt: skip
    return render(request, "portal/desk/proposal.html", context, status=422 if wrong else 200)


def _step(row: Proposal) -> tuple[Step | None, Lot | None]:
    """Return the step that is asked for, and the lot that it would move; of a clarification neither."""
    if row.act != Proposal.Act.STEP:
        return None, None
    of_one = row.arguments.get("lot")
    lots = Lot.objects.filter(deal=row.deal_id, **({"id": of_one} if of_one else {}))
    for lot in lots.order_by("number", "-round"):
        for step in lot.procedure.steps:
            if step.name == row.arguments.get("step"):
                return step, lot if of_one else None
    return None, None


def _ends(row: Proposal, lot: Lot | None) -> list[tuple[Any, datetime]]:
    limits = (lot or row.deal).procedure.limits()
    found = ((limits.get(name), end) for name, end in (row.arguments.get("ends") or {}).items())
    return [(limit.title, datetime.fromisoformat(end)) for limit, end in found if limit]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, question_id: str) -> HttpResponse:
    """A question to the organiser, to answer it to everybody; 404 to all but those who act for it."""
    actor = actor_of(request)
    inside = Deal.objects.filter(queries.inside_for(actor))
    rows = Question.objects.filter(lot__deal__in=inside).select_related(
        "lot__deal__organiser", "lot__deal__agency"
    )
    row: Question = get_object_or_404(rows, id=question_id)
    if not queries.organises(row.lot.deal, actor):
        raise Http404
    said = typed.plain(request.POST.get("answer", ""))
    done, wrong = acted(request, partial(_answer, row.id, said, actor))
    if done:
        return redirect("portal-work")
    context = {
        "question": row, "deal": row.lot.deal, "lot": timeline.name_of(row.lot), "mistakes": wrong, "given": request.POST,
        "longest": questions.LONGEST,
    }  # fmt: skip
    return render(request, "portal/desk/answer.html", context, status=422 if wrong else 200)


def _answer(question_id: str, said: str, actor: Any) -> str:
    return questions.answer_question(question_id=question_id, answer=said, by=actor).id
