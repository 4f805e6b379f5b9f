"""One notice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from notices import queries
from notices.models import Notice
from portal import documents


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice, as it was rendered when it was published, with the others of its deal."""
    found = get_object_or_404(queries.published().select_related("deal__organiser"), number=number)
    others = [
        one
        for one in queries.published().filter(deal=found.deal).order_by("published_at", "id")
        if one.pk != found.pk
    ]
    earlier = [one for one in others if _is_version_before(one, found)]
    context = {
        "notice": found,
        "others": others,
        "earlier": earlier[-1] if earlier else None,
        "later": [one for one in others if _is_version_before(found, one)],
        "differences": documents.differences(earlier[-1].content, found.content) if earlier else [],
    }
    return render(request, "portal/notice.html", context)


def _is_version_before(one: Notice, other: Notice) -> bool:
    """Tell whether both are the same notice and `one` is an older version of it: handed in anew under its source's key."""
    same = (one.kind, one.lot_id, one.source_url) == (other.kind, other.lot_id, other.source_url)
    return same and one.version < other.version
