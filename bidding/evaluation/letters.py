"""
What a bidder is told of its own bid: its place and scores while candidates are publicised, and then who was chosen, as a letter.

A letter is numbered by the step that awarded. Its file follows from what was recorded and signed before, and from the names of
parties, deal and lot: as long as these and the award stand it is the same, to the byte. The platform's signature lies beside it
(电子招标投标办法第三十六条、第四十条).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding.evaluation import results, unqualified
from bidding.evaluation.unqualified import Unqualified
from bidding.models import Evaluation, Filing, Ranking
from bidding.sealed import keys
from bidding.sealed.custody import milliseconds
from toolkit import canonical, cms
from toolkit.scoring.evaluating import within
from toolkit.scoring.methods import admission
from toolkit.scoring.publishing import Evaluation as Published
from trading.law.grammar import Phase, Procedure
from trading.models import Lot, StepTaken
from trading.winners import recorded, winner_of

LETTER: Final = "award-letter/1"
Kind = Literal["ranked", "awarded", "not_awarded", "not_evaluated"]


@dataclass(frozen=True, slots=True)
class Letter:
    """
    What a bidder is told of its own bid (招标投标法第四十五条，政府采购货物和服务招标投标管理办法第六十九条).

    `kind` is `ranked` until somebody is chosen; `price` is that of the award, `number` and `at` are the letter's own, and `sha256`
    is that of its file: empty and None until a step has awarded. Who did not qualify reads why, in the words of who examined it;
    `not_evaluated` where nobody was ranked: too few did, or what was announced is no rule that computes.
    """

    lot: str
    deal: str
    title: str
    kind: Kind
    winner: str
    price: str | None
    standing: results.Standing
    number: str = ""
    at: datetime | None = None
    content: bytes = b""

    @property
    def sha256(self) -> str:
        """The digest of the letter's file."""
        return canonical.sha256(self.content) if self.content else ""


def of(actor: Actor) -> list[Letter]:
    """
    Return what a bidder's organisation is told of each of its bids that was evaluated, the latest first, once candidates are publicised:
    from then on everybody reads where each bid stands, and whose it is, so reasons call others by name.

    Five queries, two of what the organiser examined, and for each lot with an award those that read it.
    """
    return _letters(actor, Filing.objects.all())


def of_lot(lot_id: str, actor: Actor) -> Letter | None:
    """Return the letter of an award to a bidder's organisation; None where there is none, or none yet."""
    found = _letters(actor, Filing.objects.filter(lot=lot_id))
    return next((one for one in found if one.content), None)


def signature(letter: Letter, at: datetime) -> bytes:
    """
    Return the platform's detached signature over the file of a letter, made at `at`.

    :raises Unavailable: `platform_key_missing`.
    """
    return cms.sign(keys.signer(keys.RECEIPT), letter.content, at=at)


def _letters(actor: Actor, filings: QuerySet[Filing]) -> list[Letter]:
    if actor.role is not Role.BIDDER or not actor.party_id:
        return []
    filed = filings.filter(registration__party=actor.party_id, status="accepted")
    told_of = {"lot__in": filed.values("lot"), "lot__phase__in": results.TOLD}
    judged = Evaluation.objects.filter(status="reported", **told_of).exclude(result=None)
    computed = Ranking.objects.filter(**told_of).order_by("lot_id", "-number").distinct("lot_id")
    rows = [*judged.select_related("lot__deal__organiser"), *computed.select_related("lot__deal__organiser")]
    newest = sorted(rows, key=_known_at, reverse=True)
    told = [(one, results.published(one)) for one in newest if results.is_told(one.lot)]
    own, names = {*filed.values_list("id", flat=True)}, results.names_of([file for _, file in told])
    party = Party.objects.get(id=actor.party_id)
    unfit = {one.bid: one for one in unqualified.of(own)}
    letters = (_letter(one, file, party, own, names, unfit) for one, file in told)
    found = [one for one in letters if one is not None]
    ranked = {one.standing.bid for one in found}
    ended = [
        one for one in unfit.values()
        if one.bid not in ranked and (one.lot.phase == Phase.FAILED.value or results.is_told(one.lot))
    ]  # fmt: skip
    return [*found, *map(_unevaluated, ended)]


