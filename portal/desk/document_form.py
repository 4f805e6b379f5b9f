"""The form of a tender document: criteria tree, item lines, price form, requirements, chapters, who opens the bids."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from foundation.text import Text
from portal.desk import forms, typed
from portal.desk.forms import Field, Row
from portal.desk.typed import Tree
from trading.law.tender_document import TenderDocument, standard_fields
from trading.law.tender_document_json import plain
from trading.models import Document

PREFIX, CARRIED = "document", "items"
MOST_SHOWN = 60
"""Item lines that are inputs of the page; more of them travel in one field, and are changed in a spreadsheet."""
KEPT_AS_IT_IS = ("evaluation",)
"""What the form does not show, and a new version takes over from the one before: where there is none, the law's numbers are written out."""
_LABELS: Mapping[str, Text] = {
    "TenderDocument.title": Text("文件名称", "Title"),
    "TenderDocument.method": Text("评标（评审）方法", "How bids are compared"),
    "TenderDocument.price_weight": Text("价格权重（0至1）", "Weight of the price (0 to 1)"),
    "TenderDocument.price_form": Text("报价表", "Price form"),
    "TenderDocument.criteria": Text("评分标准", "Criteria"),
    "TenderDocument.items": Text("清单（标的）", "Items"),
    "TenderDocument.requirements": Text("资格与符合性要求", "Requirements"),
    "TenderDocument.chapters": Text("正文章节", "Chapters"),
    "TenderDocument.decryption": Text("开标与解密", "Opening the bids"),
    "Criterion.code": Text("代码", "Code"),
    "Criterion.name": Text("名称", "Name"),
    "Criterion.weight": Text("权重（分）", "Weight (points)"),
    "Criterion.judgement": Text("评分方式", "How it is scored"),
    "Criterion.lowest": Text("最低分", "Lowest score"),
    "Criterion.highest": Text("最高分", "Highest score"),
    "Criterion.step": Text("分值间隔", "In steps of"),
    "Criterion.standard": Text("评分细则", "Standard"),
    "Criterion.part": Text("所属部分", "Part"),
    "Criterion.children": Text("下级标准", "Criteria below it"),
    "Item.number": Text("编号", "Number"),
    "Item.name": Text("名称", "Name"),
    "Item.unit": Text("计量单位", "Unit"),
    "Item.quantity": Text("数量", "Quantity"),
    "Item.ceiling_unit_price": Text("最高限制单价", "Ceiling of the unit price"),
    "Item.specification": Text("规格型号或要求", "Specification"),
    "PriceForm.fields": Text("报价项", "Lines"),
    "PriceForm.currency": Text("币种", "Currency"),
    "PriceForm.tax_included": Text("含税", "Tax included"),
    "PriceForm.ceiling": Text("最高限价", "Ceiling"),
    "PriceField.code": Text("代码", "Code"),
    "PriceField.name": Text("名称", "Name"),
    "PriceField.kind": Text("类型", "Kind"),
    "PriceField.required": Text("必填", "Required"),
    "PriceField.lowest": Text("最小值", "Least"),
    "PriceField.highest": Text("最大值", "Most"),
    "Text.zh": Text("中文", "In Chinese"),
    "Text.en": Text("英文", "In English"),
    "Requirement.code": Text("代码", "Code"),
    "Requirement.name": Text("要求", "Requirement"),
    "Requirement.kind": Text("类别", "Kind"),
    "Requirement.evidence": Text("证明材料", "Evidence"),
    "Chapter.title": Text("标题", "Title"),
    "Chapter.text": Text("正文", "Text"),
    "Decryption.by": Text("解密方式", "Opened by"),
    "Decryption.minutes": Text("投标人解密时限（分钟）", "Bidders' time to decrypt (minutes)"),
    "Decryption.remedy": Text("解密失败的补救方案", "Where a bid does not open"),
}
_LONG = frozenset(
    {"Chapter.text", "Criterion.standard", "Item.specification", "Requirement.evidence", "Decryption.remedy"}
)


def begun(title: str) -> dict[str, Any]:
    """Return what a document begins with: the usual lines of the price form, and nothing that somebody has to take out again."""
    return {"title": title, "price_form": {"fields": [plain(one) for one in standard_fields()]}}


def of_version(row: Document | None, title: str) -> Tree:
    """Return the newest version as it would be typed; where there is none, what a document begins with."""
    stored = row.content if row else begun(title)
    return typed.of_stored(TenderDocument, stored)


def of_form(given: QueryDict) -> Tree:
    """Return what was typed; item lines that travel in one field are read from it."""
    tree = typed.shown(TenderDocument, given, PREFIX)
    if carried := given.get(CARRIED, ""):
        tree["items"] = carried_lines(carried)
    return tree


def carried_lines(written: str) -> list[Tree]:
    """Return item lines from the field in which they travel; nothing of what is none."""
    try:
        rows = json.loads(written)
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    names = ITEM_FIELDS
    return [
        {name: str(row.get(name) or "") for name in names}
        for row in rows[:MOST_LINES]
        if isinstance(row, dict)
    ]


ITEM_FIELDS = ("number", "name", "unit", "quantity", "ceiling_unit_price", "specification")
MOST_LINES = 5_000
"""As many as a bill of quantities has in a spreadsheet that people read."""


def to_json(tree: Tree, row: Document | None) -> dict[str, Any]:
    """Return the document as its action takes it."""
    data = typed.to_json(TenderDocument, tree)
    for name in KEPT_AS_IT_IS:
        data.pop(name, None)
        if row and row.content.get(name) is not None:
            data[name] = row.content[name]
    return data


def fields(tree: Tree) -> list[Field]:
    """Return the inputs, each by its name; of many item lines none is an input."""
    many = is_carried(tree)
    shown = forms.fields(TenderDocument, tree | {"items": []} if many else tree, PREFIX)
    named = [_named(one, "TenderDocument") for one in shown if one.path not in KEPT_AS_IT_IS]
    return [one for one in named if not (many and one.path == "items")]


def is_carried(tree: Tree) -> bool:
    """Tell whether there are more item lines than the page has inputs for."""
    return len(tree.get("items") or ()) > MOST_SHOWN


_RECORDS = {
    "criteria": "Criterion", "children": "Criterion", "items": "Item", "price_form": "PriceForm", "fields": "PriceField", "name": "Text",
    "requirements": "Requirement", "chapters": "Chapter", "decryption": "Decryption",
}  # fmt: skip


def _named(field: Field, of: str) -> Field:
    """Return an input with the name that the field has for people: the classes of a document carry none."""
    last = field.id.rpartition(".")[2]
    key = f"{of}.{last}"
    rows: Sequence[Row] = [
        Row(row.place, [_named(inner, _RECORDS.get(last, "")) for inner in row.fields]) for row in field.rows
    ]
    kind = "long" if key in _LONG else field.kind
    return replace(field, label=_LABELS.get(key, field.label), rows=rows, kind=kind)
