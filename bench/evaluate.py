"""
What an evaluation costs: `python -m bench.evaluate`. No server, no database.

1. How long do 500 bids, scored by 9 experts in 60 criteria, take to rank, to write and to read and compute anew; how large is the file?
2. Does a bid cost the same among a hundred and among a thousand?
3. How many real tenders of `../shared/data` are ranked a second, by price alone and by a benchmark?

Ends with 1 if a bound is broken. Times are of the processor, for others may be at work.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit.scoring import rules
from toolkit.scoring.evaluating import evaluate
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.inputs import Bid, Sheet
from toolkit.scoring.methods import comprehensive_score, lowest_price, reasonable_low
from toolkit.scoring.numbers import rounded
from toolkit.scoring.publishing import Evaluation, first_difference, publish

BIDS, EXPERTS, CRITERIA = 500, 9, 60
MOST_SECONDS = 5.0
FEW, MANY = 100, 1000
LARGEST_GROWTH = 1.5
PRICES = Path(__file__).parents[2] / "shared" / "data" / "sealed_bid_prices.jsonl"
RULE = comprehensive_score.Rule(
    price_weight=Decimal("0.4"),
    criteria=tuple(
        rules.Criterion(code=f"c{n}", part="technical", judgement="subjective", weight=Decimal(1), highest=Decimal(1))
        for n in range(CRITERIA)
    ),
)  # fmt: skip


def lot(bids: int) -> Inputs:
    """Return a lot with scores, the same each time."""
    drawn = random.Random(bids)
    listed = tuple(
        Bid(id=f"b{n:05}", quotes=(Decimal(drawn.randrange(10**7, 10**8)).scaleb(-2),)) for n in range(bids)
    )
    sheets = tuple(
        Sheet(bid=one.id, expert=expert, scores=tuple(Decimal(drawn.randrange(101)).scaleb(-2) for _ in range(CRITERIA)))
        for one in listed
        for expert in range(1, EXPERTS + 1)
    )  # fmt: skip
    return Inputs(deal="deal", lot="lot", bids=listed, sheets=sheets)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    made = work()
    return time.process_time() - began, made


def ask_one_lot() -> bool:
    inputs = lot(BIDS)
    ranked, published = timed(lambda: publish(RULE, inputs))
    wrote, content = timed(published.to_bytes)
    read, again = timed(lambda: Evaluation.from_bytes(content))
    verified, difference = timed(lambda: first_difference(again))
    kept = difference is None and max(ranked, read + verified) <= MOST_SECONDS
    print(f"1. {BIDS} bids x {EXPERTS} experts x {CRITERIA} criteria: ranked {ranked:.2f} s, written {wrote:.2f} s, "
          f"read {read:.2f} s, computed anew {verified:.2f} s, {len(content) / 1e6:.1f} MB: {told(kept)}")  # fmt: skip
    return kept


def ask_growth() -> bool:
    each = []
    for bids in (FEW, MANY):
        inputs = lot(bids)
        each.append(min(timed(lambda: evaluate(RULE, inputs))[0] for _ in range(3)) / bids)  # noqa: B023
    kept = each[1] / each[0] <= LARGEST_GROWTH
    print(f"2. a bid among {FEW}: {each[0] * 1e3:.2f} ms, among {MANY}: {each[1] * 1e3:.2f} ms: {told(kept)}")
    return kept


def ask_real() -> bool:
    if not PRICES.is_file():
        print("3. needs ../shared/data")
        return True
    tenders = []
    for line in PRICES.read_text().splitlines()[::10]:
        prices = json.loads(line, parse_float=Decimal)["bids"]
        bids = tuple(
            Bid(id=f"b{n:03}", quotes=(rounded(Decimal(one), 2),)) for n, one in enumerate(prices) if one
        )
        tenders.append(Inputs(deal="deal", lot="lot", bids=bids))
    deviation = rules.Deviation(full=Decimal(100), above=Decimal(1), below=Decimal("0.5"))
    for rule in (lowest_price.Rule(), reasonable_low.Rule(benchmark=rules.Benchmark(), deviation=deviation)):
        spent, _ = timed(lambda: [evaluate(rule, one) for one in tenders])  # noqa: B023
        print(f"3. {rule.method}: {len(tenders) / spent:.0f} real tenders a second")
    return True


def told(is_kept: bool) -> str:
    return "kept" if is_kept else "BROKEN"


if __name__ == "__main__":
    sys.exit(0 if all([ask_one_lot(), ask_growth(), ask_real()]) else 1)
