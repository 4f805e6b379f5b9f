"""
What an opening costs: `python -m bench.opening`.

Seals bids (100) for three custodians, of whom two open, then takes the opening apart: what each custodian checks and posts, what
the opening process combines, derives again and decrypts, and what anybody verifies from the public files. Medians of several
rounds on the same bids; nothing is bound, all is told.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from tests.toolkit import publishing
from tests.toolkit.competition import OPENED_AT, Competition
from tests.toolkit.replaying import Replay
from tests.toolkit.world import LOT
from toolkit import keeping, opening, units, verifying
from toolkit.bundles import Bundle
from toolkit.custodians import Memory
from toolkit.posting import Received

UNIT = "form"
Times = dict[str, list[float]]


def main() -> int:
    """Seal, open and verify; tell what each part took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bids", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    times: Times = {}
    plain = patch.object(keeping, "lock", lambda kept, passphrase, **_: kept.to_bytes())
    with tempfile.TemporaryDirectory() as name, plain:
        replay = Replay(Path(name) / "bids")
        played = Competition(Path(name), replay.world)
        with timed(times, "seal all"):
            for number in range(asked.bids):
                played.file(replay.bidder(number), price=f"{1_000_000 + number}.00")
        played.publish(played.freeze())
        for _ in range(asked.rounds):
            settle(played, post(played, times), times)
        verify(played, Path(name) / "public", asked.rounds, times)
    print(f"{asked.bids} bids, 3 custodians, medians of {asked.rounds}")
    for what, seen in times.items():
        middle = statistics.median(seen)
        print(f"{what:<28} {middle:8.3f} s {1000 * middle / asked.bids:8.2f} ms a bid")
    return 0


def post(played: Competition, times: Times) -> list[Received]:
    """Let every custodian check and post, and take the posts in."""
    case, received = played.case(), []
    for x, client in enumerate(played.clients, start=1):
        fresh = replace(client, memory=Memory())
        with timed(times, "custodian: check"):
            agreed = fresh.check(case, 1, at=OPENED_AT)
        with timed(times, "custodian: decrypt and post"):
            made = fresh.post(case, agreed, at=OPENED_AT)
        if x < 3:
            with timed(times, "take a post"):
                received.append(played.receive(made))
    return received


def settle(played: Competition, posts: list[Received], times: Times) -> None:
    """Do what the opening process does with each bid, in its three parts."""
    custody, keys = played.custody, {}
    with timed(times, "combine keys"):
        for one in played.filed:
            keys[one.filing.name] = opening.key_of(one.filing, UNIT, posts, custody)
    with timed(times, "make capsules again"):
        for one in played.filed:
            key = keys[one.filing.name]
            assert key is not None and not opening.wrongly_dealt(one.filing, UNIT, key, custody)
            assert not opening.liars(one.filing, UNIT, key, posts, custody)
    with timed(times, "decrypt and check"):
        for number, one in enumerate(played.filed):
            key = keys[one.filing.name]
            assert key is not None
            manifest = units.open_unit(one.filing, UNIT, key, lambda _: lambda _block: None)
            assert manifest.fields == {"price": f"{1_000_000 + number}.00"}


def verify(played: Competition, folder: Path, rounds: int, times: Times) -> None:
    """Publish the files, and verify the lot from them as anybody can."""
    publishing.write_lot(played, folder)
    publishing.open_stage(played, folder, (1, 3))
    pins = played.world.pins()
    for _ in range(rounds):
        with timed(times, "verify from public files"):
            report = verifying.verify(Bundle(folder), LOT, pins)
        assert report.holds, [one for one in report.findings if one.refused]
        assert len(report.manifests) == len(played.filed)


@contextmanager
def timed(times: Times, what: str) -> Iterator[None]:
    """Note how long a block takes."""
    began = time.perf_counter()
    yield
    times.setdefault(what, []).append(time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
