"""Whose turn it is where each bidder has its own: the order follows from what stood before, and that is no host's to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bidding import timing
from bidding.actions.auctioning import entering
from foundation.text import Text
from toolkit.auctions.forms.reverse_rounds import Opened
from trading import called_off
from trading.law.grammar import Refusal
from trading.law.statutes import FRAMEWORK_110
from trading.models import Lot


def opened(lot: Lot, at: datetime) -> tuple[Opened, ...]:
    """
    Return with what each supplier who was admitted to compete for a call-off begins: the agreed price of the order, which is the highest
    (110号令第三十四条), and when it responded; in that order, no two at one instant. Nothing while nobody may know who they are.
    """
    if lot.procedure.call_off is None or timing.is_secret(lot, at):
        return ()
    found: list[Opened] = []
    price, last = called_off.most(lot), 0
    for number, applied_at in (
        entering.admitted(lot).order_by("applied_at", "id").values_list("alias", "applied_at")
    ):
        last = max(last + 1, int(applied_at.timestamp() * 1000))
        found.append(Opened(bidder=number, price=price, at=last))
    return tuple(found)


def differing(given: Any, lot: Lot, at: datetime) -> Iterator[Refusal]:
    """Yield why the order of turns would be another than follows from the responses."""
    if given.form != "reverse_rounds":
        return
    expected = opened(lot, at)
    if given.opened != expected or given.bidders != tuple(one.bidder for one in expected):
        message = Text(
            "各家的起始报价应为协议价格，顺序按响应时间，不得另行填写",
            "Each begins with the agreed price, in the order of their responses: nobody types that",
        )
        yield Refusal("turns_differ", message, FRAMEWORK_110.article("34"))
