"""
What sealing costs: `python -m bench.sealing`.

Seals and opens a bid with one file of each size, and beside it, in the same run, encrypts the same bytes with plain AES-256-GCM
from file to file. Medians of several rounds. Ends with 1 if sealing 200 MB takes more than 2.5 times that, or needs more
than 100 MB of memory beyond what the program took before.

`kept` is what anybody must do who keeps a file encrypted and can name it afterwards: hash it too, and wait until it is on the disk.
`seal` includes reading everything back, as the client does before it says "sealed"; `write` is sealing alone.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.toolkit.pki import NOW
from tests.toolkit.world import BIDDERS, LOT, PASSPHRASE, World
from toolkit import filings, keeping, sealing, units
from toolkit.filings import Folder
from toolkit.objects import ManifestFile
from toolkit.sealing import KEPT, SEALED_FOLDER, Content, Sealing

SIZES = (1_000, 10_000_000, 200_000_000, 500_000_000)
BOUND_BYTES, MOST_TIMES, MOST_MEGABYTES = 200_000_000, 2.5, 100
BLOCK = 1024 * 1024


def main() -> int:
    """Measure every size; return 0 only if the bounds hold."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="largest size in bytes")
    given = parser.parse_args()
    keeping.ROUNDS = 100_000  # guessing a passphrase is to be slow, which is not what is measured here
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    holds = True
    print(
        f"{'bytes':>12} {'plain s':>9} {'kept s':>9} {'write s':>9} {'seal s':>9} {'open s':>9} {'MB/s seal':>10} "
        f"{'MB/s open':>10} {'seal/plain':>10} {'seal/kept':>10}"
    )
    for size in (one for one in SIZES if one <= given.most):
        with tempfile.TemporaryDirectory() as name:
            times = measure(Path(name), size, given.rounds)
        ratio = times["seal"] / times["plain"]
        print(
            f"{size:12} {times['plain']:9.3f} {times['kept']:9.3f} {times['write']:9.3f} {times['seal']:9.3f} {times['open']:9.3f} "
            f"{size / 1e6 / times['seal']:10.0f} {size / 1e6 / times['open']:10.0f} {ratio:10.2f} "
            f"{times['seal'] / times['kept']:10.2f}"
        )
        if size == BOUND_BYTES and ratio > MOST_TIMES:
            holds = False
            print(f"  beyond {MOST_TIMES} times")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
    print(f"memory: {grown} MB more than before the first")
    return 0 if holds and grown <= MOST_MEGABYTES else 1


def measure(folder: Path, size: int, rounds: int) -> dict[str, float]:
    """Return the median seconds of each piece of work on one file."""
    source = folder / "offer.bin"
    with source.open("wb") as file:
        for at in range(0, size, BLOCK):
            file.write(os.urandom(min(BLOCK, size - at)))
    world = World()
    custody = world.custody()
    act = Sealing(custody, LOT, world.bidders[BIDDERS[0]], NOW)
    contents = {"form": Content({"price": "1.00"}, {"offer.bin": source})}
    seen: dict[str, list[float]] = {"plain": [], "kept": [], "write": [], "seal": [], "open": []}
    for number in range(rounds):
        bid = folder / f"bid-{number}"
        seen["plain"].append(timed(partial(encrypt, source, folder / "plain")))
        seen["kept"].append(timed(partial(encrypt, source, folder / "kept", is_kept=True)))
        seen["seal"].append(timed(partial(act.seal, contents, bid, PASSPHRASE)))
        filing = filings.load(Folder(bid / SEALED_FOLDER))
        kept = keeping.unlock((bid / KEPT).read_bytes(), PASSPHRASE)
        again = timed(partial(sealing.read_back, filing, custody, kept))
        seen["write"].append(seen["seal"][-1] - again)
        with (folder / "opened").open("wb") as out:
            seen["open"].append(
                timed(partial(units.open_unit, filing, "form", kept.key("form"), partial(_into, out)))
            )
        shutil.rmtree(bid)
    return {name: statistics.median(values) for name, values in seen.items()}


def encrypt(source: Path, target: Path, *, is_kept: bool = False) -> None:
    """Encrypt with AES-256-GCM from file to file; to be kept, hash with SHA-256 as well and flush, as sealing does."""
    cipher = Cipher(algorithms.AES(os.urandom(32)), modes.GCM(os.urandom(12))).encryptor()
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("wb") as out:
        while block := file.read(BLOCK):
            if is_kept:
                digest.update(block)
            out.write(cipher.update(block))
        out.write(cipher.finalize() + cipher.tag)
        if is_kept:
            out.flush()
            os.fsync(out.fileno())


def _into(out: BinaryIO, _: ManifestFile) -> units.Sink:
    return out.write


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds a piece of work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
