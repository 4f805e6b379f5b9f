"""Which sets there are."""

from __future__ import annotations

from archive.imports import land, records, single_notices, taiwan, tenders

READERS = {
    reader.name: reader
    for reader in (land.READER, tenders.READER, single_notices.READER, taiwan.READER, records.READER)
}
