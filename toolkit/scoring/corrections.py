"""
Arithmetic corrections, in the order of the law.

87号令 art. 59, unless the documents say otherwise: (1) `statement` — the opening statement beats the body of the bid; (2) `words`
— capital numerals beat digits; (3) `point` — of a unit price with an evidently misplaced decimal point or percentage the total
governs and the unit price is changed; (4) `sum` — the sum by unit prices beats another total. With several contradictions, in
this order. Works (评标委员会和评标方法暂行规定 art. 19, 条号待核) have the same but for the first. The bidder confirms the
corrected price, or its bid is void.

Units: the rule's currency. A line is quantity x unit price to the cent, half up; a changed unit price has six places.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from toolkit.scoring.inputs import Correction, PricedLine
from toolkit.scoring.numbers import rounded, total
from toolkit.scoring.results import Reason
from toolkit.scoring.rules import Rule, Step
from toolkit.scoring.unfit import Unfit
from toolkit.scoring.work import PRICE, Entry, Work, reason

CENTS, UNIT_PRICE = 2, 6


def correct(rule: Rule, work: Work) -> None:
    """
    Correct the prices of the bids whose prices contradict each other.

    :raises Unfit: `correction_repeated`, `correction_mismatch` if another total was opened, `correction_unanswered` if the
        bidder has not said whether it confirms.
    """
    listed = [one.bid for one in work.inputs.corrections]
    if len(set(listed)) != len(listed):
        raise Unfit("correction_repeated")
    for one in sorted(work.inputs.corrections, key=lambda one: one.bid):
        if not work.entries[one.bid].out:
            _correct(rule, work.entries[one.bid], one)


def _correct(rule: Rule, entry: Entry, sheet: Correction) -> None:
    if sheet.statement != entry.figures[PRICE]:
        raise Unfit("correction_mismatch", bid=sheet.bid)
    price, steps = corrected(sheet, rule.corrections)
    entry.reasons += steps
    if not steps:
        return
    if sheet.answer == "":
        raise Unfit("correction_unanswered", bid=sheet.bid)
    if not price or sheet.answer == "declined":
        entry.exclude("correction_declined" if price else "quote_of_zero")
        return
    entry.figures["opened_price"] = entry.figures[PRICE]
    entry.figures[PRICE] = price


def corrected(sheet: Correction, order: Sequence[Step]) -> tuple[Decimal, list[Reason]]:
    """Return the price after the corrections of `order`, and one reason for each that changed something."""
    price, steps, lines = sheet.statement, [], list(sheet.lines)
    for step in order:
        if step == "statement" and sheet.body is not None and sheet.body != price:
            steps.append(reason("corrected_statement", price=price, body=sheet.body))
        if step == "words" and sheet.words is not None and sheet.words != price:
            steps.append(reason("corrected_words", before=price, price=sheet.words))
            price = sheet.words
        if step == "point":
            for number, line in enumerate(lines):
                if (unit := _without_slip(line)) != line.unit_price:
                    steps.append(
                        reason(
                            "corrected_point", line=str(number + 1), before=line.unit_price, unit_price=unit
                        )
                    )
                    lines[number] = line.model_copy(update={"unit_price": unit})
        if step == "sum" and lines and (found := _sum(lines)) != price:
            steps.append(reason("corrected_sum", before=price, price=found))
            price = found
    return price, steps


def _without_slip(line: PricedLine) -> Decimal:
    if not line.slipped or not line.quantity:
        return line.unit_price
    return rounded(Fraction(line.amount) / Fraction(line.quantity), UNIT_PRICE)


def _sum(lines: Sequence[PricedLine]) -> Decimal:
    """Return the total by unit prices; a line whose unit price was changed to its amount keeps that amount."""
    amounts = (
        line.amount
        if line.slipped and line.quantity and line.unit_price == _without_slip(line)
        else rounded(Fraction(line.quantity) * Fraction(line.unit_price), CENTS)
        for line in lines
    )
    return rounded(total(amounts), CENTS)
