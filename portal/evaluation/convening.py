"""The desk where the secretary lets a committee sit down: what the law asks of it, and who may sit for the organiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from accounts.models import Member
from accounts.models.members import MemberStatus
from bidding.evaluation import sitting
from bidding.experts import drawn
from bidding.models import Evaluation
from foundation.text import Text
from portal import timeline
from trading import particulars
from trading.law.committees import CommitteeRule
from trading.models import Lot


@dataclass(frozen=True)
class Convening:
    """
    The page; `last` is the evaluation that was set aside, if there is one, `drawn` counts the experts whom the draw found or the organiser
    chose, who are named nowhere here, and `sent` are the representatives whom the organiser named beside them.
    """

    lot: Lot
    name: Text
    rule: CommitteeRule
    least: int
    last: Evaluation | None
    representatives: Sequence[Member]
    drawn: int
    sent: Sequence[str]
    examines: bool
    has_earlier: bool


def collect(lot: Lot, last: Evaluation | None) -> Convening:
    """
    Return the page of a lot for its secretary.

    :raises Http404: where no committee evaluates.
    """
    rule = lot.procedure.committee
    parsed = particulars.parse(lot.procedure.particulars, lot.deal.particulars)
    if rule is None or not rule.sits(parsed):
        raise Http404
    sent = [one.id for one in drawn.representatives(lot)]
    # Nobody sits for the organiser but whom it named.
    own = Member.objects.filter(id__in=sent, status=MemberStatus.ACTIVE, user__is_active=True)
    people = list(own.select_related("user").order_by("id"))
    count = len(drawn.accepted(lot))
    return Convening(
        lot,
        timeline.name_of(lot),
        rule,
        rule.smallest(parsed),
        last,
        people,
        count,
        sent,
        sitting.examines(lot),
        lot.evaluations.exists(),
    )
