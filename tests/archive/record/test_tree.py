"""The tree's writer, killed at any moment: what has a name is whole, and the next one finishes."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archive.record.tree import Entry, Tree
from toolkit.mirroring.manifest import by_digest

KILLS, BATCHES, FILES = 6, 12, 40
ENDLESS = "from tests.archive.record.test_tree import write; import sys; write(sys.argv[1], endless=True)"


def content(number: int, edition: int) -> bytes:
    return f"{number} {edition} ".encode() * 4_000


def entries(batch: int) -> Iterator[Entry]:
    """Yield a batch: forty files, each path coming again in later batches with other bytes."""
    for number in range(FILES):
        held = content(number, batch)
        digest = hashlib.sha256(held).hexdigest()
        yield Entry(f"tests/{number}.txt", digest, 1_000_000.0 + batch, (), partial(_put, held))


def _put(held: bytes, file: BinaryIO) -> None:
    for start in range(0, len(held), 4096):
        file.write(held[start : start + 4096])


def write(root: str, *, endless: bool = False) -> None:
    tree = Tree(Path(root))
    tree.sweep()
    while True:
        for batch in range(BATCHES):
            tree.put(list(entries(batch)))
            tree.text("head", b"%d" % batch * 5_000)
        if not endless:
            return


def served(root: Path) -> list[Path]:
    """Return the files that a web server gives out."""
    return [one for one in root.rglob("*") if one.is_file() and ".drafts" not in one.parts]


class TestAWriterThatIsKilled:
    def test_leaves_whole_files_alone_and_is_finished_by_the_next(self, tmp_path: Path) -> None:
        chance = random.Random(45)
        wholes = {hashlib.sha256(content(n, b)).hexdigest() for n in range(FILES) for b in range(BATCHES)}
        heads = {b"%d" % batch * 5_000 for batch in range(BATCHES)}
        for _ in range(KILLS):
            child = subprocess.Popen(
                [sys.executable, "-c", ENDLESS, str(tmp_path)], cwd=Path(__file__).parents[3], env=os.environ
            )
            until = time.monotonic() + 60
            while not (tmp_path / "tests").is_dir() and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0.2, 1.2))
            child.send_signal(signal.SIGKILL)
            child.wait()
            found = served(tmp_path)
            for one in found:
                held = one.read_bytes()
                assert held in heads if one.name == "head" else hashlib.sha256(held).hexdigest() in wholes, (
                    one
                )
                assert "by-digest" not in one.parts or hashlib.sha256(held).hexdigest() == one.name
        write(str(tmp_path))
        assert not (tmp_path / ".drafts").exists()
        for number in range(FILES):
            path, digest = (
                tmp_path / f"tests/{number}.txt",
                hashlib.sha256(content(number, BATCHES - 1)).hexdigest(),
            )
            assert path.read_bytes() == content(number, BATCHES - 1)
            assert path.samefile(tmp_path / by_digest(digest))
