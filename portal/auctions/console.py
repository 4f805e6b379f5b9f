"""What whoever leads an auction sees beside what everybody sees, and a supervisor sees over their shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from accounts.actor import Actor
from bidding.actions.auctioning import hosts
from bidding.models import Participant
from portal.auctions.page import AuctionPage, looks_on
from trading.models import Lot


@dataclass(frozen=True)
class ProposalView:
    """What waits for its second person, or was decided, in a trial too; `is_own` where the reader proposed it."""

    row: Any
    is_own: bool


@dataclass(frozen=True)
class Console:
    """The console; `leads` is False for who only looks."""

    leads: bool
    entered: int
    admitted: int
    proposals: Sequence[ProposalView]
    call: int
    can_hammer: bool
    is_called: bool
    changes_step: bool


def check(lot: Lot, actor: Actor) -> bool:
    """
    Tell whether the actor leads the auction, or only looks.

    :raises Http404: for everybody else.
    """
    leads = hosts.leads(lot, actor)
    if not leads and not looks_on(lot, actor):
        raise Http404
    return leads


def collect(page: AuctionPage, actor: Actor, form: Any) -> Console:
    """Return the console of an auction whose state of its form is given."""
    rows = page.row.proposals.order_by("-id")[:20]
    return Console(
        leads=hosts.leads(page.lot, actor),
        entered=Participant.objects.filter(auction=page.row).count(),
        admitted=len(page.row.bidders),
        proposals=[ProposalView(one, one.proposed_by == actor.member_id) for one in rows],
        **acts(page.rules, form),
    )


def acts(rules: Any, form: Any) -> dict[str, Any]:
    """Return what a host may do now besides what every form allows, by the rules and the state of the form."""
    calls, most = getattr(form, "calls", None), getattr(rules, "calls", 0)
    return {
        "call": (calls or 0) + 1 if calls is not None and calls < most else 0,
        "can_hammer": calls is not None and calls >= most,
        "is_called": calls is not None,
        "changes_step": getattr(rules, "increments", "") == "changed_by_host",
    }
