"""The procedures, drawn from the tables that decide."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.words import ROLES
from foundation import clock
from portal import limits
from trading import registry
from trading.actions import exchange


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure that is in force."""
    today = clock.local_date(clock.now())
    rows = [
        registry.current(kind, method, on=today)
        for kind, method in registry.methods()
        if method != exchange.METHOD
    ]
    return render(request, "portal/procedures.html", {"procedures": rows})


@require_safe
def procedure(request: HttpRequest, kind: str, method: str) -> HttpResponse:
    """One procedure: states, steps, limits with their articles."""
    try:
        found = registry.current(kind, method, on=clock.local_date(clock.now()))
    except KeyError:
        raise Http404 from None
    titles = {state.name: state.title for state in found.states}
    context = {
        "procedure": found,
        "limits": [(limit, limits.length(limit, found)) for limit in found.limits().values()],
        "steps": [
            {
                "step": step,
                "sources": [titles[name] for name in step.sources],
                "target": titles[step.target],
                "roles": [ROLES[role] for role in step.roles],
            }
            for step in found.steps
        ],
    }
    return render(request, "portal/procedure.html", context)
