"""The procedures, drawn from the tables that decide."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.text import Text
from portal import limits
from portal.desk import who
from trading import particulars, registry
from trading.actions import exchange
from trading.law.grammar import Step
from trading.law.procedure import Procedure

AFTER, DURING = Text("须在期满后", "after the end of"), Text("须在期内", "during")
WITHIN, OPENS = Text("应在期内完成", "due within"), Text("由此起算", "begins")


def in_force() -> list[Procedure]:
    """Return every procedure that is in force today, but that of deals which run elsewhere."""
    today = clock.local_date(clock.now())
    return [
        registry.current(kind, method, on=today)
        for kind, method in registry.methods()
        if method != exchange.METHOD
    ]


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure that is in force."""
    return render(request, "portal/procedures.html", {"procedures": in_force()})


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
                "roles": [who.named(role, found) for role in step.roles],
                "limits": _limits(step, found),
                "materials": particulars.describe(step.takes) if step.takes else (),
                # A template would call a guard, for it can be called; so it gets the guard's words.
                "conditions": [(guard.title, guard.law) for guard in step.guards],
            }
            for step in found.steps
        ],
    }
    return render(request, "portal/procedure.html", context)


def _limits(step: Step, procedure: Procedure) -> list[tuple[Text, Text, Text]]:
    """Return how each limit bears on a step: in a word, its name, its length."""
    bearing = [
        (AFTER, step.after),
        (DURING, step.during),
        (WITHIN, (step.due,) if step.due else ()),
        (OPENS, step.opens),
    ]
    return [
        (word, limit.title, limits.length(limit, procedure)) for word, several in bearing for limit in several
    ]
