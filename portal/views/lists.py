"""The lists of notices and of deals: filters in the address, pages by key."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from foundation import codes
from foundation.patience import TooBroad, bounded
from notices import queries as notice_queries
from notices.models import Subject
from notices.search import pages
from portal.pages import Page, next_page, page
from portal.phases import PHASES, kinds
from portal.wishes import Wishes
from trading import queries
from trading.law.grammar import Phase
from trading.models import Deal


def public_deals(actor: Actor) -> QuerySet[Deal]:
    """Return the announced deals among those that the actor may know of."""
    return queries.deals(actor).filter(announced_at__isnull=False)


@require_safe
def deals(request: HttpRequest) -> HttpResponse:
    """Public deals, newest announcement first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wishes = Wishes.of(request.GET)
    rows = wishes.narrow(public_deals(actor), at="announced_at")
    return _list(request, "portal/deals.html", rows, "announced_at", wishes, Subject.DEAL)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Published notices, newest first."""
    wishes = Wishes.of(request.GET)
    rows = wishes.narrow(notice_queries.headlines(), at="published_at", deal="deal__")
    return _list(request, "portal/notices.html", rows, "published_at", wishes, Subject.NOTICE)


def _list(
    request: HttpRequest, template: str, rows: QuerySet[Any], instant: str, wishes: Wishes, subject: Subject
) -> HttpResponse:
    too_broad = False
    try:
        if wishes.text:
            found = _found(request, rows, wishes, subject)
        elif wishes.is_empty:
            found = page(rows, instant, request.GET)
        else:
            with bounded():
                found = page(rows, instant, request.GET)
    except TooBroad:
        found, too_broad = Page([], ""), True
    context = {
        "page": found,
        "wishes": wishes,
        "too_broad": too_broad,
        "kinds": kinds(),
        "regions": codes.REGIONS,
        "phases": {code: title for code, title in PHASES.items() if code != Phase.PREPARING.value},
        "is_first": not {"before", "after"} & request.GET.keys(),
    }
    return render(request, template, context, status=503 if too_broad else 200)


def _found(request: HttpRequest, rows: QuerySet[Any], wishes: Wishes, subject: Subject) -> Page:
    """Return a page of those rows in whose texts what is looked for stands."""
    if not wishes.phrases:
        return Page([], "")
    found = pages.page(wishes.question(subject), after=request.GET.get("after", ""))
    known = rows.in_bulk([hit.id for hit in found.hits])
    shown = [known[hit.id] for hit in found.hits if hit.id in known]
    return Page(shown, next_page(request.GET, "after", found.following))
