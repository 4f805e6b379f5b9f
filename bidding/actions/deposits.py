"""Movements on deposits, as the bank tells them or the centre orders them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum

from accounts.actor import Actor
from bidding import interest, queries, refunds, timing
from bidding.models import DepositEntry, Registration
from foundation import journal
from foundation.clock import local_date
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.money import Money
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import engine
from trading.actions.locking import locked_lot
from trading.models import Lot

OUT = frozenset({DepositEntry.Kind.REFUNDED, DepositEntry.Kind.FORFEITED, DepositEntry.Kind.CONVERTED})


_REFERENCE = re.compile(r"[\x21-\x7e]{1,100}")


@dataclass(frozen=True, slots=True)
class Account:
    """What the desk learns of an account: not whose it is, nor for which lot. Amounts in yuan."""

    id: str
    account: str
    deposit_due: Decimal
    held: Decimal


def balance(registration: Registration, form: str = "") -> Decimal:
    """Return what is held for a registration, of what was paid in one form if it is named. One query."""
    entries = registration.deposit_entries.exclude(kind__in=DepositEntry.BESIDE)
    if form:
        entries = entries.filter(form=form)
    held: Decimal | None = entries.aggregate(held=Sum("amount"))["held"]
    return held or Decimal(0)


@action
def enter(
    *, registration_id: str, kind: str, amount: Decimal, reference: str, by: Actor, reason: str = "",
    form: str = DepositEntry.Form.TRANSFER,
) -> DepositEntry:  # fmt: skip
    """
    Enter a movement; the same bank reference again returns the entry of the first time.

    `amount` is positive; the ledger gives money out its sign. `form` is by what the deposit was paid that moves: what was paid
    in one form does not go back in another.

    :raises Forbidden: unless the centre enters it.
    :raises Conflict: `reference_reused` for another movement under the reference, `balance_too_low` for more than is held,
        `form_balance_too_low` for more than is held in the form, `deposit_frozen` for what the law keeps in, `not_owed` for
        more interest, or more for a late refund, than comes to be owed by the ledger and the rates.
    :raises Invalid: for an unknown kind or form, an amount that is not positive or finer than a cent, a movement without the
        bank's reference, a forfeit without a reason, cash where the law takes none, or money on a guarantee.
    """
    lot_id = Registration.objects.filter(id=registration_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound(
            "registration_not_found",
            Text("没有这个报名", "There is no such registration"),
            detail={"id": registration_id},
        )
    lot = locked_lot(lot_id)
    if not queries.keeps_deposits(lot, by):
        raise Forbidden(
            "role_not_allowed", Text("只有交易中心可以登记保证金", "Only the centre enters deposits")
        )
    _check(kind, amount, reference, reason)
    _check_form(kind, form, lot)
    registration = lock_row(Registration, registration_id)
    signed = -amount if kind in OUT else amount
    known = DepositEntry.objects.filter(reference=reference).first()
    if known is not None:
        told = (registration.id, kind, signed, reason, form)
        if (known.registration_id, known.kind, known.amount, known.reason, known.form) == told:
            return known
        raise _reference_reused()
    at = journal.instant(registration.id)
    if kind in OUT:
        _check_out(registration, lot, kind, amount, form)
    elif kind in DepositEntry.BESIDE:
        _check_besides(registration, kind, amount, local_date(at))
    entry = DepositEntry(
        registration=registration,
        kind=kind,
        amount=signed,
        form=form,
        reference=reference,
        reason=reason,
        at=at,
        by=by.label,
    )
    _keep(entry)
    journal.append(
        f"bidding.deposit.{kind}", subject=registration.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "party": registration.party_id, "entry": entry.id, "digest": entry.digest},
    )  # fmt: skip
    engine.reschedule(lot, held=lot.holds.filter(ended_at__isnull=True).exists())
    return entry


@action
def look_up(*, account: str, by: Actor) -> Account:
    """
    Find the deposit of the account that the bank names, for the centre's desk; the journal says who looked.

    :raises NotFound: for an account that is none, or is not the actor's to keep.
    """
    found = queries.at_the_desk(by, account=account)
    if found is None:
        words = Text("没有这个子账号", "There is no such account")
        raise NotFound("account_not_found", words, detail={"account": account})
    registration = lock_row(Registration, found.id)
    journal.append(
        "bidding.deposit.looked_up", subject=registration.id, deal=found.lot.deal_id, actor=by.label,
        at=journal.instant(registration.id), data={"lot": found.lot_id, "party": registration.party_id},
    )  # fmt: skip
    return Account(registration.id, account, registration.deposit_due, balance(registration))


def _check_out(registration: Registration, lot: Lot, kind: str, amount: Decimal, form: str) -> None:
    """Refuse what is more than there is, and what leaves too early: in whose hands the money is shows whether a bid stands."""
    left = balance(registration) - amount
    if left < 0:
        raise Conflict("balance_too_low", Text("超过账户余额", "More than is held on the account"))
    if amount > (of_form := balance(registration, form)):
        words = Text(
            "超过以该形式缴纳的余额：以什么形式缴纳，就以什么形式转出",
            "More than is held of what was paid in this form: it leaves in the form in which it came",
        )
        raise Conflict("form_balance_too_low", words, detail={"form": form, "held": f"{of_form:.2f}"})
    if kind == DepositEntry.Kind.REFUNDED:
        frozen = refunds.is_frozen(registration, lot, left=left)
    else:
        # 不予退还与转为价款都以投标截止以后的事由为前提（招标投标法实施条例第三十五条第二款、第七十四条）
        frozen = lot.phase in timing.BEFORE_THE_OPENING
    if frozen:
        words = Text(
            "报名有效且尚无法定的退还、不予退还或转为价款事由，保证金不能转出",
            "The registration stands, and nothing in the law yet gives its deposit back, forfeits it or makes it part of the price",
        )
        rule = lot.procedure.deposit
        raise Conflict("deposit_frozen", words, detail={"law": str(rule.law)} if rule else None)


def _check_besides(registration: Registration, kind: str, amount: Decimal, on: date) -> None:
    """Refuse more than is owed: what the ledger and the rates in force come to until the day, less what was paid of it."""
    (found,) = interest.of([refunds.of_one(registration)], on)
    owed = found.of(kind).owed
    if amount > owed:
        words = Text(
            f"超过按账目和利率算出的应付金额：{owed:,.2f}元",
            f"More than the ledger and the rates come to: {owed:,.2f} yuan",
        )
        raise Conflict("not_owed", words, detail={"owed": f"{owed:.2f}"})


def _check_form(kind: str, form: str, lot: Lot) -> None:
    if form not in DepositEntry.Form.values:
        raise _invalid("unknown_form", "form", Text("没有这种缴纳形式", "There is no such form"))
    if form == DepositEntry.Form.GUARANTEE and kind in (*DepositEntry.BESIDE, DepositEntry.Kind.CONVERTED):
        words = Text(
            "保函不是钱款：不计利息，也不能转为价款",
            "A guarantee is no money: nothing comes up on it, and no price is paid with it",
        )
        raise _invalid("guarantee_is_no_money", "form", words)
    rule = lot.procedure.deposit
    if kind == DepositEntry.Kind.PAID and form == DepositEntry.Form.CASH and rule and rule.no_cash:
        words = Text(
            f"保证金不得以现金缴纳（{rule.no_cash}）", f"No deposit is paid in cash ({rule.no_cash})"
        )
        raise _invalid("cash_not_accepted", "form", words)


def _keep(entry: DepositEntry) -> None:
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        # Another lot's movement came under the same reference a moment ago; its lock is not ours.
        if (
            getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
            != "deposit_reference_unique"
        ):
            raise
        raise _reference_reused() from error


def _reference_reused() -> Conflict:
    return Conflict("reference_reused", Text("该流水号已用于另一笔", "This reference named another movement"))


def _check(kind: str, amount: Decimal, reference: str, reason: str) -> None:
    if kind not in DepositEntry.Kind.values:
        raise _invalid(
            "unknown_kind", "kind", Text("没有这种保证金变动", "There is no such kind of movement")
        )
    # Before comparing: the database would round a finer amount in silence, and then not know it again.
    if Money(amount).amount <= 0:
        raise _invalid("amount_not_positive", "amount", Text("金额应大于零", "The amount must be above zero"))
    if not _REFERENCE.fullmatch(reference):
        words = Text(
            "须填写银行流水号（1至100个可见ASCII字符）",
            "The bank's reference is needed: 1 to 100 visible ASCII characters",
        )
        raise _invalid("reference_missing", "reference", words)
    if kind == DepositEntry.Kind.FORFEITED and not reason.strip():
        raise _invalid("reason_missing", "reason", Text("不予退还须说明理由", "A forfeit needs a reason"))


def _invalid(code: str, field: str, words: Text) -> Invalid:
    return Invalid(code, words, fields={field: [words]})
