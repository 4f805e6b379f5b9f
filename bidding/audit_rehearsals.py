"""The audit of rehearsals: what came in, what was posted and what it came to, against the journal and the log."""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import Rehearsal, RehearsalPost
from bidding.sealed import rehearsals
from foundation.models import Event, LogEntry
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical
from toolkit.log import leaves
from toolkit.log.leaves import Line

_UNLOGGED = Text("演练记录与日志条目不符", "The rehearsal is not what was logged")


def findings(claimed: set[str]) -> Iterator[Finding]:
    """Yield what is not as it was; `claimed` learns which leaves belong to rows of rehearsals."""
    told = list(events("bidding.rehearsal."))
    rows = list(Rehearsal.objects.order_by("id"))
    yield from compare(
        "rehearsal", Text("演练", "rehearsal"), {row.id: _row(row) for row in rows}, _said(told), lambda key: f"rehearsal {key}"
    )  # fmt: skip
    yield from compare(
        "rehearsal_post", Text("演练中提交的份额", "post to a rehearsal"),
        {(row.rehearsal_id, row.x, row.number): (row.digest, row.at, row.by) for row in RehearsalPost.objects.order_by("id")},
        {
            tuple(event.data.get(name) for name in ("rehearsal", "custodian", "number")): (event.data.get("post"), event.at, event.actor)
            for event in told
            if event.type == "bidding.rehearsal.posted"
        },
        lambda key: f"post of custodian {key[1]}, {key[0]}",
    )  # fmt: skip
    for row in rows:
        claimed.update((row.ref, row.filing_ref, row.freeze_ref, row.record_ref))
        if not all(LogEntry.objects.filter(ref=ref, content=leaf).exists() for ref, leaf in _leaves(row)):
            yield Finding("rehearsal_unlogged", f"rehearsal {row.id}", _UNLOGGED)


def _row(row: Rehearsal) -> dict[str, object]:
    found: dict[str, object] = {
        "lot": row.lot_id, "digest": row.digest, "filed_at": row.filed_at, "filed_by": row.filed_by, "status": row.status,
    }  # fmt: skip
    if row.freeze_content is not None:
        found |= {"list": canonical.sha256(bytes(row.freeze_content))}
    if row.record_content is not None:
        found |= {
            "record": canonical.sha256(bytes(row.record_content)), "outcome": row.outcome, "cause": row.cause, "blamed": row.blamed,
            "unreadable": row.unreadable,
        }  # fmt: skip
    return found


def _said(told: list[Event]) -> dict[str, dict[str, object]]:
    said: dict[str, dict[str, object]] = {}
    for event in told:
        data, what = event.data, event.type.rpartition(".")[2]
        named = str(data.get("rehearsal"))
        if what == "filed":
            said[named] = {
                "lot": event.subject, "digest": data.get("digest"), "filed_at": event.at, "filed_by": event.actor, "status": "filed",
            }  # fmt: skip
        elif what in ("frozen", "failed", "recorded") and named in said:
            kept = ("list", "record", "outcome", "cause", "blamed", "unreadable") if what != "failed" else ()
            said[named] |= {"status": what} | {name: data[name] for name in kept if name in data}
    return said


def _leaves(row: Rehearsal) -> Iterator[tuple[str, bytes]]:
    policy = rehearsals.policy_of(row)
    yield row.ref, policy.line.to_bytes()
    yield row.filing_ref, leaves.filed(bytes(row.salt).hex(), row.header)
    for kind, ref, content in (
        ("freeze", row.freeze_ref, row.freeze_content),
        ("opening", row.record_ref, row.record_content),
    ):
        if content is not None:
            yield ref, Line(kind, policy.deal, row.id, 1, canonical.sha256(bytes(content))).to_bytes()  # type: ignore[arg-type]
