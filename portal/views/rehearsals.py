"""Rehearsals, for the organiser, custodians and staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from portal import rehearsal_page


@never_cache
@require_safe
def rehearsals(request: HttpRequest) -> HttpResponse:
    """Show the rehearsals that the actor may know of, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "portal/rehearsals.html", {"page": rehearsal_page.collect(actor, request.GET)})
