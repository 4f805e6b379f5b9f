"""Go's own libraries for checksum databases (golang.org/x/mod/sumdb) verify what we write, and refuse what was changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation import transparency, transparency_start
from foundation.transparency_files import proof_path
from foundation.transparency_integrator import Log
from tests.toolkit.log.logs import TryLog, leaf
from toolkit.log import proof, tiles

LIBRARIES = Path("/usr/share/gocode")  # where Debian's golang-golang-x-mod-dev lies
SOURCE = Path(__file__).parent / "go" / "verify.go"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("go") is None or not (LIBRARIES / "src/golang.org/x/mod/sumdb").is_dir(),
        reason="needs Go and golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev)",
    ),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verifier in Go, built without the network."""
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARIES),
        "GOCACHE": str(folder / "cache"),
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
    }
    subprocess.run(["go", "build", "-o", folder / "verify", SOURCE], env=environment, check=True)
    return folder / "verify"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A log of 700 leaves with everything that the program asks for."""
    log = TryLog(2)
    old = log.grow(333)
    log.grow(367)
    head = log.witnessed()
    folder = log.write(tmp_path / "log")
    made = proof.prove(tiles.TileTree(log, 700), 519, head)
    (folder / "vkey").write_text(f"{log.signer.verifier}\n")
    (folder / "old").write_text(old.to_text())
    (folder / "proof").write_text(made.to_text())
    (folder / "leaf").write_bytes(leaf(519))
    (folder / "checkpoint").write_text(head.to_text())  # with cosignatures, which Go passes over
    yield folder


def verdict(program: Path, folder: Path) -> str:
    done = subprocess.run([program, folder], capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == done.stdout.startswith("HOLDS"), done
    return done.stdout.strip()


def test_go_verifies_checkpoint_consistency_inclusion_and_tiles(program: Path, folder: Path) -> None:
    assert verdict(program, folder) == "HOLDS 700 333 519"


@pytest.mark.django_db
def test_go_verifies_the_folder_that_the_platform_writes(
    program: Path, tmp_path: Path, settings: Any
) -> None:
    settings.TRANSPARENCY_ROOT, settings.TRANSPARENCY_KEY_PATH = tmp_path / "log", tmp_path / "key"
    settings.TRANSPARENCY_BATCH_LEAVES = 100
    log, written = Log(transparency_start.signer()), tmp_path / "log"
    log.open()
    for number in range(7):
        transparency.add(leaf(number), ref=f"{number}" * 20)
        log.step()
        if number == 2:
            old = (written / "checkpoint").read_text()
    proven = (written / proof_path("4" * 20)).read_text()
    folder = tmp_path / "go"
    shutil.copytree(written, folder, ignore=shutil.ignore_patterns("proof"))
    (folder / "old").write_text(old)
    (folder / "proof").write_text(proven)
    (folder / "leaf").write_bytes(leaf(4))
    (folder / "vkey").write_text(f"{transparency.log_key()}\n")
    assert verdict(program, folder).startswith("HOLDS 700 300 4")


@pytest.mark.parametrize(
    ("name", "at"), [("tile/0/000", 40), ("tile/0/002.p/188", -1), ("tile/1/000.p/2", 3), ("checkpoint", 20),
                     ("old", 20), ("proof", 60), ("leaf", 0), ("vkey", 30)]
)  # fmt: skip
def test_go_refuses_what_was_changed(program: Path, folder: Path, name: str, at: int) -> None:
    content = bytearray((folder / name).read_bytes())
    content[at] ^= 1
    (folder / name).write_bytes(content)
    assert verdict(program, folder).startswith("REFUSED")
