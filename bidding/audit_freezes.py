"""The audit of freeze lists and of supervisors' cuts, against journal, log and their own signatures."""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import FreezeList, SupervisedCut
from foundation.models import LogEntry
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical, cms
from toolkit.log.leaves import Line
from toolkit.proceedings import Freeze
from toolkit.refusals import Refused

_CHANGED = Text("冻结清单与签名、流水或者日志不符", "The freeze list is not what was signed, told or logged")
_CUT_CHANGED = Text("监督部门签署的截断与日志不符", "The supervisor's cut is not what was logged")
_REMOVED = Text("流水中的冻结清单已被删除", "A freeze list of the journal was removed")


def findings(claimed: set[str]) -> Iterator[Finding]:
    """Yield the lists and cuts that are not as they were; `claimed` learns which leaves belong to them."""
    yield from _freezes(claimed)
    yield from _cuts(claimed)


def _freezes(claimed: set[str]) -> Iterator[Finding]:
    issued = {event.subject: event.data.get("list", "") for event in events("bidding.freeze.issued")}
    for row in FreezeList.objects.select_related("policy").order_by("lot_id"):
        claimed.add(row.ref)
        told = issued.pop(row.lot_id, None)
        if (told or "") != row.sha256 or (told is not None and not _is_freeze(row)):
            yield Finding("freeze_changed", f"freeze list of lot {row.lot_id}", _CHANGED)
    for lot_id in issued:
        yield Finding("freeze_removed", f"freeze list of lot {lot_id}", _REMOVED)


def _cuts(claimed: set[str]) -> Iterator[Finding]:
    rows = {row.freeze_id: row for row in SupervisedCut.objects.select_related("freeze__lot")}
    told = {
        event.subject: (event.data.get("digest"), event.at, event.actor)
        for event in events("bidding.freeze.cut_signed")
    }
    found = {key: (row.digest, row.at, row.by) for key, row in rows.items()}
    yield from compare(
        "cut", Text("监督部门签署的截断", "supervisor's cut"), found, told, lambda key: f"cut of lot {key}"
    )
    for key, row in rows.items():
        claimed.add(row.ref)
        line = Line("cut", row.freeze.lot.deal_id, key, 1, canonical.sha256(bytes(row.content))).to_bytes()
        if canonical.sha256(bytes(row.content)) != row.sha256 or not _is_logged(row.ref, line):
            yield Finding("cut_changed", f"cut of lot {key}", _CUT_CHANGED)


def _is_freeze(row: FreezeList) -> bool:
    content = bytes(row.content or b"")
    try:
        freeze = Freeze.from_bytes(content)
        cms.verify(bytes(row.signature or b""), content)
    except Refused:
        return False
    line = Line("freeze", freeze.deal, row.lot_id, 1, row.sha256).to_bytes()
    of_row = (row.sha256, row.lot_id, row.policy.sha256, row.change_number, row.deadline_ms)
    said = (canonical.sha256(content), freeze.lot, freeze.policy, freeze.change_n, freeze.deadline)
    return of_row == said and _is_logged(row.ref, line)


def _is_logged(ref: str, leaf: bytes) -> bool:
    return LogEntry.objects.filter(ref=ref, content=leaf).exists()
