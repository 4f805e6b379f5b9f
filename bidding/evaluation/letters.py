"""
What a bidder is told of its own bid: its place and scores while candidates are publicised, and then who was chosen or admitted. The
letter that says so is kept as it was sent (电子招标投标办法第三十六条、第四十条): `bidding.actions.issuing` writes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from django.db.models import Q, QuerySet

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding.evaluation import results, unqualified
from bidding.evaluation.unqualified import Unqualified
from bidding.models import Evaluation, Filing, Ranking, SentLetter
from bidding.models.letter import OF_AWARDS
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.results import Placing
from trading import awarded, queries
from trading.deadlines import BEFORE_THE_OPENING
from trading.law.grammar import Phase
from trading.models import Lot
from trading.winners import recorded, winner_of

AWARD: Final = "award-letter/1"
PREQUALIFICATION: Final = "prequalification-letter/1"
Kind = Literal["ranked", "awarded", "not_awarded", "admitted", "not_admitted", "not_evaluated"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom an award takes: a winner at a price; or, with `several`, as many as a framework admits, and then nobody is the winner."""

    party: str | None
    winner: str
    price: str | None
    several: bool = False

    def kind(self, party: Party, standing: results.Standing) -> Kind:
        """Return what a bidder is told, by where its bid stands. Who is known by name alone may be a bidder all the same."""
        if self.several:
            return "admitted" if standing.is_candidate else "not_admitted"
        is_it = party.id == self.party if self.party else party.name == self.winner
        return "awarded" if is_it else "not_awarded"


@dataclass(frozen=True, slots=True)
class Letter:
    """
    What a bidder is told of its own bid (招标投标法第四十五条，政府采购货物和服务招标投标管理办法第六十九条).

    `kind` is `ranked` until somebody is chosen; `price` is that of the award, and `sent` the letter that it was sent last of an award that
    stands. Who did not qualify reads why, in the words of who examined it; `not_evaluated` where nobody was ranked: too few did, or what
    was announced is no rule that computes.
    """

    lot: str
    deal: str
    title: str
    kind: Kind
    winner: str
    price: str | None
    standing: results.Standing
    sent: SentLetter | None = None


def of(actor: Actor) -> list[Letter]:
    """
    Return what a bidder's organisation is told of each of its bids that was evaluated, the latest first, once candidates are publicised:
    from then on everybody reads where each bid stands, and whose it is, so reasons call others by name.

    Six queries, two of what the organiser examined, and for each lot with an award those that read it.
    """
    if actor.role is not Role.BIDDER or not actor.party_id:
        return []
    filed = Filing.objects.filter(registration__party=actor.party_id, status="accepted")
    told_of = {"lot__in": filed.values("lot"), "lot__phase__in": results.TOLD}
    judged = Evaluation.objects.filter(status="reported", **told_of).exclude(result=None)
    computed = Ranking.objects.filter(**told_of).order_by("lot_id", "-number").distinct("lot_id")
    rows = [*judged.select_related("lot__deal"), *computed.select_related("lot__deal")]
    newest = sorted(rows, key=_known_at, reverse=True)
    told = [(one, results.published(one)) for one in newest if results.is_told(one.lot)]
    own = dict(filed.values_list("id", "registration_id"))
    names = results.names_of([file for _, file in told])
    party = Party.objects.get(id=actor.party_id)
    unfit = {one.bid: one for one in unqualified.of(own)}
    kept = {one.registration_id: one for one in _of_awards(own.values())}
    letters = (_letter(one.lot, file, party, own, names, unfit, kept) for one, file in told)
    found = [one for one in letters if one is not None]
    ranked = {one.standing.bid for one in found}
    ended = [
        one for one in unfit.values()
        if one.bid not in ranked and (one.lot.phase == Phase.FAILED.value or results.is_told(one.lot))
    ]  # fmt: skip
    return [*found, *map(_unevaluated, ended)]


def sent(actor: Actor) -> QuerySet[SentLetter]:
    """
    Return the letters that the actor may read, also of awards that stand no more: its own, and all for who watches the deal, but those of
    a lot that awaits bids not before these are due: they tell who may come.
    """
    own = Q(party=actor.party_id) if actor.role is Role.BIDDER and actor.party_id else Q(pk=None)
    found = SentLetter.objects.filter(queries.concerning(actor), own | ~Q(lot__phase__in=BEFORE_THE_OPENING))
    return found.select_related("party", "lot__deal").order_by("-at", "-id")


def chosen(lot: Lot) -> Chosen | None:
    """Return whom the award of a lot takes; None while it is not awarded, and where nobody is known."""
    if not awarded.is_awarded(lot.procedure, lot.state) and lot.phase != Phase.CONCLUDED.value:
        return None
    rule = lot.procedure.evaluation
    if rule is not None and rule.admits:
        return Chosen(None, "", None, several=True)
    party, winner = winner_of(lot)
    return Chosen(party, winner, recorded(lot).get("price")) if winner else None


def standing(
    file: Published, placing: Placing, names: Mapping[str, str], unfit: Unqualified | None
) -> results.Standing:
    """Return where a bid stands as its bidder is told; of one that did not qualify with the reasons of those who examined it."""
    found = results.standing_of(file, placing, names)
    return replace(found, reasons=_causes(unfit)) if unfit is not None else found


def _of_awards(registrations: Collection[str]) -> QuerySet[SentLetter]:
    """Return the letters of awards to these bidders, the last one last."""
    return SentLetter.objects.filter(registration__in=registrations, kind__in=OF_AWARDS).order_by("at", "id")


def _known_at(found: Evaluation | Ranking) -> datetime:
    assert found.reported_at is not None  # a report that stands was signed
    return found.reported_at


def _unevaluated(one: Unqualified) -> Letter:
    """Return what is told where too few qualified, or no ranking was computed here (87号令 arts. 44, 69)."""
    stands = results.Standing(one.bid, one.name, 0, is_candidate=False, figures=(), reasons=_causes(one))
    return Letter(one.lot.id, one.lot.deal_id, one.lot.deal.title, "not_evaluated", "", None, stands)


def _causes(one: Unqualified) -> list[results.Why]:
    return [results.Why(cause.code, cause.words, cause.law) for cause in one.causes]


def _letter(
    lot: Lot, file: Published, party: Party, own: Mapping[str, str], names: Mapping[str, str], unfit: Mapping[str, Unqualified],
    kept: Mapping[str, SentLetter],
) -> Letter | None:  # fmt: skip
    mine = next((one for one in file.result.placings if one.bid in own), None)
    if mine is None:
        return None
    stands, taken = standing(file, mine, names, unfit.get(mine.bid)), chosen(lot)
    if taken is None:
        return Letter(lot.id, lot.deal_id, lot.deal.title, "ranked", "", None, stands)
    kind = taken.kind(party, stands)
    return Letter(
        lot.id, lot.deal_id, lot.deal.title, kind, taken.winner, taken.price, stands, kept.get(own[mine.bid])
    )
