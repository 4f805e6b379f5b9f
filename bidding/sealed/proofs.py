"""Where the leaves of filings stand in the log, and the proofs that their holders keep."""

from __future__ import annotations

from collections.abc import Sequence

from bidding.models import Filing
from foundation import transparency
from foundation.models import LogEntry, LogLeaf
from foundation.transparency_files import proof_path


def places(refs: Sequence[str]) -> dict[str, int]:
    """Return the index of each leaf by its proof's name; those without a place in the tree are left out. Two queries."""
    named = dict(LogEntry.objects.filter(ref__in=refs).values_list("pk", "ref"))
    placed = LogLeaf.objects.filter(entry__in=list(named)).values_list("entry", "index")
    return {str(named[entry]): index for entry, index in placed if entry is not None}


def text(ref: str) -> str | None:
    """Return a leaf's proof, or None while the log has none."""
    try:
        return transparency.files()(proof_path(ref)).decode()
    except FileNotFoundError:
        return None


def of(filing: Filing) -> list[str]:
    """Return the proofs there are by now for the leaves of a filing: filed, what it replaced, and its own end."""
    refs = [filing.ref, filing.replaces.end_ref if filing.replaces else None, filing.end_ref]
    return [found for ref in refs if ref and (found := text(ref)) is not None]
