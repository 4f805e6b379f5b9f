"""Rehearsals as their organiser, their custodians and staff see them: how far each has come, and every custodian's part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from accounts.actor import Actor
from bidding import queries
from bidding.models import Rehearsal
from bidding.sealed import refusing, rehearsals
from bidding.sealed.rehearsals import Part
from foundation.text import Text
from portal import timeline
from portal.bid_page import holder_of
from portal.pages import page
from toolkit.refusals import WORDS

STATES: Mapping[str, tuple[Text, str]] = {
    "filed": (Text("已收到测试投标，待冻结", "The test bid is in; its list comes next"), "announced"),
    "frozen": (Text("等待保管人提交份额", "Custodians are to post their shares"), "bidding"),
    "good": (Text("演练成功", "It worked"), "concluded"),
    "partly": (
        Text("已打开，但有保管人没有完成", "It opened, but not every custodian did its part"),
        "suspended",
    ),
    "failed": (Text("没有打开", "It did not open"), "failed"),
}
PARTS: Mapping[Part, tuple[Text, str]] = {
    "awaited": (Text("未提交", "not posted"), ""),
    "posted": (Text("已提交", "posted"), "bidding"),
    "good": (Text("正常", "works"), "concluded"),
    "wrong": (Text("份额打不开或者不对", "its share was wrong, or did not open"), "failed"),
    "unreadable": (Text("与签名不符", "not what it signed"), "failed"),
    "silent": (Text("没有提交", "was silent"), "failed"),
}


@dataclass(frozen=True)
class HolderView:
    """A custodian and its part."""

    x: int
    name: str
    words: Text
    tag: str
    at: datetime | None


@dataclass(frozen=True)
class RehearsalView:
    """One rehearsal."""

    row: Rehearsal
    lot: Text
    words: Text
    tag: str
    cause: Text | None
    holders: Sequence[HolderView]
    is_open: bool


@dataclass(frozen=True)
class RehearsalsPage:
    """The page, and the address of the next."""

    rows: Sequence[RehearsalView]
    following: str


def collect(actor: Actor, asked: QueryDict) -> RehearsalsPage:
    """Return a page of the rehearsals that the actor may know of, newest first. Two queries."""
    found = page(queries.rehearsals(actor), "filed_at", asked)
    return RehearsalsPage([_view(one) for one in found.rows], found.following)


def _view(row: Rehearsal) -> RehearsalView:
    words, tag = STATES[_state(row)]
    holders = [
        HolderView(one.x, holder_of(one.cert, one.org).name, *PARTS[one.part], one.at)
        for one in rehearsals.holders(row)
    ]
    cause = refusing.words(row.cause) if row.cause in WORDS else None
    return RehearsalView(row, timeline.name_of(row.lot), words, tag, cause, holders, row.status == "frozen")


def _state(row: Rehearsal) -> str:
    if row.status != "recorded":
        return row.status
    if row.outcome != "opened":
        return "failed"
    return "good" if row.is_good else "partly"
