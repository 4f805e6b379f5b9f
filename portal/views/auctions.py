"""A live auction: watched by everybody, bid in, led. Every act is a form that works without scripts."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from bidding.actions.auctioning import entering, moving, proposing, rounds, saying
from bidding.auctions import judging
from bidding.models import Auction, AuctionProposal
from foundation import clock, idempotency
from foundation.errors import DomainError, Invalid
from foundation.text import Text
from portal import mistakes, once
from portal.auctions import committing, listing
from portal.auctions import console as consoles
from portal.auctions import page as pages
from portal.auctions import sheet as sheets
from portal.auctions.sheet import Sheet
from portal.mistakes import Mistake
from portal.templatetags.words import words
from portal.wishes import Wishes

Look = Callable[[str, Decimal | None], Sheet]
"""Returns the sheet of a kind of move and a price, as it is now."""
DONE = {
    "enter": Text("您已进入竞价，可以报价了", "You are in: you may bid"),
    "move": Text("已被接受，回执见下", "Accepted; your receipt is below"),
    "host": Text("已执行", "Done"),
    "say": Text("已发送给所有人", "Said to everybody"),
    "propose": Text("已提请，等待另一人复核", "Proposed; another person decides"),
    "approve": Text("已复核并执行", "Approved and done"),
    "decline": Text("已否决", "Declined"),
}


@require_safe
def auctions(request: HttpRequest) -> HttpResponse:
    """List the auctions that run and are to come; with `?when=ended` those that are over, with `?when=live` more of those that run."""
    wishes = Wishes.of(request.GET)
    now = clock.now()
    context = {
        "listing": listing.collect(request.GET, now, wishes.family), "wishes": wishes, "kinds": listing.kinds(), "now": now,
        "is_over": request.GET.get("when") == listing.ENDED, "is_first": not {"before", "after"} & set(request.GET),
        "is_live": request.GET.get("when") == listing.LIVE,
    }  # fmt: skip
    return render(request, "portal/auction/list.html", context)


@never_cache
@require_safe
def watch(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show the auction to everybody; in large type with `?projector`."""
    page = pages.collect(lot_id, _actor(request), clock.now())
    context = {"page": page, "is_projected": "projector" in request.GET}
    return render(request, "portal/auction/watch.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, lot_id: str) -> HttpResponse:
    """
    Show a bidder its room.

    With a `kind` in its query it opens the confirm sheet for such a move; a POST enters, or makes the move that the sheet confirms.
    """
    actor = _actor(request)
    lot, row = pages.found(lot_id, actor)
    if not pages.may_enter(lot, actor):
        raise Http404
    sheet: Sheet | None = None
    wrong: Sequence[Mistake] = []
    status = 200
    if request.method == "POST" or "kind" in request.GET:
        try:
            if request.method == "POST":
                done = _bid(request, row, actor)
                messages.success(request, words(DONE[done]))
                return redirect("portal-auction-room", lot_id)
            sheet = _reviewed(request, lot_id, actor)
        except DomainError as refused:
            wrong, status = mistakes.of(passed(refused)), refused.status
            sheet = _again(request, lot_id, actor, moved=refused.code == "price_moved")
    page = pages.collect(lot_id, actor, clock.now())
    context = {"page": page, "sheet": sheet, "mistakes": wrong, "given": request.POST or request.GET}
    return render(request, "portal/auction/room.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def console(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Show who leads the auction its desk, and supervisors the same without a button; a POST does what was pressed."""
    actor = _actor(request)
    lot, row = pages.found(lot_id, actor)
    consoles.check(lot, actor)
    wrong: Sequence[Mistake] = []
    status = 200
    if request.method == "POST":
        try:
            done = _led(request, row.id, actor)
        except DomainError as refused:
            wrong, status = mistakes.of(passed(refused)), refused.status
        else:
            messages.success(request, words(DONE[done]))
            return redirect("portal-auction-console", lot_id)
    page = pages.collect(lot_id, actor, clock.now())
    desk = consoles.collect(page, actor, rounds.kept_of(page.row).run.form)
    context = {"page": page, "desk": desk, "mistakes": wrong, "given": request.POST}
    return render(request, "portal/auction/console.html", context, status=status)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def passed(refused: DomainError) -> DomainError:
    """Return a refusal that a page says in its own place; others become answers of their own."""
    if refused.status == 403:
        raise PermissionDenied from refused
    if refused.status == 404:
        raise Http404 from refused
    return refused


def _reviewed(request: HttpRequest, lot_id: str, actor: Actor) -> Sheet:
    """Return the sheet for what was pressed; what would have no effect is said beside the amount."""
    page = pages.collect(lot_id, actor, clock.now())
    if not page.own:
        raise PermissionDenied
    return reviewed(request, lambda kind, price: sheets.of(page.row, page.own, kind, price, page.now))


def reviewed(request: HttpRequest, look: Look) -> Sheet:
    """Return the sheet for what was pressed, as a `look` at what stands shows it; what was typed and has no effect is refused."""
    kind, typed = request.GET.get("kind", "raise"), request.GET.get("typed", "")
    given = request.GET.get("price") or typed
    price = sheets.amount(given) if kind in sheets.PRICED else None
    made = look(kind, price)
    if made.refusal is not None and typed and not request.GET.get("price"):
        raise Invalid("amount_refused", made.refusal, fields={"typed": [made.refusal]})
    return made


def _again(request: HttpRequest, lot_id: str, actor: Actor, *, moved: bool) -> Sheet | None:
    page = pages.collect(lot_id, actor, clock.now())
    return again(
        request, lambda kind, price: sheets.of(page.row, page.own, kind, price, page.now, moved=moved)
    )


def again(request: HttpRequest, look: Look) -> Sheet | None:
    """Keep the sheet open with the price that stands now, where it was one that was refused."""
    if request.POST.get("act") != "move":
        return None
    kind = request.POST.get("kind", "")
    try:
        return look(kind, sheets.amount(request.POST.get("price", "")) if kind in sheets.PRICED else None)
    except Invalid:
        return None


def _bid(request: HttpRequest, row: Auction, actor: Actor) -> str:
    given = request.POST
    check_agreed(given)
    if given.get("act") == "enter":
        sha256 = given.get("rules_sha256", "")
        return _once(request, "enter", entering.enter, auction_id=row.id, rules_sha256=sha256, by=actor)
    fields, expected = confirmed(given)
    # The log keeps one move for a key by itself, whether it was accepted or not: no other memory of it is needed.
    moving.move(
        auction_id=row.id, fields=fields, key=given.get(once.FIELD, ""), fingerprint=_mark(request), by=actor, expected=expected,
        signature=_signature(given.get("signature", "")),
    )  # fmt: skip
    return "move"


def confirmed(given: Mapping[str, str]) -> tuple[dict[str, Any], judging.Expected]:
    """Return the move that a sheet confirms, and against which price it was shown."""
    kind = given.get("kind", "")
    if kind in committing.KINDS:
        return committing.fields_of(given), committing.expected(given)
    price = sheets.amount(given.get("price", "")) if kind in sheets.PRICED else None
    repeated = sheets.amount(given["repeated"]) if given.get("repeated") else None
    expected = given.get("expected", "")
    nothing: judging.Expected = None if price is None else ""  # what was confirmed while nothing stood
    return sheets.fields_of(kind, price, repeated), sheets.amount(expected) if expected else nothing


def check_agreed(given: Mapping[str, str]) -> None:
    """
    Refuse what nobody ticked the box for.

    :raises Invalid: `agreement_missing`.
    """
    if given.get("agreed") != "yes":
        said = Text("请先勾选确认", "Tick the box to confirm")
        raise Invalid("agreement_missing", said, fields={"agreed": [said]})


def _led(request: HttpRequest, auction: str, actor: Actor) -> str:
    """Do what was pressed on the console; return what to say of it."""
    given = request.POST
    act = given.get("act", "")
    if act == "say":
        return _once(request, act, saying.say, auction_id=auction, words=given.get("words", ""), by=actor)
    if act == "propose":
        asked, reason = given.get("proposal_act", ""), given.get("reason", "")
        if asked not in AuctionProposal.Act.values:
            raise Invalid("move_malformed", Text("没有这种操作", "There is no such act"))
        extends = asked == AuctionProposal.Act.EXTEND
        seconds = whole(given.get("seconds", ""), "seconds") if extends else 0
        return _once(
            request, act, proposing.propose, auction_id=auction, act=asked, reason=reason, seconds=seconds, by=actor
        )  # fmt: skip
    if act in ("approve", "decline"):
        decide = proposing.approve if act == "approve" else proposing.decline
        one = given.get("proposal", "")
        if not AuctionProposal.objects.filter(id=one, auction=auction).exists():
            raise Http404
        return _once(request, act, decide, proposal_id=one, by=actor)
    moving.host(
        auction_id=auction, fields=hosted(act, request), key=given.get(once.FIELD, ""), fingerprint=_mark(request), by=actor
    )  # fmt: skip
    return "host"


def hosted(act: str, request: HttpRequest) -> dict[str, Any]:
    """Return a host's move of the format from what was pressed."""
    given = request.POST
    match act:
        case "call":
            return {"kind": act, "count": whole(given.get("count", ""), "count"), "price": given.get("price", "")}  # fmt: skip
        case "step":
            try:
                return {"kind": act, "increment": f"{sheets.amount(given.get('increment', '')):.2f}"}
            except Invalid as error:
                raise Invalid(error.code, error.message, fields={"increment": [error.message]}) from error
        case "pause":
            return {"kind": act, "reason": given.get("reason", "").strip()}
    return {"kind": act}


def whole(typed: str, field: str) -> int:
    """
    Return a whole number that somebody typed.

    :raises Invalid: `move_malformed` beside the field.
    """
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        said = Text("请填写整数", "Write a whole number")
        raise Invalid("move_malformed", said, fields={field: [said]})
    return int(typed)


def _once(request: HttpRequest, name: str, do: Callable[..., Any], **given: Any) -> str:
    """Do it once for each showing of the form; return its name."""

    def done() -> str:
        do(**given)
        return name

    return once.act(request, done)


def _signature(typed: str) -> bytes | None:
    try:
        return base64.b64decode(typed, validate=True) or None
    except ValueError as error:
        raise Invalid("signature_missing", Text("签名没有送到", "The signature did not arrive")) from error


def _mark(request: HttpRequest) -> str:
    # Whoever sends the same once more signs it once more, and signatures differ.
    said = "\n".join(
        f"{key}={request.POST[key]}"
        for key in sorted(request.POST)
        if key not in ("csrfmiddlewaretoken", "signature")
    )
    return idempotency.fingerprint("POST", request.path, said.encode())
