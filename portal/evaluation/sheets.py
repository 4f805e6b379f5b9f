"""A member's own sheets of one part, a bid at a time: what is asked, what it wrote, and how far it has come with all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from bidding.evaluation import bids, document, seen
from bidding.evaluation.seen import OwnSheet
from bidding.models import Sheet
from foundation.text import Text
from portal import timeline
from portal.evaluation import documents, finding, titles
from portal.evaluation.documents import Documents
from trading.law.tender_document import Criterion, Judgement
from trading.models import Lot

WRITTEN_IN = {Sheet.Part.REVIEW.value: ("reviewing", "scoring"), Sheet.Part.SCORES.value: ("scoring",)}
SHOWN = 6


@dataclass(frozen=True)
class Field:
    """One line of a sheet; `value` and `words` as they were typed last, `stands` what another window saved meanwhile."""

    code: str
    name: Text | str
    hint: Text | str
    law: str
    value: str
    words: str
    stands: str | None = None


@dataclass(frozen=True)
class ScoreField(Field):
    """A criterion; `share` is what one point of its score earns."""

    lowest: str = "0"
    highest: str = "0"
    step: str = ""
    share: str = "1"
    is_objective: bool = False

    @property
    def is_at_an_end(self) -> bool:
        """Whether it is the best or the worst score there is, for which a reason is looked for."""
        return not self.is_objective and self.value in (self.lowest, self.highest)


@dataclass(frozen=True)
class BidRow:
    """One bid in the list of all: whether its sheet is complete, and what its scores come to."""

    bid: str
    label: Text | str
    is_done: bool
    is_begun: bool
    total: str
    is_current: bool


@dataclass(frozen=True)
class SheetPage:
    """The page. `current` is None where there is no bid; `data` is for its script, None where nothing is written any more."""

    lot: Lot
    name: Text
    part: str
    title: Text
    is_blind: bool
    is_prequalification: bool
    is_signed: bool
    may_write: bool
    rows: Sequence[BidRow]
    current: BidRow | None
    number: int
    version: int
    bidder: str
    scores: Sequence[ScoreField]
    requirements: Sequence[Field]
    grounds: Sequence[Field]
    total: str
    most: str
    before: str
    after: str
    unfinished: str
    data: dict[str, Any] | None
    documents: Documents | None

    @property
    def sign_act(self) -> str:
        """Return the act by which this part is signed."""
        return titles.ACT_OF[self.part]

    @property
    def done(self) -> int:
        """How many sheets are complete."""
        return sum(one.is_done for one in self.rows)


def collect(
    lot_id: str, actor: Actor, part: str, bid: str, given: Mapping[str, Any] | None = None
) -> SheetPage:
    """
    Return the page of a part at one bid, or at the first that is not complete. `given` is what was typed and not taken, by code, with
    `version` and what `stands`.

    :raises Http404: for everybody without a seat.
    :raises Conflict: `not_declared`.
    """
    lot = finding.lot_of(lot_id, actor)
    evaluation, _ = seen.found(lot, actor)
    desk = seen.desk(lot, actor, part)
    sheets = list(desk.sheets)
    chosen = chosen_of(desk.asked, part, sheets, bid)
    rows = [row_of(desk.asked, part, one, one is chosen) for one in sheets]
    at = sheets.index(chosen) if chosen else 0
    is_settled = part == Sheet.Part.SCORES and bids.are_scores_settled(evaluation)
    may_write = (
        evaluation.status in WRITTEN_IN[part]
        and not is_settled
        and chosen is not None
        and not chosen.is_signed
    )
    entries = dict(chosen.entries) if chosen else {}
    typed = (given or {}).get("entries", entries)
    stands = entries if given and given.get("stands") else None
    scores, requirements, grounds = fields_of(desk.asked, typed, stands)
    return SheetPage(
        lot=lot, name=timeline.name_of(lot), part=part, title=titles.part_of(evaluation, part),
        is_blind=evaluation.is_blind and part == Sheet.Part.SCORES, is_prequalification=evaluation.is_prequalification,
        is_signed=any(one.is_signed for one in sheets), may_write=may_write, rows=rows,
        current=rows[at] if chosen else None, number=at + 1,
        version=chosen.version if chosen else 0, bidder=chosen.bidder if chosen else "",
        scores=scores, requirements=requirements, grounds=grounds,
        total=total(desk.asked.criteria, typed), most=_plain(sum((one.weight for one in desk.asked.criteria), Decimal(0))),
        before=sheets[at - 1].bid if chosen and at else "",
        after=sheets[at + 1].bid if chosen and at + 1 < len(sheets) else "",
        unfinished=next((one.bid for one in rows if not one.is_done and not one.is_current), ""),
        data=_data(lot, evaluation.id, part, chosen) if chosen and may_write else None,
        documents=documents.collect(lot, evaluation, actor, chosen.bid, by_name=bool(chosen.bidder)) if chosen else None,
    )  # fmt: skip


def total(criteria: Sequence[Criterion], entries: Mapping[str, Any]) -> str:
    """Return what the scores of one bid come to in points, exact where it is a decimal, and to four places elsewhere."""
    points = Fraction(0)
    for one in criteria:
        value = str(entries.get(one.code, {}).get("value", ""))
        try:
            points += Fraction(Decimal(value)) / Fraction(one.max_score) * Fraction(one.weight)
        except (ArithmeticError, ValueError, OverflowError):
            continue  # not yet a number
    return _plain(Decimal(points.numerator) / Decimal(points.denominator))


def lines_of(asked: document.Asked) -> list[tuple[str, Text | str]]:
    """Return what a part asks, by code, in its order."""
    return [
        *((one.code, one.name) for one in asked.requirements),
        *((one.code, one.name) for one in asked.criteria),
        *((one.code, one.title) for one in asked.grounds),
    ]


def chosen_of(asked: document.Asked, part: str, sheets: Sequence[OwnSheet], bid: str) -> OwnSheet | None:
    """Return the sheet of a bid, or of the first that is not complete. :raises Http404: for a bid that is not there."""
    if bid:
        found = next((one for one in sheets if one.bid == bid), None)
        if found is None:
            raise Http404
        return found
    return next((one for one in sheets if not is_done(asked, part, one)), sheets[0] if sheets else None)


def is_done(asked: document.Asked, part: str, sheet: OwnSheet) -> bool:
    """Tell whether nothing is missing on a sheet."""
    return not document.missing_entries(asked, part, sheet.entries) and (
        sheet.version > 0 or not _needs(asked)
    )


def _needs(asked: document.Asked) -> bool:
    return bool(asked.criteria or asked.requirements)


def row_of(asked: document.Asked, part: str, sheet: OwnSheet, is_current: bool) -> BidRow:
    """Return a bid as it stands in the list of all."""
    fails = part == Sheet.Part.REVIEW and any(
        one.get("value") == Sheet.FAILS for one in sheet.entries.values()
    )
    said = (
        total(asked.criteria, sheet.entries) if part == Sheet.Part.SCORES else "fails" if fails else "passes"
    )
    return BidRow(
        sheet.bid, sheet.bidder or titles.of_bid(sheet.bid), is_done(asked, part, sheet), bool(sheet.version), said, is_current
    )  # fmt: skip


def fields_of(
    asked: document.Asked, entries: Mapping[str, Any], stands: Mapping[str, Any] | None
) -> tuple[list[ScoreField], list[Field], list[Field]]:
    """Return the lines of a sheet, of criteria, requirements and grounds, as they were typed; `stands` is what another window saved."""

    def filled(code: str) -> dict[str, Any]:
        one = entries.get(code, {})
        other = stands.get(code, {}).get("value", "") if stands is not None else None
        return {
            "value": one.get("value", ""),
            "words": one.get("words", ""),
            "stands": other if other != one.get("value", "") else None,
        }

    scores = [
        ScoreField(
            one.code, one.name, one.standard, "", **filled(one.code), lowest=_plain(one.lowest), highest=_plain(one.max_score),
            step=_plain(one.step) if one.step else "", share=format(one.weight / one.max_score, "f") if one.max_score else "0",
            is_objective=one.judgement is Judgement.OBJECTIVE,
        )
        for one in asked.criteria
    ]  # fmt: skip
    requirements = [
        Field(one.code, one.name, one.evidence, "", **filled(one.code)) for one in asked.requirements
    ]
    grounds = [Field(one.code, one.title, "", str(one.law), **filled(one.code)) for one in asked.grounds]
    return scores, requirements, grounds


def _data(lot: Lot, evaluation: str, part: str, sheet: OwnSheet) -> dict[str, Any]:
    return {
        "key": f"{evaluation}.{part}.{sheet.bid}",
        "version": sheet.version,
        "address": reverse("evaluation-sheet", args=[lot.id, part, sheet.bid]),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }


def _plain(number: Decimal) -> str:
    written = f"{number:.4f}" if number.as_tuple().exponent not in range(-4, 1) else format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
