"""Documents that are to be: what each says is written down when something happened, once."""

from __future__ import annotations

from collections.abc import Sequence

from archive.documents.drafts import Draft, row_of
from archive.models import SealedDocument
from foundation.transactions import action


@action
def await_seal(*, drafts: Sequence[Draft]) -> list[SealedDocument]:
    """Write down what documents say, those that are not there yet; return these. They await their seal."""
    sources = {one.source for one in drafts}
    there = set(SealedDocument.objects.filter(source__in=sources).values_list("kind", "source", "edition"))
    new = {(one.kind, one.source, one.edition): one for one in drafts}
    return SealedDocument.objects.bulk_create([row_of(one) for key, one in new.items() if key not in there])
