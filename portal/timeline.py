"""What happened to a deal, in order, as its page tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from foundation.text import Text
from notices.models import Notice
from notices.templates import KINDS
from trading.models import Clarification, Deal, Hold, Lot, StepTaken


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `link` is an address of this portal or empty."""

    at: datetime
    what: Text
    detail: Text
    link: str = ""
    sign: str = "step"


def of_deal(deal: Deal, lots: Mapping[str, Lot]) -> list[Entry]:
    """Return the public entries of a deal, newest first. Four queries however long the history is."""
    since = deal.announced_at
    entries = [
        _step(taken, lots[taken.lot_id])
        for taken in StepTaken.objects.filter(lot__in=lots).order_by("at")
        if since is not None and taken.at >= since
    ]
    entries += [_notice(n) for n in Notice.objects.filter(deal=deal, status="published")]
    entries += [
        Entry(
            c.issued_at,
            Text(f"第{c.number}次澄清", f"Clarification {c.number}"),
            Text(c.title, c.title),
            sign="change",
        )
        for c in Clarification.objects.filter(deal=deal)
    ]
    for hold in Hold.objects.filter(lot__in=lots):
        entries += _hold(hold, lots[hold.lot_id])
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _step(taken: StepTaken, lot: Lot) -> Entry:
    procedure = lot.procedure
    step = procedure.step(taken.step, source=taken.source)
    title = step.title if step else Text(taken.step, taken.step)
    state = procedure.state(taken.target).title
    return Entry(taken.at, title, Text(f"{name_of(lot).zh} → {state.zh}", f"{name_of(lot).en} → {state.en}"))


def _notice(notice: Notice) -> Entry:
    kind = KINDS.get(notice.kind)
    what = kind.title if kind else Text("公告", "Notice")
    at = notice.published_at or notice.drafted_at
    return Entry(at, what, Text(notice.title, notice.title_en), f"/notices/{notice.number}/", "notice")


def _hold(hold: Hold, lot: Lot) -> list[Entry]:
    cause = Text(Hold.Cause(hold.cause).label, hold.cause)
    name = name_of(lot)
    detail = Text(f"{name.zh}：{cause.zh}", f"{name.en}: {cause.en}")
    found = [Entry(hold.starts_at, Text("暂停", "Suspended"), detail, sign="hold")]
    if hold.ended_at:
        found.append(Entry(hold.ended_at, Text("恢复", "Resumed"), detail, sign="hold"))
    return found


def name_of(lot: Lot) -> Text:
    """Return how a lot is called on pages: its title and, from the second round on, the round."""
    again = Text(f"（第{lot.round}次）", f" (round {lot.round})") if lot.round > 1 else Text("", "")
    return Text(f"{lot.title}{again.zh}", f"{lot.title}{again.en}")
