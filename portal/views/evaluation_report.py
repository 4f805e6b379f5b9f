"""The evaluation report: read, and signed by its committee on each member's own device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from foundation import clock
from foundation.errors import Conflict, NotFound
from portal.evaluation import finding
from portal.evaluation import report as reports
from portal.evaluation.laws import LAWS


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
    return render(request, "portal/evaluation/report.html", {"page": page, "signing": signing, "laws": LAWS})
