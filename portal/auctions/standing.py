"""How an auction stands in words and figures; `frontend/scripts/auction/standing.ts` goes on writing the same (`standing.cases.json`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from foundation.text import Text
from toolkit.auctions import words

BANNERS: Final[Mapping[str, Text]] = {
    "waiting": Text("尚未开始", "Not begun yet"),
    "open": Text("竞价进行中", "The auction is on"),
    "leading": Text("您领先", "You are in the lead"),
    "outbid": Text("您已被超越", "You have been outbid"),
    "paused": Text("已暂停，剩余时间保留", "Paused; the time that is left is kept"),
    "resuming": Text("即将恢复，请做好准备", "About to go on: be ready"),
    "ending": Text("到时，等待确认", "Time is up, to be confirmed"),
    "over": Text("已结束", "The auction is over"),
    "withdrawn": Text("标的已撤出", "The lot was withdrawn"),
}
OVER: Final = "closed"
UNTIMED: Final = Text("不限时", "no time limit")
_HOUR, _DAY = 3_600, 86_400


def banner(phase: str, leader: str | None, own: str, *, has_bid: bool) -> str:
    """Return the code of what a reader is told first; `own` is its number in the auction, empty for who does not bid."""
    if phase == OVER:
        return "over"
    if phase in ("waiting", "paused", "resuming", "ending", "withdrawn"):
        return phase
    if own and leader == own:
        return "leading"
    return "outbid" if own and has_bid and leader else "open"


def steps(least: str | None, increment: str | None, *, up: bool, cap: str | None = None) -> list[str]:
    """Return the next three prices, the least first: what a button says is what it bids."""
    if least is None or increment is None:
        return []
    step = Decimal(increment) if up else -Decimal(increment)
    found = [Decimal(least) + step * times for times in range(3)]
    if cap is not None:
        found = list(dict.fromkeys(min(one, Decimal(cap)) for one in found))
    return [f"{one:.2f}" for one in found if one > 0]


def left(ms: int) -> str:
    """Return what is left, in whole seconds rounded up: never 0 while the phase still runs."""
    seconds = max(0, math.ceil(ms / 1000))
    days, hours = seconds // _DAY, seconds % _DAY // _HOUR
    clock = f"{seconds % _HOUR // 60:02d}:{seconds % 60:02d}"
    if days:
        return f"{days}d {hours:02d}:{clock}"
    return f"{hours}:{clock}" if hours else clock


def line(points: Sequence[tuple[int, str]]) -> str:
    """
    Return the line of a chart of 600 by 160, as the path of a drawing: a price stands until the next one is taken.

    A point is an instant in milliseconds and a price; without two of them there is no line.
    """
    if len(points) < 2:
        return ""
    prices = [int(Decimal(price) * 100) for _, price in points]
    first, low = points[0][0], min(prices)
    length, height = max(1, points[-1][0] - first), max(1, max(prices) - low)
    xs = [10 + (at - first) * 580 // length for at, _ in points]
    ys = [150 - (price - low) * 140 // height for price in prices]
    return f"M{xs[0]} {ys[0]}" + "".join(f"H{x}V{y}" for x, y in zip(xs[1:], ys[1:], strict=True))


def in_words(found: Any) -> Text:
    """Return words of the toolkit as the pages take them."""
    return Text(found.zh, found.en)


PHASES: Final[Mapping[str, Text]] = {code: in_words(one) for code, one in words.PHASES.items()}
FORMS: Final[Mapping[str, Text]] = {code: in_words(one) for code, one in words.FORMS.items()}
OUTCOMES: Final[Mapping[str, Text]] = {code: in_words(one) for code, one in words.OUTCOMES.items()}
GIVEN_UP: Final = Text(
    "结果一直未决，经两人决定不再等待，标的撤出",
    "Nothing decided it; two persons gave it up, and the lot was taken out",
)
"""What became of an auction that had ended and stayed undecided."""
REASONS: Final[Mapping[str, Text]] = {code: in_words(one) for code, one in words.REASONS.items()}
