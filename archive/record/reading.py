"""What pages tell of the public record: how far it has come, and where a file lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.models import PublicFile


@dataclass(frozen=True, slots=True)
class Lies:
    """A file of the record as it lies there: its path, the digest of its bytes, and whether a tombstone is in its place."""

    path: str
    digest: str
    is_withdrawn: bool

    @property
    def ending(self) -> str:
        """What the file's name ends with, in capitals: HTML, JSON."""
        return self.path.rpartition(".")[2].upper()


def listed(paths: Iterable[str]) -> list[Lies]:
    """Return those of some files that have their line in the manifest, in the order of their paths. One query."""
    rows = PublicFile.objects.filter(path__in=list(paths), number__isnull=False)
    last = rows.order_by("path", "-edition").distinct("path")
    found = last.values_list("path", "stored_id", "withdraws")
    return [Lies(path, digest, bool(withdraws)) for path, digest, withdraws in found]
