"""A notice as its page shows it: the version, those before and after it, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from accounts.actor import Actor
from foundation.text import Text
from notices import queries
from notices.actions import revisions
from notices.comparing import Piece, changes
from notices.models import Notice
from trading import deadlines
from trading.law.grammar import Law
from trading.law.notice_revisions import WORDS, Act
from trading.models import Lot, Period

FIRST = Text("首次发布", "first published")


@dataclass(frozen=True)
class Version:
    """One line of the history: what was done, on which ground, by whom; of a hidden version nothing is read but that it was."""

    notice: Notice
    what: Text
    ground: Text | None
    is_shown: bool

    @property
    def is_readable(self) -> bool:
        """Whether its text may be read."""
        return self.notice.status in queries.READABLE


@dataclass(frozen=True)
class Difference:
    """A field that differs, in the reader's language."""

    where: Text
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Remedy:
    """What one may raise, under which article, before an instant."""

    title: Text
    law: Law
    until: datetime


@dataclass(frozen=True)
class Running:
    """A period that the notice began and that runs on: until when, under which article, and what one may raise until then."""

    title: Text
    law: Law
    ends_at: datetime
    provisional: bool
    remedies: Sequence[Remedy]


@dataclass(frozen=True)
class Page:
    """Everything on the page of a notice."""

    notice: Notice
    history: Sequence[Version]
    standing: Notice | None
    """The version that stands, where this one does not."""
    against: Notice | None
    """The version with which this one is compared."""
    differences: Sequence[Difference]
    running: Sequence[Running]
    """The periods that run since this notice, publicity among them."""
    acts: Sequence[Act]
    """What the reader may do to the notice."""

    @property
    def comparable(self) -> Sequence[Notice]:
        """The other versions that can be read."""
        return [one.notice for one in self.history if one.is_readable and not one.is_shown]


def collect(notice: Notice, actor: Actor, compared: str, now: datetime) -> Page:
    """Return the page of a notice, compared with the version of a number, else with the one before it. Three queries."""
    rows = list(queries.versions(notice).select_related("party"))
    history = [_version(one, one.pk == notice.pk) for one in rows]
    others = [one.notice for one in history if one.is_readable and not one.is_shown]
    standing = next((one for one in rows if one.status == "published" and one.pk != notice.pk), None)
    against = next((one for one in others if one.number == compared), None)
    if against is None:
        against = next((one for one in reversed(others) if one.version < notice.version), None)
    may = [act for act in Act if revisions.may_revise(actor, notice.deal, act)]
    stands = notice.status == "published" and notice.act != Act.WITHDRAWN
    return Page(
        notice=notice,
        history=history,
        standing=standing,
        against=against,
        differences=_differences(against, notice) if against else [],
        running=_running(notice, now) if stands else [],
        acts=may if stands else [],
    )


def _running(notice: Notice, now: datetime) -> list[Running]:
    """Return the periods that steps open which call for this kind of notice, so far as they run on; each end once."""
    lots = Lot.objects.filter(deal=notice.deal_id, next=None)
    if notice.lot_id:
        lots = Lot.objects.filter(id=notice.lot_id)
    rows = Period.objects.filter(lot__in=lots, current=True, ends_at__gt=now).select_related("lot")
    found: dict[tuple[str, datetime], Running] = {}
    for row in rows.order_by("ends_at", "id"):
        steps = row.lot.procedure.steps
        opened = (one for step in steps if step.notice == notice.kind for one in step.opens)
        limit = next((one for one in opened if one.name == row.limit), None)
        if limit is not None:
            one = Running(limit.title, limit.law, row.ends_at, row.provisional, _remedies(row, now))
            found.setdefault((row.limit, row.ends_at), one)
    return list(found.values())


def _remedies(period: Period, now: datetime) -> list[Remedy]:
    """Return what may be raised while a period runs, or until so long before its end, and until when."""
    found = []
    for rule in period.lot.procedure.objections:
        window = rule.window
        if window is None or period.lot.state not in rule.states:
            continue
        if window.name == period.limit:
            found.append(Remedy(rule.title, rule.law, period.ends_at))
        elif window.back and window.of == period.limit:
            found.append(Remedy(rule.title, rule.law, deadlines.back_end(window, period.ends_at)))
    return [one for one in found if one.until > now]


def _differences(one: Notice, other: Notice) -> list[Difference]:
    """Compare the older one with the newer, whichever is shown."""
    before, after = sorted((one, other), key=lambda row: row.version)
    is_english = (get_language() or "").startswith("en")
    return [
        Difference(change.where, change.en if is_english else change.zh)
        for change in changes(before.content, after.content)
    ]


def _version(notice: Notice, is_shown: bool) -> Version:
    return Version(notice, WORDS.get(notice.act, FIRST), WORDS.get(notice.ground), is_shown)
