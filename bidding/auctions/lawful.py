"""Whether the rules of an auction may be announced: every number against its article, all reasons at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from bidding.auctions import bounds
from bidding.scoring.bounds import Within
from foundation.text import Text
from toolkit.auctions.forms import called_auction
from toolkit.auctions.forms.capped import Beyond
from toolkit.auctions.prices import EXACT
from toolkit.auctions.refusing import Unfit
from toolkit.auctions.rules import PriceRules
from toolkit.auctions.running import FORMS, Rules
from toolkit.auctions.wellformed import check, has_windows
from trading.law.citations import Law
from trading.law.grammar import Refusal
from trading.law.statutes import (
    AUCTION,
    CIVIL_CODE,
    FRAMEWORK_110,
    LAND_ORDER_39,
    PRACTICE,
    PROPERTY_ORDER_32,
    TENDERING,
)

LAND = frozenset({"called_auction", "listing"})
REVERSE = frozenset({"reverse_open", "reverse_rounds"})
NOT_HELD = frozenset({"share_auction", "weighted_quotation"})
"""The forms of which something has no door yet: quantities in an outcome, scores that a committee signs."""
SECRET = frozenset({"single_quote", "multi_round"})
"""The forms whose prices nobody may read before the end: they are committed to, and shown afterwards."""
HAMMERED = frozenset({"called_auction"})
"""The forms that a person ends, and no clock."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """
    What else of the lot the law's numbers depend on.

    `lowest_price` is the nation's lowest for land, or what property was valued at; `call_off` says that suppliers of a framework
    compete for one order. `has_step` tells whether an increment was announced, `has_holders` that whoever has a prior right uses it within
    the competition. Amounts are in the rules' currency.
    """

    kind: Literal["construction", "land", "procurement", "property"]
    has_reserve: bool = False
    lowest_price: Decimal | None = None
    call_off: bool = False
    has_step: bool = False
    has_holders: bool = False


Bound = tuple[str, str, Within]
"""A number that the law or the platform bounds: the code of its refusal, its field among the rules, and its bound."""
_OF_FORM: Final[Mapping[str, tuple[Bound, ...]]] = {
    "listing": (
        ("listing_too_short", "listing_s", bounds.LISTED),
        ("inquiry_too_short", "inquiry_s", bounds.ASKED),
        ("countdown_too_short", "countdown_s", bounds.COUNTED_DOWN),
        ("askers", "askers", bounds.ASKERS),
    ),
    "called_auction": (("call_too_short", "call_s", bounds.CALLED),),
}
_OF_KIND: Final[Mapping[str, tuple[Bound, ...]]] = {
    "property": (("fewest", "fewest", bounds.COMPETING),),
    "land": (("fewest", "fewest", bounds.ALONE),),
    "procurement": (("fewest", "fewest", bounds.CALLED_OFF),),
}
SETTLED: Final[Mapping[str, Mapping[str, tuple[str, Law]]]] = {
    "property": {"if_fewer": ("agreement", PROPERTY_ORDER_32.article("22"))}
}
"""Where the law leaves nothing but one choice: its value, by kind of deal and field."""


def bounded(form: str, kind: str) -> Iterator[Bound]:
    """Yield the numbers that are bounded in an auction of a form, for deals of a kind."""
    if form not in HAMMERED:
        yield "silence", "silence_s", bounds.SILENCE
    yield "notice", "notice_s", bounds.NOTICE
    for field, bound in bounds.TIMED.get(form, {}).items():
        yield "too_short", field, bound
    if form not in HAMMERED:
        yield "least_left", "least_left_s", bounds.LEFT
    if form in SECRET:
        yield "prices_not_secret", "show_s", bounds.SHOWN
    if form in HAMMERED:
        yield "calls", "calls", bounds.CALLS if kind == "land" else bounds.CALLS_ELSEWHERE
    yield from _OF_KIND.get(kind, ())
    yield from _OF_FORM.get(form, ())


def unheld(form: str, terms: Terms, announced: Mapping[str, object]) -> list[Refusal]:
    """Return why an auction of a form, with what was announced of its cap and of what follows there, cannot be held; empty if it can."""
    found = [*_form(form, terms)]
    at_cap = announced.get("beyond.way")
    said = None
    if form == "listing" and at_cap == "draw":
        found.append(_no_draw())
    elif form == "listing" and at_cap not in (None, *get_args(Beyond.model_fields["way"].annotation)):
        said = Text(
            "公告的限价后竞买方式由人评判，平台不能办理",
            "What follows at the cap is judged by people, and not held here",
        )
    elif form == "called_auction" and announced.get("cap"):
        said = Text("平台不能办理设有最高限价的拍卖", "An auction that is called has no cap here")
    return [*found, *([Refusal("form_not_held", said, PRACTICE.article(""))] if said else [])]


def foreseen(terms: Terms) -> list[str]:
    """Return the forms that the law foresees and the platform holds."""
    return [form for form in FORMS if not any(_form(form, terms))]


def refusals(rules: Rules, terms: Terms) -> list[Refusal]:
    """Return why rules may not be announced; empty if they may."""
    try:
        check(rules)
    except Unfit as unfit:
        words = unfit.words
        field = str(unfit.detail["field"])
        return [Refusal("rules_malformed", Text(f"{words.zh}（{field}）", f"{words.en} ({field})"))]
    return [*_form(rules.form, terms), *_bounds(rules, terms), *_common(rules, terms), *_own(rules, terms)]


def _form(form: str, terms: Terms) -> Iterator[Refusal]:
    said: tuple[Text, Law] | None = None
    if terms.kind == "construction":
        said = (
            Text("招标投标不得就价格竞价或者谈判", "A tender's prices are sealed once, and not negotiated"),
            TENDERING.article("43"),
        )
    elif terms.kind == "procurement" and not (terms.call_off and form in REVERSE):
        said = (
            Text("仅框架协议二次竞价可以反向竞价", "Only suppliers of a framework compete downward"),
            FRAMEWORK_110.article("34"),
        )
    elif terms.kind == "land" and form not in LAND:
        said = (
            Text("土地出让竞价方式为拍卖或者挂牌", "Land is auctioned or listed"),
            LAND_ORDER_39.article("4"),
        )
    elif terms.kind == "property" and form in REVERSE | {"listing"}:
        said = (
            Text("转让应以更高价者优先竞价", "Property goes to the higher price"),
            PROPERTY_ORDER_32.article("22"),
        )
    if said is not None:
        message, law = said
        yield Refusal("form_not_foreseen", message, law)
    elif form in NOT_HELD:
        message = Text("平台尚不能办理该竞价方式", "The platform cannot hold an auction of this form yet")
        yield Refusal("form_not_held", message, PRACTICE.article(""))


def _bounds(rules: Rules, terms: Terms) -> Iterator[Refusal]:
    for code, field, bound in bounded(rules.form, terms.kind):
        if not bound.holds(Decimal(getattr(rules, field))):
            yield Refusal(code, bound.says(), bound.law)


def _common(rules: Rules, terms: Terms) -> Iterator[Refusal]:
    if rules.seeds:
        yield _no_draw()
    law = LAND_ORDER_39.article("10") if terms.kind == "land" else AUCTION.article("28")
    if bool(rules.reserve) != terms.has_reserve:
        message = Text(
            "设底价的应先承诺，不设的不得承诺", "A reserve price is committed to, and nothing else is"
        )
        yield Refusal("reserve_not_committed", message, law)
    if rules.reserve and not bounds.SETTLED.holds(Decimal(rules.settle_s)):
        yield Refusal("settle_unbounded", bounds.SETTLED.says(), bounds.SETTLED.law)
    yield from _times(rules)
    for field, (value, article) in SETTLED.get(terms.kind, {}).items():
        if getattr(rules, field) != value:
            message = Text("只有一名的，按公告条件协议成交", "A single buyer may buy by agreement")
            yield Refusal("only_bidder_refused", message, article)
    yield from _lowest(rules, terms)


def _no_draw() -> Refusal:
    message = Text(
        "随机数尚不能由各方分别承诺，不得抽取（摇号）",
        "Nobody but the host could commit to the parts of a seed: nothing is drawn",
    )
    return Refusal("draw_not_held", message, PRACTICE.article(""))


def _lowest(rules: Any, terms: Terms) -> Iterator[Refusal]:
    """Refuse a start price, or the end of a descending clock, of the whole lot below what it may be sold for."""
    asked = getattr(rules, "start_price", None)
    if rules.form == "descending_clock":
        asked = rules.floor
    if terms.lowest_price is None or asked is None or rules.form in REVERSE | NOT_HELD:
        return
    if asked < terms.lowest_price:
        law = LAND_ORDER_39.article("10") if terms.kind == "land" else PROPERTY_ORDER_32.article("17")
        message = Text(
            "起始价（底价）不低于最低价或者评估值", "The start price is not below the lowest or the valuation"
        )
        yield Refusal("below_lowest_price", message, law)


def _times(rules: Any) -> Iterator[Refusal]:
    """Refuse a countdown that could pass before the platform's silence is noticed, or of which less is left when it goes on."""
    countdown = getattr(rules, "countdown_s", None)
    if countdown is None:
        return
    if rules.silence_s * bounds.IN_A_COUNTDOWN > countdown:
        message = Text(
            "平台最长无心跳时间不得超过倒计时的三分之一",
            "The longest silence is a third of the countdown at most",
        )
        yield Refusal("silence", message, PRACTICE.article(""))
    if rules.least_left_s < countdown:
        message = Text("恢复后至少剩余一个倒计时", "A whole countdown is left when it goes on")
        yield Refusal("least_left", message, PRACTICE.article(""))


