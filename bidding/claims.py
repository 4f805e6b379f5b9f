"""Prior rights (优先购买权) that bidders claim as they register: whoever is admitted with one uses it in the auction, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bidding.auctions.articles import RIGHTS
from bidding.models import Registration
from foundation.errors import Invalid
from foundation.text import Text
from toolkit.auctions.rules import Holder
from trading import particulars
from trading.law.grammar import Refusal
from trading.law.statutes import PRACTICE
from trading.models import Lot


def may_be_made(lot: Lot) -> bool:
    """Tell whether it was announced of a lot that holders of a prior right use it within the competition."""
    rule = lot.procedure.auction
    return rule is not None and rule.holders(
        particulars.parse(lot.procedure.lot_particulars, lot.particulars)
    )


def check(lot: Lot, right: str) -> None:
    """
    Refuse the claim of a right that nobody has here.

    :raises Invalid: `right_not_announced`.
    """
    if right and (right not in RIGHTS or not may_be_made(lot)):
        words = Text("公告没有载明场内行使的优先购买权", "No prior right to be used here was announced")
        raise Invalid("right_not_announced", words, fields={"claims": [words]})


def differing(holders: Iterable[Holder], admitted: Iterable[Registration]) -> Iterator[Refusal]:
    """Yield why the holders of an auction's rules are not those who were admitted with the right that they claimed."""
    claimed = {(one.alias, one.claims) for one in admitted if one.claims}
    named = {(one.bidder, one.right) for one in holders}
    if named - claimed:
        message = Text(
            "报名时没有声明该优先购买权，或者未获准参加",
            "Whoever is named did not register with that right, or was not admitted",
        )
        yield Refusal("right_not_claimed", message, PRACTICE.article(""))
    if claimed - named:
        message = Text(
            "有获准参加的优先购买权人没有列入", "Somebody who was admitted with a prior right is left out"
        )
        yield Refusal("right_left_out", message, PRACTICE.article(""))
