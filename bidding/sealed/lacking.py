"""What a lot that takes bids under seal alone still lacks: without a policy of custody in force nobody can file one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bidding.models import CustodyPolicy
from bidding.sealed import custody
from bidding.sealed.successions import TO_FILE
from foundation.clock import ZONE
from foundation.text import Text

_UNPUBLISHED = Text("密封投标的保管方案尚未发布", "No policy of custody for sealed bids is published")
_UNACCEPTED = Text(
    "密封投标的保管方案尚未生效：{n}位保管人中已有{accepted}位签名接受",
    "The policy of custody for sealed bids is not in force: {accepted} of {n} custodians accepted it",
)
_UNTIL = Text(
    "{what}。至迟须于{until}前生效，否则无人能够投标，标段将因投标人不足而失败",
    "{what}. Unless one is in force before {until}, nobody can bid, and the lot fails with too few bids",
)
_TOO_LATE = Text(
    "{what}，且已不能生效（须在投标截止一日前）。请顺延投标截止时间并发布保管方案，否则标段将因投标人不足而失败",
    "{what}, and none comes in force any more, less than a day before bids are due. Move the deadline and publish one, or the lot"
    " fails with too few bids",
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is missing, and the first instant too late to bring it."""

    what: Text
    until: datetime
    is_late: bool

    @property
    def words(self) -> Text:
        """Return all of it in a sentence or two."""
        until = f"{self.until.astimezone(ZONE):%Y-%m-%d %H:%M}"
        words = _TOO_LATE if self.is_late else _UNTIL
        return Text(
            words.zh.format(what=self.what.zh, until=until), words.en.format(what=self.what.en, until=until)
        )


def of(ends: Mapping[str, datetime], at: datetime) -> dict[str, Lacking]:
    """
    Return what each of some lots lacks, none of which has a policy in force; `ends` says when their bids are due.

    A policy whose deadline is not the lot's any more comes in force no more, so another is to be published. Three queries.
    """
    due = {lot: custody.milliseconds(end) for lot, end in ends.items()}
    rows = CustodyPolicy.objects.filter(lots__in=list(ends), in_force_from=None).distinct()
    offered: dict[str, CustodyPolicy] = {}
    for row in rows.order_by("version").prefetch_related("lots", "acceptances"):
        offered |= {lot.id: row for lot in row.lots.all() if due.get(lot.id) == row.deadline_ms}
    return {lot: _lacking(offered.get(lot), end - TO_FILE, at) for lot, end in ends.items()}


def _lacking(row: CustodyPolicy | None, until: datetime, at: datetime) -> Lacking:
    if row is None:
        return Lacking(_UNPUBLISHED, until, at >= until)
    counts = {"n": custody.policy_of(row).n, "accepted": len(row.acceptances.all())}
    return Lacking(_UNACCEPTED.format(**counts), until, at >= until)
