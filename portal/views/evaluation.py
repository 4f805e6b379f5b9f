"""A lot's evaluation: the room of its committee with what is decided there, and what members sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.evaluating import telling
from bidding.evaluation import sitting
from bidding.models import Signed
from foundation import clock
from foundation.errors import Conflict, DomainError, NotFound
from portal import mistakes, once
from portal.evaluation import acts, convening, final_offers, finding, laws, room, signing, titles
from portal.evaluation import own as seats
from portal.mistakes import Mistake
from portal.templatetags.words import words
from portal.views import evaluation_asking


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, lot_id: str) -> HttpResponse:
    """
    Show the evaluation as its reader may see it: a member its work, the secretary and who watches how far it has come, a bidder what
    it is asked; 404 to everybody else. A POST does what was pressed.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lot = finding.lot_of(lot_id, actor)
    wrong: Sequence[Mistake] = []
    if request.method == "POST":
        try:
            done = once.act(request, lambda: acts.do(request.POST, lot.id, actor), deal=lot.deal_id)
        except DomainError as refused:
            wrong = _at_their_forms(_refused(refused), request.POST)
        else:
            messages.success(request, words(acts.DONE[done]))
            return redirect("portal-evaluation", lot_id)
    status = 422 if wrong else 200
    if actor.role is Role.BIDDER:
        if final_offers.has_some(lot, actor, clock.now()):
            return redirect("portal-final-offers", lot_id)
        return evaluation_asking.asked(request, lot_id)
    given = {
        "mistakes": wrong,
        "given": request.POST,
        "laws": laws.of(lot),
        "ticked": request.POST.getlist("representative"),
    }
    last = sitting.latest(lot)
    if telling.is_secretary(lot, actor) and (last is None or last.status == "set_aside"):
        page = convening.collect(lot, last)
        return render(request, "portal/evaluation/convene.html", {"page": page, **given}, status=status)
    try:
        found = room.collect(lot, actor, clock.now())
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    context = {
        "page": found,
        "signing": found.declaration,
        "claims": titles.CLAIMS,
        "causes": titles.CAUSES,
        **given,
    }
    return render(request, "portal/evaluation/room.html", context, status=status)


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The evaluations in which one has a seat; 404 to whoever never sits on a committee."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {"page": seats.collect(actor, request.GET), "is_expert": actor.role is Role.EXPERT}
    return render(request, "portal/evaluation/own.html", context)


@never_cache
@require_safe
def sign(request: HttpRequest, lot_id: str, act: str) -> HttpResponse:
    """Show a member what it signs; the signature is made on its own device. 404 to everybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if act not in Signed.Act.values or act == Signed.Act.REPORT:
        raise Http404
    try:
        page = signing.collect(lot_id, actor, act, clock.now())
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict:
        return redirect("portal-evaluation", lot_id)
    return render(
        request, "portal/evaluation/sign.html", {"page": page, "signing": page, "laws": laws.of(page.lot)}
    )


def _at_their_forms(wrong: Sequence[Mistake], given: QueryDict) -> Sequence[Mistake]:
    """Say of which form the words are that were refused: the room has several with a field of that name."""
    form = given.get("kind" if given.get("act") == "move" else "act", "")
    return [replace(one, field=f"words-{form}") if one.field == "words" else one for one in wrong]


def _refused(refused: DomainError) -> Sequence[Mistake]:
    if refused.status == 403:
        raise PermissionDenied from refused
    if refused.status == 404:
        raise Http404 from refused
    return mistakes.of(refused)
