"""The reserve price of an auction, told to everybody after its end by who set it, or who leads the auction."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from bidding.actions.auctioning import hosts, moving, rounds
from bidding.models import Auction
from foundation import clock, idempotency
from foundation.errors import DomainError, Invalid
from foundation.text import Text
from portal import mistakes, once
from portal.auctions import page as pages
from portal.auctions import sheet as sheets
from portal.mistakes import Mistake
from portal.templatetags.words import words
from toolkit.auctions import commitments

_DONE = Text("底价已揭示", "The reserve price is revealed")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reserve(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Ask for the reserve price and the salt of its commitment, once nothing but they decides; a POST tells them to everybody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lot, row = pages.found(lot_id, actor)
    committed = rounds.rules_of(row).reserve
    if not committed or not hosts.reveals(lot, actor):
        raise Http404
    wrong: Sequence[Mistake] = []
    status = 200
    if request.method == "POST":
        try:
            _reveal(request, row, committed, actor)
        except DomainError as refused:
            if refused.status == 403:
                raise PermissionDenied from refused
            wrong, status = mistakes.of(refused), refused.status
        else:
            messages.success(request, words(_DONE))
            return redirect("portal-auction-reserve", lot_id)
    page = pages.collect(lot_id, actor, clock.now())
    context = {
        "page": page, "mistakes": wrong, "given": request.POST, "is_awaited": page.shows["reason"] == "reserve_sealed",
        "revealed": rounds.kept_of(page.row).run.reserve,
    }  # fmt: skip
    return render(request, "portal/auction/reserve.html", context, status=status)


def _reveal(request: HttpRequest, row: Auction, committed: str, actor: Actor) -> None:
    given = request.POST
    try:
        price = sheets.amount(given.get("price", ""))
    except Invalid as error:
        raise Invalid(error.code, error.message, fields={"price": [error.message]}) from error
    salt = given.get("salt", "").strip().lower()
    # A slip is told here, beside the field, and not in the log before everybody.
    if commitments.reserve(row.lot_id, price, salt) != committed:
        said = Text("与公布的承诺值不符", "This is not what was committed to")
        raise Invalid("reserve_mismatch", said, fields={"salt": [said]})
    fields = {"kind": "reveal", "price": f"{price:.2f}", "salt": salt}
    mark = idempotency.fingerprint("POST", request.path, f"{price:.2f} {salt}".encode())
    moving.host(auction_id=row.id, fields=fields, key=given.get(once.FIELD, ""), fingerprint=mark, by=actor)
