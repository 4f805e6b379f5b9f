"""The rule of a lot in words: the formula with its numbers, what comes before it, and the article behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bidding.scoring import bounds
from bidding.scoring.articles import CONSTRUCTION, METHODS, ORDERS, law_of
from foundation.text import Text
from toolkit.scoring import rules
from toolkit.scoring.evaluating import Rule, within
from toolkit.scoring.numbers import written
from toolkit.scoring.words import FIGURES
from toolkit.scoring.words import METHODS as NAMES
from trading.law.citations import Law
from trading.law.evaluation_terms import AwardBy, BenchmarkOf, Correction, GivenAs, MeanOf, SameBrand, Tie
from trading.law.statutes import FRAMEWORK_110


@dataclass(frozen=True, slots=True)
class Said:
    """One line: what it is of, what holds, and by which article; None where the documents alone say it."""

    label: Text
    value: Text
    law: Law | None = None


_FORMULAS: Final[Mapping[str, Text]] = {
    "comprehensive": Text(
        "价格分＝{full}－|偏差率|×每1%扣分（高于{above}，低于{below}）；总分＝价格分＋技术商务得分；总分高者在前，相同的报价低者在前",
        "points of the price = {full} − |deviation| × points for each per cent (above {above}, below {below}); total = points of "
        "the price + quality; highest total first, then lowest price",
    ),
    "comprehensive_score": Text(
        "价格分＝最低评审价格÷评审价格×{points}；总分＝价格分＋技术商务得分；总分高者在前，相同的报价低者在前",
        "points of the price = lowest evaluated price / evaluated price × {points}; total = points of the price + quality; highest "
        "total first, then lowest price",
    ),
    "consultation": Text(
        "价格分＝最低最后报价÷最后报价×{points}；总分＝价格分＋技术商务得分；总分高者在前，相同的依次比较最后报价、技术得分",
        "points of the price = lowest final offer / final offer × {points}; total = points of the price + quality; highest total "
        "first, then lowest offer, then most technical points",
    ),
    "direct_selection": Text("由采购人从入围供应商中选定", "the purchaser chooses among the suppliers admitted"),
    "inquiry": Text(
        "报价一次，不得更改；评审价格低者在前", "one price that changes no more; lowest evaluated price first"
    ),
    "lowest_evaluated": Text(
        "评审价格＝报价＋商务偏差折算；评审价格低者在前",
        "evaluated price = price + commercial deviations in money; lowest first",
    ),
    "lowest_price": Text("评审价格低者在前", "lowest evaluated price first"),
    "negotiation": Text("以最后报价评审；评审价格低者在前", "final offers; lowest evaluated price first"),
    "price_first": Text("评审价格低者在前", "lowest evaluated price first"),
    "quality_first": Text("技术商务得分高者在前", "most points of quality first"),
    "reasonable_low": Text(
        "价格分＝{full}－|偏差率|×每1%扣分（高于{above}，低于{below}）；价格分高者在前",
        "points of the price = {full} − |deviation| × points for each per cent (above {above}, below {below}); most points first",
    ),
    "rotation": Text("按公布的顺序轮候", "in the announced turn"),
    "second_competition": Text("报价低者在前，不得高于协议价格", "lowest price first, none above its agreed price"),
    "separate_award": Text(
        "评标委员会推荐不排序的候选人，由招标人定标", "the committee names candidates without rank; the organiser decides"
    ),
    "technical_then_price": Text(
        "技术商务得分不低于{passing}且在前{shortlist}名的，评审价格低者在前",
        "of those with {passing} points of quality and among the best {shortlist}, lowest evaluated price first",
    ),
    "two_envelopes": Text(
        "先评第一信封，技术商务得分低于{passing}的不开第二信封；再按下列方法评第二信封",
        "the first envelope comes first: below {passing} points the second stays closed; then as follows",
    ),
    "weighted_quote": Text(
        "价格分＝报价÷最高报价×{points}；总分＝价格分＋其他得分；总分高者在前，相同的报价高者在前",
        "points of the price = price / highest price × {points}; total = points of the price + others; highest total first, then "
        "highest price",
    ),
}  # fmt: skip


def told(rule: Rule) -> list[Said]:
    """Return the rule, outermost method first, line by line in the order in which it is applied."""
    return [line for one in within(rule) for line in _of(one)]


def _of(rule: Any) -> Iterator[Said]:
    method = rule.method
    name, formula = NAMES[method], _FORMULAS[method].format(**_numbers(rule))
    yield Said(Text("评审方法", "Method"), Text(name.zh, name.en), METHODS[method])
    yield Said(Text("计算与排序", "Formula and order"), formula, ORDERS.get(method, METHODS[method]))
    for field, (label, words) in _LINES.items():
        value = getattr(rule, field, None)
        said = words(value) if value is not None else None
        if said is not None:
            yield Said(label, said, _law(field, method))


def _numbers(rule: Any) -> Mapping[str, str]:
    weight = getattr(rule, "price_weight", Decimal(0))
    found = {"points": _short(weight * 100), "passing": _short(getattr(rule, "passing", Decimal(0)))}
    found["shortlist"] = str(getattr(rule, "shortlist", ""))
    if deviation := getattr(rule, "deviation", None):
        found |= {name: _short(getattr(deviation, name)) for name in ("full", "above", "below")}
    return found


def _law(field: str, method: str) -> Law | None:
    """Return the article that stands behind a line, where one does."""
    codes = {"ceiling_price": "above_ceiling", "corrections": "corrected_words", "same_brand": "same_brand"}
    if field in codes:
        return law_of(method, codes[field])
    if field == "low_prices":
        return law_of(method, "low_of_mean")
    if field == "candidates" and method in CONSTRUCTION:
        return bounds.CANDIDATES.law
    if field == "at_least":
        return bounds.FEWEST[method].law if method in bounds.FEWEST else None
    if field == "preferences":
        return bounds.JOINT_FROM.law
    return FRAMEWORK_110.article("25") if field == "eliminated" else None


def _count(value: int) -> Text:
    return Text(f"{value}家", str(value))


def _share(value: Decimal) -> str:
    return f"{_short(value * 100)}%"


def _short(value: Decimal) -> str:
    text = written(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _listed(parts: list[Text]) -> Text | None:
    if not parts:
        return None
    return Text("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))


def _choices(cls: Any) -> Callable[[Any], Text | None]:
    """Return what reads codes of a closed list, in their order."""
    named = {str(one): one.text for one in cls}
    return lambda codes: _listed([named[code] for code in codes])


def _brand(code: str) -> Text | None:
    return None if code == SameBrand.APART else {str(one): one.text for one in SameBrand}[code]


def _preferences(given: rules.Preferences) -> Text | None:
    found = []
    for share, zh, en in (
        (given.small, "小微企业、监狱企业、残疾人福利性单位", "small and micro firms, prisons, welfare firms"),
        (given.joint, f"小微企业份额{_share(given.joint_from)}以上的联合体、分包", f"joint bids with {_share(given.joint_from)} for these"),
        (given.domestic, "本国产品", "domestic products"),
    ):  # fmt: skip
        if share:
            found.append(Text(f"{zh}：{_share(share)}", f"{en}: {_share(share)}"))
    if not found:
        return None
    how = {str(one): one.text for one in GivenAs}[given.given_as]
    return _listed([how, *found])


def _low_prices(given: rules.LowPrices) -> Text | None:
    mean = {str(one): one.text for one in MeanOf}[given.mean_of]
    found = [
        Text(f"{zh}的{_share(share)}", f"{_share(share)} of {en}")
        for share, zh, en in (
            (given.of_mean, f"{mean.zh}平均值", f"the mean ({mean.en.lower()})"),
            (given.of_next, "次低报价", "the next lowest price"),
            (given.of_ceiling, "最高限价", "the ceiling"),
        )
        if share is not None
    ]
    if not found:
        return None
    sign = ("低于", "below") if given.bound == "below" else ("不高于", "at or below")
    reply = Text(f"说明时间不少于{given.reply_minutes}分钟", f"{given.reply_minutes} minutes to explain")
    return _listed([Text(sign[0] + one.zh, f"{sign[1]} {one.en}") for one in found] + [reply])


def _benchmark(given: rules.Benchmark) -> Text | None:
    found = [{str(one): one.text for one in BenchmarkOf}[given.of]]
    for one in given.trims:
        found.append(
            Text(
                f"{one.bids}家以上去掉{one.highest}个最高价、{one.lowest}个最低价",
                f"from {one.bids} bids without the {one.highest} highest and {one.lowest} lowest",
            )
        )
    for name, shares in (("ceiling_share", given.ceiling_shares), ("discount", given.discounts)):
        words = FIGURES[name][0]
        listed = "、".join(map(_share, shares))
        drawn = len(shares) > 1
        if shares:
            found.append(
                Text(
                    f"{words.zh}{listed}{'，开标时抽取' if drawn else ''}",
                    f"{words.en.lower()} {listed.replace('、', ', ')}{', drawn at the opening' if drawn else ''}",
                )
            )
    places = Text(
        f"平均价、基准价保留{given.mean_places}、{given.places}位小数",
        f"{given.mean_places} and {given.places} places",
    )
    return _listed([*found, places])


def _trim(value: int) -> Text | None:
    words = Text(
        f"主观分去掉{value}个最高分、{value}个最低分", f"without the {value} highest and {value} lowest"
    )
    return words if value else None


def _criteria(value: tuple[rules.Criterion, ...]) -> Text | None:
    parts = {"technical": Decimal(0), "business": Decimal(0)}
    for one in value:
        parts[one.part] += one.weight
    technical, business = (_short(parts[name]) for name in ("technical", "business"))
    words = Text(f"技术{technical}分，商务{business}分", f"technical {technical}, commercial {business}")
    return words if value else None


def _places(value: int) -> Text:
    return Text(f"{value}位小数，四舍五入", f"{value} places, half up")


def _money(value: Decimal) -> Text:
    return Text(written(value), written(value))


def _least(value: int) -> Text:
    return Text(f"至少{value}家", f"{value} at least")


_LINES: Final[Mapping[str, tuple[Text, Callable[[Any], Text | None]]]] = {
    "at_least": (Text("有效投标家数下限", "Valid bids at least"), _count),
    "ceiling_price": (Text("最高限价", "Ceiling"), _money),
    "start_price": (Text("底价", "Start price"), _money),
    "corrections": (Text("算术修正（依次）", "Corrections, in this order"), _choices(Correction)),
    "low_prices": (Text("异常低价审查", "Review of low prices"), _low_prices),
    "same_brand": (Text("核心产品同品牌", "One brand of the core product"), _brand),
    "preferences": (Text("政策优惠", "Preferences"), _preferences),
    "criteria": (Text("评分项", "Criteria"), _criteria),
    "trim": (Text("评分汇总", "Scores"), _trim),
    "criterion_places": (Text("各评分项得分", "Points of a criterion"), _places),
    "score_places": (Text("各项合计与价格分", "Sums and points of the price"), _places),
    "benchmark": (Text("评标基准价", "Benchmark price"), _benchmark),
    "eliminated": (
        Text("淘汰比例", "Share that is eliminated"),
        lambda value: Text(_share(value), _share(value)),
    ),
    "least_eliminated": (Text("淘汰家数", "Eliminated"), _least),
    "most": (Text("入围家数上限", "Admitted at most"), lambda value: _count(value) if value else None),
    "candidates": (
        Text("候选人数", "Candidates"),
        lambda value: Text(f"不超过{value}名", f"{value} at most"),
    ),
    "ties": (Text("得分（价格）相同时", "Among equals"), _choices(Tie)),
    "award": (Text("定标方法", "How the award is made"), lambda value: _choices(AwardBy)([value])),
}
