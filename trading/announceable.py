"""
What a new version of a published tender document must not say of a lot: an upper floor compares bids, and registers how it is
asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from trading.law.grammar import Refusal
from trading.law.tender_document import TenderDocument
from trading.models import Lot

Asked = Callable[[Lot, TenderDocument, datetime], Sequence[Refusal]]
_asked: dict[str, Asked] = {}


def register(name: str, asked: Asked) -> None:
    """Let `asked` tell why a document that is published at an instant may not stand for a lot."""
    _asked[name] = asked


def refusals(lot: Lot, document: TenderDocument, at: datetime) -> list[Refusal]:
    """Return every reason why a new version may not be published for a lot; none against one that is still prepared."""
    return [one for asked in _asked.values() for one in asked(lot, document, at)]
