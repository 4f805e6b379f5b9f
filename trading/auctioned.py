"""What a live auction has to do with its lot: an upper floor knows, and registers how it is asked and told."""

from __future__ import annotations

from collections.abc import Callable

from trading.models import Lot

Asked = Callable[[Lot], bool]
Told = Callable[[Lot], None]
_asked: dict[str, Asked] = {}
_told: dict[str, Told] = {}


def register(name: str, asked: Asked, told: Told) -> None:
    """
    Let `asked` tell whether an auction of a lot is scheduled or was held, and `told` hear, within the transaction, that the lot was laid
    on hold or is auctioned no more.
    """
    _asked[name], _told[name] = asked, told


def here(lot: Lot) -> bool:
    """Tell whether what came of a lot follows from an auction on this platform."""
    return any(asked(lot) for asked in _asked.values())


def is_over(lot: Lot, source: str) -> bool:
    """Tell whether a lot that came from a state has left those in which it is auctioned."""
    rule = lot.procedure.auction
    return rule is not None and source in rule.runs_in and lot.state not in rule.runs_in


def stop(lot: Lot) -> None:
    """Let no auction of a locked lot go on past this instant: it was laid on hold, or is auctioned no more."""
    if lot.procedure.auction is not None:
        for told in _told.values():
            told(lot)
