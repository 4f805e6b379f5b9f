"""Registering for a lot, alone or as a joint bid's lead, and a member's answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from bidding.actions import joint as joining
from bidding.actions import registrations
from foundation import clock
from foundation.errors import DomainError, Invalid
from foundation.text import Text
from portal import joint_page, mistakes, once
from portal.mistakes import Mistake
from portal.templatetags.words import words

MOST_CODES = 50
_DONE = {
    "register": Text("已报名", "You are registered"),
    "withdraw": Text("已撤回报名", "The registration was withdrawn"),
    "agree": Text("已同意参加联合体", "You agreed to the joint bid"),
    "decline": Text("已拒绝参加联合体", "You declined the joint bid"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def joint(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Register, name members, agree, decline, withdraw; 404 to all but members of bidders."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wrong: Sequence[Mistake] = []
    if request.method == "POST":
        joint_page.own_party(actor)
        try:
            done = once.act(request, lambda: _act(request, lot_id, actor))
        except DomainError as refused:
            if refused.status == 404:
                raise Http404 from refused
            wrong = mistakes.of(refused)
        else:
            messages.success(request, words(_DONE[done]))
            return redirect("portal-joint", lot_id)
    page = joint_page.collect(lot_id, actor, clock.now())
    context = {"page": page, "mistakes": wrong, "members": request.POST.get("members", "")}
    return render(request, "portal/joint.html", context, status=422 if wrong else 200)


@never_cache
@require_safe
def named(request: HttpRequest) -> HttpResponse:
    """The joint bids that name one's own party; 404 to all but members of bidders."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "portal/joint_bids.html", {"rows": joint_page.all_named(actor)})


def _act(request: HttpRequest, lot_id: str, actor: Actor) -> str:
    """Do what was pressed; return its name."""
    act, registration = request.POST.get("act", ""), request.POST.get("registration", "")
    if act == "register":
        codes = request.POST.get("members", "").upper().replace("，", " ").replace(",", " ").split()
        registrations.register(
            lot_id=lot_id, by=actor, members=codes[:MOST_CODES], claims=request.POST.get("claims", "")
        )
    elif act == "withdraw":
        registrations.withdraw(registration_id=registration, by=actor)
    elif act == "agree":
        joining.agree(registration_id=registration, by=actor)
    elif act == "decline":
        joining.decline(registration_id=registration, by=actor)
    else:
        raise Invalid("act_unknown", Text("没有这个操作", "There is no such act"))
    return act
