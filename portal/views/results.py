"""The result of an evaluation: the ranking with every figure and reason, how anybody checks it, and what each bidder is told of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts.actor import Actor
from accounts.roles import Role
from bidding.evaluation import letters as told
from bidding.evaluation import results
from portal import award_page, timeline
from portal.evaluation import standings
from trading import queries


@require_GET
def ranking(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show where each bid stands and why; 404 to whoever may not read it yet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lot = queries.lots(actor).filter(id=lot_id).first()
    found = results.readable(lot, actor) if lot else None
    if lot is None or found is None:
        raise Http404
    context = {
        "lot": lot, "name": timeline.name_of(lot), "found": found, "standings": standings.table(found),
        "draws": results.published(found).inputs.given.draws, "has_award": award_page.is_shown(lot, actor),
        "sent": told.sent(actor).filter(lot=lot).order_by("at", "number"),
    }  # fmt: skip
    return render(request, "portal/ranking.html", context)


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Show a bidder how each of its bids was evaluated, once that is publicised; 404 to everybody else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role is not Role.BIDDER:
        raise Http404
    letters = told.of(actor)
    standing = {one.sent.id for one in letters if one.sent}
    former = told.sent(actor).exclude(id__in=standing)
    return render(request, "portal/letters.html", {"letters": letters, "former": former})
