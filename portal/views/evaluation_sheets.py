"""A member's own sheets, saved by a button or, where scripts run, while it types."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions.evaluating import writing
from bidding.models import Sheet
from foundation.errors import Conflict, DomainError, NotFound
from foundation.text import Text
from portal import mistakes, once
from portal.evaluation import finding, laws, sheets, typed
from portal.mistakes import Mistake
from portal.templatetags.words import words

_SAVED = Text("已保存", "It was saved")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, lot_id: str, part: str) -> HttpResponse:
    """One's own sheet of the bid that `?bid=` names, or of the first that is not complete; 404 to everybody without a seat."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if part not in Sheet.Part.values:
        raise Http404
    bid, wrong, given = request.GET.get("bid", ""), list[Mistake](), None
    if request.method == "POST":
        bid, entries = request.POST.get("bid", ""), typed.entries(request.POST)
        version = typed.version(request.POST)
        try:
            once.act(request, lambda: _save(lot_id, actor, part, bid, entries, version))
        except NotFound as hidden:
            raise finding.hidden(hidden) from hidden
        except DomainError as refused:
            wrong, given = (
                typed.placed(mistakes.of(refused)),
                {"entries": entries, "stands": refused.code == "sheet_changed"},
            )
        else:
            messages.success(request, words(_SAVED))
            following = request.POST.get("next", "") or bid
            return redirect(f"{reverse('portal-evaluation-sheets', args=[lot_id, part])}?bid={following}")
    try:
        page = sheets.collect(lot_id, actor, part, bid, given)
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    except Conflict:
        return redirect("portal-evaluation", lot_id)
    return render(
        request,
        "portal/evaluation/sheet.html",
        {"page": page, "mistakes": wrong, "laws": laws.of(page.lot)},
        status=422 if wrong else 200,
    )


def _save(lot_id: str, actor: Actor, part: str, bid: str, entries: dict[str, Any], version: int) -> str:
    writing.save_sheet(lot_id=lot_id, bid=bid, part=part, entries=entries, version=version, by=actor)
    return part
