"""The confirm sheet: what a bidder is about to bind itself to, against what stands now, tried before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from bidding.actions.auctioning import rounds
from bidding.auctions import judging
from bidding.models import Auction
from foundation.errors import Invalid
from foundation.money import parse_amount
from foundation.text import Text
from toolkit.auctions.concluding import told
from toolkit.auctions.refusing import Inadmissible

PRICED: Final = frozenset({"raise", "quote", "take", "claim", "offer"})
"""What has an amount: a price, or of an offer the per cent."""
ACTS: Final[Mapping[str, Text]] = {
    "raise": Text("报价", "Bid"),
    "quote": Text("报价（公布前他人看不到）", "Quote, unseen by others until it is published"),
    "take": Text("应价", "Take the price"),
    "offer": Text("竞自持（配建）报价", "Offer what is held or built beside"),
    "claim": Text("行使优先购买权", "Take the price by priority right"),
    "ask": Text("要求继续竞价", "Ask to go on"),
    "waive": Text("放弃优先购买权", "Give the priority right up"),
    "cancel": Text("撤销本轮报价", "Take this turn's price back"),
}
_RETYPED: Final = frozenset({"repeat_needed", "repeat_differs"})


@dataclass(frozen=True)
class Sheet:
    """
    What is about to be done; `difference` is from the price that stands, `expected`. A clock's price is taken as it is, or lower.

    `refusal` says why it would have no effect now; `is_retyped` that the amount is to be typed again, for it is a large step.
    """

    kind: str
    title: Text
    price: Decimal | None
    expected: Decimal | None
    difference: Decimal | None
    least: Decimal | None
    refusal: Text | None
    is_retyped: bool
    moved: bool = False

    @property
    def is_percent(self) -> bool:
        """Whether the amount is no price but a per cent, at the price that stands."""
        return self.kind == "offer"


def amount(typed: str) -> Decimal:
    """
    Return the amount that somebody typed.

    :raises Invalid: beside the field `typed`.
    """
    try:
        return parse_amount(typed.strip().replace(",", "").replace("，", ""), places=2)
    except Invalid as error:
        raise Invalid(error.code, error.message, fields={"typed": [error.message]}) from error


def of(row: Auction, number: str, kind: str, price: Decimal | None, at: datetime, *, moved: bool = False) -> Sheet:  # fmt: skip
    """
    Return the sheet for a move that somebody wants to make now.

    :raises Invalid: for what is no move of a bidder here, or an amount that no price is.
    """
    instant = rounds.milliseconds(at)
    kept, _ = judging.caught_up(rounds.kept_of(row), instant, rounds.pulse(row.id))
    return against(kept, number, kind, price, instant, moved=moved)


def against(
    kept: judging.Kept, number: str, kind: str, price: Decimal | None, instant: int, *, moved: bool = False
) -> Sheet:  # fmt: skip
    """
    Return the sheet against what stands at an instant.

    :raises Invalid: as `of` does.
    """
    if kind not in ACTS:
        raise Invalid("move_malformed", Text("没有这种操作", "There is no such move"))
    stands = judging.seen(kept, instant)
    refused = _refused(kept, fields_of(kind, price), number, instant)
    expected = price if kind == "take" else stands.price
    is_price = kind not in ("take", "offer")
    return Sheet(
        kind=kind, title=ACTS[kind], price=price, expected=expected,
        difference=price - expected if is_price and price is not None and expected is not None else None, least=stands.least,
        refusal=_words(refused) if refused is not None and refused.code not in _RETYPED else None,
        is_retyped=refused is not None and refused.code in _RETYPED, moved=moved,
    )  # fmt: skip


def fields_of(kind: str, price: Decimal | None, repeated: Decimal | None = None) -> dict[str, Any]:
    """Return a move of the format from what was confirmed."""
    given: dict[str, Any] = {"kind": kind}
    if price is not None and kind in PRICED:
        given["percent" if kind == "offer" else "price"] = f"{price:.2f}"
    if repeated is not None and kind == "raise":
        given["repeated"] = f"{repeated:.2f}"
    return given


def _refused(kept: judging.Kept, fields: Mapping[str, Any], number: str, at: int) -> Inadmissible | None:
    """Try a move without making it: the engine's own judgement, of which nothing is kept."""
    try:
        asked = judging.read({**fields, "bidder": number})
    except ValidationError as error:
        words = Text("请填写正确的金额", "Write a proper amount")
        raise Invalid("move_malformed", words, fields={"typed": [words]}) from error
    if judging.awaits_more(kept):
        return Inadmissible("not_begun")
    _, rows, _ = judging.judge(kept, asked, at, None)
    return rows[-1].refused


def _words(refused: Inadmissible) -> Text:
    details = {one.name: one.value for one in told(1, refused).reason.details}
    return Text(refused.words.zh.format(**details), refused.words.en.format(**details))
