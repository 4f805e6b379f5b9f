"""Each version of a published notice as a document: the announcement, the candidates, the result, the contract, the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.documents.drafts import Draft
from foundation.models import Event
from foundation.text import Text
from notices.models import Notice

KIND = "notice"


def drafts(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the documents of notices published here; those of other systems are theirs to seal."""
    ids = [event.data["notice"] for event in events]
    rows = Notice.objects.filter(id__in=ids, deal__source="").select_related("deal").in_bulk()
    for one in (rows[key] for key in ids if key in rows):
        record = {
            "notice": one.id, "kind": one.kind, "number": one.number, "version": one.version, "deal": one.deal_id,
            "deal_number": one.deal.number, "unified_code": one.deal.unified_code, "lot": one.lot_id or "",
            "digest": one.digest,
        }  # fmt: skip
        yield Draft(
            kind=KIND,
            number=one.number,
            edition=one.version,
            source=one.id,
            deal=one.deal,
            lot=one.lot_id,
            at=one.published_at or one.drafted_at,
            title=Text(one.title, one.title_en),
            sections=(),
            stored=one.content["sections"],
            record=record,
        )
