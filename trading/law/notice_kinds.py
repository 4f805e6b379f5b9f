"""What a kind of notice is. Each family lists its own kinds as `NOTICE_KINDS` beside its shared steps."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.text import Text
from trading.law.grammar import Law


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: the name that steps use, its printed title, and the law that calls for it."""

    name: str
    title: Text
    law: Law


def by_name(*kinds: NoticeKind) -> dict[str, NoticeKind]:
    """Return the kinds by name."""
    return {kind.name: kind for kind in kinds}
