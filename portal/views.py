"""The pages. A view asks queries and renders; it decides nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from foundation import clock
from notices import parts
from notices import queries as notice_queries
from portal import timeline
from portal.pages import page
from portal.phases import PHASES, kinds
from trading import drawing, particulars, queries, registry
from trading.actions import exchange
from trading.law.labels import Disclosure
from trading.models import Deal, Lot
from trading.winners import candidates_of, winner_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Today's notices, what is open for bids, how many deals stand where."""
    deals = Deal.objects.filter(announced_at__isnull=False)
    counts: dict[str, dict[str, int]] = {}
    for row in deals.values("kind", "phase").annotate(count=Count("id")):
        counts.setdefault(row["kind"], {})[row["phase"]] = row["count"]
    names = kinds()
    table = [
        {
            "kind": kind,
            "title": names[kind],
            "total": sum(of.values()),
            "open": of.get("bidding", 0) + of.get("announced", 0),
        }
        for kind, of in sorted(counts.items())
        if kind in names
    ]
    context = {
        "notices": notice_queries.published().order_by("-published_at", "-id")[:10],
        "open_deals": deals.filter(phase="bidding").select_related("organiser").order_by("-announced_at")[:8],
        "counts": table,
    }
    return render(request, "portal/home.html", context)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Published notices, newest first."""
    rows = notice_queries.published()
    if kind := request.GET.get("kind"):
        rows = rows.filter(deal__kind=kind)
    if (region := request.GET.get("region", "").strip()) and region.isdigit():
        rows = rows.filter(deal__region__startswith=region[:6].rstrip("0") or "0")
    context = {"page": page(rows, "published_at", request.GET), "kinds": kinds(), "chosen": request.GET}
    return render(request, "portal/notices.html", context)


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice, as it was rendered when it was published."""
    found = get_object_or_404(notice_queries.published(), number=number)
    others = notice_queries.published().filter(deal=found.deal).exclude(pk=found.pk).order_by("published_at")
    return render(request, "portal/notice.html", {"notice": found, "others": others})


@require_safe
def deals(request: HttpRequest) -> HttpResponse:
    """Public deals, newest announcement first."""
    rows = Deal.objects.filter(announced_at__isnull=False).select_related("organiser")
    for name in ("kind", "method", "phase", "sector"):
        if value := request.GET.get(name):
            rows = rows.filter(**{name: value})
    context = {
        "page": page(rows, "announced_at", request.GET),
        "kinds": kinds(),
        "phases": PHASES,
        "chosen": request.GET,
    }
    return render(request, "portal/deals.html", context)


@require_safe
def deal(request: HttpRequest, number: str) -> HttpResponse:
    """A deal as a timeline, with its lots, periods, particulars and results."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(queries.deals(actor), number=number)
    lots = {lot.id: lot for lot in found.lots.order_by("number", "round")}
    for lot in lots.values():
        lot.deal = found
    inside = queries.watches(actor, found)
    now = clock.now()
    context = {
        "deal": found,
        "procedure": found.procedure,
        "fields": _fields(found.procedure.particulars, found.particulars, inside),
        "lots": [_lot(lot, actor, inside, now) for lot in lots.values()],
        "entries": timeline.of_deal(found, lots),
        "now": now,
        "inside": inside,
    }
    return render(request, "portal/deal.html", context)


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
    limits = [{"limit": limit, "length": drawing.length(limit)} for limit in found.limits().values()]
    titles = {state.name: state.title for state in found.states}
    steps = [
        {"step": s, "sources": [titles[n] for n in s.sources], "target": titles[s.target]}
        for s in found.steps
    ]
    return render(request, "portal/procedure.html", {"procedure": found, "limits": limits, "steps": steps})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this platform promises today, and what it does not yet."""
    return render(request, "portal/about.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let the public record be found."""
    return HttpResponse("User-agent: *\nDisallow: /accounts/\nDisallow: /api/\n", content_type="text/plain")


def _fields(cls: type, stored: dict[str, Any], inside: bool) -> list[tuple[Any, Any]]:
    return [
        (info.label, parts.field_value(info, stored[info.name]))
        for info in particulars.describe(cls)
        if stored.get(info.name) not in (None, "", [], {}) and (inside or info.disclosure is Disclosure.OPEN)
    ]


def _lot(lot: Lot, actor: Actor, inside: bool, now: Any) -> dict[str, Any]:
    procedure, state = lot.procedure, lot.procedure.state(lot.state)
    limits = procedure.limits()
    is_public = lot.phase in ("publicising", "concluded")
    held = lot.holds.filter(ended_at__isnull=True).exists()
    return {
        "lot": lot,
        "name": timeline.name_of(lot),
        "state": state,
        "phase": "suspended" if held else lot.phase,
        "phase_title": PHASES["suspended" if held else lot.phase],
        "periods": [
            (limits[p.limit], p)
            for p in lot.periods.filter(current=True).order_by("ends_at")
            if p.limit in limits
        ],
        "fields": _fields(procedure.lot_particulars, lot.particulars, inside),
        "candidates": candidates_of(lot) if is_public or inside else [],
        "winner": winner_of(lot)[1] if lot.phase == "concluded" or inside else "",
        "estimate": parts.money(lot.estimate),
        "open_steps": queries.open_steps(lot, actor=actor, at=now) if inside and not state.final else [],
    }
