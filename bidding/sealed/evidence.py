"""What was known of certificates when something was accepted: what everybody judges them by ever after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from cryptography.hazmat.primitives import serialization as forms
from django.db.models.functions import Length

from bidding.models import RevocationEvidence
from toolkit import refusals, revocation
from toolkit.revocation import NOTHING, Evidence


def written(found: Evidence) -> dict[str, bytes]:
    """Return evidence by the names that the format gives it; what is too large is left to what everybody has pinned."""
    lists = _named(revocation.LIST, (one.public_bytes(forms.Encoding.DER) for one in found.lists))
    return lists | _named(revocation.ANSWER, (one.public_bytes(forms.Encoding.DER) for one in found.answers))


def read(kept: Mapping[str, str]) -> Evidence:
    """Return what was kept under these names and digests. One query, or none."""
    if not kept:
        return NOTHING
    rows = RevocationEvidence.objects.filter(sha256__in=kept.values()).values_list("sha256", "content")
    contents = {digest: bytes(content) for digest, content in rows}

    def file(name: str) -> bytes:
        if name not in kept:
            raise refusals.Refused("file_missing", name=name)
        return contents[kept[name]]

    return revocation.read(file)


def sizes(digests: Collection[str]) -> dict[str, int]:
    """Return how many bytes what was kept under these digests has. One query."""
    rows = RevocationEvidence.objects.filter(sha256__in=digests)
    return dict(rows.values_list("sha256", Length("content")))


def find(sha256: str) -> bytes | None:
    """Return a kept list or answer; None if somebody removed it. One query."""
    found = RevocationEvidence.objects.filter(sha256=sha256).values_list("content", flat=True).first()
    return None if found is None else bytes(found)


def content_of(sha256: str) -> bytes:
    """Return a kept list or answer. One query."""
    return bytes(RevocationEvidence.objects.values_list("content", flat=True).get(sha256=sha256))


def _named(kind: str, contents: Iterable[bytes]) -> dict[str, bytes]:
    fitting = [one for one in dict.fromkeys(contents) if len(one) <= revocation.LARGEST_KEPT]
    return {
        revocation.name(number, kind): content
        for number, content in enumerate(fitting[: revocation.MOST_KEPT], start=1)
    }
