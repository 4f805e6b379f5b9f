"""Movements on deposits, as the bank tells them or the centre orders them."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, Sum

from accounts.actor import Actor
from accounts.roles import Role
from bidding.models import DepositEntry, Registration
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine
from trading.actions.steps import locked_lot

OUT = frozenset({DepositEntry.Kind.REFUNDED, DepositEntry.Kind.FORFEITED, DepositEntry.Kind.CONVERTED})


def balance(registration: Registration) -> Decimal:
    """Return what is held for a registration. One query."""
    entries = registration.deposit_entries.filter(~Q(kind=DepositEntry.Kind.INTEREST))
    held: Decimal | None = entries.aggregate(held=Sum("amount"))["held"]
    return held or Decimal(0)


@action
def enter(
    *, registration_id: str, kind: str, amount: Decimal, reference: str, by: Actor, reason: str = ""
) -> DepositEntry:
    """
    Enter a movement; the same bank reference again returns the entry of the first time.

    `amount` is positive; the ledger gives money out its sign.

    :raises Forbidden: unless the centre enters it.
    :raises Conflict: `reference_reused` for another movement under the reference, `balance_too_low` for more than is held.
    :raises Invalid: for an amount that is not positive, or a forfeit without a reason.
    """
    lot_id = Registration.objects.filter(id=registration_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound(
            "registration_not_found",
            Text("没有这个报名", "There is no such registration"),
            detail={"id": registration_id},
        )
    lot = locked_lot(lot_id)
    if by.role is not Role.CENTRE or not by.covers(region=lot.deal.region, sector=lot.deal.sector):
        raise Forbidden(
            "role_not_allowed", Text("只有交易中心可以登记保证金", "Only the centre enters deposits")
        )
    if amount <= 0:
        words = Text("金额应大于零", "The amount must be above zero")
        raise Invalid("amount_not_positive", words, fields={"amount": [words]})
    if kind == DepositEntry.Kind.FORFEITED and not reason.strip():
        words = Text("不予退还须说明理由", "A forfeit needs a reason")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    registration = lock_row(Registration, registration_id)
    signed = -amount if kind in OUT else amount
    known = registration.deposit_entries.filter(reference=reference).first()
    if known is not None:
        if (known.kind, known.amount) == (kind, signed):
            return known
        raise Conflict(
            "reference_reused", Text("该流水号已用于另一笔", "This reference named another movement")
        )
    if kind in OUT and amount > balance(registration):
        raise Conflict("balance_too_low", Text("超过账户余额", "More than is held on the account"))
    at = journal.instant(registration.id)
    entry = DepositEntry.objects.create(
        registration=registration,
        kind=kind,
        amount=signed,
        reference=reference,
        reason=reason,
        at=at,
        by=by.label,
    )
    journal.append(
        f"bidding.deposit.{kind}", subject=registration.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "party": registration.party_id, "entry": entry.id},
    )  # fmt: skip
    engine.reschedule(lot, held=lot.holds.filter(ended_at__isnull=True).exists())
    return entry