def _known_at(found: Evaluation | Ranking) -> datetime:
    assert found.reported_at is not None  # a report that stands was signed
    return found.reported_at


def _unevaluated(one: Unqualified) -> Letter:
    """Return what is told where too few qualified, or no ranking was computed here (87号令 arts. 44, 69)."""
    standing = results.Standing(one.bid, one.name, 0, is_candidate=False, figures=(), reasons=_causes(one))
    return Letter(one.lot.id, one.lot.deal_id, one.lot.deal.title, "not_evaluated", "", None, standing)


def _causes(one: Unqualified) -> list[results.Why]:
    return [results.Why(cause.code, cause.words, cause.law) for cause in one.causes]


def _letter(
    evaluation: Evaluation | Ranking, file: Published, party: Party, own: Collection[str], names: Mapping[str, str],
    unfit: Mapping[str, Unqualified],
) -> Letter | None:  # fmt: skip
    mine = next((one for one in file.result.placings if one.bid in own), None)
    if mine is None:
        return None
    lot, standing = evaluation.lot, results.standing_of(file, mine, names)
    if mine.bid in unfit:
        standing = replace(standing, reasons=_causes(unfit[mine.bid]))
    is_settled = _is_awarded(lot.procedure, lot.state, lot.phase) and not _admits_several(file)
    chosen, winner = winner_of(lot) if is_settled else (None, "")
    if not winner:
        return Letter(lot.id, lot.deal_id, lot.deal.title, "ranked", "", None, standing)
    kind: Kind = "awarded" if chosen == party.id else "not_awarded"
    price, taken = recorded(lot).get("price"), _awarding(lot)
    if taken is None:
        return Letter(lot.id, lot.deal_id, lot.deal.title, kind, winner, price, standing)
    number = f"{lot.deal.number}-{taken.id[-6:]}-{file.result.placings.index(mine) + 1}"
    said = {
        "number": number,
        "at": milliseconds(taken.at),
        "kind": kind,
        "winner": winner,
        "price": price or "",
    }
    content = canonical.dump(_of_bid(evaluation, party, standing) | said)
    return Letter(
        lot.id, lot.deal_id, lot.deal.title, kind, winner, price, standing, number, taken.at, content
    )


def _admits_several(file: Published) -> bool:
    """Where a framework takes in as many as qualify nobody is the winner: each reads where its own bid stands, and that it is in."""
    return any(isinstance(one, admission.Admission) for one in within(file.rule))


def _of_bid(evaluation: Evaluation | Ranking, party: Party, standing: results.Standing) -> dict[str, object]:
    lot, deal = evaluation.lot, evaluation.lot.deal
    return {
        "v": LETTER, "deal": deal.id, "deal_number": deal.number, "deal_title": deal.title, "lot": lot.id, "lot_title": lot.title,
        "organiser": deal.organiser.name, "organiser_code": deal.organiser.code or "",
        "bidder": party.name, "bidder_code": party.code or "", "bid": standing.bid, "rank": standing.rank,
        "evaluation": evaluation.result_sha256,
        "figures": [{"code": one.code, "value": one.value, "unit": one.unit} for one in standing.figures],
        "reasons": [
            {"code": one.code, "zh": one.words.zh, "en": one.words.en, "law": one.law} for one in standing.reasons
        ],
    }  # fmt: skip


def _awarding(lot: Lot) -> StepTaken | None:
    """Return the last step by which the lot came to be awarded. One query."""
    procedure, found = lot.procedure, None
    for taken in lot.steps.order_by("at", "id"):
        if not _is_of(procedure, taken.source) and _is_of(procedure, taken.target):
            found = taken
    return found


def _is_of(procedure: Procedure, state: str) -> bool:
    return _is_awarded(procedure, state, procedure.state(state).phase.value)


def _is_awarded(procedure: Procedure, state: str, phase: str) -> bool:
    return phase == Phase.CONCLUDED.value or procedure.state(state).is_awarded
