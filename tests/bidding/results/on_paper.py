"""Real tenders on paper: what stands in the database after an opening, built without one, and put together as the platform does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bidding.evaluation import assembling
from bidding.models import Filing, OpenedUnit, Opening
from tests.toolkit.scoring import stranger
from tests.toolkit.scoring.lots import PRICE_ONLY, RULES, given_for, with_rule
from toolkit.objects import Manifest
from toolkit.scoring.inputs import Given
from toolkit.scoring.numbers import rounded
from toolkit.scoring.publishing import Evaluation, first_difference, publish
from trading.law.tender_document import TOTAL

PRICES = Path(__file__).parents[4] / "shared" / "data" / "sealed_bid_prices.jsonl"
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
HASH = "0" * 64
NOTHING = assembling.Found(failures={}, grounds={}, carried=(), scores={})
BY_PRICE: Mapping[str, Any] = {method: RULES[method] for method in (*PRICE_ONLY, "reasonable_low")} | {
    "weighted_quote": with_rule("weighted_quote", price_weight=Decimal(1), criteria=())
}
"""The methods in which nobody scores, with the rule that they are tried under."""


def tenders(every: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Yield each so-manieth real tender: its number, and its prices to the cent, without those who offered nothing."""
    with PRICES.open(encoding="utf-8") as lines:
        for at, line in enumerate(lines):
            if at % every == 0:
                row = json.loads(line, parse_float=Decimal)
                yield row["tender"], [str(rounded(Decimal(one), 2)) for one in row["bids"] if one]


def filing(number: int) -> Filing:
    return Filing(id=f"fil_{number:03}", received_at=AT + timedelta(seconds=number))


def unit(of: Filing, fields: dict[str, Any], *, stage: int = 1, outcome: str = "opened") -> OpenedUnit:
    """Return an opened unit with what its bidder wrote, in the bytes in which a manifest is kept."""
    manifest = Manifest(
        deal="deal_1", lot="lot_1", bid=HASH[:32], seq=1, unit="form", policy=HASH, fields=fields, files=[], salt=HASH
    )  # fmt: skip
    return OpenedUnit(
        opening=Opening(stage=stage), filing_id=of.id, unit="form", outcome=outcome, manifest=manifest.to_bytes()
    )  # fmt: skip


def opened(prices: Sequence[str], **more: Any) -> assembling.Opened:
    """Return a lot after its opening: one bid for each price."""
    filings = [filing(number) for number in range(len(prices))]
    units = {
        one.id: [unit(one, {TOTAL: price})] for one, price in zip(filings, prices, strict=True)
    } | more.pop("units", {})  # fmt: skip
    return assembling.Opened(deal="deal_1", lot="lot_1", stage=1, filings=filings, units=units, **more)


def file_of(
    rule: Any, lot: assembling.Opened, found: assembling.Found = NOTHING, given: Given | None = None
) -> bytes:
    """Return `evaluation.json` as the platform puts it together."""
    return publish(rule, assembling.assembled(lot, rule, found, given or Given())).to_bytes()


def disagreements(prices: Sequence[str], *, asks_stranger: bool) -> dict[str, str]:
    """
    Rank a tender under each method as the platform does, then from its published file alone by the toolkit, and by who knows only the
    page where that is asked too; return by method what is found otherwise, or that the file has other prices than were bid.
    """
    lot = opened(prices, agreed_price=max(map(Decimal, prices), default=None))
    found = {}
    for method, rule in BY_PRICE.items():
        content = file_of(rule, lot, given=given_for(method)["given"])
        file = Evaluation.from_bytes(content)
        if [[str(quote) for quote in one.quotes] for one in file.inputs.bids] != [[one] for one in prices]:
            found[method] = "the file has other prices than were bid"
        elif (differs := first_difference(file)) is not None:
            found[method] = f"{differs.path}: {differs.published}, and the toolkit has {differs.computed}"
        elif asks_stranger and stranger.result_of(content) != json.loads(content)["result"]:
            found[method] = "a stranger finds another result"
    return found
