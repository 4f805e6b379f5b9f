"""Small auctions: rules of each form, and a log from moves at seconds after the start."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.toolkit.scoring.lots import criterion
from toolkit.auctions import commitments, moves
from toolkit.auctions.concluding import replay
from toolkit.auctions.forms import (
    called_auction,
    descending_clock,
    dynamic_quotation,
    listing,
    multi_round,
    open_rounds,
    reverse_open,
    reverse_rounds,
    share_auction,
    single_quote,
    weighted_quotation,
)
from toolkit.auctions.results import Result
from toolkit.auctions.rules import Holder, Seed
from toolkit.scoring.methods import weighted_quote

D = Decimal
START = 1_800_000_000_000
SALT = "5a" * 32
SECRETS = {"centre": "01" * 32, "organiser": "02" * 32}
SEEDS = tuple(
    Seed(contributor=who, commitment=commitments.part("a", who, secret)) for who, secret in SECRETS.items()
)
COMMON: dict[str, Any] = {"auction": "a", "starts_at": START, "bidders": ("1", "2", "3", "4")}
PRICED: dict[str, Any] = COMMON | {"start_price": D(1000), "increment": D(50)}
WEIGHTED = weighted_quote.Rule(price_weight=D("0.6"), criteria=(criterion("40"),), start_price=D(1000))
RULES: dict[str, Any] = {
    "called_auction": called_auction.Rules(**PRICED, increments="changed_by_host"),
    "descending_clock": descending_clock.Rules(
        **COMMON, start_price=D(1000), drop_share=D("0.01"), step_s=10, steps=50, first_pause_s=30,
        sealed_pause_s=20, sealed_s=60, best_pause_s=20, best_s=60,
    ),
    "dynamic_quotation": dynamic_quotation.Rules(**PRICED, free_s=600, countdown_s=180),
    "listing": listing.Rules(**PRICED, listing_s=600, inquiry_s=240, countdown_s=300),
    "multi_round": multi_round.Rules(**PRICED, rounds=3, round_s=60, pause_s=30),
    "open_rounds": open_rounds.Rules(**PRICED, pause_s=10, round_s=180, latest_s=3600),
    "reverse_open": reverse_open.Rules(**PRICED, free_s=600, countdown_s=180),
    "reverse_rounds": reverse_rounds.Rules(
        **COMMON, increment=D(10), first_pause_s=300, pause_s=120, turn_s=120, closing_s=120,
        opened=tuple(
            reverse_rounds.Opened(bidder=name, price=D(price), at=START - 9000 + number)
            for number, (name, price) in enumerate({"1": 1000, "2": 990, "3": 1000, "4": 1010}.items())
        ),
    ),
    "share_auction": share_auction.Rules(**COMMON, quantity=100, start_price=D(10), quoting_s=600),
    "single_quote": single_quote.Rules(**COMMON, start_price=D(1000), round_s=600, tie_rounds=2, pause_s=60),
    "weighted_quotation": weighted_quotation.Rules(**COMMON, quoting_s=600, experts=2, scoring=WEIGHTED),
}  # fmt: skip
HOLDERS = (
    Holder(bidder="3", right="shareholder", rank=1),
    Holder(bidder="4", right="tenant", rank=2),
)


def rules(form: str, **changed: Any) -> Any:
    """Return the sample rules of a form, with something else in them."""
    return type(RULES[form]).model_validate(RULES[form].model_dump() | changed)


def made(*steps: tuple[float, str, dict[str, Any]]) -> tuple[Any, ...]:
    """Return a log of moves, each given as seconds after the start, kind, and what else it says."""
    kinds = {one.model_fields["kind"].default: one for one in vars(moves).values() if _is_move(one)}
    return tuple(
        kinds[kind].model_validate({"number": number, "at": START + round(seconds * 1000)} | said)
        for number, (seconds, kind, said) in enumerate(steps, 1)
    )


def _is_move(one: Any) -> bool:
    return isinstance(one, type) and issubclass(one, moves._Move) and "kind" in one.model_fields


def by(
    seconds: float, kind: str, bidder: str, price: str = "", **said: Any
) -> tuple[float, str, dict[str, Any]]:
    """Return a move of a bidder."""
    return seconds, kind, {"bidder": bidder} | ({"price": price} if price else {}) | said


def host(seconds: float, kind: str, /, **said: Any) -> tuple[float, str, dict[str, Any]]:
    """Return a move of the host, or of the platform."""
    return seconds, kind, said


def result(given: Any, *steps: tuple[float, str, dict[str, Any]], at: float) -> Result:
    """Return the result so many seconds after the start."""
    return replay(given, made(*steps), START + round(at * 1000))


def codes(found: Result) -> dict[int, str]:
    """Return why moves were refused, by their number."""
    return {one.number: one.reason.code for one in found.turned}


def detail(found: Result, number: int) -> dict[str, str]:
    """Return what the refusal of a move names."""
    one = next(one for one in found.turned if one.number == number)
    return {each.name: each.value for each in one.reason.details}


def won(found: Result) -> list[tuple[str, str]]:
    """Return who gets it at which price."""
    return [(one.bidder, str(one.price)) for one in found.awards]


def secrets(seconds: float) -> Sequence[tuple[float, str, dict[str, Any]]]:
    """Return the reveals of both secrets."""
    return [host(seconds, "secret", contributor=who, secret=secret) for who, secret in SECRETS.items()]
