"""The page of figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.patience import TooBroad, bounded
from portal import statistics_page
from trading.models import Deal


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """What was announced and awarded in a year, or in the last twelve months."""
    now, problem = clock.now(), False
    try:
        year = statistics_page.year_asked(request.GET.get("year", ""), now)
    except ValueError:
        year, problem = None, True
    first = Deal.objects.filter(announced_at__isnull=False).order_by("announced_at", "id").first()
    first_year = clock.local_date(first.announced_at).year if first and first.announced_at else now.year
    try:
        with bounded():
            page = statistics_page.of(year, now, first_year=first_year)
    except TooBroad:
        return render(request, "portal/statistics.html", {"too_broad": True}, status=503)
    return render(request, "portal/statistics.html", {"page": page, "problem": problem})
