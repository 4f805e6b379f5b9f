"""What another trading system hands in, and the checks that ask no question of the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

import orjson
from pydantic import Field

from accounts import names
from foundation import clock, codes
from foundation.errors import Invalid
from foundation.text import Text
from trading import particulars, registry
from trading.law.procedure import Procedure

METHOD = "external"
_Words = Annotated[str, Field(min_length=1, max_length=300)]
_Code = Annotated[str, Field(max_length=18)]
_Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


@dataclass(frozen=True, kw_only=True)
class NoticeHandedIn:
    """A notice as it was published there."""

    key: _Key
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,59}$")]
    title: Annotated[str, Field(min_length=1, max_length=400)]
    published_at: datetime
    text: Annotated[str, Field(max_length=200_000)] = ""
    url: Annotated[str, Field(max_length=500, pattern=r"^(https?://.*)?$")] = ""

    def digest(self) -> str:
        """Return what tells this version of the notice from every other."""
        said = [self.kind, self.title, self.text, self.url, self.published_at]
        return hashlib.sha256(orjson.dumps(said)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class LotHandedIn:
    """
    A lot: its number there, where it stands, and its particulars by the external method.

    A lot that was run again after its end is handed in once for each round.
    """

    number: Annotated[int, Field(ge=1, le=9999)]
    title: _Words
    state: Annotated[str, Field(pattern=r"^[a-z]+$")]
    particulars: dict[str, Any]
    round: Annotated[int, Field(ge=1, le=99)] = 1


@dataclass(frozen=True, kw_only=True)
class Record:
    """
    One deal as handed in; `key` is the other system's own and names it for good.

    The agency is taken from the first record of a deal; the announcement's day there, or else that of its first
    notice, is when the deal was announced.
    """

    key: _Key
    kind: Annotated[str, Field(max_length=40)]
    title: _Words
    organiser: _Words
    region: Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
    sector: Annotated[str, Field(min_length=1, max_length=40)]
    particulars: dict[str, Any]
    lots: Annotated[list[LotHandedIn], Field(min_length=1, max_length=500)]
    organiser_code: _Code = ""
    agency: Annotated[str, Field(max_length=300)] = ""
    agency_code: _Code = ""
    announced_on: date | None = None
    notices: Annotated[list[NoticeHandedIn], Field(max_length=200)] = ()  # type: ignore[assignment]

    def announced_at(self, at: datetime) -> datetime:
        """Return when the deal was announced where it runs, as far as that is told; never later than now, `at`."""
        if self.announced_on is not None:
            return min(datetime.combine(self.announced_on, time(), tzinfo=clock.ZONE), at)
        return min([*(notice.published_at for notice in self.notices), at])


@dataclass(frozen=True)
class CheckedLot:
    """A lot with its particulars as they are stored, and who won it if that is told: several are parted by “；”."""

    given: LotHandedIn
    content: dict[str, Any]
    winners: tuple[str, ...]

    def result(self) -> tuple[tuple[str, ...], str | None]:
        """Return who won at what price."""
        return self.winners, self.content["award_amount"]


@dataclass(frozen=True)
class Checked:
    """A record that is right in itself."""

    record: Record
    procedure: Procedure
    content: dict[str, Any]
    lots: tuple[CheckedLot, ...]  # by number and round
    digests: tuple[str, ...]  # of the notices


def check(raw: object, *, on: date) -> Checked:
    """
    Check a record by the edition in force on a day.

    :raises Invalid: with what is wrong.
    """
    record: Record = particulars.parse(Record, raw)
    procedure = _procedure(record.kind, on)
    codes.check_region(record.region)
    if not names.tidy(record.organiser):
        words = Text("缺少组织方名称", "The organiser has no name")
        raise Invalid("party_without_name", words, fields={"organiser": [words]})
    content = particulars.dump(particulars.parse(procedure.particulars, record.particulars))
    lots = _lots(record, procedure)
    for notice in record.notices:
        if notice.published_at.tzinfo is None:
            words = Text("时间须带时区", "The instant needs a zone")
            raise Invalid("no_zone", words, fields={f"notices.{notice.key}.published_at": [words]})
    return Checked(record, procedure, content, lots, tuple(notice.digest() for notice in record.notices))


def _lots(record: Record, procedure: Procedure) -> tuple[CheckedLot, ...]:
    given = sorted(record.lots, key=lambda lot: (lot.number, lot.round))
    if len({(lot.number, lot.round) for lot in given}) != len(given):
        words = Text("标段编号重复", "Two lots have one number")
        raise Invalid("lot_number_twice", words, fields={"lots": [words]})
    states = {state.name for state in procedure.states}
    for lot in given:
        if lot.state not in states:
            words = Text("没有这个状态", "There is no such state")
            raise Invalid("unknown_state", words, fields={f"lots.{lot.number}.state": [words]})
    return tuple(_lot(lot, procedure) for lot in given)


def _lot(given: LotHandedIn, procedure: Procedure) -> CheckedLot:
    content = particulars.dump(particulars.parse(procedure.lot_particulars, given.particulars))
    return CheckedLot(given, content, winners(content))


def winners(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the winners that a lot's particulars name, each once."""
    found = (names.tidy(name) for name in content.get("winner", "").split("；"))
    return tuple(dict.fromkeys(name for name in found if name))


def _procedure(kind: str, on: date) -> Procedure:
    try:
        return registry.current(kind, METHOD, on=on)
    except KeyError:
        words = Text("没有这个交易类别", "There is no such kind of deals")
        raise Invalid("unknown_kind", words, fields={"kind": [words]}) from None
