"""
Whether what comes of a lot is found here: by a committee, or by the figures that were announced and opened. An upper floor knows, and
registers how it is asked.
"""

from __future__ import annotations

from collections.abc import Callable

from trading.models import Lot

Asked = Callable[[Lot], bool]
_judged: dict[str, Asked] = {}
_computed: dict[str, Asked] = {}


def register(name: str, *, judged: Asked, computed: Asked) -> None:
    """Let `judged` tell whether an evaluation of a lot stands, and `computed` whether opened figures alone decide."""
    _judged[name], _computed[name] = judged, computed


def here(lot: Lot) -> bool:
    """Tell whether what came of a lot follows from an evaluation that runs here or has been reported."""
    return any(asked(lot) for asked in _judged.values())


def is_computed(lot: Lot) -> bool:
    """Tell whether what comes of a lot follows from the figures of sealed bids alone."""
    return any(asked(lot) for asked in _computed.values())
