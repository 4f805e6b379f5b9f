"""The audit of trading: where lots stand and when their periods end, against what the journal says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from foundation.models import Event
from foundation.text import Text
from foundation.transparency_audit import Finding
from trading import events
from trading.models import Lot, Period

_STATE = Text("标段状态与流水不符", "The lot is in another state than the journal says")
_MOVED = Text("期限的截止时间与流水不符", "The period ends at another time than the journal says")
_UNKNOWN = Text("流水中没有这个期限：是后来塞进去的", "The journal knows no such period: it was put in later")
_REMOVED = Text("流水中的期限已被删除", "A period of the journal was removed")


def findings() -> Iterator[Finding]:
    """Yield the lots and the current periods that are not as the journal says."""
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


def _told() -> tuple[dict[str, str], dict[tuple[str, str], datetime]]:
    """Return the state of each lot that ever moved, and the end of its periods by lot and limit."""
    states: dict[str, str] = {}
    ends: dict[tuple[str, str], datetime] = {}
    rows = Event.objects.filter(type__in=(events.LOT_MOVED, events.PERIOD_MOVED))
    for event in rows.order_by("subject", "subject_seq").iterator():
        if event.type == events.LOT_MOVED:
            states[event.subject] = event.data["state"]
            moved = event.data["periods"]
        else:
            moved = {event.data["limit"]: event.data["ends_at"]}
        ends.update({(event.subject, name): datetime.fromisoformat(end) for name, end in moved.items()})
    return states, ends
