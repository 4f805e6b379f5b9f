"""The opening of a lot: for the hall's projector, for bidders and supervisors at home, for everybody."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions import attending
from foundation import clock
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.text import Text
from portal import opening_page
from portal.templatetags.words import words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, lot_id: str) -> HttpResponse:
    """
    Show how far the opening has come, and the bids once they are shown; in large type with `?projector`.

    A POST signs the actor's organisation in.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _sign_in(request, lot_id, actor)
    page = opening_page.collect(lot_id, actor, clock.now())
    return render(request, "portal/opening.html", {"page": page, "is_projected": "projector" in request.GET})


def _sign_in(request: HttpRequest, lot_id: str, actor: Actor) -> HttpResponse:
    try:
        attending.attend(lot_id=lot_id, by=actor)
    except Forbidden as refused:
        raise PermissionDenied from refused
    except NotFound as refused:
        raise Http404 from refused
    except Conflict as refused:
        messages.error(request, words(refused.message))
    else:
        messages.success(request, words(Text("已签到", "You are signed in")))
    return redirect("portal-opening", lot_id)
