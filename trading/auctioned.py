"""Whether a live auction finds what a lot comes to: an upper floor knows, and registers how it is asked."""

from __future__ import annotations

from collections.abc import Callable

from trading.models import Lot

Asked = Callable[[Lot], bool]
_asked: dict[str, Asked] = {}


def register(name: str, asked: Asked) -> None:
    """Let `asked` tell whether an auction of a lot is scheduled or was held."""
    _asked[name] = asked


def here(lot: Lot) -> bool:
    """Tell whether what came of a lot follows from an auction on this platform."""
    return any(asked(lot) for asked in _asked.values())
