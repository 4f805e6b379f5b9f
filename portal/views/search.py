"""The search over everything public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.patience import TooBroad
from notices.search import asking, pages
from notices.search.asking import Found
from notices.search.pages import Page
from portal import search_page
from portal.pages import next_page
from portal.wishes import ORDERS, Wishes

# What is chosen by a link stays chosen when the form is sent.
KEPT = ("subject", "family", "phase", "kind", "region", "amount", "organiser")
NOTHING = Page((), Found((), is_all=True), "")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What fits, newest first, and by what it can be narrowed; where nothing fits, what nearly does."""
    wishes = Wishes.of(request.GET)
    found, too_broad = NOTHING, False
    try:
        if wishes.phrases or not wishes.text:
            found = pages.page(wishes.question(), wishes.order, request.GET.get("after", ""))
    except TooBroad:
        too_broad = True
    is_nothing = not (found.found.hits or too_broad)
    context = {
        "wishes": wishes,
        "rows": search_page.rows(found.hits, wishes),
        "groups": search_page.groups(found.found, wishes),
        "how_many": search_page.how_many(found.found),
        "nearly": search_page.rows(asking.nearly(wishes.question()), wishes) if is_nothing else [],
        "orders": ORDERS,
        "kept": [(name, value) for name in KEPT if (value := getattr(wishes, name))],
        "following": next_page(request.GET, "after", found.following),
        "is_first": "after" not in request.GET,
        "too_broad": too_broad,
    }
    return render(request, "portal/search.html", context, status=503 if too_broad else 200)
