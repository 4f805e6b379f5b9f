"""Who was chosen for what, and what is public of one organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from archive.models import Award
from foundation import codes
from foundation.patience import TooBroad, bounded
from portal import organisation_page
from portal.pages import Page, page
from portal.phases import kinds
from portal.wishes import Wishes


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Who was chosen for what, newest first; `text` is looked for in the names of those who were."""
    wishes, too_broad = Wishes.of(request.GET), False
    try:
        with bounded():
            found = page(_narrowed(wishes), "at", request.GET)
    except TooBroad:
        found, too_broad = Page([], ""), True
    context = {
        "page": found,
        "wishes": wishes,
        "too_broad": too_broad,
        "kinds": kinds(),
        "regions": codes.REGIONS,
        "is_first": "before" not in request.GET,
    }
    return render(request, "portal/results.html", context, status=503 if too_broad else 200)


def _narrowed(wishes: Wishes) -> QuerySet[Any]:
    rows = wishes.narrow(
        Award.objects.select_related("deal__organiser", "process__lot"), at="at", deal="deal__"
    )
    if wishes.family:  # the index of awards leads from it
        rows = rows.filter(family=wishes.family)
    return rows.filter(name__icontains=wishes.text) if wishes.text else rows


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """What an organisation let, and what it won."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = organisation_page.of(code, actor, request.GET)
    if found is None:
        raise Http404
    context = {"page": found, "is_first": "before" not in request.GET}
    return render(request, "portal/organisation.html", context)
