"""Objections to the opening: raised by those who bid and answered by the organiser on the spot, before everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.roles import Role
from trading import participants, queries
from trading.actions import disputes
from trading.law.grammar import AT_THE_OPENING, ObjectionRule
from trading.models import Lot, Objection


@dataclass(frozen=True)
class OnTheSpot:
    """What was said, and what the reader may say now."""

    rule: ObjectionRule
    heard: Sequence[Objection]
    is_open: bool
    may_object: bool
    own: Objection | None
    """The reader's own, as long as it is not answered."""
    to_answer: Sequence[Objection]

    @property
    def is_awaited(self) -> bool:
        """Whether an answer is still to come."""
        return any(one.status == "open" for one in self.heard)


def collect(lot: Lot, actor: Actor, now: datetime) -> OnTheSpot | None:
    """Return it; None where the procedure knows no objections at an opening."""
    rule = next((one for one in lot.procedure.objections if one.stage == AT_THE_OPENING), None)
    if rule is None:
        return None
    heard = list(queries.objections(actor).filter(lot=lot, stage=AT_THE_OPENING))
    is_open = not disputes.outside(lot, rule, now)
    is_bidder = actor.role is Role.BIDDER and actor.party_id is not None
    own = next((one for one in heard if one.status == "open" and one.party_id == actor.party_id), None)
    return OnTheSpot(
        rule=rule,
        heard=heard,
        is_open=is_open,
        may_object=is_open
        and is_bidder
        and own is None
        and participants.takes_part(lot, actor.party_id or ""),
        own=own if is_bidder else None,
        to_answer=[one for one in heard if one.status == "open"] if disputes.may_reply(lot, actor) else [],
    )
