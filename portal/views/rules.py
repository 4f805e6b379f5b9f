"""The procedures, drawn from the tables that decide."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.words import ROLES
from foundation import clock
from foundation.text import Text
from portal import limits
from trading import registry
from trading.actions import exchange
from trading.law.procedure import Procedure


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
                "roles": [_role(role, found) for role in step.roles],
                # A template would call a guard, for it can be called; so it gets the guard's words.
                "conditions": [(guard.title, guard.law) for guard in step.guards],
            }
            for step in found.steps
        ],
    }
    return render(request, "portal/procedure.html", context)


def _role(role: Role, procedure: Procedure) -> Text:
    """Return a role by the name that this procedure gives it."""
    own = {Role.ORGANISER: procedure.organiser_title, Role.BIDDER: procedure.bidder_title}
    return own.get(role) or ROLES[role]
