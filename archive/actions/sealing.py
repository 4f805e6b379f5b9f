"""Documents are put under the centre's seal, each once. Only the process that does it reads what typesets and signs."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection

import orjson

from accounts.actor import Actor
from archive.documents import signing
from archive.documents.paper import Paper
from archive.documents.typesetting import typeset
from archive.models import SealedDocument
from foundation import journal, storage
from foundation.transactions import action

SEALED = "archive.document.sealed"


@action
def seal_next(*, by: Actor, but: Collection[str] = ()) -> SealedDocument | None:
    """
    Typeset and sign the oldest document that awaits its seal and that nobody else is at, but for some; return it, or None.

    The file is kept before the row says so, and the row is written with its event: whoever dies on the way leaves an unnamed file at
    most, and the next one begins anew.

    :raises Unavailable: as `signing.sign` does.
    :raises OSError: where the file cannot be kept; nothing is changed then.
    """
    waiting = SealedDocument.objects.select_for_update(skip_locked=True, no_key=True)
    row = waiting.filter(status="awaited").exclude(id__in=list(but)).order_by("id").first()
    if row is None:
        return None
    try:
        _seal(row, by)
    except Exception as error:
        error.add_note(row.id)
        raise
    return row


def _seal(row: SealedDocument, by: Actor) -> None:
    paper = Paper.from_json(orjson.loads(bytes(row.content)))
    pages = typeset(paper)
    file = signing.sign(pages, reason=f"{paper.title.zh} {paper.number}"[:200])
    blob = storage.put(io.BytesIO(file))
    at = journal.instant(row.id)
    row.seal(unsigned=hashlib.sha256(pages).hexdigest(), digest=blob.digest, size=blob.size, at=at)
    row.save(update_fields=["status", "unsigned", "digest", "size", "sealed_at"])
    journal.append(
        SEALED, subject=row.id, deal=row.deal_id, actor=by.label, at=at,
        data={"document": row.id, "lot": row.lot_id, "content": row.content_digest, "unsigned": row.unsigned, "sha256": row.digest},
    )  # fmt: skip
