"""
Rows of the floors above against what the journal, or a signed record, says of them: which were put in, changed, or removed.

An event that lacks what is compared with it vouches for nothing: the row is named as changed, and the audit goes on. So events
are asked with `get`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from foundation.models import Event
from foundation.text import Text
from foundation.transparency_audit import Finding

Key = TypeVar("Key", bound=Hashable)


def events(type_: str) -> QuerySet[Event]:
    """Return the events whose type begins so, in the order in which they were written."""
    return Event.objects.filter(type__startswith=type_).order_by("id")


def moment(event: Event, name: str) -> datetime | None:
    """Return an instant that an event carries, None where it does not, or as no instant: then the row is not as it was told."""
    written = event.data.get(name)
    try:
        return datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None


def compare(
    kind: str, name: Text, rows: Mapping[Key, object], told: Mapping[Key, object], where: Callable[[Key], str]
) -> Iterator[Finding]:
    """Yield `<kind>_put_in`, `<kind>_changed` and `<kind>_removed` for each row that is not as it was told."""
    for key, row in rows.items():
        if key not in told:
            words = Text(
                f"没有来历的{name.zh}：是后来塞进去的", f"Nothing tells of this {name.en}: it was put in"
            )
            yield Finding(f"{kind}_put_in", where(key), words)
        elif row != told[key]:
            words = Text(f"{name.zh}与当时所记不符", f"The {name.en} is not as it was told")
            yield Finding(f"{kind}_changed", where(key), words)
    for key in told.keys() - rows.keys():
        yield Finding(f"{kind}_removed", where(key), Text(f"{name.zh}已被删除", f"The {name.en} was removed"))
