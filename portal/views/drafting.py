"""The tender document of a deal, to write it: in the page, and its item lines in a spreadsheet as well."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from foundation.errors import DomainError, Invalid
from foundation.text import Text
from portal import once
from portal.desk import document_form, refused, sheets, typed
from portal.desk.document_form import PREFIX
from portal.desk.typed import Tree
from portal.mistakes import Mistake
from portal.templatetags.words import words
from portal.views.draws import actor_of
from trading import queries
from trading.actions import documents
from trading.law import document_kinds
from trading.models import Deal, Document

SAVED = Text("已保存为第{version}版。", "Saved as version {version}.")
IMPORTED = Text("已读入 {lines} 行，尚未保存。", "Read {lines} rows; they are not saved yet.")
MOST_WRONG = 50
"""Errors of a sheet that are listed; whoever has more of them has another sheet before them."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Write a new version of a document; 404 to all but those who act for the organiser."""
    deal, actor = _organised(request, number)
    row = _newest(deal, kind)
    tree = (
        document_form.of_form(request.POST)
        if request.method == "POST"
        else document_form.of_version(row, deal.title)
    )
    act, wrong = request.POST.get("act", ""), list[Mistake]()
    sheet: sheets.Sheet | None = None
    if act == "import":
        tree, sheet, wrong = _imported(request, tree)
    elif request.method == "POST" and not typed.asked(request.POST):
        data = document_form.to_json(tree, row)
        try:
            saved = once.act(request, lambda: _save(deal, kind, data, actor), deal=deal.id)
        except DomainError as error:
            wrong = refused.at_fields(error, document_form.fields(tree), PREFIX, others=PREFIX)
        else:
            messages.success(request, words(SAVED.format(version=saved)))
            return redirect("portal-deal", deal.number)
    return _page(request, deal, kind, row, tree, wrong, sheet)


@never_cache
@require_safe
def items(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The item lines of the newest version as a spreadsheet; without a version, one to be filled in."""
    deal, _ = _organised(request, number)
    row = _newest(deal, kind)
    answer = HttpResponse(
        sheets.write(row.content.get("items", []) if row else []), content_type=sheets.MEDIA_TYPE
    )
    answer["Content-Disposition"] = f'attachment; filename="{deal.number}-items.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _organised(request: HttpRequest, number: str) -> tuple[Deal, Actor]:
    actor = actor_of(request)
    deal = get_object_or_404(queries.deals(actor), number=number)
    if not queries.organises(deal, actor):
        raise Http404
    return deal, actor


def _newest(deal: Deal, kind: str) -> Document | None:
    return deal.documents.filter(kind=kind).order_by("-version").first()


def _save(deal: Deal, kind: str, data: dict[str, object], actor: Actor) -> str:
    return str(documents.save_document(deal_id=deal.id, kind=kind, content=data, by=actor).version)


def _imported(request: HttpRequest, tree: Tree) -> tuple[Tree, sheets.Sheet | None, list[Mistake]]:
    """Take the item lines of a sheet over, all of them or none."""
    file = request.FILES.get("sheet")
    if file is None:
        return tree, None, [Mistake(Text("请选择 XLSX 文件", "Choose an XLSX file"), field="sheet")]
    try:
        sheet = sheets.read(file.read(sheets.MOST_BYTES + 1))
    except Invalid as error:
        return tree, None, [Mistake(error.message, field="sheet")]
    if sheet.wrong:
        said = Text(
            f"表格有 {len(sheet.wrong)} 处错误，没有读入",
            f"The sheet has {len(sheet.wrong)} errors; nothing of it was taken over",
        )
        return tree, sheet, [Mistake(said, field="sheet")]
    messages.success(request, words(IMPORTED.format(lines=len(sheet.lines))))
    return tree | {"items": list(sheet.lines)}, sheet, []


def _page(
    request: HttpRequest, deal: Deal, kind: str, row: Document | None, tree: Tree, wrong: Sequence[Mistake], sheet: sheets.Sheet | None,
) -> HttpResponse:  # fmt: skip
    lines = tree.get("items") or []
    carried = document_form.is_carried(tree)
    context = {
        "deal": deal, "kind": kind, "title": document_kinds.title_of(kind), "version": row.version if row else 0,
        "fields": document_form.fields(tree), "mistakes": wrong, "wrong_rows": sheet.wrong[:MOST_WRONG] if sheet else (),
        "carried": json.dumps(lines, ensure_ascii=False) if carried else "", "lines": lines[: document_form.MOST_SHOWN] if carried else (),
        "count": len(lines),
    }  # fmt: skip
    return render(request, "portal/desk/document.html", context, status=422 if wrong else 200)
