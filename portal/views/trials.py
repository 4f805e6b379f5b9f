"""Trials of auctions (试用竞价室), for whoever signed in: chosen, bid in, led, watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, get_args

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from bidding import trial_rooms
from bidding.actions.auctioning import hosts, rounds, trying
from bidding.auctions import trial_rules, trials
from bidding.auctions.trials import Act, Trial
from bidding.models.auction import LIVE
from foundation import clock
from foundation.errors import DomainError, Invalid, NotFound, Unavailable
from foundation.text import Text
from portal import mistakes, once, timeline
from portal.auctions import page as pages
from portal.auctions import sheet as sheets
from portal.auctions import standing, trial_page
from portal.auctions.sheet import Sheet
from portal.mistakes import Mistake
from portal.templatetags.words import words
from portal.views import auctions

_ACTS: Final[Mapping[str, Act]] = {one: one for one in get_args(Act)}
_MADE_UP: Final = Text("虚拟标的", "a made-up lot")
_FIRST = {"form": "dynamic_quotation", "minutes": "2", "opponents": "2", "part": "bidder"}


@dataclass(frozen=True)
class Choice:
    """What the form asks for; `like` are the announced rules of a lot that are to be tried."""

    forms: Sequence[tuple[str, Text]]
    minutes: Sequence[str]
    opponents: Sequence[str]
    may_lead: bool
    latest: str
    title: Text
    form_title: Text
    lot_id: str
    like: Any


def _reachable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say in words that trials cannot be had while they cannot be reached."""

    @wraps(view)
    def said(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            return view(request, **named)
        except Unavailable as refused:
            context: dict[str, Any] = {"asked": None, "given": {}, "mistakes": mistakes.of(refused)}
            return render(request, "portal/auction/trial.html", context, status=refused.status)

    return said


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_reachable
def begin(request: HttpRequest) -> HttpResponse:
    """Ask what is to be tried, with `?lot=` by the rules of its auction; a POST opens the trial."""
    actor = _actor(request)
    wrong: Sequence[Mistake] = []
    status = 200
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            return _opened(request, actor)
        except DomainError as refused:
            wrong, status = mistakes.of(auctions.passed(refused)), refused.status
    first = _FIRST | ({"part": "host"} if actor.role in hosts.HOSTS else {})
    given = request.POST or {**first, **request.GET.dict()}
    context = {"asked": _choice(given.get("lot", ""), actor), "given": given, "mistakes": wrong}
    return render(request, "portal/auction/trial.html", context, status=status)


@never_cache
@login_required
@require_safe
@_reachable
def watch(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Show a trial to whoever has its address; in large type with `?projector`."""
    page = trial_page.collect(_found(trial_id), _actor(request), clock.now())
    return render(
        request, "portal/auction/watch.html", {"page": page, "is_projected": "projector" in request.GET}
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@_reachable
def room(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Show whoever opened a trial to bid its room, and guests of who leads one, as `auctions.room` shows that of a real auction."""
    actor, trial = _actor(request), _found(trial_id)
    if not trial.takes(actor.label):
        raise Http404
    sheet: Sheet | None = None
    wrong: Sequence[Mistake] = []
    status = 200
    try:
        if request.method == "POST":
            messages.success(request, words(auctions.DONE[_bid(request, trial, actor)]))
            return redirect("portal-trial-room", trial_id)
        if "kind" in request.GET:
            sheet = _reviewed(request, trial, actor)
    except DomainError as refused:
        wrong, status = mistakes.of(auctions.passed(refused)), refused.status
        sheet = _again(request, _found(trial_id), actor, moved=refused.code == "price_moved")
    page = trial_page.collect(_found(trial_id), actor, clock.now())
    context = {"page": page, "sheet": sheet, "mistakes": wrong, "given": request.POST or request.GET}
    return render(request, "portal/auction/room.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@_reachable
def console(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Show whoever opened a trial to lead it its desk; a POST does what was pressed."""
    actor, trial = _actor(request), _found(trial_id)
    if trial.owner != actor.label or trial.part != "host":
        raise Http404
    wrong: Sequence[Mistake] = []
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, words(auctions.DONE[_led(request, trial, actor)]))
            return redirect("portal-trial-console", trial_id)
        except DomainError as refused:
            wrong, status = mistakes.of(auctions.passed(refused)), refused.status
    now, trial = clock.now(), _found(trial_id)
    context = {
        "page": trial_page.collect(trial, actor, now), "desk": trial_page.desk(trial, now), "mistakes": wrong, "given": request.POST,
    }  # fmt: skip
    return render(request, "portal/auction/console.html", context, status=status)


@never_cache
@login_required
@require_safe
@_reachable
def state(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Tell the page's script how a trial stands."""
    trial, at = _found(trial_id), rounds.milliseconds(clock.now())
    return _timed(trial_rooms.state(trial, at), at)


@never_cache
@login_required
@require_safe
@_reachable
def items(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Tell the page's script what everybody saw after a number."""
    asked = request.GET.get("after", "0")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    trial, at = _found(trial_id), rounds.milliseconds(clock.now())
    return _timed({"trial": True, "results": trial_rooms.told(trial, at, after)}, at)


@never_cache
@login_required
@require_safe
@_reachable
def record(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Hand out the record of a trial that is over, in the format of auctions; its id and its name say what it is."""
    trial, at = _found(trial_id), rounds.milliseconds(clock.now())
    if trials.stands(trial, at).phase not in trial_rooms.OVER:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="trial.json"'}
    return HttpResponse(trials.record(trial, at).to_bytes(), content_type="application/json", headers=headers)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _found(trial_id: str) -> Trial:
    try:
        return trying.find(trial_id)
    except NotFound as error:
        raise Http404 from error


def _timed(said: dict[str, Any], at: int) -> HttpResponse:
    return JsonResponse(said, headers={"Yangguang-Time": str(at)})


def _choice(lot_id: str, actor: Actor) -> Choice:
    like, title = _like(lot_id, actor) if lot_id else (None, Text("", ""))
    last = trying.latest(actor) if actor.user_id else None
    at = trial_page.addresses(last.id) if last else None
    latest = "" if at is None or last is None else at.room if last.part == "bidder" else at.console
    return Choice(
        [(one, standing.FORMS[one]) for one in trial_rules.FORMS], [*map(str, trial_rules.MINUTES)],
        [*map(str, range(trial_rules.MOST_OPPONENTS + 1))], actor.role in hosts.HOSTS, latest, title,
        standing.FORMS[like.form] if like is not None else Text("", ""), lot_id, like,
    )  # fmt: skip


def _like(lot_id: str, actor: Actor) -> tuple[Any, Text]:
    """Return the announced rules of a lot's auction that may be tried, and what it is called."""
    lot, row = pages.found(lot_id, actor)
    if row.status not in LIVE or row.form not in trial_rules.FORMS or row.signing != "none":
        raise Http404
    name = timeline.name_of(lot)
    title = " ".join(lot.deal.title.split())
    return rounds.rules_of(row), Text(f"{title}，{name.zh}", f"{title}, {name.en}")


def _opened(request: HttpRequest, actor: Actor) -> HttpResponse:
    given = request.POST
    lot, form = given.get("lot", ""), given.get("form", "")
    like, title = _like(lot, actor) if lot else (None, _MADE_UP)
    part = "host" if given.get("part") == "host" else "bidder"
    made = trying.open_one(
        by=actor, part="host" if part == "host" else "bidder", form=like.form if like is not None else form,
        minutes=_whole(given.get("minutes", "")), opponents=_whole(given.get("opponents", "")), title=title, lot=lot, like=like,
    )  # fmt: skip
    return redirect("portal-trial-room" if part == "bidder" else "portal-trial-console", made.id)


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else -1


def _reviewed(request: HttpRequest, trial: Trial, actor: Actor) -> Sheet:
    number = trial.number_of(actor.label)
    if not number:
        raise PermissionDenied
    at = rounds.milliseconds(clock.now())
    kept = trials.played(trial, at).kept
    return auctions.reviewed(request, lambda kind, price: sheets.against(kept, number, kind, price, at))


def _again(request: HttpRequest, trial: Trial, actor: Actor, *, moved: bool) -> Sheet | None:
    number, at = trial.number_of(actor.label), rounds.milliseconds(clock.now())
    kept = trials.played(trial, at).kept
    return auctions.again(
        request, lambda kind, price: sheets.against(kept, number, kind, price, at, moved=moved)
    )


def _bid(request: HttpRequest, trial: Trial, actor: Actor) -> str:
    given = request.POST
    auctions.check_agreed(given)
    if given.get("act") == "enter":
        trying.enter(trial_id=trial.id, rules_sha256=given.get("rules_sha256", ""), by=actor)
        return "enter"
    fields, expected = auctions.confirmed(given)
    trying.move(trial_id=trial.id, fields=fields, key=given.get(once.FIELD, ""), by=actor, expected=expected)
    return "move"


def _led(request: HttpRequest, trial: Trial, actor: Actor) -> str:
    given, act = request.POST, request.POST.get("act", "")
    if act == "say":
        trying.say(trial_id=trial.id, words=given.get("words", ""), by=actor)
        return act
    if act == "propose":
        asked = _ACTS.get(given.get("proposal_act", ""))
        if asked is None:
            raise Invalid("move_malformed", Text("没有这种操作", "There is no such act"))
        seconds = auctions.whole(given.get("seconds", ""), "seconds") if asked == "extend" else 0
        trying.propose(
            trial_id=trial.id, act=asked, reason=given.get("reason", ""), seconds=seconds, by=actor
        )
        return act
    trying.move(
        trial_id=trial.id, fields=auctions.hosted(act, request), key=given.get(once.FIELD, ""), by=actor
    )
    return "host"
