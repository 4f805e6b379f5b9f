"""
What the log costs to grow, to prove from and to check: `python -m bench.verify`.

1. How many leaves a second does the integrator place, in full batches, with everything on the disk?
2. Does a batch cost the same in a tree of ten thousand leaves and in one of a million?
3. How many inclusion proofs a second are made from tiles, and how many are checked; and a whole log?
4. How many signatures a second are verified on one core, and their certificates judged: path, validity, usage, revocation?

Ends with 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.servers import migrate, servers

LEAST_LEAVES_PER_SECOND = 1000
LARGEST_GROWTH = 1.25  # of a batch's cost from FEW to MANY leaves
FEW, MANY = 10_000, 1_000_000
BATCH = 8
ROUNDS = 60


def told(is_kept: bool) -> str:
    return "kept" if is_kept else "BROKEN"


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ask_integration(seconds: float) -> bool:
    from django.conf import settings
    from django.db import transaction

    from foundation import transparency, transparency_start
    from foundation.transparency_integrator import Log

    with tempfile.TemporaryDirectory(prefix="yg-bench-log-", dir="/tmp") as name:
        settings.TRANSPARENCY_ROOT, settings.TRANSPARENCY_KEY_PATH = Path(name) / "log", Path(name) / "key"
        log = Log(transparency_start.signer())
        log.open()
        idle = [timed(log.step) for _ in range(20)]
        placed, spent, number = 0, 0.0, 0
        while spent < seconds:
            with transaction.atomic():
                for _ in range(500):
                    number += 1
                    transparency.add(hashlib.sha256(b"%d" % number).digest())
            spent += timed(log.step)
            placed += 500
    rate = placed / spent
    print(
        f"\nleaves integrated: {rate:,.0f}/s in batches of 500; an idle batch {1000 * statistics.median(idle):.1f} ms"
    )
    print(f"bound {LEAST_LEAVES_PER_SECOND:,}/s   {told(rate >= LEAST_LEAVES_PER_SECOND)}")
    return rate >= LEAST_LEAVES_PER_SECOND


def grown(folder: Path, size: int) -> Any:
    """Write the tiles of a tree of `size` leaves into a folder; return its edge."""
    from foundation.transparency_files import Publisher
    from toolkit.log.tiles import Edge

    class Unflushed(Publisher):
        def tiles(self, files: Any) -> None:
            for file in files:
                path = self.folder / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.content)

    edge, publisher = Edge(), Unflushed(folder)
    while edge.size < size:
        count = min(8192, size - edge.size)
        publisher.tiles(edge.extend([hashlib.sha256(b"%d" % (edge.size + n)).digest() for n in range(count)]))
    return edge


def ask_growth(folder: Path) -> bool:
    from foundation.transparency_files import Publisher

    costs: dict[int, list[float]] = {FEW: [], MANY: []}
    edges = {size: grown(folder / str(size), size) for size in costs}
    for number in range(ROUNDS):
        for size, edge in edges.items() if number % 2 else reversed(edges.items()):
            publisher = Publisher(folder / str(size))
            leaves = [bytes([n]) * 32 for n in range(BATCH)]

            def batch(edge: Any = edge, publisher: Any = publisher, leaves: Any = leaves) -> None:
                publisher.tiles(edge.extend(leaves))
                edge.root()

            costs[size].append(timed(batch))
    few, many = statistics.median(costs[FEW]), statistics.median(costs[MANY])
    growth = many / few
    print(
        f"\na batch's tiles and root: {1000 * few:.2f} ms at {FEW:,} leaves, {1000 * many:.2f} ms at {MANY:,}"
    )
    print(f"x{growth:.2f}, bound x{LARGEST_GROWTH}   {told(growth <= LARGEST_GROWTH)}")
    return growth <= LARGEST_GROWTH


def ask_proofs(folder: Path) -> bool:
    from toolkit.log import note, proof, tiles, tree, verify
    from toolkit.log.checkpoint import Checkpoint, sign
    from toolkit.log.policy import Policy

    source = tiles.Folder(folder / str(MANY))
    signer = note.generate("bench.example/log", note.LOG)
    size = MANY
    head = sign(Checkpoint(signer.name, size, tree.root(tiles.TileTree(source, size), size)), signer)
    chance = random.Random(1)
    nodes = tiles.TileTree(source, size)
    wanted = [chance.randrange(size) for _ in range(2000)]
    made: list[Any] = []
    making = timed(lambda: made.extend(proof.prove(nodes, index, head) for index in wanted))
    contents = [hashlib.sha256(b"%d" % index).digest() for index in wanted]
    checking = timed(lambda: [one.proves(content) for one, content in zip(made, contents, strict=True)])
    assert all(one.proves(content) for one, content in zip(made, contents, strict=True))
    (folder / str(MANY) / "checkpoint").write_text(head.to_text())
    whole = timed(lambda: verify.verify(source, Policy(signer.verifier)))
    print(
        f"\nfrom tiles of {size:,} leaves: {len(made) / making:,.0f} proofs/s made, {len(made) / checking:,.0f}/s checked"
    )
    print(f"the whole log checked at {size / whole:,.0f} leaves/s ({whole:.1f} s)")
    return True  # reported; no bound is set


def ask_signatures(signers: int = 400, each: int = 3) -> bool:
    """Processor time, of P-256 as the platform's own authority issues it: of signers that are new, then of known ones."""
    from tests.toolkit.pki import NOW, Authority
    from toolkit import certificates, cms

    authority = Authority()
    people = [authority.issue(f"Bidder {n}", f"91310000MA{n:08d}") for n in range(signers)]
    trust = authority.trust()
    for turn in range(each):
        contents = [b"%d %d" % (turn, n) * 100 for n in range(signers)]
        signed = [cms.sign(one, content, at=NOW) for one, content in zip(people, contents, strict=True)]
        began = time.process_time()
        found = [cms.verify(one, content) for one, content in zip(signed, contents, strict=True)]
        verified = time.process_time()
        for one in found:
            certificates.judge(one.certificate, trust, NOW, usage="sign", others=one.others)
        judged = time.process_time()
        who = "known" if turn else "new"
        print(
            f"\nsignatures of {signers:,} {who} signers: {signers / (verified - began):,.0f}/s verified, "
            f"{signers / (judged - verified):,.0f} certificates/s judged, {signers / (judged - began):,.0f}/s together"
        )
    return True  # reported; no bound is set


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("integration", "growth", "proofs", "signatures"))
    parser.add_argument("--seconds", type=float, default=5, help="of integrating")
    asked = parser.parse_args()
    kept = []
    if asked.only in (None, "integration"):
        with servers():
            import django

            django.setup()
            migrate("foundation")
            kept.append(ask_integration(asked.seconds))
    if asked.only in (None, "signatures"):
        kept.append(ask_signatures())
    if asked.only not in ("integration", "signatures"):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        with tempfile.TemporaryDirectory(prefix="yg-bench-tiles-", dir="/tmp") as name:
            if asked.only in (None, "growth"):
                kept.append(ask_growth(Path(name)))
            if asked.only in (None, "proofs"):
                if asked.only == "proofs":
                    grown(Path(name) / str(MANY), MANY)
                kept.append(ask_proofs(Path(name)))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
