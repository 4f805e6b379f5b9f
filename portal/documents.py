"""A structured document as a page shows it, and what differs between two versions of anything that is kept as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.text import Text
from trading.law import tender_document_json
from trading.law.choices import Choice
from trading.law.decryption import Opener
from trading.law.evaluation_terms import (
    AwardBy,
    BenchmarkOf,
    Correction,
    EvaluationTerms,
    GivenAs,
    Mark,
    MeanOf,
    SameBrand,
    Tie,
)
from trading.law.tender_document import (
    Criterion,
    FieldKind,
    Judgement,
    Method,
    Part,
    RequirementKind,
    TenderDocument,
)

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
    "small": Text("小微企业扣除", "Small firms"),
    "joint": Text("联合体、分包扣除", "Joint bids"),
    "joint_from": Text("小微企业合同份额", "Share for small firms"),
    "domestic": Text("本国产品扣除", "Domestic products"),
    "given_as": Text("落实方式", "Given as"),
    "of_mean": Text("与平均报价之比", "Of the mean"),
    "of_next": Text("与次低报价之比", "Of the next lowest"),
    "of_ceiling": Text("与最高限价之比", "Of the ceiling"),
    "mean_of": Text("平均报价的范围", "Mean of"),
    "bound": Text("界限", "Bound"),
    "reply_minutes": Text("说明时间（分钟）", "Time to explain (minutes)"),
    "trim": Text("去掉的最高、最低分", "Scores left out at each end"),
    "criterion_places": Text("评分项得分小数位", "Places of a criterion"),
    "score_places": Text("合计分小数位", "Places of sums"),
    "of": Text("基础", "Of"),
    "trims": Text("去掉的报价", "Prices left out"),
    "bids": Text("家数", "Bids"),
    "ceiling_shares": Text("最高限价权重系数", "Shares of the ceiling"),
    "discounts": Text("下浮系数", "Discounts"),
    "mean_places": Text("平均价小数位", "Places of the mean"),
    "places": Text("小数位", "Places"),
    "full": Text("满分", "Full points"),
    "above": Text("高于时每1%扣分", "Lost for each per cent above"),
    "below": Text("低于时每1%扣分", "Lost for each per cent below"),
    "rate_places": Text("偏差率小数位", "Places of the deviation"),
    "share": Text("比例", "Share"),
    "least": Text("至少", "At least"),
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
# Lists whose codes mean something else elsewhere are read by the name of their field.
_LISTS: Mapping[str, type[Choice]] = {
    "part": Part, "ties": Tie, "corrections": Correction, "same_brand": SameBrand, "of": BenchmarkOf, "mean_of": MeanOf, "bound": Mark,
    "given_as": GivenAs, "award": AwardBy,
}  # fmt: skip
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


def terms(evaluation: EvaluationTerms | None) -> list[tuple[Text, Text]]:
    """Return what a document says of the evaluation beside its criteria, as labelled words."""
    said = _leaves(tender_document_json.plain(evaluation), ()) if evaluation else ()
    return [(_where(path, {}), _shown(value, path)) for path, value in said if value not in (None, "")]


def differences(before: Any, after: Any) -> list[Difference]:
    """Return every value that differs, in the order of the newer version, then what is gone."""
    old, new = dict(_leaves(before, ())), dict(_leaves(after, ()))
    paths = [*new, *(path for path in old if path not in new)]
    called = {path[:-1]: str(value) for path, value in (old | new).items() if path[-1:] == ("name",)}
    return [
        Difference(_where(path, called), _shown(old.get(path), path), _shown(new.get(path), path))
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


def _shown(value: Any, path: tuple[str, ...]) -> Text:
    if value is None or value == "":
        return Text("", "")
    if isinstance(value, bool):
        return Text("是", "Yes") if value else Text("否", "No")
    for name in reversed(path):
        if name in _LISTS:
            return next((one.text for one in _LISTS[name] if one == value), Text(str(value), str(value)))
    return _CHOICES.get(value) or Text(str(value), str(value))
