"""Drafts of deals and their lots: chosen by method, filled in, and changed until they are announced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.roles import Role
from foundation import clock
from foundation.errors import DomainError, Invalid
from foundation.text import Text
from portal import limits, once
from portal.desk import drafts, refused, typed
from portal.desk.typed import Tree, plain
from portal.mistakes import Mistake
from portal.templatetags.words import words
from portal.views.draws import acted, actor_of
from trading import queries, registry
from trading.actions import copying, deals, exchange
from trading.law.grammar import Phase
from trading.law.procedure import Procedure
from trading.models import Deal, Lot

KEPT = Text("已保存。", "Saved.")
LONGEST_TITLE = 300


@never_cache
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """Which kinds of deals there are, what each is for, and how long its bidding lasts at least: an organiser chooses one."""
    _organiser(request)
    today = clock.local_date(clock.now())
    families: dict[str, list[tuple[Procedure, Text | None]]] = {}
    for kind, method in registry.methods():
        if method == exchange.METHOD:
            continue
        found = registry.current(kind, method, on=today)
        length = limits.length(found.bidding, found) if found.bidding else None
        families.setdefault(kind, []).append((found, length))
    return render(request, "portal/desk/methods.html", {"families": list(families.values())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str, method: str) -> HttpResponse:
    """The draft of a deal by a method, in the edition that is in force."""
    actor = _organiser(request)
    try:
        found = registry.current(kind, method, on=clock.local_date(clock.now()))
    except KeyError:
        raise Http404 from None
    if method == exchange.METHOD:
        raise Http404

    def save(own: Tree, asked: dict[str, Any]) -> str:
        values = drafts.deal_values(own)
        return deals.create_deal(kind=kind, method=method, by=actor, particulars_data=asked, **values).number

    def done(number: str) -> HttpResponse:
        return redirect("portal-deal", number)

    kept = (typed.of_stored(drafts.DealHead, {}), typed.of_stored(found.particulars, {}))
    title = Text(f"新建：{found.title.zh}", f"New: {found.title.en}")
    return _form(request, title, drafts.DealHead, found.particulars, kept, save, done)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """A new draft that says what an earlier deal of one's own said; 404 for those of others."""
    actor = _organiser(request)
    earlier = get_object_or_404(queries.deals(actor), number=number, organiser_id=actor.party_id)
    if earlier.method == exchange.METHOD:
        raise Http404
    title = plain(request.POST.get("title", "")).strip()

    def act() -> str:
        if not 0 < len(title) <= LONGEST_TITLE:
            said = Text("请填写项目名称（300字以内）", "Give a title of at most 300 characters")
            raise Invalid("title_missing", said, fields={"title": [said]})
        return copying.copy_deal(deal_id=earlier.id, title=title, by=actor).number

    done, wrong = acted(request, act)
    if done:
        return redirect("portal-deal", done)
    context = {"deal": earlier, "mistakes": wrong, "given": request.POST, "longest": LONGEST_TITLE}
    return render(request, "portal/desk/copy.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The draft of a deal, to change it."""
    deal = _draft(request, number)
    edition = registry.current(deal.kind, deal.method, on=clock.local_date(clock.now()))

    def save(own: Tree, asked: dict[str, Any]) -> str:
        changes = drafts.deal_values(own) | {"particulars": asked}
        return deals.edit_deal(deal_id=deal.id, by=actor_of(request), changes=changes).number

    title = Text("编辑项目", "Edit the deal")
    return _form(
        request, title, drafts.DealHead, edition.particulars, drafts.of_deal(deal), save,
        lambda number: redirect("portal-deal", number), deal=deal,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_lot(request: HttpRequest, number: str) -> HttpResponse:
    """One more lot of a draft."""
    deal = _draft(request, number)
    edition = registry.current(deal.kind, deal.method, on=clock.local_date(clock.now()))

    def save(own: Tree, asked: dict[str, Any]) -> str:
        values = drafts.lot_values(own)
        return deals.add_lot(deal_id=deal.id, by=actor_of(request), particulars_data=asked, **values).id

    kept = (typed.of_stored(drafts.LotHead, {}), typed.of_stored(edition.lot_particulars, {}))
    title = Text("增加标段（包、宗地、标的）", "Add a lot")
    return _form(
        request, title, drafts.LotHead, edition.lot_particulars, kept, save,
        lambda _: redirect("portal-deal", deal.number), deal=deal,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_lot(request: HttpRequest, lot_id: str) -> HttpResponse:
    """A lot that is being prepared, to change it."""
    actor = actor_of(request)
    lot: Lot = get_object_or_404(
        queries.lots(actor).select_related("deal__organiser", "deal__agency"), id=lot_id
    )
    # A lot that is run again is prepared anew while its deal is public.
    if not queries.organises(lot.deal, actor) or lot.phase != Phase.PREPARING.value:
        raise Http404
    edition = registry.current(lot.deal.kind, lot.deal.method, on=clock.local_date(clock.now()))

    def save(own: Tree, asked: dict[str, Any]) -> str:
        changes = drafts.lot_values(own) | {"particulars": asked}
        return deals.edit_lot(lot_id=lot.id, by=actor, changes=changes).id

    title = Text("编辑标段（包、宗地、标的）", "Edit the lot")
    return _form(
        request, title, drafts.LotHead, edition.lot_particulars, drafts.of_lot(lot), save,
        lambda _: redirect("portal-deal", lot.deal.number), deal=lot.deal,
    )  # fmt: skip


def _form(
    request: HttpRequest,
    title: Text,
    head: type,
    cls: type,
    kept: tuple[Tree, Tree],
    save: Callable[[Tree, dict[str, Any]], str],
    done: Callable[[str], HttpResponse],
    *,
    deal: Deal | None = None,
) -> HttpResponse:
    """Show a form, or keep what was typed into it; refused, it shows again all that was typed."""
    own, asked = drafts.typed_into(head, cls, request.POST) if request.method == "POST" else kept
    shown = drafts.form(head, cls, own, asked)
    wrong: list[Mistake] = []
    if request.method == "POST" and not typed.asked(request.POST):
        try:
            data = typed.to_json(cls, asked)
            made = once.act(request, lambda: save(own, data), deal=deal.id if deal else None)
        except DomainError as error:
            if error.status == 404:
                raise Http404 from error
            wrong = refused.at_fields(error, shown.fields, drafts.PREFIX, others=drafts.OWN)
        else:
            messages.success(request, words(KEPT))
            return done(made)
    context = {"title": title, "draft": shown, "deal": deal, "mistakes": wrong}
    return render(request, "portal/desk/draft.html", context, status=422 if wrong else 200)


def _organiser(request: HttpRequest) -> Actor:
    """Return who asks, an organiser; 404 to everybody else."""
    actor = actor_of(request)
    if actor.role is not Role.ORGANISER or actor.party_id is None:
        raise Http404
    return actor


def _draft(request: HttpRequest, number: str) -> Deal:
    """Return a draft of the reader's own; 404 for every other deal."""
    actor = actor_of(request)
    deal = get_object_or_404(queries.deals(actor), number=number)
    if not queries.may_edit(deal, actor):
        raise Http404
    return deal
