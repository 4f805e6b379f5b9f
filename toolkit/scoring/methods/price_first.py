"""价格优先法, admission to a framework by price (110号令 art. 25, 条号待核): see `admission` for formula, order and elimination."""

from __future__ import annotations

from typing import Literal

from toolkit.records import Positive
from toolkit.scoring.comparing import lowest
from toolkit.scoring.concluding import documents, too_few
from toolkit.scoring.methods.admission import Admission, admit
from toolkit.scoring.results import Result
from toolkit.scoring.screening import screen
from toolkit.scoring.work import EVALUATED, Work


class Rule(Admission):
    """The rule of a framework."""

    method: Literal["price_first"] = "price_first"
    at_least: Positive = 2


def rank(rule: Rule, work: Work) -> Result:
    """Rank the responses by evaluated price."""
    if not screen(rule, work):
        return too_few(rule, work)
    return admit(rule, work, (lowest(EVALUATED), *documents(rule)))
