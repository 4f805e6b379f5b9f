"""The audit of trading: where lots stand, when periods end, what was proposed and what came out, against what the journal says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from accounts.models import Member
from foundation.models import Event
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events, moment
from trading.events import LOT_MOVED, OUTCOME_RECORDED, PERIOD_MOVED
from trading.models import Lot, Outcome, Period, Proposal

_STATE = Text("标段状态与流水不符", "The lot is in another state than the journal says")
_MOVED = Text("期限的截止时间与流水不符", "The period ends at another time than the journal says")
_UNKNOWN = Text("流水中没有这个期限：是后来塞进去的", "The journal knows no such period: it was put in later")
_REMOVED = Text("流水中的期限已被删除", "A period of the journal was removed")


def findings() -> Iterator[Finding]:
    """Yield the lots, the current periods, the proposals and the outcomes that are not as the journal says."""
    states, ends = _told()
    for lot_id, state in Lot.objects.filter(id__in=states).values_list("id", "state"):
        if state != states[lot_id]:
            yield Finding("lot_changed", f"lot {lot_id}", _STATE)
    for period in Period.objects.filter(current=True).order_by("id"):
        where, key = f"period {period.id}, lot {period.lot_id}", (period.lot_id, period.limit)
        if key not in ends:
            yield Finding("period_put_in", where, _UNKNOWN)
        elif ends.pop(key) != period.ends_at:
            yield Finding("period_changed", where, _MOVED)
    for lot_id, limit in ends:
        yield Finding("period_removed", f"period of {limit}, lot {lot_id}", _REMOVED)
    yield from _proposals()
    yield from _outcomes()


def _told() -> tuple[dict[str, str], dict[tuple[str, str], datetime | None]]:
    """Return the state of each lot that ever moved, and the end of its periods by lot and limit."""
    states: dict[str, str] = {}
    ends: dict[tuple[str, str], datetime | None] = {}
    rows = Event.objects.filter(type__in=(LOT_MOVED, PERIOD_MOVED))
    for event in rows.order_by("subject", "subject_seq").iterator():
        if event.type == PERIOD_MOVED:
            ends[event.subject, event.data.get("limit", "")] = moment(event, "ends_at")
            continue
        states[event.subject] = event.data.get("state", "")
        for name, end in event.data.get("periods", {}).items():
            ends[event.subject, name] = datetime.fromisoformat(end)
    return states, ends


def _proposals() -> Iterator[Finding]:
    """Compare what takes two persons: what was asked for, by whom and when, and who decided it."""
    users = dict(Member.objects.values_list("id", "user_id"))
    told: dict[str, list[object]] = {}
    for event in events("trading.proposal."):
        what, data = event.type.rpartition(".")[2], event.data
        if what == "made":
            told[data.get("proposal", "")] = [
                event.deal,
                data.get("asked"),
                event.at,
                event.actor,
                users.get(event.actor),
                "open",
            ]
        elif data.get("proposal") in told:
            decided = [what, moment(event, "decided_at"), event.actor, users.get(event.actor)]
            told[data["proposal"]][5:] = decided
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


def _outcomes() -> Iterator[Finding]:
    """Compare what was recorded of each competition, to the cent and the name, and by whom."""
    told = {
        event.data.get("outcome", ""): (event.subject, event.data.get("digest"), event.at, event.actor)
        for event in events(OUTCOME_RECORDED).iterator()
    }
    rows = {
        row.id: (row.lot_id, row.digest, row.recorded_at, row.recorded_by)
        for row in Outcome.objects.order_by("id").iterator()
    }
    yield from compare("outcome", Text("竞争结果", "outcome"), rows, told, lambda key: f"outcome {key}")
