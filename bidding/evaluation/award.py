"""How the award stands of a lot whose evaluation and award are apart: among whom, who is out, what the votes come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from bidding import queries as queries_of_bidding
from bidding.actions.evaluating import telling
from bidding.evaluation import given, outcome, results
from bidding.models import Award, Elector, Evaluation
from foundation.errors import NotFound
from foundation.text import Text
from toolkit import canonical
from toolkit.scoring.methods import separate_award
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.publishing import publish
from trading import awarded, queries
from trading.law.guards import decides_apart
from trading.models import Lot
from trading.winners import recorded

BALLOT = "award-ballot/1"


def awaited(lot: Lot) -> Evaluation | None:
    """Return the evaluation among whose candidates it is to be decided now; None where nothing is. One query where something may be."""
    if not any(decides_apart(step) for step in lot.procedure.steps_from(lot.state)):
        return None
    found = results.reported(lot)
    return found if found is not None and _rule(found) is not None else None


def way(evaluation: Evaluation) -> str:
    """Return by which way the rule decides."""
    rule = _rule(evaluation)
    assert rule is not None  # `awaited` found one
    return rule.award


def candidates(evaluation: Evaluation) -> Mapping[str, int]:
    """Return the bids among which it is decided, with the numbers under which they were published."""
    return outcome.proposed(results.published(evaluation))


def left(evaluation: Evaluation) -> Mapping[str, int]:
    """Return the candidates that are not out. One query."""
    out = recorded(evaluation.lot).get("displaced") or ()
    return {bid: number for bid, number in candidates(evaluation).items() if number not in out}


def eligible(award: Award) -> AbstractSet[str]:
    """Return the bids that may be voted for in the present round: those that are equal so far."""
    return {*_first(award, file_of(award, award.round - 1))}


def file_of(award: Award, rounds: int) -> Published:
    """Return the file that follows from so many rounds of votes, or from what was drawn. :raises Unfit: if none follows."""
    before = results.published(award.evaluation)
    ballots = tuple(
        tuple(
            one.filing_id
            for elector in award.electors.prefetch_related("ballots")
            for one in elector.ballots.all()
            if one.round == number
        )
        for number in range(1, rounds + 1)
    )
    drawn = given.of(award.lot, {one.id for one in before.inputs.bids})
    found = before.inputs.given.model_copy(
        update={"ballots": ballots, "drawn": drawn.drawn, "draws": drawn.draws}
    )
    return publish(before.rule, before.inputs.model_copy(update={"given": found}))


def first(award: Award, file: Published) -> int | None:
    """Return the number of the candidate that stands alone before all others that are not out; None where some are equal."""
    found = _first(award, file)
    return left(award.evaluation)[found[0]] if len(found) == 1 else None


def undecided(lot: Lot) -> Sequence[str]:
    """Return the candidates whose order is to be drawn; none where the award is not by draw, or was drawn."""
    found = awaited(lot)
    if found is None or way(found) != "draw":
        return ()
    bids = sorted(candidates(found))
    drawn = given.of(lot, {*bids}).drawn
    return () if any({*group} == {*bids} for group in drawn) else bids


def content(elector: Elector, bid: str) -> bytes:
    """Return what a member signs who votes for a bid: that nothing binds it to any bidder, and whom it chooses among whom."""
    award = elector.award
    return canonical.dump({
        "v": BALLOT, "lot": award.lot_id, "award": award.id, "round": award.round, "elector": elector.number,
        "evaluation": award.evaluation.result_sha256, "candidates": sorted(eligible(award)), "bid": bid,
        "declares": "nothing_binds_me_to_a_bidder",
    })  # fmt: skip


def latest(lot: Lot) -> Award | None:
    """Return the last decision. One query."""
    return Award.objects.filter(lot=lot).select_related("evaluation__lot__deal").order_by("-number").first()


def elector_of(award: Award, actor: Actor) -> Elector | None:
    """Return as whom the actor votes."""
    if actor.member_id is None:
        return None
    return (
        award.electors.select_related("award__evaluation__lot__deal").filter(member=actor.member_id).first()
    )


def visible(lot: Lot, actor: Actor) -> Award | None:
    """
    Return the last decision, to who votes and to who watches; to everybody once whoever it is for was published as the winner.

    How somebody voted nobody reads here, nor before all have how many voted for whom.
    """
    found = latest(lot)
    if found is None:
        return None
    is_inside = (
        queries.watches(actor, lot.deal)
        or telling.is_secretary(lot, actor)
        or queries_of_bidding.supervises(lot, actor)
    )
    return found if is_inside or elector_of(found, actor) is not None or is_told(found) else None


def is_told(award: Award) -> bool:
    """Tell whether everybody may read what a decision came to."""
    return award.status == "decided" and awarded.is_awarded(award.lot.procedure, award.lot.state)


def facts(lot: Lot, at: datetime) -> Mapping[str, Any]:
    """For whom it was decided here, and how, where the next step awards apart from the evaluation. Two queries there, elsewhere none."""
    found = awaited(lot)
    if found is None:
        return {}
    last = latest(lot)
    candidate = last.candidate if last is not None else None
    return {"award_is_here": True, "award_candidate": candidate, "award_way": way(found)}


def not_found() -> NotFound:
    """Return what everybody is told who does not vote."""
    return NotFound("award_not_found", Text("没有需要您参加的定标", "There is no award that you vote on"))


def _first(award: Award, file: Published) -> Sequence[str]:
    open_ = left(award.evaluation)
    ranks = {one.bid: one.rank for one in file.result.placings if one.bid in open_ and one.rank}
    best = min(ranks.values(), default=0)
    return sorted(bid for bid, rank in ranks.items() if rank == best)


def _rule(evaluation: Evaluation) -> separate_award.Rule | None:
    rule = results.published(evaluation).rule
    return rule if isinstance(rule, separate_award.Rule) else None
