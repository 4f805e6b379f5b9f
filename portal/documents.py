"""A structured document as a page shows it, and what differs between two versions of anything that is kept as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.text import Text
from trading.law import tender_document_json
from trading.law.decryption import Opener
from trading.law.tender_document import (
    Criterion,
    FieldKind,
    Judgement,
    Method,
    RequirementKind,
    TenderDocument,
)

KINDS: Mapping[str, Text] = {
    "tender": Text("招标（采购、出让、转让）文件", "Tender document"),
    "prequalification": Text("资格预审文件", "Prequalification document"),
}

# Names of the parts of a document; what is not among them (a code, a number) stands for itself.
_NAMES: Mapping[str, Text] = {
    "title": Text("标题", "Title"),
    "method": Text("评审方法", "Method"),
    "price_weight": Text("价格权重", "Weight of the price"),
    "price_form": Text("报价表", "Price form"),
    "ceiling": Text("最高限价", "Ceiling"),
    "currency": Text("币种", "Currency"),
    "tax_included": Text("含税", "Tax included"),
    "fields": Text("报价栏", "Lines"),
    "criteria": Text("评审标准", "Criteria"),
    "children": Text("子项", "Parts"),
    "weight": Text("分值", "Weight"),
    "lowest": Text("下限", "Lowest"),
    "highest": Text("上限", "Highest"),
    "step": Text("步长", "Step"),
    "standard": Text("评分细则", "Standard"),
    "judgement": Text("主客观", "Judgement"),
    "items": Text("清单", "Items"),
    "number": Text("编号", "Number"),
    "code": Text("代码", "Code"),
    "name": Text("名称", "Name"),
    "unit": Text("单位", "Unit"),
    "quantity": Text("数量", "Quantity"),
    "ceiling_unit_price": Text("单价限价", "Ceiling of the unit price"),
    "specification": Text("规格", "Specification"),
    "requirements": Text("资格与符合性要求", "Requirements"),
    "evidence": Text("证明材料", "Evidence"),
    "kind": Text("类别", "Kind"),
    "required": Text("必填", "Required"),
    "chapters": Text("章节", "Chapters"),
    "text": Text("正文", "Text"),
    "decryption": Text("开标与解密", "Opening the bids"),
    "by": Text("解密方式", "Opened by"),
    "minutes": Text("投标人解密时限（分钟）", "Bidders' time to decrypt (minutes)"),
    "remedy": Text("解密失败的补救方案", "Where a bid does not open"),
    "evaluation": Text("评审规则", "Rule of the evaluation"),
    "part": Text("所属部分", "Part"),
    "at_least": Text("有效投标家数下限", "Valid bids at least"),
    "candidates": Text("候选人数", "Candidates"),
    "ties": Text("并列时", "Among equals"),
    "corrections": Text("算术修正", "Corrections"),
    "same_brand": Text("同品牌", "One brand"),
    "preferences": Text("政策优惠", "Preferences"),
    "low_prices": Text("异常低价", "Low prices"),
    "scoring": Text("分数汇总", "Summing up of points"),
    "benchmark": Text("评标基准价", "Benchmark price"),
    "deviation": Text("偏差扣分", "Deviation"),
    "passing": Text("合格线", "Passing mark"),
    "shortlist": Text("进入下一步的家数", "Shortlist"),
    "elimination": Text("淘汰", "Elimination"),
    "award": Text("定标方法", "How the award is made"),
    "sections": Text("各部分", "Sections"),
    "paragraphs": Text("段落", "Paragraphs"),
    "rows": Text("条目", "Rows"),
    "table": Text("表格", "Table"),
    "header": Text("表头", "Header"),
    "heading": Text("标题", "Heading"),
    "label": Text("项目", "Label"),
    "value": Text("内容", "Value"),
    "zh": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
}
_CHOICES = {
    choice.value: choice.text
    for cls in (Method, Judgement, FieldKind, RequirementKind, Opener)
    for choice in cls
}
_IDENTITY = ("code", "number", "title", "name")


@dataclass(frozen=True)
class Difference:
    """One value that differs: where it stands, and what it was and is; empty where there was or is nothing."""

    where: Text
    before: Text
    after: Text


def read(content: Mapping[str, Any]) -> TenderDocument:
    """Return a stored document in its own shape."""
    return tender_document_json.from_dict(content)


def outline(criteria: Sequence[Criterion], depth: int = 0) -> Iterator[tuple[int, Criterion]]:
    """Yield the tree of criteria as rows, parents first, each with its depth."""
    for criterion in criteria:
        yield depth, criterion
        yield from outline(criterion.children, depth + 1)


def differences(before: Any, after: Any) -> list[Difference]:
    """Return every value that differs, in the order of the newer version, then what is gone."""
    old, new = dict(_leaves(before, ())), dict(_leaves(after, ()))
    paths = [*new, *(path for path in old if path not in new)]
    called = {path[:-1]: str(value) for path, value in (old | new).items() if path[-1:] == ("name",)}
    return [
        Difference(_where(path, called), _shown(old.get(path)), _shown(new.get(path)))
        for path in paths
        if (old.get(path) or "") != (new.get(path) or "")
    ]


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value, start=1):
            yield from _leaves(inner, (*path, _known_as(inner) or str(index)))
    else:
        yield path, value


def _known_as(value: Any) -> str:
    """Return by what a member of a list is known, so that one put in between does not make all after it differ."""
    if not isinstance(value, Mapping):
        return ""
    return next(
        (str(value[name]) for name in _IDENTITY if isinstance(value.get(name), str) and value[name]), ""
    )


def _where(path: tuple[str, ...], called: Mapping[tuple[str, ...], str]) -> Text:
    names = []
    for depth, part in enumerate(path, start=1):
        own = called.get(path[:depth], "")
        names.append(Text(own, own) if own else _NAMES.get(part) or Text(part, part))
    return Text(" › ".join(n.zh for n in names), " › ".join(n.en for n in names))


def _shown(value: Any) -> Text:
    if value is None or value == "":
        return Text("", "")
    if isinstance(value, bool):
        return Text("是", "Yes") if value else Text("否", "No")
    return _CHOICES.get(value) or Text(str(value), str(value))
