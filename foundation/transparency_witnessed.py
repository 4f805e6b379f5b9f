"""Since when witnesses have seen what stands at a place of the log: the first head with it that a quorum cosigned."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import connection

from foundation import transparency
from foundation.models import LogCosignature
from toolkit.log.checkpoint import Checkpoint, Head

# One step on along the index of sizes for each place, as many as lack the quorum.
_COVERING = (
    "SELECT DISTINCT b.size FROM unnest(%s::bigint[]) AS place, LATERAL ("
    " SELECT c.size FROM foundation_logcosignature c WHERE c.size > place AND c.witness = ANY(%s)"
    " GROUP BY c.size HAVING count(*) >= %s ORDER BY c.size LIMIT 1) AS b ORDER BY b.size"
)


def covering(indices: Collection[int]) -> list[Head]:
    """Return, for each of these places in the tree, the first head with it that a quorum cosigned; each head once, the smallest first."""
    log, known = transparency.log_key(), [one.name for one in transparency.witnesses()]
    if log is None or not known or not settings.TRANSPARENCY_QUORUM:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COVERING, [sorted(indices), known, settings.TRANSPARENCY_QUORUM])
        sizes = [size for (size,) in cursor.fetchall()]
    roots = dict(LogCosignature.objects.filter(size__in=sizes).values_list("size", "root"))
    found = (transparency.cosigned_head(Checkpoint(log.name, size, bytes(roots[size]))) for size in sizes)
    return [one for one in found if one is not None]
