"""Deals that run in another trading system, handed in by it: idempotent, validated, each record for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from foundation import clock
from foundation.errors import DomainError, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row_and_read_clock
from trading.actions.exchange_desk import Desk
from trading.actions.exchange_records import METHOD, Checked, LotHandedIn, NoticeHandedIn, Record, check

__all__ = ["LARGEST_BATCH", "METHOD", "LotHandedIn", "NoticeHandedIn", "Record", "Result", "hand_in"]

LARGEST_BATCH = 500


@dataclass(frozen=True)
class Result:
    """What became of one record."""

    index: int
    key: str
    outcome: str  # created, changed, unchanged, refused
    deal: str | None = None
    error: DomainError | None = None


@action
def hand_in(*, source: str, records: Sequence[Mapping[str, Any]], by: Actor) -> list[Result]:
    """
    Take deals of another trading system in. A record that is refused changes nothing and stops no other.

    The same record again changes nothing. A lot moves forward through the steps of the external method; what comes
    after its end is a new round of it.

    :raises Forbidden: unless an exchange hands in.
    :raises Invalid: `batch_too_large`, `bad_source`.
    """
    if by.role is not Role.EXCHANGE or by.party_id is None:
        raise Forbidden(
            "role_not_allowed", Text("只有其他交易系统可以报送", "Only another trading system hands deals in")
        )
    if len(records) > LARGEST_BATCH:
        raise Invalid(
            "batch_too_large",
            Text(f"每批最多{LARGEST_BATCH}条", f"At most {LARGEST_BATCH} records in a batch"),
        )
    if not source.isascii() or not source.replace("-", "").isalnum() or len(source) > 40:
        words = Text("来源代码不正确", "Not a source code")
        raise Invalid("bad_source", words, fields={"source": [words]})
    # A source is the exchange's own: two exchanges never meet in one namespace. One batch of an exchange at a time, for
    # two would make one deal twice; batches of different exchanges share no lock.
    namespace = f"{source}@{by.party_id[-12:]}"
    _, at = lock_row_and_read_clock(Party, by.party_id)
    checked = [_checked(raw, on=clock.local_date(at)) for raw in records]
    desk = Desk(source=namespace, by=by, records=[each for each in checked if isinstance(each, Checked)])
    results = [_take(desk, index, each, records[index]) for index, each in enumerate(checked)]
    desk.write()
    return results


def _checked(raw: object, *, on: date) -> Checked | DomainError:
    try:
        return check(raw, on=on)
    except DomainError as error:
        return error


def _take(desk: Desk, index: int, checked: Checked | DomainError, raw: object) -> Result:
    key = str(raw.get("key", ""))[:200] if isinstance(raw, Mapping) else ""
    if isinstance(checked, DomainError):
        return Result(index, key, "refused", error=checked)
    try:
        return Result(index, key, *desk.take(checked))
    except DomainError as error:
        return Result(index, key, "refused", error=error)
