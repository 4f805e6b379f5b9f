"""What a committee found together: all members' sheets once all have signed, and the report that each signs on its own device."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from bidding.evaluation import alike as likeness
from bidding.models import Sheet
from foundation import clock
from foundation.errors import Conflict, NotFound
from portal import timeline
from portal.evaluation import finding, laws
from portal.evaluation import report as reports
from portal.evaluation import together as sides
from trading.law.collusion import NOT_KEPT


@never_cache
@require_safe
def report(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show the report to its committee and those who watch once it is drafted, to the organiser once all have signed; 404 to others."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        page = reports.collect(lot_id, actor, clock.now())
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict:
        return redirect("portal-evaluation", lot_id)
    signing = {"act": "report", "data": page.signing, "sha256": ""} if page.signing else None
    return render(
        request,
        "portal/evaluation/report.html",
        {"page": page, "signing": signing, "laws": laws.of(page.lot)},
    )


@never_cache
@require_safe
def together(request: HttpRequest, lot_id: str, part: str) -> HttpResponse:
    """Show what all members found, side by side, to its committee and those who watch; the room instead before all have signed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if part not in Sheet.Part.values:
        raise Http404
    written = request.GET.get("page", "1")
    number = int(written) if written.isdecimal() and 0 < int(written[:6]) < 10_000 else 1
    try:
        page = sides.collect(lot_id, actor, part, number)
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict:
        return redirect("portal-evaluation", lot_id)
    return render(request, "portal/evaluation/together.html", {"page": page})


@never_cache
@require_safe
def alike(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show what is alike among the opened bids to the committee and the supervisor, for them to judge; 404 to everybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lot = finding.lot_of(lot_id, actor)
    try:
        hints = likeness.read(lot, actor)
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict:
        return redirect("portal-evaluation", lot_id)
    context = {"lot": lot, "name": timeline.name_of(lot), "hints": hints, "not_kept": NOT_KEPT}
    return render(request, "portal/evaluation/alike.html", context)
