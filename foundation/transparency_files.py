"""
The log's public files: written so that a web server may serve the folder as it is, at every moment and after any crash.

Each file is complete before it has its name. Tiles are flushed before the checkpoint that needs them is named; the
checkpoint never goes back. Nothing here decides anything: what is written was committed before (`transparency_batches`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from toolkit.log import checkpoint, tiles
from toolkit.log.checkpoint import Head
from toolkit.log.note import Verifier
from toolkit.log.proof import Proof
from toolkit.log.tiles import WIDTH, File

CHECKPOINT = "checkpoint"
CANDIDATE = "candidate"
WITNESSED = "witnessed"
POLICY = "policy"


def head_in(folder: Path, name: str, log: Verifier) -> Head | None:
    """
    Return the signed head in a file, or None where there is no such file.

    :raises Refused: if the file is not a head, or not this log's.
    """
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    head = checkpoint.read_head(text)
    checkpoint.check(head, log)
    return head


class Publisher:
    """The one writer of a folder of public files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def tiles(self, files: Iterable[File]) -> None:
        """Write tiles and bundles; when this returns they are on the disk under their names."""
        folders: set[Path] = set()
        for file in files:
            path = self.folder / file.path
            self._make(path.parent, folders)
            _write(path, file.content)
            folders.add(path.parent)
        for folder in folders:
            _flush(folder)

    def head(self, name: str, head: Head) -> None:
        """Put a head in the place of the last one, in one step."""
        self.text(name, head.to_text())

    def proof(self, ref: str, proof: Proof) -> None:
        """
        Put a leaf's proof where its holder looks for it, in the place of an earlier one.

        It is not flushed: a thousand may come at once, and the next start writes the latest anew.
        """
        path = self.folder / proof_path(ref)
        self._make(path.parent, set())
        _write(path, proof.to_text().encode(), is_flushed=False)

    def text(self, name: str, content: str) -> None:
        """Put a small file in the place of what was there, in one step."""
        path = self.folder / name
        self._make(path.parent, set())
        _write(path, content.encode())
        _flush(path.parent)

    def sweep(self, files: Iterable[File]) -> None:
        """Remove the partial tiles that full ones among `files` took the place of; readers know to look there."""
        for file in files:
            if file.width == WIDTH:
                shutil.rmtree(
                    self.folder / (tiles.tile_path(file.level, file.index) + ".p"), ignore_errors=True
                )

    def _make(self, folder: Path, made: set[Path]) -> None:
        if folder.is_dir():
            return
        self._make(folder.parent, made)
        folder.mkdir(exist_ok=True)
        made.add(folder)
        _flush(folder.parent)


def proof_path(ref: str) -> str:
    """Return where the proof of a leaf lies below the log's address."""
    return f"proof/{ref}.tlog-proof"


def _write(path: Path, content: bytes, *, is_flushed: bool = True) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if is_flushed:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
