"""The organiser examines who qualifies: sheets that are saved as they are filled in, and a signature over all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from bidding.actions import qualifying as acts
from foundation import clock
from foundation.errors import DomainError, Forbidden, NotFound
from foundation.text import Text
from portal import mistakes, once
from portal.evaluation import finding, qualification, typed
from portal.mistakes import Mistake
from portal.templatetags.words import words

_SAVED = Text("已保存", "It was saved")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, lot_id: str) -> HttpResponse:
    """The sheet of the bid that `?bid=` names, or of the first that is not complete; 404 to whoever may not see it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    bid, wrong, given = request.GET.get("bid", ""), list[Mistake](), None
    if request.method == "POST":
        bid, entries = request.POST.get("bid", ""), typed.entries(request.POST)
        version = typed.version(request.POST)
        try:
            once.act(request, lambda: _save(lot_id, actor, bid, entries, version))
        except (NotFound, Forbidden) as hidden:
            raise finding.hidden(hidden) from hidden
        except DomainError as refused:
            wrong = typed.placed(mistakes.of(refused))
            given = {"entries": entries, "stands": refused.code == "sheet_changed"}
        else:
            messages.success(request, words(_SAVED))
            following = request.POST.get("next", "") or bid
            return redirect(f"{reverse('portal-qualification', args=[lot_id])}?bid={following}")
    try:
        page = qualification.collect(lot_id, actor, bid, given)
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    context = {"page": page, "mistakes": wrong}
    return render(request, "portal/evaluation/qualification.html", context, status=422 if wrong else 200)


@never_cache
@require_safe
def sign(request: HttpRequest, lot_id: str) -> HttpResponse:
    """What is signed of all bids, line by line, and the form that signs it; 404 to whoever may not see it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        page = qualification.to_sign(lot_id, actor, clock.now())
    except NotFound as hidden:
        raise finding.hidden(hidden) from hidden
    context = {"page": page, "signing": page.signing}
    return render(request, "portal/evaluation/qualification_sign.html", context)


def _save(lot_id: str, actor: Actor, bid: str, entries: dict[str, Any], version: int) -> str:
    acts.save_sheet(lot_id=lot_id, bid=bid, entries=entries, version=version, by=actor)
    return bid
