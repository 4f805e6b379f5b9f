"""Requests for information: how one asks and by when one is answered, one's own, and the desk of the centre."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.roles import Role
from foundation import clock
from notices import request_queries
from notices.actions import requests as actions
from notices.models import InformationRequest
from portal.pages import page
from portal.templatetags.words import REQUESTS
from portal.views.draws import acted, actor_of
from trading.law import open_government as law

_WATCHING = frozenset({Role.CENTRE, Role.SUPERVISOR, Role.AUDITOR})
_AGREES = {"yes": True, "no": False, "silent": None}


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How information is asked for, the periods with their articles, how requests were answered so far; and one's own."""
    actor = actor_of(request)
    own = InformationRequest.objects.filter(user=actor.user_id) if actor.user_id else None
    counted = request_queries.counts()
    context = {
        "limits": law.LIMITS,
        "answers": [(one.text, law.ANSWERS[one], counted.get(one, 0)) for one in law.Answer],
        "total": sum(counted.get(status, 0) for status in REQUESTS),
        "page": page(own, "filed_at", request.GET) if own is not None else None,
        "now": clock.now(),
        "watches": actor.role in _WATCHING,
    }
    return render(request, "portal/requests.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a request; the centre writes down with it what it is asked on paper or by word of mouth."""
    actor = actor_of(request)
    given = {
        name: request.POST.get(name, "")
        for name in ("name", "identity", "contact", "what", "way", "form", "deal_number")
    }
    channel = request.POST.get("channel", "") if actor.role is Role.CENTRE else law.Channel.ONLINE.value
    done, wrong = acted(request, lambda: actions.file_request(**given, channel=channel, by=actor).number)
    if done:
        return redirect("portal-request", done)
    shown = given | {"channel": channel, "deal_number": given["deal_number"] or request.GET.get("deal", "")}
    context = {
        "given": shown, "mistakes": wrong, "forms": list(law.Form), "is_centre": actor.role is Role.CENTRE,
        "channels": [one for one in law.Channel if one is not law.Channel.ONLINE], "law": law.CONTENTS,
    }  # fmt: skip
    return render(request, "portal/request_new.html", context, status=422 if wrong else 200)


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """All requests: those that are open by when they are due, overdue ones first; 404 to all but the centre and who watches it."""
    actor = actor_of(request)
    if actor.role not in _WATCHING:
        raise Http404
    now = clock.now()
    rows = request_queries.visible(actor)
    waiting = list(rows.filter(status__in=InformationRequest.OPEN).order_by("due_at", "id")[:500])
    context = {
        "late": [one for one in waiting if one.is_overdue(now)],
        "waiting": [one for one in waiting if not one.is_overdue(now)],
        "page": page(rows.exclude(status__in=InformationRequest.OPEN), "filed_at", request.GET),
        "is_centre": actor.role is Role.CENTRE,
    }
    return render(request, "portal/request_desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One request with what became of it, and what the reader may do; 404 to all but the applicant, the centre, and who watches it."""
    actor = actor_of(request)
    row = get_object_or_404(request_queries.visible(actor), number=number)
    done, wrong = acted(request, lambda: _act(request, row, actor))
    if done:
        return redirect("portal-request", number)
    context = {
        "row": row,
        "who": row.applicant if request_queries.knows_who(actor, row) else None,
        "channel": law.WORDS[row.channel],
        "form": law.WORDS[row.form],
        "answer": next(((one.text, law.ANSWERS[one]) for one in law.Answer if one == row.answer), None),
        "ground": next(((one.text, law.GROUNDS[one]) for one in law.Ground if one == row.ground), None),
        "consultations": sorted(row.consultations.all(), key=lambda one: one.asked_at),
        "is_overdue": row.is_overdue(clock.now()),
        "is_own": bool(row.user) and row.user == actor.user_id,
        "is_centre": actor.role is Role.CENTRE,
        "answers": [(one, one.text, law.ANSWERS[one]) for one in law.Answer],
        "grounds": [(one, one.text, law.GROUNDS[one]) for one in law.Ground],
        "limits": law,
        "mistakes": wrong,
        "given": request.POST,
    }
    return render(request, "portal/request.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, row: InformationRequest, actor: Actor) -> str:
    said = request.POST
    text: Callable[[str], str] = lambda name: said.get(name, "")  # noqa: E731
    days = text("days_given")
    acts: dict[str, Callable[[], object]] = {
        "complete": lambda: actions.complete(request_id=row.id, what=text("what"), by=actor),
        "withdraw": lambda: actions.withdraw(request_id=row.id, by=actor),
        "ask_back": lambda: actions.ask_back(
            request_id=row.id,
            guidance=text("guidance"),
            days_given=int(days) if days.isdecimal() and len(days) < 4 else 0,
            by=actor,
        ),
        "extend": lambda: actions.extend(request_id=row.id, reason=text("reason"), by=actor),
        "consult": lambda: actions.consult(request_id=row.id, name=text("name"), by=actor),
        "note_opinion": lambda: actions.note_opinion(
            request_id=row.id, agrees=_AGREES.get(text("agrees")), opinion=text("opinion"), by=actor
        ),
        "answer": lambda: actions.answer(
            request_id=row.id, answer=text("answer"), ground=text("ground"), reply=text("reply"), by=actor
        ),
    }
    act = text("act")
    if act not in acts:
        raise Http404
    acts[act]()
    return act
