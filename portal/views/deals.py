"""A deal, and the versions of its documents."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.roles import Role
from foundation import clock
from portal import deal_page, documents, linked
from trading import field_packs, queries
from trading.models.deal import Origin


@require_safe
def deal(request: HttpRequest, number: str) -> HttpResponse:
    """A deal as a timeline, with its lots, periods, documents, questions and results."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(queries.deals(actor), number=number)
    context = {
        "page": deal_page.collect(found, actor, clock.now()),
        "linked": linked.of_deal(found) if found.announced_at else "",
        "may_edit": queries.may_edit(found, actor),
        "organises": queries.organises(found, actor),
        "carries_records": bool(field_packs.applicable(found)),
        "may_copy": actor.role is Role.ORGANISER
        and queries.organises(found, actor)
        and found.origin != Origin.EXTERNAL,
    }
    return render(request, "portal/deal.html", context)


@require_safe
def document(request: HttpRequest, number: str, kind: str, version: int) -> HttpResponse:
    """One version of a structured document, and what differs from the version before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(queries.deals(actor), number=number)
    versions = {row.version: row for row in queries.documents(found, actor).filter(kind=kind)}
    if version not in versions:
        raise Http404
    shown = versions[version]
    before = versions.get(max((v for v in versions if v < version), default=0))
    content = documents.read(shown.content)
    context = {
        "deal": found,
        "document": shown,
        "versions": sorted(versions.values(), key=lambda row: row.version, reverse=True),
        "content": content,
        "criteria": list(documents.outline(content.criteria)),
        "terms": documents.terms(content.evaluation),
        "before": before,
        "differences": documents.differences(before.content, shown.content) if before else [],
    }
    return render(request, "portal/document.html", context)
