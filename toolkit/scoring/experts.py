"""
Experts' scores: from the sheets of all experts to the points of a bid.

    points of a criterion = mean of the experts' scores / highest x weight      (`criterion_places`, half up)
    technical, business   = sum of the points of their criteria                 (`score_places`, half up)
    quality               = technical + business

Each expert scores alone; of an objective criterion all give the same, and neither the sum nor a mean may change a score that lies
outside its criterion (87号令 art. 55, 64). Where the documents say so, the `trim` highest and lowest scores of a subjective
criterion do not count: of scores, never of prices, which 87号令 art. 55 forbids.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from toolkit.scoring.inputs import Sheet
from toolkit.scoring.numbers import mean, rounded, total
from toolkit.scoring.rules import Criterion, ScoredRule
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import Entry, Work

TECHNICAL, BUSINESS, QUALITY = "technical", "business", "quality"


def score(rule: ScoredRule, work: Work) -> None:
    """
    Give each valid bid the points of its criteria, and their sums.

    :raises Unfit: `criteria_malformed`, `sheet_missing` unless every expert has scored every valid bid, once; `sheet_repeated`;
        `sheet_malformed`, `score_out_of_bounds`, `objective_differs`, `too_few_experts` if the trim leaves none.
    """
    _check_criteria(rule)
    sheets = _sheets(rule, work)
    for entry in work.valid:
        _score(rule, entry, sheets.get(entry.bid.id, []))


def _score(rule: ScoredRule, entry: Entry, sheets: list[Sheet]) -> None:
    parts: dict[str, list[Decimal]] = {TECHNICAL: [], BUSINESS: []}
    earned = []
    for number, criterion in enumerate(rule.criteria):
        scores = [_within(criterion, sheet, number) for sheet in sheets]
        points = _points(rule, criterion, scores, bid=entry.bid.id)
        earned.append(points)
        parts[criterion.part].append(points)
    entry.criteria = tuple(earned)
    for part, points_of_part in parts.items():
        entry.figures[part] = rounded(total(points_of_part), rule.score_places)
    entry.figures[QUALITY] = rounded(total(entry.figures[part] for part in parts), rule.score_places)


def _points(rule: ScoredRule, criterion: Criterion, scores: list[Decimal], *, bid: str) -> Decimal:
    if criterion.judgement == "objective" and len(set(scores)) > 1:
        raise Unfit("objective_differs", bid=bid, criterion=criterion.code)
    if criterion.judgement == "subjective" and rule.trim:
        scores = sorted(scores)[rule.trim : len(scores) - rule.trim]
    if not scores:
        raise Unfit("too_few_experts", bid=bid)
    return rounded(
        mean(scores) / Fraction(criterion.highest) * Fraction(criterion.weight), rule.criterion_places
    )


def _within(criterion: Criterion, sheet: Sheet, number: int) -> Decimal:
    value = sheet.scores[number]
    if not criterion.lowest <= value <= criterion.highest or not _on_step(criterion, value):
        raise Unfit("score_out_of_bounds", bid=sheet.bid, expert=sheet.expert, criterion=criterion.code)
    return value


def _on_step(criterion: Criterion, value: Decimal) -> bool:
    if criterion.step is None:
        return True
    return (Fraction(value) - Fraction(criterion.lowest)) % Fraction(criterion.step) == 0


def _sheets(rule: ScoredRule, work: Work) -> dict[str, list[Sheet]]:
    """Return the sheets of each bid, by expert."""
    found: dict[str, dict[int, Sheet]] = {}
    for sheet in work.inputs.sheets:
        if found.setdefault(sheet.bid, {}).setdefault(sheet.expert, sheet) is not sheet:
            raise Unfit("sheet_repeated", bid=sheet.bid, expert=sheet.expert)
    experts = {sheet.expert for sheet in work.inputs.sheets}
    for entry in work.valid:
        for sheet in found.get(entry.bid.id, {}).values():
            if len(sheet.scores) != len(rule.criteria):
                raise Unfit("sheet_malformed", bid=sheet.bid, expert=sheet.expert)
        if lacking := sorted(experts - found.get(entry.bid.id, {}).keys()):
            raise Unfit("sheet_missing", bid=entry.bid.id, expert=lacking[0])
    return {bid: [of[expert] for expert in sorted(of)] for bid, of in found.items()}


def _check_criteria(rule: ScoredRule) -> None:
    codes = [one.code for one in rule.criteria]
    if len(set(codes)) != len(codes):
        raise Unfit("criteria_malformed", why="repeated")
    for one in rule.criteria:
        if not one.lowest < one.highest or not one.weight or (one.step is not None and not one.step):
            raise Unfit("criteria_malformed", criterion=one.code)


def check_weights(criteria: Sequence[Criterion], whole: Fraction) -> None:
    """
    Make sure that criteria share out `whole` points.

    :raises Unfit: `criteria_malformed`.
    """
    if total(one.weight for one in criteria) != whole:
        raise Unfit("criteria_malformed", why="weights")
