"""The page of a decision among candidates without rank."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions import awarding
from foundation import clock
from portal import award_page
from portal.views.draws import acted, actor_of, unknown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_lot(request: HttpRequest, lot_id: str) -> HttpResponse:
    """How the award is decided: to begin as the organiser, to vote as who votes, to read once it is told."""
    actor = actor_of(request)
    page = award_page.collect(lot_id, actor, request.GET.get("bid", ""), clock.now())
    done, wrong = acted(request, lambda: _act(request, lot_id, actor))
    if done:
        return redirect("portal-award", lot_id)
    context = {"page": page, "mistakes": wrong, "given": request.POST, "signing": page.signing}
    return render(request, "portal/award.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, lot_id: str, actor: Actor) -> str:
    act = request.POST.get("act", "")
    if act == "begin":
        awarding.begin(lot_id=lot_id, members=request.POST.get("members", "").split(), by=actor)
    elif act == "close":
        awarding.close_round(lot_id=lot_id, by=actor)
    else:
        raise unknown()
    return act
