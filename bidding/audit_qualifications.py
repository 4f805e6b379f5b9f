"""The audit of who was found to qualify: what the organiser signed against the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bidding.models import Qualification
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    yield from compare(
        "qualification", Text("资格审查", "examination of qualifications"),
        {one.id: (one.lot_id, one.digest, one.at, one.by) for one in Qualification.objects.all()},
        {
            str(event.data.get("qualification")): (event.subject, event.data.get("digest"), event.at, event.actor)
            for event in events("bidding.qualification.signed")
        },
        lambda key: f"qualification {key}",
    )  # fmt: skip
    for one in Qualification.objects.select_related("document", "lot"):
        said: Any = canonical.load(bytes(one.content))
        stands = (one.lot_id, one.lot.deal_id, one.document.digest)
        if (said.get("lot"), said.get("deal"), said.get("document")) != stands:
            words = Text(
                "资格审查所依据的文件不是签署时的文件",
                "What it was examined by is not the document that was signed",
            )
            yield Finding("qualification_otherwise", f"qualification {one.id}", words)
