"""Questions to bidders through the platform: what the committee asked, until when, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding.evaluation import contents, seen, sitting
from bidding.models import BidQuestion, Sheet
from foundation.text import Text
from portal import timeline
from portal.evaluation import finding, signing, titles
from toolkit import canonical
from trading.models import Lot


@dataclass(frozen=True)
class QuestionView:
    """A question in words; `figures` are the amounts of a contradiction in prices, `answer` what the bidder signed."""

    row: BidQuestion
    title: Text
    bidder: str
    state: Literal["answered", "open", "silent"]
    figures: Sequence[tuple[Text, str]]
    answer: str
    stand: Text | None


FIGURES = (
    ("statement", Text("开标一览表", "Opening statement")),
    ("words", Text("大写金额", "Amount in words")),
    ("body", Text("投标文件正文", "Body of the bid")),
    ("corrected", Text("修正后的报价", "Corrected price")),
)
"""The totals that may contradict each other, and what follows, in the order in which the law looks at them."""


@dataclass(frozen=True)
class Asking:
    """Where the chair asks: about which bids, what, and which totals a correction names."""

    bids: Sequence[tuple[str, str]]
    kinds: Mapping[str, Text]
    figures: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Questions:
    """The page."""

    lot: Lot
    name: Text
    now: datetime
    is_bidder: bool
    rows: Sequence[QuestionView]
    ask: Asking | None


@dataclass(frozen=True)
class Answering:
    """The page on which a bidder answers one question; `data` is what its script signs with."""

    lot: Lot
    name: Text
    now: datetime
    one: QuestionView
    data: dict[str, Any]


def collect(lot_id: str, actor: Actor, now: datetime) -> Questions:
    """
    Return the questions that the actor may read.

    :raises Http404: for a lot that it may not know of.
    :raises NotFound: `evaluation_not_found` to whoever may see none.
    :raises Conflict: `not_declared`.
    """
    lot = finding.lot_of(lot_id, actor)
    rows = seen.questions(lot, actor)
    is_bidder = actor.role is Role.BIDDER
    ask = None if is_bidder else _asking(lot, actor)
    names = {} if is_bidder or not rows else finding.names(rows[0].evaluation)
    return Questions(
        lot, timeline.name_of(lot), now, is_bidder, [_view(one, names, now) for one in rows], ask
    )


def answering(lot_id: str, question_id: str, actor: Actor, now: datetime) -> Answering:
    """
    Return the page of one question for the bidder that is asked.

    :raises Http404: for everybody else.
    :raises NotFound: as `collect`.
    """
    page = collect(lot_id, actor, now)
    found = next((one for one in page.rows if one.row.id == question_id), None)
    if found is None or not page.is_bidder:
        raise Http404
    party, lot = Party.objects.get(id=actor.party_id), page.lot
    content = contents.answer(found.row, words="", stand="")
    address = reverse("evaluation-answer", args=[lot.id, found.row.id])
    data = signing.data_of(lot, "answer", content, address, now, organisation=party.code or "")
    return Answering(lot, page.name, now, found, data)


def _asking(lot: Lot, actor: Actor) -> Asking | None:
    """Return what the chair needs to ask; None for everybody else, and while nothing is asked."""
    evaluation, sight = seen.found(lot, actor)
    own = sitting.seat_of(evaluation, actor)
    if (
        sight != "member"
        or own is None
        or not own.is_chair
        or evaluation.status not in ("reviewing", "scoring")
    ):
        return None
    found = seen.desk(lot, actor, Sheet.Part.REVIEW).sheets
    return Asking([(one.bid, one.bidder or one.bid) for one in found], titles.QUESTIONS, FIGURES[:3])


def _view(row: BidQuestion, names: Mapping[str, str], now: datetime) -> QuestionView:
    answer = getattr(row, "answer", None)
    said = canonical.load(bytes(answer.content)) if answer else {}
    return QuestionView(
        row, titles.QUESTIONS[row.kind], names.get(row.filing_id, row.filing_id),
        "answered" if answer else "open" if now < row.due_at and row.evaluation.is_running else "silent",
        list(_figures(row.figures)), str(said.get("words", "")), titles.ANSWERS[answer.stand] if answer else None,
    )  # fmt: skip


def _figures(figures: Mapping[str, Any]) -> list[tuple[Text, str]]:
    """Return the totals of a contradiction in prices in the order in which the law looks at them."""
    return [(title, str(figures[name])) for name, title in FIGURES if figures.get(name)]
