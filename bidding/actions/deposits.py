"""Movements on deposits, as the bank tells them or the centre orders them."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, Sum

from accounts.actor import Actor
from accounts.roles import Role
from bidding.models import DepositEntry, Registration
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.money import Money
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
    :raises Invalid: for an unknown kind, an amount that is not positive or finer than a cent, a movement without the
        bank's reference, or a forfeit without a reason.
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
    _check(kind, amount, reference, reason)
    registration = lock_row(Registration, registration_id)
    signed = -amount if kind in OUT else amount
    known = registration.deposit_entries.filter(reference=reference).first()
    if known is not None:
        if (known.kind, known.amount, known.reason) == (kind, signed, reason):
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


def _check(kind: str, amount: Decimal, reference: str, reason: str) -> None:
    if kind not in DepositEntry.Kind.values:
        raise _invalid(
            "unknown_kind", "kind", Text("没有这种保证金变动", "There is no such kind of movement")
        )
    # Before comparing: the database would round a finer amount in silence, and then not know it again.
    if Money(amount).amount <= 0:
        raise _invalid("amount_not_positive", "amount", Text("金额应大于零", "The amount must be above zero"))
    if not reference.strip():
        words = Text("须填写银行流水号", "The bank's reference is needed")
        raise _invalid("reference_missing", "reference", words)
    if kind == DepositEntry.Kind.FORFEITED and not reason.strip():
        raise _invalid("reason_missing", "reason", Text("不予退还须说明理由", "A forfeit needs a reason"))


def _invalid(code: str, field: str, words: Text) -> Invalid:
    return Invalid(code, words, fields={field: [words]})
