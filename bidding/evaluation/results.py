"""What came of an evaluation, as it was published: who may read it when, and where each bid stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.actor import Actor
from bidding import queries as queries_of_bidding
from bidding.actions.evaluating import telling
from bidding.evaluation import figures, sitting
from bidding.models import Evaluation, Filing, Ranking
from bidding.models.evaluation import RUNNING
from bidding.scoring.articles import PLACES, law_of
from foundation.text import Text
from toolkit.scoring.evaluating import within
from toolkit.scoring.explaining import figure, sentence
from toolkit.scoring.methods import separate_award
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.results import Placing, Reason
from toolkit.scoring.words import FIGURES
from trading import queries
from trading.law.grammar import Phase
from trading.models import Lot

TOLD = (Phase.PUBLICISING.value, Phase.CONCLUDED.value)
"""The phases in which everybody may read how bids were ranked, but where nothing `is_untold`."""

UNRANKED = Text(
    "候选人不排序，由招标人从中确定", "Candidates are not ranked: the organiser decides among them"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a bid or of the lot: its code, what it is called, its value and unit."""

    code: str
    title: Text
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words, with its article."""

    code: str
    words: Text
    law: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a bid stands, and why; `name` is its bidder's, empty while it may not be told."""

    bid: str
    name: str
    rank: int
    is_candidate: bool
    figures: Sequence[Line]
    reasons: Sequence[Why]


def stands(lot: Lot) -> bool:
    """Tell whether an evaluation by a rule runs or has been reported, and nobody has set it aside. One query."""
    return Evaluation.objects.filter(lot=lot, status__in=[*RUNNING, "reported"], rule__isnull=False).exists()


def is_told(lot: Lot) -> bool:
    """Tell whether everybody may read how the bids of a lot were ranked, once it has a report."""
    return queries.is_told(lot)


def reported(lot: Lot) -> Evaluation | None:
    """Return the evaluation whose report stands, if it has a result that can be recomputed. One query."""
    found = (
        Evaluation.objects.filter(lot=lot, status="reported", is_prequalification=False)
        .order_by("-number")
        .first()
    )
    return found if found is not None and found.result else None


def settled(lot: Lot) -> Evaluation | Ranking | None:
    """Return what the bids of a lot came to: as announced figures alone ranked them, or by the report that stands. Two queries at most."""
    return figures.latest(lot) or reported(lot)


def readable(lot: Lot, actor: Actor) -> Evaluation | Ranking | None:
    """
    Return the evaluation whose result the actor may read: everybody once candidates are publicised, the lot's own side from the last
    signature on, and while it is being signed its committee, the secretary and who watches, who must see what is signed.

    What figures alone decide everybody may read at once: they are public since the record of the opening, and so is the rule. Whom a
    buyer selects by them is its own act, and the order of offers for a call-off is told with it.
    """
    computed = figures.latest(lot)
    if computed is not None:
        is_shown = figures.decide(lot) or is_told(lot) or queries.watches(actor, lot.deal)
        return computed if is_shown else None
    found = reported(lot)
    if found is None:
        return _being_signed(lot, actor)
    if is_told(lot) or queries.watches(actor, lot.deal) or _sits(found, actor):
        return found
    return None


def _being_signed(lot: Lot, actor: Actor) -> Evaluation | None:
    found = Evaluation.objects.filter(lot=lot, status="reporting").exclude(result=None).first()
    if found is None or not found.result:
        return None
    seat = sitting.seat_of(found, actor)
    if seat is not None:
        return found if seat.status == "declared" else None
    return found if telling.is_secretary(lot, actor) or queries_of_bidding.supervises(lot, actor) else None


def published(found: Evaluation | Ranking) -> Published:
    """Return the file that was published."""
    return Published.from_bytes(bytes(found.result or b""))


def standings(found: Evaluation | Ranking) -> list[Standing]:
    """Return where every bid stands, best first, with names: for whoever may read the result. One query."""
    file = published(found)
    names = names_of([file])
    return [standing_of(file, one, names) for one in file.result.placings]


def lines(found: Evaluation | Ranking) -> list[Line]:
    """Return the figures of the lot: means, the benchmark, what was drawn."""
    return [_line(one.name, str(one.value)) for one in published(found).result.figures]


def standing_of(file: Published, placing: Placing, names: Mapping[str, str]) -> Standing:
    """Return where one bid stands by a published file; `names` are those of `names_of`."""
    is_apart = isinstance(file.rule, separate_award.Rule)
    return Standing(
        bid=placing.bid,
        name=names.get(placing.bid, ""),
        rank=0 if is_apart else placing.rank,
        is_candidate=placing.rank > 0 if is_apart else placing.bid in file.result.candidates,
        figures=[_line(one.name, format(one.value, "f")) for one in placing.figures],
        reasons=[_why(file, one, names) for one in placing.reasons],
    )


def _why(file: Published, reason: Reason, names: Mapping[str, str]) -> Why:
    """Put a reason into words; where evaluation and award are apart those that the committee names have no place among each other."""
    if reason.code in PLACES and isinstance(file.rule, separate_award.Rule):
        return Why("unranked", UNRANKED, str(law_of(file.rule.method, reason.code)))
    said = sentence(reason, names)
    return Why(reason.code, Text(said.zh, said.en), str(law_of(innermost(file), reason.code)))


def innermost(file: Published) -> str:
    """Return the method by which bids were ranked in the end."""
    return [str(one.method) for one in within(file.rule) if hasattr(one, "method")][-1]


def _line(name: str, value: str) -> Line:
    words = figure(name)
    return Line(name, Text(words.zh, words.en), value, FIGURES[name][1] if name in FIGURES else "count")


def names_of(files: Sequence[Published]) -> Mapping[str, str]:
    """Return whose the bids of these files are, by their ids."""
    bids = [one.bid for file in files for one in file.result.placings]
    return dict(Filing.objects.filter(id__in=bids).values_list("id", "registration__party__name"))


def _sits(evaluation: Evaluation, actor: Actor) -> bool:
    return (
        bool(actor.member_id)
        and evaluation.seats.filter(member=actor.member_id, left_at__isnull=True).exists()
    )
