"""How a bidder's deposit stood when bids were due: read out with its bid, once that is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from bidding.models import DepositEntry, Filing


@dataclass(frozen=True, slots=True)
class Deposited:
    """What was due and what was there, and in which forms; whether the bid is rejected for it is the committee's to say."""

    due: Decimal
    held: Decimal
    forms: Sequence[DepositEntry.Form]

    @property
    def is_paid(self) -> bool:
        """Whether all of it was there."""
        return self.held >= self.due


def by_the_deadline(filing: Filing) -> Deposited:
    """Return how the deposit beside an opened bid of `queries.opened_bids` stood at the deadline. No query."""
    frozen = filing.opened_units.all()[0].opening.freeze
    deadline = datetime.fromtimestamp(frozen.deadline_ms / 1000, UTC)
    registration = filing.registration
    entries = [one for one in registration.deposit_entries.all() if one.at < deadline]
    held: dict[str, Decimal] = defaultdict(Decimal)
    for one in entries:
        if one.kind not in DepositEntry.BESIDE:
            held[one.form] += one.amount
    forms = [DepositEntry.Form(form) for form, amount in held.items() if amount > 0]
    return Deposited(registration.deposit_due, sum(held.values(), Decimal(0)), forms)
