"""The page of the draws that decide about prices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions import chance, drawing
from portal import chance_page
from portal.views.draws import SCRIPT_WORDS, acted, actor_of, hash_of, unknown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_lot(request: HttpRequest, lot_id: str, purpose: str) -> HttpResponse:
    """The draws of a lot for one purpose: to follow, and to act on for those who take part."""
    actor = actor_of(request)
    found = chance_page.collect(lot_id, purpose, actor)
    done, wrong = acted(request, lambda: _act(request, lot_id, purpose, actor))
    if done:
        return redirect("portal-chance", lot_id, purpose)
    data = {
        "contributor": found.own, "lot": lot_id, "number": found.draws[0].row.number if found.draws else 0, "purpose": purpose,
        "words": {name: one.to(get_language() or "zh-hans") for name, one in SCRIPT_WORDS.items()},
    }  # fmt: skip
    context = {"page": found, "mistakes": wrong, "draw_data": data}
    return render(request, "portal/chance.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, lot_id: str, purpose: str, actor: Actor) -> str:
    act, given = request.POST.get("act", ""), request.POST
    if act == "plan":
        chance.plan(lot_id=lot_id, purpose=purpose, contributors=given.getlist("contributors"), by=actor)
    elif act == "give_up":
        chance.give_up(lot_id=lot_id, purpose=purpose, by=actor)
    elif act == "commit":
        drawing.commit(lot_id=lot_id, purpose=purpose, commitment=hash_of(given, "commitment"), by=actor)
    elif act == "fix":
        drawing.fix_pool(lot_id=lot_id, purpose=purpose, by=actor)
    elif act == "reveal":
        drawing.reveal(lot_id=lot_id, purpose=purpose, secret=hash_of(given, "secret"), by=actor)
    else:
        raise unknown()
    return act
