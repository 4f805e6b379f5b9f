"""The opening of a lot: for the hall's projector, for bidders and supervisors at home, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from foundation import clock
from portal import opening_page


@never_cache
@require_safe
def opening(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show how far the opening has come, and the bids once they are shown; in large type with `?projector`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = opening_page.collect(lot_id, actor, clock.now())
    return render(request, "portal/opening.html", {"page": page, "is_projected": "projector" in request.GET})
