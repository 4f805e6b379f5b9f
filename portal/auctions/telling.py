"""What happened in a room, line by line, and the rules by which it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bidding.auction_rooms import Item
from foundation.text import Text
from portal.auctions.ruling_words import CHOICES, RIGHTS, TITLES
from portal.auctions.standing import FORMS

LINES: Final[Mapping[str, Text]] = {
    "raise": Text("报价", "Bid"),
    "claim": Text("行使优先购买权", "Takes the price by priority right"),
    "waive": Text("放弃优先购买权", "Gives its priority right up"),
    "offer": Text("承诺{percent}%", "Takes on {percent}%"),
    "take": Text("应价", "Takes the price"),
    "call": Text("第{count}次叫价", "Called, {count}"),
    "hammer": Text("落槌", "The hammer falls"),
    "step": Text("增价幅度调整为{increment}元", "The increment is now {increment}"),
    "extend": Text("延长{seconds}秒", "{seconds} s more"),
    "pause": Text("暂停：{reason}", "Paused: {reason}"),
    "resume": Text("恢复：{reason}", "Resumed: {reason}"),
    "withdraw": Text("撤出标的：{reason}", "The lot is withdrawn: {reason}"),
    "reveal": Text("揭示底价", "The reserve price is revealed"),
    "secret": Text("{contributor}揭示随机数", "{contributor} reveals its secret"),
    "silence": Text("平台一度无法访问，竞价暂停", "The platform could not be reached: the auction stands"),
    "message": Text("主持人：{words}", "The host: {words}"),
}
"""One for each kind of thing that everybody sees; the page's script fills the same words."""
Term = tuple[Text, Any, str]
"""A rule: what it is called, its value, and how that is shown: `money`, `seconds`, `words` or `plain`."""


@dataclass(frozen=True)
class Line:
    """A row of the history: who did what, at which price."""

    shown: int
    at: datetime
    what: Text
    bidder: str
    price: str


def lines(items: Iterable[Item]) -> Sequence[Line]:
    """Return what everybody saw, the last first."""
    return [_line(one) for one in reversed([*items])]


def _line(one: Item) -> Line:
    told = LINES.get(one.kind, Text(one.kind, one.kind))
    what = Text(_filled(told.zh, one.said), _filled(told.en, one.said))
    bidder = str(one.said.get("bidder", ""))
    # Whoever takes what a clock shows may have named more: what it pays is what stood then.
    price = (one.stands or {}).get("price") if one.kind == "take" else one.said.get("price")
    return Line(one.shown, one.at, what, bidder, str(price or ""))


def _filled(words: str, said: Mapping[str, Any]) -> str:
    for name, value in said.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def terms(rules: Any) -> Sequence[Term]:
    """Return the rules of an auction as its page shows them."""
    return [*_terms(rules)]


_PLAIN: Final = (
    ("start_price", Text("起始价", "Starts at"), "money"),
    ("increment", Text("增价幅度", "Increment"), "money"),
    ("cap", Text("最高限价", "Cap"), "money"),
    ("floor", Text("减价至", "Falls to"), "money"),
    ("step_s", Text("每档停留", "Each price is shown for"), "seconds"),
    ("calls", Text("落槌前叫价次数", "Calls before the hammer"), "plain"),
    ("rounds", Text("轮次", "Rounds"), "plain"),
    ("listing_s", Text("挂牌期", "Listing period"), "seconds"),
    ("inquiry_s", Text("询问期", "Time to ask to go on"), "seconds"),
    ("free_s", Text("自由报价期", "Free period"), "seconds"),
    ("round_s", Text("每轮时长", "Length of a round"), "seconds"),
    ("latest_s", Text("最晚在开始后", "At the latest, after the start"), "seconds"),
    ("turn_s", Text("每家每轮报价时间", "Length of a turn"), "seconds"),
    ("quoting_s", Text("报价时长", "Time to quote"), "seconds"),
    ("show_s", Text("截止后公开报价", "Prices are shown afterwards, within"), "seconds"),
)


def _terms(rules: Any) -> Iterator[Term]:
    yield Text("竞价方式", "Form"), FORMS[rules.form], "words"
    for field, title, shown in _PLAIN:
        value = getattr(rules, field, None)
        if value not in (None, 0) and not (field == "rounds" and value == 1):
            yield title, value, shown
    if seconds := getattr(rules, "countdown_s", 0):
        words = Text(
            f"限时期内每次有效报价后重新计时{seconds}秒", f"Each bid begins the countdown of {seconds} s anew"
        )
        yield Text("延时规则", "Extension"), words, "words"
    if (beyond := getattr(rules, "beyond", None)) is not None and rules.cap is not None:
        yield TITLES["beyond.way"], CHOICES["beyond.way"][beyond.way], "words"
    yield Text("底价", "Reserve price"), _reserve(rules), "words"
    for one in getattr(rules, "holders", ()):
        right = RIGHTS[one.right]
        yield (
            Text("优先购买权人", "Priority holder"),
            Text(f"{one.bidder}（{right.zh}）", f"{one.bidder} ({right.en})"),
            "words",
        )
    if isinstance(getattr(rules, "large_steps", None), Decimal | int) and rules.large_steps:
        words = Text(
            f"加价超过{rules.large_steps}个幅度，或超过当前价一半，须再次输入金额",
            f"Above {rules.large_steps} increments, or half of the current price, the amount is typed twice",
        )  # fmt: skip
        yield Text("防误操作", "Guard"), words, "words"
    if rules.show_s:
        words = Text(
            "截止前只提交承诺，任何人（含平台）读不到报价；截止后在公开期内公开，逾期未公开的视为没有报价，其竞买号列入竞价记录",
            "Only commitments are given before the end, and nobody, the platform included, reads a price; each is shown afterwards, and one"
            " that is not counts as none, its bidder being named by number in the record",
        )
        yield Text("报价保密", "Secrecy of prices"), words, "words"
    if rules.signing != "none":
        yield TITLES["signing"], CHOICES["signing"][rules.signing], "words"


def _reserve(rules: Any) -> Text:
    if rules.reserve:
        said = Text("有，承诺值已公布，结束后揭示", "There is one: committed to, revealed afterwards")
        if not rules.settle_s:
            return said
        late = CHOICES["if_untold"][rules.if_untold]
        return Text(
            f"{said.zh}；{rules.settle_s}秒内未揭示的，{late.zh}",
            f"{said.en}. Unless it is revealed within {rules.settle_s} s: {late.en}",
        )
    return Text("无", "none")
