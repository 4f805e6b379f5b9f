"""How things are done here, for whoever has never done them; and how far the pages are accessible."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import guides
from portal.views.rules import in_force


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What each of those who come here can do, in which order, and where."""
    return render(request, "portal/guide.html", {"guides": guides.GUIDES, "procedures": in_force()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can use the pages, what is known to be missing, and whom to tell."""
    return render(request, "portal/accessibility.html")
