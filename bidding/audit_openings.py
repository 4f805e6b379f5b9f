"""
The audit of openings: how each went, what came in for it, and what every unit came to, against journal, log and record.

The record is signed and logged, so the opened units are compared with it; their manifests are opened again with the keys that
it publishes. What came in before it, and who came, stands in the journal by its digest.
"""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import (
    Attendance,
    CustodianPost,
    OpenedUnit,
    Opening,
    ReceiptObjection,
    Remedy,
    SentKeys,
    StageRelease,
)
from bidding.sealed import cases, custody
from foundation.models import Event, LogEntry
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events, moment
from toolkit import canonical, certificates, cms, units
from toolkit.log.leaves import Kind, Line
from toolkit.proceedings import Opening as Record
from toolkit.refusals import Refused

_CHANGED = Text(
    "开标记录、异议或者放行书与签名或者日志不符", "A record, an objection or a release is not what was signed or logged"
)  # fmt: skip
_UNRECORDED = Text(
    "没有开标记录却有开标结果：是后来塞进去的", "No record tells of this opened unit: it was put in"
)
_ORDER = Text("开标结果的次序与开标记录不符", "The opened units stand in another order than in the record")


def findings(claimed: set[str]) -> Iterator[Finding]:
    """Yield what is not as it was; `claimed` learns which leaves belong to rows of openings."""
    told = list(events("bidding.opening."))
    yield from _course(told)
    yield from _received(told)
    yield from _contests(told, claimed)
    yield from _attendance(told)
    for row in Opening.objects.select_related("freeze__lot", "freeze__policy").order_by("id"):
        claimed.add(row.ref)  # of one that is not recorded yet as well
        if row.status == "recorded":
            yield from _recorded(row, claimed)
    for unit in OpenedUnit.objects.exclude(opening__status="recorded").select_related("filing"):
        yield Finding("unit_put_in", f"unit {unit.unit} of bid {unit.filing.header}", _UNRECORDED)


def _course(told: list[Event]) -> Iterator[Finding]:
    """Compare when each opening began and went on; its lot and its stage as well."""
    said: dict[str, dict[str, object]] = {}
    for event in told:
        data, what = event.data, event.type.rpartition(".")[2]
        if what == "begun":
            said[data.get("opening", "")] = {
                "lot": event.subject, "stage": data.get("stage"), "begun_at": event.at, "bids": data.get("bids"),
                "posting_until": moment(event, "until"), "excluded": data.get("excluded"),
            }  # fmt: skip
        elif what in _MOMENTS and data.get("opening") in said:
            said[data["opening"]] |= {_MOMENTS[what]: moment(event, "until") or event.at}
    rows = {
        row.id: {
            "lot": row.freeze_id, "stage": row.stage, "begun_at": row.begun_at, "bids": row.digest_of_bids,
            "posting_until": row.posting_until, "excluded": row.digest_of_excluded,
        } | {name: at for name in _MOMENTS.values() if (at := getattr(row, name)) is not None}
        for row in Opening.objects.order_by("id")
    }  # fmt: skip
    yield from compare("opening", Text("开标过程", "opening"), rows, said, lambda key: f"opening {key}")


_MOMENTS = {"closed": "closed_at", "awaits_keys": "rescue_until", "recorded": "recorded_at"}


def _received(told: list[Event]) -> Iterator[Finding]:
    """Compare what custodians posted and bidders sent, byte for byte, with the digests in the journal."""
    posts = {
        (event.data.get("opening"), event.data.get("custodian"), event.data.get("number")): (
            event.data.get("post"), event.type == "bidding.opening.posted_late", event.at, event.actor,
        )
        for event in told
        if event.type in ("bidding.opening.posted", "bidding.opening.posted_late")
    }  # fmt: skip
    yield from compare(
        "post", Text("保管人提交的份额", "custodian's post"),
        {
            (row.opening_id, row.x, row.number): (row.digest, row.is_late, row.at, row.by)
            for row in CustodianPost.objects.order_by("id").iterator()
        },
        posts, lambda key: f"post of custodian {key[1]}, opening {key[0]}",
    )  # fmt: skip
    sent = {
        (event.data.get("opening"), event.data.get("filing"), event.data.get("message")): (
            event.data.get("message"),
            event.at,
            event.actor,
        )
        for event in told
        if event.type == "bidding.opening.keys_sent"
    }
    keys = {
        (row.opening_id, row.filing_id, canonical.sha256(bytes(row.message))): (row.sha256, row.at, row.by)
        for row in SentKeys.objects.order_by("id").iterator()
    }
    yield from compare(
        "keys", Text("投标人送出的密钥", "bidder's message with keys"), keys, sent, lambda key: f"keys of filing {key[1]}, opening {key[0]}"
    )  # fmt: skip


