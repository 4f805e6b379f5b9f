"""
Every real tender once more, under seal: `python -m bench.replay`.

Each price of `../shared/data/sealed_bid_prices.jsonl` (9,781 tenders, 64,348 bids) is sealed by its own bidder, checked as the
platform does, frozen, posted by two of three custodians, opened, and compared. What was played is written down, so that it
goes on from there when it is started again. Ends with 1 if a price was opened otherwise than it was sealed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from tests.toolkit.replaying import PRICES, Replay, Tender, tenders
from toolkit import keeping

SAY_EACH_SECONDS = 5.0

_replay: list[Replay] = []


def main() -> int:
    """Play what was not played yet; return 0 only if every price came out as it went in."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--prices", type=Path, default=PRICES)
    parser.add_argument("--done", type=Path, default=Path("var/replay.jsonl"), help="what was played")
    parser.add_argument("--most", type=int, help="tenders to play this time")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="when to stop for this time")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    known = list(tenders(asked.prices))
    done = _read(asked.done)
    waiting = [one for one in known if one.number not in done][: asked.most]
    print(
        f"{len(known):,} tenders, {sum(len(one.prices) for one in known):,} bids; {len(done):,} played before"
    )
    asked.done.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + 60 * asked.minutes
    with asked.done.open("a", encoding="utf-8") as lines:

        def keep(tender: Tender, wrong: list[str]) -> None:
            done[tender.number] = len(tender.prices), wrong
            row = {"tender": tender.number, "bids": len(tender.prices), "wrong": wrong}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            lines.flush()

        _play(waiting, keep, asked.processes, until)
    wrong = {number: words for number, (_, words) in done.items() if words}
    for number, words in sorted(wrong.items()):
        print(f"tender {number}: " + "; ".join(words))
    bids = sum(count for count, _ in done.values())
    rest = len(known) - len(done)
    print(
        f"{len(done):,} tenders and {bids:,} bids played, {len(wrong)} tenders with differences, {rest:,} to go"
    )
    return 1 if wrong else 0


def _play(
    waiting: list[Tender], keep: Callable[[Tender, list[str]], None], processes: int, until: float
) -> None:
    began = said = time.monotonic()
    played = bids = 0
    with multiprocessing.Pool(processes, initializer=_begin) as pool:
        for tender, wrong in pool.imap_unordered(_differences, waiting):
            keep(tender, wrong)
            played, bids = played + 1, bids + len(tender.prices)
            now = time.monotonic()
            if now - said > SAY_EACH_SECONDS or played == len(waiting):
                said, rate = now, bids / (now - began)
                print(f"  {played:,} of {len(waiting):,} tenders, {rate:.0f} bids/s", flush=True)
            if now > until:
                break


def _begin() -> None:
    """Each process has a world of its own; bids lie in memory, and guessing a passphrase is not what is tried here."""
    patch.object(keeping, "lock", lambda kept, passphrase, **_: kept.to_bytes()).start()
    memory = Path("/dev/shm")  # gone with the machine, and each folder right after its tender
    folder = tempfile.mkdtemp(prefix="yg-replay-", dir=memory if memory.is_dir() else None)
    _replay[:] = [Replay(Path(folder))]


def _differences(tender: Tender) -> tuple[Tender, list[str]]:
    replay = _replay[0]
    replay.folder.mkdir(exist_ok=True)
    try:
        return tender, replay.differences(tender)
    finally:
        shutil.rmtree(replay.folder)


def _read(path: Path) -> dict[int, tuple[int, list[str]]]:
    """Return what was played before; the last line may be cut off by the end of the machine."""
    found: dict[int, tuple[int, list[str]]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            found[row["tender"]] = row["bids"], row["wrong"]
    return found


if __name__ == "__main__":
    sys.exit(main())
