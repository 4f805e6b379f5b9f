"""The system check of the log: a database that is older than what the public was shown must not be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from foundation import transparency_start


@register(Tags.database)
def log_may_grow(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse where the public folder or a witness has seen more of the log than the database holds."""
    if not databases or "default" not in databases:
        return []
    why = transparency_start.problem()
    return [] if why is None else [Error(f"{why.zh}\n{why.en}", id="foundation.E001")]