def _prices(rules: PriceRules, terms: Terms) -> Iterator[Refusal]:
    """Refuse increments that one host could make a bar to others, and holders of rights that nobody announced."""
    if not terms.has_step and rules.increment > EXACT.multiply(rules.start_price, bounds.LARGEST_STEP):
        message = Text(
            "公告未载明增价幅度的，不得超过起始价的百分之五",
            "An increment that was not announced is five per cent of the start price at most",
        )
        yield Refusal("increment_too_large", message, PRACTICE.article(""))
    if rules.increments == "fixed":
        return
    if terms.kind != "land" or not isinstance(rules, called_auction.Rules):
        message = Text(
            "仅土地拍卖的主持人可以调整增价幅度", "Only who calls an auction of land may change the increment"
        )
        yield Refusal("increment_not_fixed", message, LAND_ORDER_39.article("16"))
    most = EXACT.multiply(rules.increment, Decimal(bounds.STEPS))
    if rules.largest_increment is None or rules.largest_increment > most:
        message = Text(
            f"调整后的增价幅度不得超过公告的{bounds.STEPS}倍",
            f"A changed increment is {bounds.STEPS} times the announced one at most",
        )
        yield Refusal("increment_too_large", message, PRACTICE.article(""))


def _steps(rules: Any) -> Iterator[Refusal]:
    """Refuse a step down that some could not make: nobody announces one where suppliers compete for an order."""
    if any(rules.increment > EXACT.multiply(one.price, bounds.LARGEST_STEP) for one in rules.opened):
        message = Text(
            "降价幅度不得超过最高限价的百分之五",
            "The least step down is five per cent of the agreed price at most",
        )
        yield Refusal("increment_too_large", message, PRACTICE.article(""))


