"""What is wrong with a tender document as a whole: what no type can say. Every problem, not the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from foundation.text import Text
from trading.law import decryption, evaluation_problems
from trading.law.tender_document import (
    AMOUNT_PLACES,
    PRICE_ONLY,
    QUANTITY_PLACES,
    SCORE_PLACES,
    SCORED_WITHOUT_PRICE,
    TOTAL,
    UNIT_PRICE_PLACES,
    WHOLE,
    Criterion,
    FieldKind,
    Item,
    PriceForm,
    TenderDocument,
)

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def problems(document: TenderDocument) -> list[Text]:
    """Return what is wrong, in words; an empty list means that the document may be published."""
    found = [] if document.title.strip() else [Text("缺少名称", "The document has no title")]
    found += [*_scoring(document), *_criteria(document), *_items(document.items), *_price_form(document)]
    found += decryption.problems(document.decryption) if document.decryption else ()
    found += evaluation_problems.problems(document.evaluation) if document.evaluation else ()
    codes = [r.code for r in document.requirements]
    found += [*_codes(codes, Text("资格与符合性要求", "Requirement"))]
    found += [
        Text("要求“{c}”须写明名称和证明材料", "Requirement “{c}” needs a name and its evidence").format(
            c=r.code
        )
        for r in document.requirements
        if not r.name.strip() or not r.evidence.strip()
    ]
    return found


def _scoring(document: TenderDocument) -> Iterator[Text]:
    weight = document.price_weight
    if not weight.is_finite() or not 0 <= weight <= 1 or _places(weight) > SCORE_PLACES:
        yield Text(
            "价格权重须在0至1之间，小数不超过4位",
            "The price weight lies between 0 and 1, with at most 4 places",
        )
        return
    if document.method in PRICE_ONLY:
        if document.criteria or weight != 1:
            yield Text(
                "{m}不设评分项，价格权重为1", "{e} scores nothing: no criteria, price weight 1"
            ).format(m=document.method.text.zh, e=document.method.text.en)
        return
    priced = document.method not in SCORED_WITHOUT_PRICE
    if priced and not 0 < weight < 1:
        yield Text("价格权重须大于0且小于1", "The price weight lies between 0 and 1, both excluded")
    if not priced and weight != 0:
        yield Text("技术得分不含价格，价格权重为0", "The price takes no part in the score: weight 0")
    total = sum((c.weight for c in document.criteria), start=weight * WHOLE)
    if total != WHOLE:
        yield Text(
            "评分项与价格分合计{t}分，应为100分", "Criteria and price come to {t} points; they must be 100"
        ).format(t=_number(total))


def _criteria(document: TenderDocument) -> Iterator[Text]:
    nodes = [node for criterion in document.criteria for node in criterion.walk()]
    yield from _codes((n.code for n in nodes), Text("评分项", "Criterion"))
    for node in nodes:
        yield from _leaf(node) if node.is_leaf else _branch(node)


def _branch(node: Criterion) -> Iterator[Text]:
    total = sum((c.weight for c in node.children), start=Decimal(0))
    if total != node.weight:
        yield Text(
            "“{n}”的下级合计{t}分，应为{w}分", "The parts of “{n}” come to {t} points; they must be {w}"
        ).format(n=node.name, t=_number(total), w=_number(node.weight))
    if node.judgement is not None or node.highest is not None or node.step is not None or node.lowest:
        yield Text("“{n}”有下级，不能直接评分", "“{n}” has parts and cannot be scored itself").format(
            n=node.name
        )


def _leaf(node: Criterion) -> Iterator[Text]:
    name = {"n": node.name or node.code}
    if not node.name.strip():
        yield Text("评分项“{n}”缺少名称", "Criterion “{n}” has no name").format(**name)
    if node.judgement is None:
        yield Text("“{n}”须写明客观分或主观分", "“{n}” must be objective or subjective").format(**name)
    numbers = (node.weight, node.lowest, node.max_score, node.step or Decimal(0))
    if any(not n.is_finite() or _places(n) > SCORE_PLACES for n in numbers):
        yield Text("“{n}”的分值小数不超过4位", "The points of “{n}” have at most 4 places").format(**name)
    elif node.weight <= 0 or not 0 <= node.lowest < node.max_score:
        yield Text(
            "“{n}”的分值须为正，且最低分小于最高分",
            "The points of “{n}” are positive, the lowest below the highest",
        ).format(**name)
    elif node.step is not None and (node.step <= 0 or (node.max_score - node.lowest) % node.step):
        yield Text("“{n}”的分档不能整除分值区间", "The steps of “{n}” do not fit its range").format(**name)


def _items(items: tuple[Item, ...]) -> Iterator[Text]:
    numbers = [i.number for i in items]
    for number in sorted({n for n in numbers if numbers.count(n) > 1}):
        yield Text("清单编号“{n}”重复", "Item number “{n}” occurs twice").format(n=number)
    for item in items:
        if not (item.number.strip() and item.name.strip() and item.unit.strip()):
            yield Text(
                "清单项“{n}”须有编号、名称和单位", "Item “{n}” needs a number, a name and a unit"
            ).format(n=item.number)
        if not item.quantity.is_finite() or item.quantity <= 0 or _places(item.quantity) > QUANTITY_PLACES:
            yield Text(
                "清单项“{n}”的数量须为正，小数不超过6位",
                "The quantity of item “{n}” is positive, with at most 6 places",
            ).format(n=item.number)
        ceiling = item.ceiling_unit_price
        if ceiling is not None and (
            not ceiling.is_finite() or ceiling <= 0 or _places(ceiling) > UNIT_PRICE_PLACES
        ):
            yield Text(
                "清单项“{n}”的单价限价须为正，小数不超过6位",
                "The ceiling of item “{n}” is positive, with at most 6 places",
            ).format(n=item.number)


def _price_form(document: TenderDocument) -> Iterator[Text]:
    form = document.price_form
    yield from _codes((f.code for f in form.fields), Text("报价表栏目", "Line of the price form"))
    total = form.field(TOTAL)
    if total is None or total.kind is not FieldKind.MONEY or not total.required:
        yield Text("报价表须有必填的投标总价", "The price form asks for a total price")
    if any(f.kind is FieldKind.UNIT_PRICES for f in form.fields) and not document.items:
        yield Text("要求分项单价，但没有清单", "Unit prices are asked for, but there are no items")
    if sum(f.kind is FieldKind.UNIT_PRICES for f in form.fields) > 1:
        yield Text("分项单价只能有一栏", "Unit prices are asked for only once")
    yield from _bounds(form)


def _bounds(form: PriceForm) -> Iterator[Text]:
    if not _CURRENCY.fullmatch(form.currency):
        yield Text("币种须为三位字母代码", "The currency is a code of three letters")
    if form.ceiling is not None and (
        not form.ceiling.is_finite() or form.ceiling <= 0 or _places(form.ceiling) > AMOUNT_PLACES
    ):
        yield Text("最高限价须为正，小数不超过2位", "The ceiling is positive, with at most 2 places")
    for field in form.fields:
        bounded = field.lowest is not None or field.highest is not None
        if bounded and field.kind not in (FieldKind.MONEY, FieldKind.RATE, FieldKind.DAYS):
            yield Text("“{n}”不是数字，不能设上下限", "“{m}” is no number and has no bounds").format(
                n=field.name.zh, m=field.name.en
            )
        if field.lowest is not None and field.highest is not None and field.lowest > field.highest:
            yield Text("“{n}”的下限高于上限", "The bounds of “{m}” are the wrong way round").format(
                n=field.name.zh, m=field.name.en
            )


def _codes(codes: Iterable[str], what: Text) -> Iterator[Text]:
    listed = list(codes)
    for code in sorted({c for c in listed if listed.count(c) > 1}):
        yield Text(f"{what.zh}代码“{code}”重复", f"{what.en} code “{code}” occurs twice")
    for code in sorted({c for c in listed if not _CODE.fullmatch(c)}):
        yield Text(
            f"{what.zh}代码“{code}”须为小写字母、数字和下划线",
            f"{what.en} code “{code}” is not in lower case letters, digits and underscores",
        )


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent)) if value.is_finite() else 99


def _number(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
