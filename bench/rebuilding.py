"""
What it costs to write the public record anew, and to add to it: `python -m bench.rebuilding`.

Files of the size of notices are put on record by the product's own code, get their lines from the publisher, and are written into a new
folder from the database as `rebuild_record` does. Beside it the same bytes, in memory already, are written into as many plain files of the
same folders, and flushed to the disk once. Then a few files at a time are published onto records of two lengths: what one costs must not
grow with the record.

Ends with 1 if the record is written at less than a fifth of the plain files' rate, if publishing onto the long record takes more than
twice as long as onto the short one, or if the copy does not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.servers import migrate, servers, using_database

LEAST_SHARE, MOST_GROWTH = 0.20, 2.0
BATCH, TURNS = 500, 60
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def content(chance: random.Random, number: int) -> bytes:
    """Return something as long as a notice: 4 to 12 kB, no two alike."""
    words = "".join(chr(chance.randint(0x4E00, 0x5E00)) for _ in range(chance.randint(1_300, 4_000)))
    return f"{number:09}{words}".encode()


def keep(first: int, last: int, chance: random.Random) -> None:
    """Put so many files on record."""
    from django.db import transaction

    from archive.record.keeping import HTML, Made, keep

    for start in range(first, last, BATCH):
        some = [
            Made(f"notices/B-{number:09}/1.html", AT, HTML, content(chance, number))
            for number in range(start, min(last, start + BATCH))
        ]
        with transaction.atomic():
            keep(some)


def rebuilt(root: Path) -> float:
    """Return how many seconds it takes to write the whole record into a new folder."""
    from archive.record import showing
    from archive.record.tree import Tree

    began = time.perf_counter()
    showing.show(Tree(root), _signer().verifier, after=0)
    return time.perf_counter() - began


def plain(root: Path) -> float:
    """Return how many seconds it takes to write the same bytes into plain files of the same folders."""
    from archive.models import PublicFile
    from toolkit.mirroring.manifest import by_digest

    rows = PublicFile.objects.order_by("number").values_list("stored_id", "stored__content")
    everything = [(root / by_digest(digest), bytes(held or b"")) for digest, held in rows]
    began = time.perf_counter()
    for path, held in everything:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held)
    os.sync()
    return time.perf_counter() - began


def publishing(root: Path, count: int, chance: random.Random) -> float:
    """Return the median milliseconds of publishing four files onto a record of `count`."""
    from archive.models import PublicFile
    from archive.record.publisher import Publisher
    from archive.record.tree import Tree

    publisher = Publisher(Tree(root), _signer())
    keep(PublicFile.objects.count(), count, chance)
    publisher.turn()
    took = []
    for _ in range(TURNS):
        first = PublicFile.objects.count()
        keep(first, first + 4, chance)
        began = time.perf_counter()
        publisher.turn()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _signer() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from toolkit.log.note import LOG, Signer

    return Signer("demo.bench.invalid/log", LOG, Ed25519PrivateKey.from_private_bytes(bytes(32)))


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 if a bound is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.rebuilding")
    parser.add_argument("--files", type=int, default=20_000)
    wishes = parser.parse_args(arguments)
    with servers() as (server, folder, _):
        import django

        django.setup()
        with using_database(server, "rebuilt"):
            migrate()
            return told(folder, wishes.files)


def told(folder: Path, files: int) -> int:
    """Measure, print each figure, and return 1 if a bound is broken."""
    from toolkit.mirroring import checking, places

    chance, root = random.Random(45), folder / "record"
    short = publishing(root, files // 20, chance)
    long = publishing(root, files, chance)
    sys.stdout.write(
        f"publishing four files: {short:.1f} ms onto {files // 20}, {long:.1f} ms onto {files}\n"
    )
    shares = []
    for turn in range(3):
        ours, theirs = rebuilt(folder / f"again{turn}"), plain(folder / f"plain{turn}")
        shares.append(theirs / ours)
        sys.stdout.write(
            f"rebuilding: {files / ours:,.0f} files/s; plain: {files / theirs:,.0f} files/s; share {shares[-1]:.2f}\n"
        )
    began = time.perf_counter()
    found = checking.check(places.Folder(folder / "again0"), _signer().verifier)
    sys.stdout.write(
        f"verifying: {found.files / (time.perf_counter() - began):,.0f} files/s, {len(found.differences)} differences\n"
    )
    share = statistics.median(shares)
    sys.stdout.write(
        f"share {share:.2f} (least {LEAST_SHARE}), growth {long / short:.2f} (most {MOST_GROWTH})\n"
    )
    return int(share < LEAST_SHARE or long > MOST_GROWTH * short or bool(found.differences))


if __name__ == "__main__":
    sys.exit(main())
