"""How the supplier of a call-off under a framework is found (财政部令第110号 art. 32–35). Nothing here knows Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trading.law.citations import Law


@dataclass(frozen=True, kw_only=True)
class CallOffRule:
    """
    Who of the admitted suppliers is taken: whom the buyer chose with its words, whoever offered least, under seal or in a live auction,
    or whose turn it is.

    `states` are those in which the supplier is found, none where an auction finds it; `removal` is the step by which one leaves the
    framework.
    """

    how: Literal["chosen", "lowest", "auctioned", "turn"]
    states: tuple[str, ...]
    law: Law
    removal: str = "remove_supplier"
