"""
质量优先法, admission to a framework by quality (110号令 art. 25, 条号待核): see `admission` for formula, order and elimination.

The price only has to keep below the highest unit price; the criteria share out a hundred points.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from toolkit.records import Positive
from toolkit.scoring import experts, rules
from toolkit.scoring.comparing import highest
from toolkit.scoring.concluding import documents, too_few
from toolkit.scoring.experts import QUALITY
from toolkit.scoring.methods.admission import Admission, admit
from toolkit.scoring.numbers import HUNDRED
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import Work


class Rule(Admission, rules.ScoredRule):
    """The rule of a framework."""

    method: Literal["quality_first"] = "quality_first"
    at_least: Positive = 2


def rank(rule: Rule, work: Work) -> Result:
    """Rank the responses by quality."""
    experts.check_weights(rule.criteria, Fraction(HUNDRED))
    if not screen(rule, work):
        return too_few(rule, work)
    experts.score(rule, work)
    return admit(rule, work, (highest(QUALITY), *documents(rule)))
