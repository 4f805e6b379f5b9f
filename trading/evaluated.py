"""Whether a committee evaluates a lot here: an upper floor knows, and registers how it is asked."""

from __future__ import annotations

from collections.abc import Callable

from trading.models import Lot

Asked = Callable[[Lot], bool]
_asked: dict[str, Asked] = {}


def register(name: str, asked: Asked) -> None:
    """Let `asked` tell whether an evaluation of a lot stands."""
    _asked[name] = asked


def here(lot: Lot) -> bool:
    """Tell whether what came of a lot follows from an evaluation that runs here or has been reported."""
    return any(asked(lot) for asked in _asked.values())
