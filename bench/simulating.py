"""
Ten thousand auctions in worlds where everything goes wrong: `python -m bench.simulating`.

Each seed is one auction of one form (`tests/simulation`): whatever fails can be run again by its form and seed. Prints how far it is, and
what failed; ends with 1 if anything did.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator

FORMS = (
    "called_auction", "descending_clock", "dynamic_quotation", "listing", "multi_round", "open_rounds", "reverse_open", "reverse_rounds",
    "share_auction", "single_quote", "weighted_quotation",
)  # fmt: skip
SAY_EACH_SECONDS = 10.0


def main() -> int:
    """Run the seeds; return 0 only if everything held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--auctions", type=int, default=10_000)
    parser.add_argument("--from-seed", type=int, default=0)
    parser.add_argument("--form", choices=FORMS, action="append")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    forms = tuple(asked.form or FORMS)
    began = said = time.monotonic()
    failed, counted = 0, Counter[str]()
    with multiprocessing.get_context("spawn").Pool(asked.processes, _begin) as pool:
        for done, (wrong, found) in enumerate(
            pool.imap_unordered(_one, _seeds(forms, asked.auctions, asked.from_seed)), 1
        ):
            counted.update(found)
            if wrong:
                failed += 1
                print(wrong, flush=True)
            if time.monotonic() - said > SAY_EACH_SECONDS:
                said = time.monotonic()
                print(f"{done:,} of {asked.auctions:,} in {said - began:.0f} s, {failed} failed", flush=True)
    told = ", ".join(f"{name} {count:,}" for name, count in sorted(counted.items()))
    print(f"{asked.auctions:,} auctions in {time.monotonic() - began:.0f} s: {told}; {failed} failed")
    return 1 if failed else 0


def _seeds(forms: tuple[str, ...], auctions: int, first: int) -> Iterator[tuple[str, int]]:
    return ((forms[n % len(forms)], first + n // len(forms)) for n in range(auctions))


def _begin() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def _one(given: tuple[str, int]) -> tuple[str, dict[str, int]]:
    from tests.simulation.simulating import simulate

    form, seed = given
    try:
        told = simulate(form, seed)
    except Exception as error:
        return f"{form} {seed}: {type(error).__name__}: {error}", {}
    counts = {"moves": told.moves, "accepted": told.accepted, "resumed": told.pauses, "outages": told.outages}
    return "", {told.status: 1, **counts}


if __name__ == "__main__":
    sys.exit(main())
