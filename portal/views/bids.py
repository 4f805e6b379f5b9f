"""A bidder's page of one lot: sealing on its own device, filing, receipts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from foundation import clock
from portal import bid_page
from portal import several as several_page


@never_cache
@require_safe
def bid(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Seal a bid in the browser, upload it, submit it, withdraw it; 404 to all but members of bidders."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "portal/bid.html", {"page": bid_page.collect(lot_id, actor, clock.now())})


@never_cache
@require_safe
def several(request: HttpRequest) -> HttpResponse:
    """Submit sealed bids of several lots one after another; 404 to all but members of bidders."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "portal/several.html", {"page": several_page.collect(actor, clock.now())})
