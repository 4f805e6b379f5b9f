"""What came of an evaluation, as it was published: who may read it when, and where each bid stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from accounts.actor import Actor
from accounts.roles import Role
from bidding import queries as queries_of_bidding
from bidding.actions.evaluating import telling
from bidding.evaluation import sitting, unqualified
from bidding.evaluation.unqualified import Unqualified
from bidding.models import Evaluation, Filing
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
from trading.winners import recorded, winner_of

TOLD = (Phase.PUBLICISING.value, Phase.CONCLUDED.value)
"""The phases in which everybody may read how bids were ranked, but where nothing `is_untold`."""

LetterKind = Literal["ranked", "awarded", "not_awarded", "not_evaluated"]
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


@dataclass(frozen=True, slots=True)
class Letter:
    """
    What a bidder is told of its own bid (政府采购货物和服务招标投标管理办法第六十九条): its place and scores, and who was chosen.

    `kind` is `ranked` until somebody is; `price` is that of the award. Who did not qualify reads why, in the words of who examined
    it; `not_evaluated` where too few did, so that nobody was ranked.
    """

    lot: str
    deal: str
    title: str
    kind: LetterKind
    winner: str
    price: str | None
    standing: Standing


def stands(lot: Lot) -> bool:
    """Tell whether an evaluation by a rule runs or has been reported, and nobody has set it aside. One query."""
    return Evaluation.objects.filter(lot=lot, status__in=[*RUNNING, "reported"], rule__isnull=False).exists()


def is_told(lot: Lot) -> bool:
    """Tell whether everybody may read how the bids of a lot were ranked, once it has a report."""
    return queries.is_told(lot)


def reported(lot: Lot) -> Evaluation | None:
    """Return the evaluation whose report stands, if it has a result that can be recomputed. One query."""
    found = Evaluation.objects.filter(lot=lot, status="reported").order_by("-number").first()
    return found if found is not None and found.result else None


def readable(lot: Lot, actor: Actor) -> Evaluation | None:
    """
    Return the evaluation whose result the actor may read: everybody once candidates are publicised, the lot's own side from the last
    signature on, and while it is being signed its committee, the secretary and who watches, who must see what is signed.
    """
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


def published(evaluation: Evaluation) -> Published:
    """Return the file that was published."""
    return Published.from_bytes(bytes(evaluation.result or b""))


def standings(evaluation: Evaluation) -> list[Standing]:
    """Return where every bid stands, best first, with names: for whoever may read the result. One query."""
    file = published(evaluation)
    names = _names([file])
    return [_standing(file, one, names) for one in file.result.placings]


def letters(actor: Actor) -> list[Letter]:
    """
    Return what a bidder's organisation is told of each of its bids that was evaluated, the latest first, once candidates are publicised:
    from then on everybody reads where each bid stands, and whose it is, so reasons call others by name.

    Three queries, two of what the organiser examined, and for each lot with an award those that read it.
    """
    if actor.role is not Role.BIDDER or not actor.party_id:
        return []
    filed = Filing.objects.filter(registration__party=actor.party_id, status="accepted")
    rows = Evaluation.objects.filter(status="reported", lot__in=filed.values("lot"), lot__phase__in=TOLD)
    newest = rows.select_related("lot__deal").order_by("-reported_at").exclude(result=None)
    told = [(one.lot, published(one)) for one in newest if is_told(one.lot)]
    own, names = {*filed.values_list("id", flat=True)}, _names([file for _, file in told])
    unfit = unqualified.of(own)
    found = [_letter(lot, file, actor.party_id, own, names, unfit) for lot, file in told]
    ended = [one for one in unfit if one.lot.phase == Phase.FAILED.value]
    return [*(one for one in found if one is not None), *map(_unevaluated, ended)]


def _unevaluated(one: Unqualified) -> Letter:
    """Return what is told where too few qualified, so that nobody evaluated (87号令 art. 44)."""
    lot = one.lot
    standing = Standing(one.bid, one.name, 0, is_candidate=False, figures=(), reasons=_causes(one))
    return Letter(lot.id, lot.deal_id, lot.deal.title, "not_evaluated", "", None, standing)


def _causes(one: Unqualified) -> list[Why]:
    return [Why(cause.code, cause.words, cause.law) for cause in one.causes]


def _letter(
    lot: Lot, file: Published, party: str, own: Collection[str], names: Mapping[str, str], unfit: Collection[Unqualified]
) -> Letter | None:  # fmt: skip
    mine = next((one for one in file.result.placings if one.bid in own), None)
    if mine is None:
        return None
    is_awarded = lot.phase == Phase.CONCLUDED.value or lot.procedure.state(lot.state).is_awarded
    chosen, name = winner_of(lot) if is_awarded else (None, "")
    kind: LetterKind = "ranked"
    if name:
        kind = "awarded" if chosen == party else "not_awarded"
    price = recorded(lot).get("price") if name else None
    standing = _standing(file, mine, names)
    if said := next((one for one in unfit if one.bid == mine.bid), None):
        standing = replace(standing, reasons=_causes(said))
    return Letter(lot.id, lot.deal_id, lot.deal.title, kind, name, price, standing)


def lines(evaluation: Evaluation) -> list[Line]:
    """Return the figures of the lot: means, the benchmark, what was drawn."""
    return [_line(one.name, str(one.value)) for one in published(evaluation).result.figures]


def _standing(file: Published, placing: Placing, names: Mapping[str, str]) -> Standing:
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


def _names(files: Sequence[Published]) -> Mapping[str, str]:
    """Return whose the bids of these files are, by their ids."""
    bids = [one.bid for file in files for one in file.result.placings]
    return dict(Filing.objects.filter(id__in=bids).values_list("id", "registration__party__name"))


def _sits(evaluation: Evaluation, actor: Actor) -> bool:
    return (
        bool(actor.member_id)
        and evaluation.seats.filter(member=actor.member_id, left_at__isnull=True).exists()
    )
