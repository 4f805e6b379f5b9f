"""
The manifest: one line for each thing that was put on record, in segments of which each holds the digest of the one before.

A segment that is full never changes, and the last one only grows; so what is added costs the same however long the record is, and
the digest of the last segment stands for everything before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit import canonical
from toolkit.canonical import sha256
from toolkit.mirroring.words import NotWhole
from toolkit.refusals import Refused

VERSION: Final = "yangguang-record/1"
SEGMENT_LINES: Final = 1024
LONGEST_LINE: Final = 4096
LONGEST_SEGMENT: Final = (SEGMENT_LINES + 1) * (LONGEST_LINE + 1)
FIRST: Final = "0" * 64
"""In place of the digest of the segment before the first."""
GONE: Final = ".withdrawn"
"""After the path of a file that was withdrawn: there stands its tombstone."""
OWN: Final = ("by-digest", "manifest", "head", "key")
"""What stands at the top of the tree besides the paths of files."""

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_NAME}(/{_NAME})+", re.ASCII)
_LONGEST_PATH = 300
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """
    What was put on record: from `at` on the file at `path` is these bytes, in its `edition`.

    With `withdraws` the bytes are a tombstone: the path's earlier editions, with these digests, are gone.
    """

    number: int
    path: str
    edition: int
    at: str
    digest: str
    size: int
    media_type: str
    withdraws: Sequence[str] = ()

    @property
    def place(self) -> str:
        """Where the bytes lie by the path's name, as long as no later line names it."""
        return self.path + GONE if self.withdraws else self.path

    def to_bytes(self) -> bytes:
        """
        Return the line as it stands in its segment, with its end.

        :raises ValueError: if it is none: a path or an instant of another form.
        """
        found: dict[str, Any] = {
            "at": self.at, "bytes": self.size, "digest": self.digest, "edition": self.edition,
            "media_type": self.media_type, "number": self.number, "path": self.path,
        }  # fmt: skip
        if self.withdraws:
            found["withdraws"] = list(self.withdraws)
        content = canonical.dump(found) + b"\n"
        if not _is_sound(self) or len(content) > LONGEST_LINE:
            raise ValueError(f"{self.path!r} cannot be put on record.")
        return content


def is_path(text: str) -> bool:
    """Tell whether a file may be put on record under this name: two names at least, none of which begins with a dot."""
    own = text.partition("/")[0] in OWN or text.endswith(GONE)
    return bool(_PATH.fullmatch(text)) and len(text) <= _LONGEST_PATH and not own


def by_digest(digest: str) -> str:
    """Return where bytes lie by their own name."""
    return f"by-digest/{digest[:2]}/{digest[2:4]}/{digest}"


def segment_of(number: int) -> int:
    """Return the segment in which a line stands; lines are counted from 1, segments from 0."""
    return (number - 1) // SEGMENT_LINES


def segment_path(segment: int) -> str:
    """Return where a segment lies: its nine digits in threes."""
    digits = f"{segment:09d}"
    return f"manifest/{digits[:3]}/{digits[3:6]}/{digits[6:]}.jsonl"


def header(origin: str, segment: int, previous: str) -> bytes:
    """Return the first line of a segment; `previous` is the digest of the whole segment before it."""
    first = segment * SEGMENT_LINES + 1
    found = {"first": first, "origin": origin, "previous": previous, "segment": segment, "v": VERSION}
    return canonical.dump(found) + b"\n"


def segment(origin: str, number: int, previous: str, lines: Iterable[Line]) -> bytes:
    """Return a segment with its lines, as many as there are yet."""
    return header(origin, number, previous) + b"".join(one.to_bytes() for one in lines)


def read(content: bytes, *, origin: str, number: int, previous: str, lines: int) -> tuple[bytes, list[Line]]:
    """
    Return the part of a segment that a head stands for, and its lines: all up to line `lines` of the record. What was added since
    is left aside.

    :raises NotWhole: `record_segment` if it is not that segment, or holds fewer.
    """
    first = number * SEGMENT_LINES + 1
    wanted = min(SEGMENT_LINES, lines - first + 1)
    found = content.split(b"\n", wanted + 1)[: wanted + 1]
    if len(content) > LONGEST_SEGMENT or content.count(b"\n") < wanted + 1:
        raise _no_segment(number, "short")
    if found[0] + b"\n" != header(origin, number, previous):
        raise _no_segment(number, "header")
    rows = [_line(row, first + place, number) for place, row in enumerate(found[1:])]
    return b"".join(row + b"\n" for row in found), rows


def digest_of(content: bytes) -> str:
    """Return the digest of a segment as it stands, or of bytes on record."""
    return sha256(content)


def _line(row: bytes, number: int, segment: int) -> Line:
    try:
        found = canonical.load(row, longest_bytes=LONGEST_LINE)
        size, gone = found.pop("bytes"), found.pop("withdraws", None)
        if gone is not None and not (isinstance(gone, list) and gone):
            raise _no_segment(segment, f"line {number}")
        line = Line(**found, size=size, withdraws=tuple(gone or ()))
    except (Refused, TypeError, KeyError) as error:
        raise _no_segment(segment, f"line {number}") from error
    if line.number != number or not _is_sound(line):
        raise _no_segment(segment, f"line {number}")
    return line


def _is_sound(line: Line) -> bool:
    counts = (line.number, line.edition, line.size)
    texts = (line.path, line.at, line.digest, line.media_type, *line.withdraws)
    return (
        all(isinstance(one, int) and one >= least for one, least in zip(counts, (1, 1, 0), strict=True))
        and all(isinstance(one, str) for one in texts)
        and is_path(line.path)
        and bool(_AT.fullmatch(line.at))
        and all(_HASH.fullmatch(one) for one in _digests(line))
    )


def _digests(line: Line) -> Iterator[str]:
    yield line.digest
    yield from line.withdraws


def _no_segment(number: int, why: str) -> NotWhole:
    return NotWhole("record_segment", segment=segment_path(number), why=why)
