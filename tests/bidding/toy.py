"""A toy deal type, offered for one test: who registers is told apart by who reviews, nothing else varies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated

from accounts.models import Member
from accounts.roles import Role
from bidding.actions import deposits, registrations
from bidding.models import DepositEntry, Registration
from foundation.days import Unit
from foundation.text import Text
from tests.factories.accounts import actor
from trading.actions import deals, holds, steps, walking
from trading.law.grammar import CLOCK, DepositRule, Limit, Phase, RegistrationRule, State, Step
from trading.law.guards import require
from trading.law.labels import Amount, Label
from trading.law.procedure import Procedure
from trading.law.statutes import PRACTICE, TENDERING_RULES
from trading.models import Lot, Period

LAW = PRACTICE.article("7")
APPLICATION = Limit("application", Text("报名期", "application"), LAW, Unit.DAYS, at_least=3)
OFFER = Limit("offer", Text("公告期", "offer"), LAW, Unit.DAYS, at_least=20, stops=True)
BACK = Limit("back", Text("退还期", "refund"), TENDERING_RULES.article("35"), Unit.DAYS, at_most=5)
ALL_READY = require(
    "not_all_ready",
    Text("报名者均已审核并缴纳保证金", "all who registered are reviewed and have paid"),
    lambda facts: facts.registered == facts.qualified,
    law=LAW,
)


@dataclass(frozen=True, kw_only=True)
class Toys:
    deposit: Annotated[Amount, Label("保证金", "Deposit")] = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Toy:
    deposit: Annotated[Amount | None, Label("保证金", "Deposit")] = None


# A register of its own, reviewed by the organiser.
REVIEWED = Procedure(
    kind="toy", method="reviewed", edition="2020-01-01", title=Text("出让", "Offer"), kind_title=Text("玩具", "Toy"),
    law=LAW, particulars=Toys, lot_particulars=Toy, bidding=OFFER,
    registration=RegistrationRule(states=("offered",), until=APPLICATION, reviewed_by=Role.ORGANISER),
    states=(
        State("draft", Phase.PREPARING, Text("草稿", "Draft")),
        State("offered", Phase.BIDDING, Text("公告中", "Offered")),
        State("closed", Phase.EVALUATING, Text("已截止", "Closed")),
        State("sold", Phase.CONCLUDED, Text("成交", "Sold"), final=True),
        State("stopped", Phase.FAILED, Text("终止", "Stopped"), final=True),
    ),
    steps=(
        Step("announce", "draft", "offered", by=Role.ORGANISER, title=Text("公告", "Announce"), opens=(APPLICATION, OFFER),
             whole_deal=True),
        Step("close", "offered", "closed", by=CLOCK, title=Text("截止", "Close"), after=(OFFER,), guards=(ALL_READY,)),
        Step("sell", "closed", "sold", by=Role.CENTRE, title=Text("成交", "Sell")),
        Step("stop", ("offered", "closed"), "stopped", by=Role.ORGANISER, title=Text("终止", "Stop")),
    ),
)  # fmt: skip
# The same, reviewed by the centre.
BY_CENTRE = replace(
    REVIEWED, method="by_centre", registration=RegistrationRule(("offered",), APPLICATION, Role.CENTRE)
)
# No rule of its own: open to everybody as long as bids are.
OPEN = replace(REVIEWED, method="open", registration=None)
# Nobody bids for it.
DIRECT = replace(REVIEWED, method="direct", registration=None, bidding=None)
# A tender: whoever changes its mind may withdraw until bids are due.
TENDER = replace(
    REVIEWED,
    method="tender",
    rivals=TENDERING_RULES.article("34-2"),
    deposit=DepositRule(
        law=TENDERING_RULES.article("26"),
        base="",
        refund_withdrawn=BACK,
        refund_losers=BACK,
        losers_since=("sold",),
        refund_ended=BACK,
        interest=True,
    ),
)
# No hold stops its period.
_NEVER = replace(OFFER, stops=False)
RUNNING_ON = replace(
    OPEN,
    method="running_on",
    bidding=_NEVER,
    steps=tuple(
        replace(
            step,
            opens=tuple(_NEVER if limit is OFFER else limit for limit in step.opens),
            after=tuple(_NEVER if limit is OFFER else limit for limit in step.after),
        )
        for step in OPEN.steps
    ),
)
ALL = (REVIEWED, BY_CENTRE, OPEN, DIRECT, TENDER, RUNNING_ON)


@dataclass
class Fair:
    """A place where toys are offered: the seller and the centre are there, bidders come."""

    sun: Member
    chen: Member
    su: Member
    bai: Member
    cui: Member
    particulars: Mapping[str, str] = field(default_factory=lambda: {"deposit": "100.00"})

    def drafted(self, procedure: Procedure, *, agency: Member | None = None, **lot: str) -> Lot:
        """Make a lot that nobody was told of."""
        by = actor(self.sun)
        deal = deals.create_deal(
            kind="toy", method=procedure.method, title="木马", region="370202", sector="toys", by=by,
            particulars_data=self.particulars, agency_id=agency.party_id if agency else None,
        )  # fmt: skip
        return deals.add_lot(deal_id=deal.id, title="一号", by=by, particulars_data=lot)

    def offered(self, procedure: Procedure, *, agency: Member | None = None, **lot: str) -> Lot:
        """Make a lot and announce it."""
        made = self.drafted(procedure, agency=agency, **lot)
        steps.take_deal_step(deal_id=made.deal_id, step="announce", by=actor(self.sun))
        return self.again(made)

    def again(self, lot: Lot) -> Lot:
        """Return a lot as it is now."""
        return Lot.objects.select_related("deal").get(id=lot.id)

    def registered(self, lot: Lot, member: Member | None = None) -> Registration:
        """Register a bidder, Bai unless told otherwise."""
        return registrations.register(lot_id=lot.id, by=actor(member or self.bai))

    def reviewed(
        self,
        registration: Registration,
        member: Member | None = None,
        *,
        qualified: bool = True,
        reason: str = "",
    ) -> Registration:
        """Review a registration, by the seller unless told otherwise."""
        return registrations.review(
            registration_id=registration.id, qualified=qualified, reason=reason, by=actor(member or self.sun)
        )

    def entered(
        self, registration: Registration, kind: str, amount: str, reference: str, *, by: Member | None = None,
        reason: str = "", form: str = "transfer",
    ) -> DepositEntry:  # fmt: skip
        """Enter a movement, by the centre unless told otherwise."""
        return deposits.enter(
            registration_id=registration.id, kind=kind, amount=Decimal(amount), reference=reference, reason=reason,
            form=form, by=actor(by or self.chen),
        )  # fmt: skip

    def held(self, lot: Lot) -> None:
        """Suspend a lot."""
        holds.suspend(lot_id=lot.id, reason="核查", law=str(LAW), by=actor(self.su))

    def walk_to_end_of(self, lot: Lot, limit: Limit) -> None:
        """Walk the clock to the end of a period; timed steps on the way are taken."""
        end = Period.objects.get(lot=lot, limit=limit.name, current=True).ends_at
        for _stop in walking.walk_to(end):
            pass
