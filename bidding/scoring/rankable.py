"""Whether a rule can rank anything at all: what would stop it after the opening is refused before the notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from foundation.text import Text
from toolkit.refusals import Refused
from toolkit.scoring import rules
from toolkit.scoring.evaluating import Rule, check_rule, within
from toolkit.scoring.methods import comprehensive, reasonable_low
from trading.law.grammar import Refusal
from trading.law.statutes import TENDERING

AS_ANNOUNCED: Final = TENDERING.article("40")


def refusals(rule: Rule, *, members: int) -> Iterator[Refusal]:
    """Yield why nothing would follow from a rule, whatever is bid, where a committee may have as few as `members`: none where it is 0."""
    try:
        check_rule(rule)
    except Refused as refused:
        yield Refusal("rule_contradicts_itself", Text(refused.words.zh, refused.words.en), AS_ANNOUNCED)
    for one in within(rule):
        if isinstance(one, comprehensive.Rule):
            yield from _points(one)
        if isinstance(one, comprehensive.Rule | reasonable_low.Rule):
            yield from _benchmark(one)
        if isinstance(one, rules.ScoredRule) and members:
            yield from _trim(one, members)
        if isinstance(one, rules.Rule) and not members:
            yield from _judgement(one)


def _points(rule: comprehensive.Rule) -> Iterator[Refusal]:
    try:
        comprehensive.check(rule)
    except Refused:
        words = Text(
            "评分项与价格分满分合计应为100分", "Criteria and the full points of the price come to 100"
        )
        yield Refusal("points_not_hundred", words, AS_ANNOUNCED)


def _benchmark(rule: comprehensive.Rule | reasonable_low.Rule) -> Iterator[Refusal]:
    how = rule.benchmark
    if rule.ceiling_price is None and (how.of == "ceiling" or any(how.ceiling_shares)):
        words = Text(
            "评标基准价以最高限价计算的，应设最高限价", "A benchmark of the ceiling needs a ceiling price"
        )
        yield Refusal("benchmark_without_ceiling", words, AS_ANNOUNCED)
    if 1 in how.discounts:
        words = Text("下浮系数应小于100%", "A discount of the benchmark is below 100%")
        yield Refusal("benchmark_of_zero", words, AS_ANNOUNCED)


def _trim(rule: rules.ScoredRule, members: int) -> Iterator[Refusal]:
    judged = any(one.judgement == "subjective" for one in rule.criteria)
    if judged and members <= 2 * rule.trim:
        words = Text(
            f"评委会可为{members}人，去掉{rule.trim}个最高分、{rule.trim}个最低分后没有评分",
            f"A committee may have {members}: without {rule.trim} highest and lowest scores none is left",
        )
        yield Refusal("no_score_left", words, AS_ANNOUNCED)


def _judgement(rule: rules.Rule) -> Iterator[Refusal]:
    """Refuse what only people could find: points, whether a low price was explained, whose product has which brand."""
    marks = (rule.low_prices.of_mean, rule.low_prices.of_next, rule.low_prices.of_ceiling)
    is_scored = isinstance(rule, rules.ScoredRule) and bool(rule.criteria)
    if is_scored or any(one is not None for one in marks) or rule.same_brand != "apart":
        words = Text(
            "该竞争方式不设评审委员会，不得设评分项、低价审查或者同品牌规则",
            "No committee judges here: nothing is scored, no low price explained, no brand compared",
        )
        yield Refusal("judgement_without_committee", words, AS_ANNOUNCED)