def _contests(told: list[Event], claimed: set[str]) -> Iterator[Finding]:
    """Compare objections and releases with the journal, and with their lines in the log."""
    raised = ReceiptObjection.objects.select_related("freeze__lot").order_by("id")
    remedied = Remedy.objects.select_related("opening__freeze__lot").order_by("id")
    claimed.update(one.ref for one in remedied)
    yield from compare(
        "remedy", Text("补救决定", "remedy"),
        {(one.opening_id, one.number): (one.digest, one.until, one.at, one.by) for one in remedied},
        {
            (event.data.get("opening"), event.data.get("number")): (
                event.data.get("digest"), moment(event, "until"), event.at, event.actor,
            )
            for event in told
            if event.type == "bidding.opening.remedied"
        },
        lambda key: f"remedy {key[1]}, opening {key[0]}",
    )  # fmt: skip
    released = StageRelease.objects.select_related("freeze__lot").order_by("id")
    kinds: tuple[tuple[Kind, str, Text, dict[tuple[str, int], ReceiptObjection | StageRelease]], ...] = (
        ("objection", "objected", Text("凭回执的异议", "objection"), {(one.freeze_id, one.number): one for one in raised}),
        ("stage", "stage_released", Text("放行书", "release"), {(one.freeze_id, one.stage): one for one in released}),
    )  # fmt: skip
    for kind, what, name, rows in kinds:
        said = {
            (event.subject, event.data.get("stage" if kind == "stage" else "number")): (event.data.get("digest"), event.at, event.actor)
            for event in told
            if event.type == f"bidding.opening.{what}"
        }  # fmt: skip
        found = {key: (row.digest, row.at, row.by) for key, row in rows.items()}
        yield from compare(kind, name, found, said, lambda key, kind=kind: f"{kind} {key[1]}, lot {key[0]}")  # type: ignore[misc]
        for (_, number), row in rows.items():
            yield from _line(kind, row, number, claimed)


def _line(
    kind: Kind, row: Opening | ReceiptObjection | StageRelease, number: int, claimed: set[str]
) -> Iterator[Finding]:
    """Compare one signed object of an opening with its line in the log."""
    claimed.add(row.ref)
    lot, content = row.freeze.lot, bytes(row.content or b"")
    line = Line(kind, lot.deal_id, lot.id, number, row.sha256).to_bytes()
    is_logged = LogEntry.objects.filter(ref=row.ref, content=line).exists()
    if canonical.sha256(content) != row.sha256 or not is_logged:
        yield Finding("opening_changed", f"{kind} {number}, lot {lot.id}", _CHANGED)


def _attendance(told: list[Event]) -> Iterator[Finding]:
    said = {
        event.subject: (event.data.get("lot"), event.at, event.actor)
        for event in told
        if event.type == "bidding.opening.attended"
    }
    rows = {one.registration_id: (one.lot_id, one.at, one.by) for one in Attendance.objects.order_by("id")}
    yield from compare(
        "attendance", Text("签到", "attendance"), rows, said, lambda key: f"attendance of registration {key}"
    )


def _recorded(row: Opening, claimed: set[str]) -> Iterator[Finding]:
    """Compare a record with its signature and its line in the log, then the opened units with the record."""
    yield from _line("opening", row, row.stage, claimed)
    where = f"opening {row.stage}, lot {row.freeze_id}"
    record = _signed(row)
    if record is None:
        yield Finding("opening_changed", where, _CHANGED)
        return
    said = {(one.header, one.unit): one for one in record.units}
    found = {
        (one.filing.header, one.unit): one
        for one in row.units.select_related("filing__policy").order_by("id")
    }
    public = {one.unit for one in custody.policy_of(row.freeze.policy).units if one.audience == "public"}
    told = {
        place: (one.outcome, one.cause, list(one.blamed), one.unit in public, one.key, _manifest(found.get(place), one.key))
        for place, one in said.items()
    }  # fmt: skip
    rows = {
        place: (one.outcome, one.cause, one.blamed, one.is_public, one.key, bytes(one.manifest or b""))
        for place, one in found.items()
    }
    yield from compare(
        "unit",
        Text("开标结果", "opened unit"),
        rows,
        told,
        lambda key: f"unit {key[1]} of bid {key[0]}, lot {row.freeze_id}",
    )
    if [one for one in said if one in found] != [one for one in found if one in said]:
        yield Finding("units_reordered", where, _ORDER)


def _signed(row: Opening) -> Record | None:
    """Return the record if it is signed by the key that the policy names, and is of this row."""
    content, policy = bytes(row.content or b""), custody.policy_of(row.freeze.policy)
    try:
        signed = cms.verify(bytes(row.signature or b""), content)
        record = Record.from_bytes(content)
        counted = set(record.posts)
    except Refused:
        return None
    named = certificates.from_base64(policy.freeze_cert)
    posts = list(row.posts.in_time())
    uncounted = {post.x for post in posts} - {
        post.x for post in posts if canonical.sha256(bytes(post.content)) in counted
    }
    is_of_row = (record.lot, record.stage, record.freeze, list(dict.fromkeys(one.header for one in record.units))) == (
        row.freeze_id, row.stage, row.freeze.sha256, row.bids,
    ) and uncounted == set(row.unreadable)  # fmt: skip
    is_named = certificates.fingerprint(signed.certificate) == certificates.fingerprint(named)
    return record if is_of_row and is_named else None


def _manifest(row: OpenedUnit | None, key: str) -> bytes:
    """Return what the published key opens in the sealed files; empty where nothing is to be shown, or they were spoilt."""
    if row is None or not key or row.outcome != "opened":
        return b""
    try:
        return units.open_manifest(cases.load(row.filing), row.unit, bytes.fromhex(key)).to_bytes()
    except Refused:
        return b""
