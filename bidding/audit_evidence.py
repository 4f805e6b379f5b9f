"""The audit of what was kept of certificates: each list and answer against the digest under which what rests on it names it."""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import CustodyPolicy, Filing, ReceiptObjection, RevocationEvidence
from foundation.text import Text
from foundation.transparency_audit import Finding
from toolkit import canonical

_CHANGED = Text("证书状态证据的内容与其摘要不符", "The kept evidence is not what its digest says")
_REMOVED = Text("所留的证书状态证据已被删除", "Kept evidence of a certificate was removed")


def findings() -> Iterator[Finding]:
    """Yield the pieces that were changed, and those that somebody rests on and that are gone."""
    kept: set[str] = set()
    for content in RevocationEvidence.objects.order_by("sha256").iterator():
        kept.add(content.sha256)
        if canonical.sha256(bytes(content.content)) != content.sha256:
            yield Finding("evidence_changed", f"evidence {content.sha256}", _CHANGED)
    named = {
        digest
        for model in (Filing, CustodyPolicy, ReceiptObjection)
        for found in model._default_manager.values_list("evidence", flat=True)
        for digest in found.values()
    }
    for one in sorted(named - kept):
        yield Finding("evidence_removed", f"evidence {one}", _REMOVED)
