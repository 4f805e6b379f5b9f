"""The audit of trading: where lots stand, when their periods end and who proposed what, against what the journal says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from accounts.models import Member
from foundation.models import Event
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from trading.events import LOT_MOVED, PERIOD_MOVED
from trading.models import Lot, Period, Proposal

_STATE = Text("标段状态与流水不符", "The lot is in another state than the journal says")
_MOVED = Text("期限的截止时间与流水不符", "The period ends at another time than the journal says")
_UNKNOWN = Text("流水中没有这个期限：是后来塞进去的", "The journal knows no such period: it was put in later")
_REMOVED = Text("流水中的期限已被删除", "A period of the journal was removed")


def findings() -> Iterator[Finding]:
    """Yield the lots, the current periods and the proposals that are not as the journal says."""
    states, ends = _told()
    for lot_id, state in Lot.objects.filter(id__in=states).values_list("id", "state"):
        if state != states[lot_id]:
            yield Finding("lot_changed", f"lot {lot_id}", _STATE)
    for period in Period.objects.filter(current=True).order_by("id"):
        end = ends.pop((period.lot_id, period.limit), None)
        where = f"period {period.id}, lot {period.lot_id}"
        if end is None:
            yield Finding("period_put_in", where, _UNKNOWN)
        elif end != period.ends_at:
            yield Finding("period_changed", where, _MOVED)
    for lot_id, limit in ends:
        yield Finding("period_removed", f"period of {limit}, lot {lot_id}", _REMOVED)
    yield from _proposals()


def _told() -> tuple[dict[str, str], dict[tuple[str, str], datetime]]:
    """Return the state of each lot that ever moved, and the end of its periods by lot and limit."""
    states: dict[str, str] = {}
    ends: dict[tuple[str, str], datetime] = {}
    rows = Event.objects.filter(type__in=(LOT_MOVED, PERIOD_MOVED))
    for event in rows.order_by("subject", "subject_seq").iterator():
        if event.type == LOT_MOVED:
            states[event.subject] = event.data["state"]
            moved = event.data["periods"]
        else:
            moved = {event.data["limit"]: event.data["ends_at"]}
        ends.update({(event.subject, name): datetime.fromisoformat(end) for name, end in moved.items()})
    return states, ends


def _proposals() -> Iterator[Finding]:
    """Compare what takes two persons: what was asked for, by whom and when, and who decided it."""
    users = dict(Member.objects.values_list("id", "user_id"))
    told: dict[str, list[object]] = {}
    for event in events("trading.proposal."):
        what, data = event.type.rpartition(".")[2], event.data
        if what == "made":
            told[data["proposal"]] = [
                event.deal,
                data["asked"],
                event.at,
                event.actor,
                users.get(event.actor),
                "open",
            ]
        elif data["proposal"] in told:
            at = datetime.fromisoformat(data["decided_at"])
            told[data["proposal"]][5:] = [what, at, event.actor, users.get(event.actor)]
    rows = {
        row.id: [
            row.deal_id, row.digest, row.proposed_at, row.proposed_by, row.proposed_by_user, row.status,
            *((row.decided_at, row.decided_by, row.decided_by_user) if row.status != "open" else ()),
        ]
        for row in Proposal.objects.order_by("id")
    }  # fmt: skip
    yield from compare(
        "proposal", Text("双人复核的提请", "proposal"), rows, told, lambda key: f"proposal {key}"
    )
