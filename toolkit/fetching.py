"""
Fetching the public files of a lot into a folder, which `open-share` and `verify` read without the platform.

What is there already and has its digest is not fetched again, so an interrupted fetch goes on where it stopped, and a
later one brings what is new. Nothing that is fetched is believed: whoever uses the folder checks it.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from toolkit import files
from toolkit.bundles import Bundle
from toolkit.filings import BLOCK
from toolkit.log import checkpoint, tiles
from toolkit.platforms import HttpPlatform
from toolkit.refusals import Refused

MOST_FILES = 5_000_000
MANY = 6
"""From so many small files on they are asked for together."""
LONGEST_ARCHIVE = 2 * 1024**3
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}"
_NAME = re.compile(rf"{_SEGMENT}(/{_SEGMENT}){{0,5}}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the platform lists it."""

    name: str
    size: int
    sha256: str


def index(platform: HttpPlatform, lot: str) -> list[Listed]:
    """
    Return the files that the platform shows of a lot.

    :raises Refused: `server_*`; `server_answer` for a name that is no name of the format.
    """
    answer = platform.send("GET", platform.routes.of_lot(platform.routes.bundle, lot))
    try:
        found = [_listed(one) for one in answer.json()["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("server_answer", why=type(error).__name__) from error
    if len(found) > MOST_FILES:
        raise Refused("server_answer", why="files")
    return found


def fetch(
    platform: HttpPlatform, lot: str, folder: Path, listed: list[Listed], progress: Progress = lambda _: None
) -> int:
    """
    Bring `folder` up to what is listed, then to the newest witnessed head of the log; return how many files were new.

    :raises Refused: `server_*`, and what proofs and heads are refused for.
    """
    missing = {one for one in listed if not _is_there(folder, one)}
    small = {one.name: one for one in missing if one.size <= BLOCK}
    brought = _bring_together(platform, lot, folder, small) if len(small) >= MANY else set()
    for one in listed:
        if one in missing and one not in brought:
            _bring(platform, lot, folder, one)
        progress(one.size)
    return len(missing) + _log(platform, folder, lot)


def _is_there(folder: Path, one: Listed) -> bool:
    path = folder / one.name
    return path.is_file() and path.stat().st_size == one.size and _digest(path) == one.sha256


def _bring_together(platform: HttpPlatform, lot: str, folder: Path, wanted: dict[str, Listed]) -> set[Listed]:
    """Bring the small files at once, from an archive of all there are; return those that were in it as they were listed."""
    brought = set()
    with tempfile.TemporaryFile() as archive:
        for block in _stream(platform, platform.routes.of_lot(platform.routes.bundle_archive, lot)):
            if archive.tell() + len(block) > LONGEST_ARCHIVE:
                raise Refused("server_answer", why="archive")
            archive.write(block)
        archive.seek(0)
        try:
            with tarfile.open(fileobj=archive, mode="r:") as members:
                for member in members:
                    one = wanted.get(member.name)
                    content = members.extractfile(member) if one is not None and member.isreg() else None
                    if one is not None and content is not None and member.size == one.size:
                        _keep(folder, one, [content.read()])
                        brought.add(one)
        except tarfile.TarError as error:
            raise Refused("server_answer", why=type(error).__name__) from error
    return brought


def _bring(platform: HttpPlatform, lot: str, folder: Path, one: Listed) -> None:
    address = platform.routes.of_lot(platform.routes.bundle_file, lot, name=one.name)
    is_small = one.size <= BLOCK
    _keep(folder, one, [platform.send("GET", address).content] if is_small else _stream(platform, address))


def _keep(folder: Path, one: Listed, blocks: Iterable[bytes]) -> None:
    path = folder / one.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # another state of the same name, such as a renewed proof
    digest, size = hashlib.sha256(), 0
    with files.new_file(path) as file:
        for block in blocks:
            digest.update(block)
            size += len(block)
            file.write(block)
        if (size, digest.hexdigest()) != (one.size, one.sha256):
            raise Refused("server_answer", why="digest", name=one.name)


def _stream(platform: HttpPlatform, address: str) -> Iterator[bytes]:
    try:
        with platform.client.stream("GET", address) as answer:
            if answer.status_code != 200:
                raise Refused("server_refused", status=answer.status_code, code="", detail="")
            yield from answer.iter_bytes(BLOCK)
    except httpx.TransportError as error:
        raise Refused("server_unavailable", why=type(error).__name__) from error


def _log(platform: HttpPlatform, folder: Path, lot: str) -> int:
    """Fetch the tiles of the newest witnessed head, the leaves from where the log is read, and the head last."""
    text = _of_log(platform, "witnessed")
    head = checkpoint.read_head(text.decode("utf-8", "replace"))
    first, new = Bundle(folder).begin(lot) // tiles.WIDTH, 0
    for level, number, width in tiles.files_of(head.checkpoint.size):
        if level == tiles.ENTRIES and number < first:
            continue
        new += _tile(platform, folder, level, number, width)
    (folder / "log").mkdir(exist_ok=True)
    files.replace(folder / "log/checkpoint", text)
    return new


def _tile(platform: HttpPlatform, folder: Path, level: int | str, number: int, width: int) -> bool:
    """Fetch a tile, or where a partial one is gone the full one that took its place."""
    full, path = tiles.tile_path(level, number), tiles.tile_path(level, number, width)
    if any((folder / "log" / one).is_file() for one in (full, path)):
        return False
    try:
        content = _of_log(platform, path)
    except FileNotFoundError:
        path, content = full, _of_log(platform, full)
    place = folder / "log" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    files.write(place, content)
    return True


def _of_log(platform: HttpPlatform, path: str) -> bytes:
    answer = platform.send("GET", platform.routes.log.format(path=path), may_be_missing=True)
    if answer.status_code == 404:
        raise FileNotFoundError(path)
    return answer.content


def _listed(one: Any) -> Listed:
    name, size, sha256 = str(one["name"]), one["size"], str(one["sha256"])
    if not _NAME.fullmatch(name) or not isinstance(size, int) or size < 0 or not _HASH.fullmatch(sha256):
        raise ValueError("name")
    return Listed(name, size, sha256)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
