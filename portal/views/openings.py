"""The opening of a lot: for the hall's projector, for bidders and supervisors at home, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from bidding.actions import attending
from foundation import clock
from foundation.errors import DomainError
from foundation.text import Text
from portal import calling, mistakes, once, opening_page
from portal.mistakes import Mistake
from portal.templatetags.words import words
from trading.actions import disputes
from trading.law.grammar import AT_THE_OPENING

_DONE = {
    "attend": Text("已签到", "You are signed in"),
    "object": Text("异议已提出，等待当场答复", "Your objection is raised; it is answered on the spot"),
    "withdraw": Text("异议已撤回", "Your objection is withdrawn"),
    "answer": Text("已答复", "The objection is answered"),
}


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """When bids are opened: today and after, or with `when=opened` those that were."""
    now = clock.now()
    is_over = request.GET.get("when") == "opened"
    is_first = not {"before", "after"} & request.GET.keys()
    context = {
        "now": now,
        "today": [] if is_over or not is_first else calling.today(now),
        "page": calling.opened(request.GET) if is_over else calling.upcoming(now, request.GET),
        "is_over": is_over,
        "is_first": is_first,
    }
    return render(request, "portal/openings.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, lot_id: str) -> HttpResponse:
    """
    Show how far the opening has come, and the bids once they are shown; in large type with `?projector`.

    A POST signs the actor's organisation in, objects on the spot, or answers an objection.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wrong: Sequence[Mistake] = []
    if request.method == "POST":
        try:
            done = once.act(request, lambda: _act(request, lot_id, actor))
        except DomainError as refused:
            if refused.status == 403:
                raise PermissionDenied from refused
            if refused.status == 404:
                raise Http404 from refused
            wrong = [_placed(one, request.POST.get("objection", "")) for one in mistakes.of(refused)]
        else:
            messages.success(request, words(_DONE[done]))
            return redirect("portal-opening", lot_id)
    page = opening_page.collect(lot_id, actor, clock.now())
    context = {
        "page": page, "is_projected": "projector" in request.GET, "mistakes": wrong, "given": request.POST,
    }  # fmt: skip
    return render(request, "portal/opening.html", context, status=422 if wrong else 200)


def _placed(one: Mistake, objection: str) -> Mistake:
    """Return a mistake with the field as it is named on the page, where each objection has a reply of its own."""
    return replace(one, field=f"reply-{objection}") if one.field == "reply" else one


def _act(request: HttpRequest, lot_id: str, actor: Actor) -> str:
    """Do what was pressed; return its name."""
    act, objection = request.POST.get("act", "attend"), request.POST.get("objection", "")
    if act == "object":
        disputes.object_to(
            lot_id=lot_id, stage=AT_THE_OPENING, grounds=request.POST.get("grounds", ""), by=actor
        )
    elif act == "withdraw":
        disputes.withdraw_objection(objection_id=objection, by=actor)
    elif act == "answer":
        upheld, reply = request.POST.get("upheld") == "yes", request.POST.get("reply", "")
        disputes.reply_objection(objection_id=objection, reply=reply, upheld=upheld, by=actor)
    else:
        attending.attend(lot_id=lot_id, by=actor)
        return "attend"
    return act
