"""
反向公开竞价, open reverse auction with a soft close (网络竞价规则, 惯例).

As the dynamic quotation, downward: the first price is not above `start_price`, each later one below the one that stands. A price in
the last `countdown_s` gives everybody as long again. Who buys has no priority holders.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from toolkit.auctions import rules
from toolkit.auctions.forms import dynamic_quotation
from toolkit.auctions.rules import Seconds

begin, take, show = dynamic_quotation.begin, dynamic_quotation.take, dynamic_quotation.show


class Rules(rules.PriceRules):
    """The rules of an open reverse auction."""

    up: ClassVar[bool] = False

    form: Literal["reverse_open"] = "reverse_open"
    free_s: Seconds
    countdown_s: Seconds