def _beyond(beyond: Beyond | None) -> Iterator[Refusal]:
    """Refuse a time at the cap that is none, and offers there that some could not make."""
    if beyond is None or beyond.way not in ("conditions", "written"):
        return
    percents = bounds.PERCENTS if beyond.way == "conditions" else {}
    for field, bound in {"window_s": bounds.WINDOW, **percents}.items():
        if not bound.holds(Decimal(getattr(beyond, field))):
            yield Refusal("beyond_cap", bound.says(), bound.law)


def _own(rules: Any, terms: Terms) -> Iterator[Refusal]:
    if isinstance(rules, PriceRules):
        yield from _prices(rules, terms)
    yield from _beyond(getattr(rules, "beyond", None))
    # Whoever keeps the log would read them: one bidder and one administrator could give the last and nearest price.
    if rules.form not in SECRET and has_windows(rules) and not bounds.SHOWN.holds(Decimal(rules.show_s)):
        yield Refusal("prices_not_secret", bounds.SHOWN.says(), bounds.SHOWN.law)
    if rules.form == "reverse_rounds":
        yield from _steps(rules)
    if getattr(rules, "ties", "") == "open":
        message = Text("报价相同的，应当由规则确定受让方", "The rules say who has it among equal prices")
        yield Refusal("ties_open", message, PRACTICE.article(""))
    if getattr(rules, "holders", ()) and not terms.has_holders:
        land = terms.kind == "land"
        message = Text("公告没有载明场内行使的优先购买权", "No prior right to be used here was announced")
        yield Refusal(
            "priority_without_law", message, CIVIL_CODE.article("347") if land else PRACTICE.article("")
        )
