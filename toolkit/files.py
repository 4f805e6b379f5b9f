"""Writing that is whole or not there: a temporary name, flushed to the disk, then renamed; nothing is overwritten."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from toolkit.refusals import Refused


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """
    Give a file to write, that appears as `path` when the block ends well and leaves nothing when it does not.

    :raises Refused: `would_overwrite`.
    """
    refuse_existing(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename, refuses to replace what appeared meanwhile
        except FileExistsError:
            raise Refused("would_overwrite", path=str(path)) from None
        flush_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """
    Give a folder to fill, that appears as `path` when the block ends well and leaves nothing when it does not.

    :raises Refused: `would_overwrite`.
    """
    refuse_existing(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    draft.mkdir(mode=0o700)
    try:
        yield draft
        for inside in (*draft.rglob("*"), draft):
            _flush(inside)
        refuse_existing(path)
        draft.rename(path)  # fails where a folder with something in it appeared meanwhile
        flush_folder(path.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def fill(path: Path, content: bytes) -> None:
    """Write a file in a folder that `new_folder` is filling and will flush."""
    with path.open("xb") as file:
        file.write(content)


def write(path: Path, content: bytes) -> None:
    """
    Write a whole new file.

    :raises Refused: `would_overwrite`.
    """
    with new_file(path) as file:
        file.write(content)


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of what `path` held, in one step: for a client's own notes, nothing else."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        flush_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def refuse_existing(path: Path) -> None:
    """
    Refuse to write where something is.

    :raises Refused: `would_overwrite`.
    """
    if path.exists() or path.is_symlink():
        raise Refused("would_overwrite", path=str(path))


def flush_folder(path: Path) -> None:
    """Make names in a folder survive a power cut, where the system can."""
    _flush(path)


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # pragma: no cover  # folders cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
