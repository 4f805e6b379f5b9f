"""The first page, and what the platform says of itself."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.roles import Role
from archive.models import Award
from foundation import clock, transparency_audit
from notices import queries as notice_queries
from portal import calling
from portal.auctions import listing
from portal.ending import ending_soon
from portal.phases import kinds
from portal.views.lists import public_deals
from portal.wishes import midnight
from trading.law.grammar import Phase

SHOWN = 8
SHOWN_LIVE = 4
SHOWN_RESULTS = 5
AUDITED_FOR = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.CENTRE, Role.ADMINISTRATOR})
OPEN = (Phase.ANNOUNCED.value, Phase.BIDDING.value)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, today's notices and openings, auctions, what ends soon, what came of others, how many are open in each family."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    notices = list(notice_queries.headlines().order_by("-published_at", "-id")[:SHOWN])
    since = midnight(clock.local_date(now))
    today = [notice for notice in notices if notice.published_at and notice.published_at >= since]
    counts = public_deals(actor).filter(phase__in=OPEN).order_by().values_list("kind").annotate(Count("id"))
    found = dict(counts)
    context = {
        "now": now,
        "is_today": bool(today),
        "today": clock.local_date(now),
        "notices": today or notices,
        "live": listing.live(now, most=SHOWN_LIVE),
        "ending": ending_soon(now, most=SHOWN),
        "openings": calling.today(now)[:SHOWN],
        "results": Award.objects.select_related("deal__organiser", "process__lot").order_by("-at", "-id")[
            :SHOWN_RESULTS
        ],
        "families": [(code, title, found.get(code, 0)) for code, title in kinds().items()],
        "audit": _audit(actor, now),
    }
    return render(request, "portal/home.html", context)


def _audit(actor: Actor, now: datetime) -> dict[str, object] | None:
    """Return how the last audit of what is kept came out, for staff who answer for it; nobody else is told."""
    if actor.role not in AUDITED_FOR:
        return None
    done = transparency_audit.last()
    return {"done": done, "is_late": done is None or done.at < now - transparency_audit.LATE}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this platform promises today, and what it does not yet."""
    return render(request, "portal/about.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let the public record be found."""
    hidden = "".join(f"Disallow: /{one}/\n" for one in ("accounts", "api", "language", "me", "search"))
    sitemap = f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml\n"
    return HttpResponse(f"User-agent: *\n{hidden}\n{sitemap}", content_type="text/plain")
