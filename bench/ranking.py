"""
Every real tender of `../shared/data` ranked: `python -m bench.ranking [EVERY]`. No server, no database.

Under each method in which nobody scores, a tender's opened bids are put together as the platform puts them together
(`bidding.evaluation.assembling`), published as `evaluation.json`, and ranked anew from that file alone: by the toolkit, and of each
tenth tender by who knows only the page. All must agree on every one. `EVERY` takes each so-manieth tender.

Ends with 1 if any differs. Progress is shown as it goes.
"""

from __future__ import annotations

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # rows are built, and never saved: no database is asked

from tests.bidding.results.on_paper import BY_PRICE, PRICES, disagreements, tenders  # noqa: E402

SHOW_EVERY = 500
STRANGER_EVERY = 10


def main(every: int) -> int:
    """Rank them all; return how many results differ."""
    if not PRICES.is_file():
        print("needs ../shared/data")
        return 0
    began, done, bids, differing = time.process_time(), 0, 0, 0
    for done, (tender, prices) in enumerate(tenders(every), start=1):
        bids += len(prices)
        for method, why in disagreements(prices, asks_stranger=done % STRANGER_EVERY == 1).items():
            differing += 1
            print(f"tender {tender}, {method}: {why}", flush=True)
        if done % SHOW_EVERY == 0:
            print(f"{done} tenders, {differing} differ", file=sys.stderr, flush=True)
    print(f"{done} tenders with {bids} prices under {len(BY_PRICE)} methods: {differing} results differ, "
          f"{time.process_time() - began:.0f} s")  # fmt: skip
    return differing


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if sys.argv[1:] else 1) else 0)
