"""The bids of a lot as they are read out (唱标) once they are open: prices, what else was offered, why one did not open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.actor import Actor
from bidding import deposited, queries
from bidding.deposited import Deposited
from bidding.models import DepositEntry, Filing, OpenedUnit
from bidding.offers import PRICES, amount, price_of, prices_in
from bidding.sealed import refusing, remarks
from foundation import clock
from foundation.text import Text
from portal import bid_page
from toolkit.refusals import WORDS
from trading.law.tender_document import FieldKind, PriceField
from trading.models import Lot

LONGEST_WORDS = 200
"""How much is shown of what a bidder wrote into one field; all of it is in the public files."""
OUTCOMES = {
    "opened": Text("已开启", "Opened"),
    "revoked": Text("撤销", "Revoked"),
    "withdrawn": Text("撤回", "Taken back"),
}
FORMS = {
    DepositEntry.Form.TRANSFER: Text("转账", "transfer"),
    DepositEntry.Form.CHEQUE: Text("支票", "cheque"),
    DepositEntry.Form.DRAFT: Text("汇票", "draft"),
    DepositEntry.Form.NOTE: Text("本票", "promissory note"),
    DepositEntry.Form.GUARANTEE: Text("保函", "guarantee"),
    DepositEntry.Form.CASH: Text("现金", "cash"),
}
CAUSES = {
    "no_key": Text("份额凑不出承诺的密钥", "The shares do not give the committed key"),
    "key_unavailable": Text("份额不足，投标人也未补送密钥", "Too few shares, and the bidder sent no key"),
    "key_not_sent": Text("投标人未在时限内送出密钥", "The bidder did not send its key in time"),
    "platform_fault": Text("平台故障", "A fault of the platform"),
}


@dataclass(frozen=True)
class UnitView:
    """What became of a part of a bid: the labelled fields of a public one, its files, or why it did not open."""

    name: str
    title: Text
    outcome: str
    outcome_words: Text
    cause: Text | None
    is_public: bool
    fields: Sequence[tuple[Text, str]]
    files: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class BidView:
    """A bid in the order in which they are read out: that of receipt."""

    bidder: str
    members: Sequence[str]
    received_at: datetime
    header: str
    attended_at: datetime | None
    revoked_at: datetime | None
    price: Decimal | None
    price_words: str
    currency: str
    deposit: Deposited
    units: Sequence[UnitView]

    @property
    def offers_more(self) -> bool:
        """Whether there is anything to show but the price."""
        return any(unit.fields or unit.files or not unit.is_public for unit in self.units)

    @property
    def deposit_forms(self) -> list[Text]:
        """By what its deposit was paid."""
        return [FORMS[form] for form in self.deposit.forms]

    @property
    def is_open(self) -> bool:
        """Whether no part of it failed."""
        return all(unit.outcome == "opened" for unit in self.units)


def collect(lot: Lot, actor: Actor, bid: str = "") -> list[BidView]:
    """Return the opened bids, or that one of them, in the order of receipt; none before the record."""
    fields, currency = _labels(lot, actor)
    attended = {one.registration_id: one.at for one in queries.attendances(lot, actor)}
    in_order = sorted(queries.opened_bids(lot, filing=bid), key=lambda one: (one.received_at, one.header))
    revoked = remarks.revoked_since(in_order, clock.now()) if in_order else {}
    return [_bid(one, attended, revoked, fields, currency) for one in in_order]


def _labels(lot: Lot, actor: Actor) -> tuple[dict[str, PriceField], str]:
    form, _ = bid_page.price_form(lot, actor)
    return {one.code: one for one in form.fields}, form.currency


def _bid(
    filing: Filing, attended: dict[str, datetime], revoked: dict[str, datetime], fields: dict[str, PriceField],
    currency: str,
) -> BidView:  # fmt: skip
    units = list(filing.opened_units.all())
    return BidView(
        bidder=filing.registration.party.name,
        members=[one.name for one in queries.joined(filing.registration)],
        received_at=filing.received_at,
        header=filing.header,
        attended_at=attended.get(filing.registration_id),
        revoked_at=revoked.get(filing.header),
        price=price_of(units),
        price_words=_cut(" / ".join(map(str, prices_in(units))) or "—"),
        currency=currency,
        deposit=deposited.by_the_deadline(filing),
        units=[_unit(one, fields, currency) for one in units],
    )


def _unit(opened: OpenedUnit, fields: dict[str, PriceField], currency: str) -> UnitView:
    offer = opened.offer
    shown = [] if offer is None else [
        (fields[name].name, _shown(value, fields.get(name), currency))
        for name, value in offer.fields.items()
        if name in fields and name not in PRICES and isinstance(value, str | int)
    ]  # fmt: skip
    cause = opened.cause
    return UnitView(
        name=opened.unit,
        title=bid_page.unit_title(opened.unit),
        outcome=opened.outcome,
        outcome_words=OUTCOMES[opened.outcome],
        cause=(refusing.words(cause) if cause in WORDS else CAUSES.get(cause)) if cause else None,
        is_public=opened.is_public,
        fields=shown,
        files=[(one.part, one.name, one.size) for one in offer.files] if offer else [],
    )


def _shown(value: str | int, field: PriceField | None, currency: str) -> str:
    found = amount(value)
    if field is not None and field.kind is FieldKind.MONEY and found is not None:
        return f"{found:,.2f} {currency}"
    return _cut(value)


def _cut(value: str | int) -> str:
    words = str(value)
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
