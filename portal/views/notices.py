"""One notice, what is written anew into it, and the drafts that wait for a second person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from archive.documents import queries as sealed
from archive.record import of_notices, reading
from foundation import clock
from foundation.errors import Invalid
from foundation.text import Text
from notices import queries, revising, wording
from notices.actions import deciding, revisions
from notices.comparing import changes
from notices.models import Notice
from portal import linked, notice_page
from portal.pages import page
from portal.views.draws import acted, actor_of
from trading.law.notice_revisions import GROUNDS, Act, grounds_of

_GONE = 410


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One version of a notice, as it was rendered when it was published, with its others and those of its deal."""
    found = Notice.objects.select_related("deal__organiser", "first").filter(number=number)
    shown = get_object_or_404(found.filter(status__in=(*queries.READABLE, "hidden")))
    now = clock.now()
    view = notice_page.collect(shown, actor_of(request), request.GET.get("with", ""), now)
    if shown.status == "hidden":
        return render(request, "portal/notice_hidden.html", {"view": view, "notice": shown}, status=_GONE)
    versions = [one.notice.pk for one in view.history]
    others = (
        queries.headlines().filter(deal=shown.deal).exclude(pk__in=versions).order_by("published_at", "id")
    )
    files = reading.listed(of_notices.paths(shown))
    pdf = sealed.documents(actor_of(request)).filter(source=shown.id, status="sealed").first()
    context = {
        "view": view,
        "notice": shown,
        "others": others,
        "files": files,
        "linked": linked.of_notice(shown),
        "sealed": pdf,
        "now": now,
    }
    return render(request, "portal/notice.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, number: str) -> HttpResponse:
    """Correct a published notice; 404 to all but the organiser's side."""
    found = _revised(request, number, Act.CORRECTED)
    places = revising.places(found.content, wording.free_texts(found.kind, found.deal.procedure))
    given = {one.code: _given(request, one) for one in places}

    def act() -> str:
        said = {one.code: given[one.code] for one in places if given[one.code] != Text(one.zh, one.en)}
        return revisions.correct(notice_id=found.id, said=said, by=actor_of(request), **_why(request)).number

    rows = [(one, given[one.code]) for one in places]
    return _revise(request, found, Act.CORRECTED, act, rows)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw a published notice; 404 to all but the organiser's side and the centre."""
    found = _revised(request, number, Act.WITHDRAWN)

    def act() -> str:
        return revisions.withdraw(notice_id=found.id, by=actor_of(request), **_why(request)).number

    return _revise(request, found, Act.WITHDRAWN, act, [])


@never_cache
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """The drafts that wait, and those that are settled, on the deals of the reader's side; 404 to visitors and bidders."""
    actor = actor_of(request)
    if actor.role not in queries.DECIDING:
        raise Http404
    context = {
        "waiting": queries.waiting(actor)[:200],
        "page": page(queries.revisions(actor).exclude(status__in=deciding.OPEN), "drafted_at", request.GET),
    }
    return render(request, "portal/notice_reviews.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: str) -> HttpResponse:
    """A draft with its full preview, what it changes and what the law asks of it; approved or sent back by another person."""
    actor = actor_of(request)
    row = get_object_or_404(queries.revisions(actor), number=number)

    def act() -> str:
        if request.POST.get("act") == "approve":
            return deciding.approve(notice_id=row.id, by=actor).number
        return deciding.send_back(notice_id=row.id, reason=request.POST.get("reason", ""), by=actor).number

    done, wrong = acted(request, act)
    if done:
        return redirect("portal-notice-review", number)
    before = Notice.objects.filter(version=row.version - 1, status__in=queries.READABLE)
    former = before.filter(pk=row.first_id).first() or before.filter(first=row.first_id).first()
    is_open = row.status in deciding.OPEN and deciding.may_decide(actor, row)
    context = {
        "notice": row,
        "former": former,
        "changes": changes(former.content, row.content) if former else [],
        "checked": wording.checked(row.content, row.kind, row.deal.procedure)
        if row.act == Act.CORRECTED
        else [],
        "is_open": is_open,
        "is_own": actor.member_id == row.drafted_by or actor.user_id == row.drafted_by_user,
        "mistakes": wrong,
        "given": request.POST,
    }
    return render(request, "portal/notice_review.html", context, status=422 if wrong else 200)


def _revised(request: HttpRequest, number: str, act: Act) -> Notice:
    """Return the notice that somebody is about to revise; 404 to who may not."""
    found: Notice = get_object_or_404(queries.readable(), number=number)
    if not revisions.may_revise(actor_of(request), found.deal, act):
        raise Http404
    return found


def _revise(
    request: HttpRequest, found: Notice, act: Act, do: Callable[[], str], rows: list[tuple[revising.Place, Text]]
) -> HttpResponse:  # fmt: skip
    done, wrong = acted(request, do)
    if done:
        is_public = queries.readable().filter(number=done).exists()
        return redirect("portal-notice" if is_public else "portal-notice-review", done)
    context = {
        "notice": found,
        "act": act,
        "rows": rows,
        "grounds": [(one, one.text, GROUNDS[one]) for one in grounds_of(act)],
        "mistakes": wrong,
        "given": request.POST,
    }
    return render(request, "portal/notice_revision.html", context, status=422 if wrong else 200)


def _given(request: HttpRequest, place: revising.Place) -> Text:
    """Return what the form says of a place; what it leaves out stays."""
    zh = _lines(request.POST.get(place.name, place.zh))
    return Text(zh, zh if place.is_one else _lines(request.POST.get(f"{place.name}.en", place.en)))


def _lines(words: str) -> str:
    """Return what a field of a form says with line ends as they are stored."""
    return words.replace("\r\n", "\n")


def _why(request: HttpRequest) -> dict[str, Any]:
    said: dict[str, Any] = {name: request.POST.get(name, "") for name in ("ground", "reason", "seen")}
    return said | {"appears_at": _instant(request.POST.get("appears_at", ""))}


def _instant(written: str) -> datetime | None:
    """
    Return an instant as a form says it, in the platform's zone; None where it says nothing.

    :raises Invalid: `wrong_instant`.
    """
    if not written.strip():
        return None
    try:
        return datetime.fromisoformat(written.strip()).replace(tzinfo=clock.ZONE)
    except ValueError as error:
        words = Text("请按“2026-03-05T09:00”填写时间", "Write it like 2026-03-05T09:00")
        raise Invalid("wrong_instant", words, fields={"appears_at": [words]}) from error
