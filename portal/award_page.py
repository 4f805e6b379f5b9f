"""The page of a decision among candidates without rank: how it stands, and one's own ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from bidding.actions import awarding
from bidding.evaluation import award as standing
from bidding.models import Award, Ballot, Filing
from foundation.text import Text
from portal import timeline
from portal.evaluation import signing
from toolkit import canonical
from toolkit.scoring.publishing import Evaluation as Published
from trading import queries
from trading.law.evaluation_terms import AwardBy
from trading.models import Lot

WAYS = {str(one): one.text for one in AwardBy}


@dataclass(frozen=True)
class CandidateView:
    """One candidate: its number and name; its votes by rounds once it is decided."""

    bid: str
    number: int
    name: str
    votes: Sequence[str]
    is_open: bool


@dataclass(frozen=True)
class Signing:
    """The ballot that is signed: what the form and its script need."""

    act: str
    sha256: str
    data: dict[str, Any]


@dataclass(frozen=True)
class AwardPage:
    """The last decision as the reader may see it, and what the reader may do."""

    lot: Lot
    name: Text
    award: Award | None
    way: Text | None
    candidates: Sequence[CandidateView]
    electors: int
    voted: int
    may_begin: bool
    votes: bool
    may_vote: bool
    signing: Signing | None
    chosen: CandidateView | None


def collect(lot_id: str, actor: Actor, chosen: str, now: datetime) -> AwardPage:
    """Return the page; `chosen` is the bid for which the reader means to vote. :raises Http404: for whoever may see nothing of it."""
    lot = queries.lots(actor).filter(id=lot_id, deal__announced_at__isnull=False).first()
    if lot is None:
        raise Http404
    evaluation, award = standing.awaited(lot), standing.visible(lot, actor)
    may_begin = evaluation is not None and awarding.may_begin(lot, actor) and _is_free(award)
    if award is None and not may_begin:
        raise Http404
    elector = standing.elector_of(award, actor) if award is not None else None
    is_awaited = award is not None and award.status == "open" and evaluation is not None
    may_vote = (
        elector is not None and is_awaited and not elector.ballots.filter(round=elector.award.round).exists()
    )
    signed: Signing | None = None
    if may_vote and elector is not None and chosen in standing.eligible(elector.award):
        content = standing.content(elector, chosen)
        data = signing.data_of(lot, "ballot", content, reverse("lot-award-ballots", args=[lot.id]), now)
        data["back"] = reverse("portal-award", args=[lot.id])
        signed = Signing("ballot", canonical.sha256(content), data)
    of = award.evaluation if award is not None else evaluation
    candidates = _candidates(award)
    way = award.way if award is not None else standing.way(of) if of is not None else ""
    return AwardPage(
        lot=lot, name=timeline.name_of(lot), award=award, way=WAYS.get(way), candidates=candidates,
        electors=award.electors.count() if award else 0,
        voted=Ballot.objects.filter(elector__award=award, round=award.round).count() if award else 0,
        may_begin=may_begin, votes=bool(of and standing.way(of) == AwardBy.VOTE), may_vote=may_vote, signing=signed,
        chosen=next((one for one in candidates if signed is not None and one.bid == chosen), None),
    )  # fmt: skip


def is_shown(lot: Lot, actor: Actor) -> bool:
    """Tell whether the reader finds anything on the page of a lot."""
    may_begin = awarding.may_begin(lot, actor) and standing.awaited(lot) is not None
    return may_begin or standing.visible(lot, actor) is not None


def _is_free(award: Award | None) -> bool:
    return award is None or (
        award.status == "decided" and award.candidate not in standing.left(award.evaluation).values()
    )


def _candidates(award: Award | None) -> list[CandidateView]:
    if award is None:
        return []
    numbers = standing.candidates(award.evaluation)
    names = dict(Filing.objects.filter(id__in=[*numbers]).values_list("id", "registration__party__name"))
    is_open = standing.eligible(award) if award.status == "open" else set[str]()
    votes = _votes(award)
    return [
        CandidateView(bid, number, names[bid], votes.get(bid, ()), bid in is_open)
        for bid, number in sorted(numbers.items(), key=lambda one: one[1])
    ]


def _votes(award: Award) -> Mapping[str, Sequence[str]]:
    """Return the votes of each bid, round by round; none before it is decided."""
    if not award.result:
        return {}
    file = Published.from_bytes(bytes(award.result))
    return {
        placing.bid: [format(one.value, "f") for one in placing.figures if one.name.startswith("votes_")]
        for placing in file.result.placings
    }
