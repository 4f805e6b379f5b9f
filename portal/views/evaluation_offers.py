"""Final offers after talks, for suppliers and for the group."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from foundation import clock
from foundation.errors import Conflict, NotFound
from portal.evaluation import final_offers, finding, laws


@never_cache
@require_safe
def final(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show a supplier its own final offers, and what it may do; the group and who watches all of them once they are in; 404 to others."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        page = final_offers.collect(lot_id, actor, clock.now())
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict:
        return redirect("portal-evaluation", lot_id)
    return render(request, "portal/evaluation/final_offers.html", {"page": page, "laws": laws.of(page.lot)})
