"""Whether a copy of the record is whole: its head is signed, its manifest adds up, and every file is what the manifest says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from toolkit.log.note import LONGEST_BYTES, Verifier
from toolkit.mirroring import manifest
from toolkit.mirroring.manifest import FIRST, GONE, LONGEST_SEGMENT, SEGMENT_LINES, Line, by_digest
from toolkit.mirroring.notes import RecordHead, Tombstone
from toolkit.mirroring.places import Place
from toolkit.mirroring.words import NotWhole

_LOOKS: Final = 3
"""How often a copy is looked at that is being written meanwhile."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the manifest says: what, as a code of `words.WORDS`, and where."""

    code: str
    path: str


@dataclass(slots=True)
class Contents:
    """What a manifest comes to: the last line of each path, the bytes that must be there, and those that must not."""

    head: RecordHead
    last: dict[str, Line] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def add(self, line: Line) -> None:
        """Read on by one line."""
        self.last[line.path] = line
        self.sizes[line.digest] = line.size
        self.gone.update(line.withdraws)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the head, how many files and bytes were read, and what differs."""

    head: RecordHead
    files: int
    bytes: int
    differences: list[Difference]


def check(place: Place, log: Verifier, *, seen: RecordHead | None = None) -> Checked:
    """
    Check a whole copy, with a head that was seen before where there is one. A copy that goes on being written is looked at again where
    it differs.

    :raises NotWhole: `record_none`, `record_head`, `record_segment`, `record_history`: where these do not hold, nothing else can.
    """
    contents = read(place, log, seen=seen)
    found = _Files(place, log, contents)
    differences = list(found.differing())
    for _ in range(_LOOKS):
        newer = read(place, log, seen=contents.head) if differences else contents
        if newer.head.lines == contents.head.lines:
            break
        contents = newer
        found = _Files(place, log, contents)
        differences = list(found.differing())
    return Checked(contents.head, found.files, found.bytes, differences)


def read(place: Place, log: Verifier, *, seen: RecordHead | None = None) -> Contents:
    """
    Return what the manifest of a copy comes to.

    :raises NotWhole: as `check`.
    """
    content = place.read("head", LONGEST_BYTES)
    if content is None:
        raise NotWhole("record_none")
    head = RecordHead.read(content.decode("utf-8", "replace"), log)
    contents = Contents(head)
    if seen is not None and (seen.lines > head.lines or seen.origin != head.origin):
        raise NotWhole("record_history", seen=seen.lines, lines=head.lines)
    previous = FIRST
    for number in range(manifest.segment_of(head.lines) + 1):
        path = manifest.segment_path(number)
        whole = place.read(path, LONGEST_SEGMENT + 1)
        if whole is None:
            raise NotWhole("record_missing", path=path)
        part, lines = manifest.read(
            whole, origin=log.name, number=number, previous=previous, lines=head.lines
        )
        if seen is not None and manifest.segment_of(seen.lines) == number:
            _continues(part, seen, number)
        for line in lines:
            contents.add(line)
        previous = manifest.digest_of(part)
    if previous != head.digest:
        raise NotWhole("record_segment", segment=path, why="digest")
    return contents


def _continues(part: bytes, seen: RecordHead, number: int) -> None:
    wanted = seen.lines - number * SEGMENT_LINES + 1
    before = b"\n".join(part.split(b"\n", wanted)[:wanted]) + b"\n"
    if manifest.digest_of(before) != seen.digest:
        raise NotWhole("record_history", seen=seen.lines)


class _Files:
    """The files of a copy, held against its manifest."""

    def __init__(self, place: Place, log: Verifier, contents: Contents) -> None:
        self._place, self._log, self._contents = place, log, contents
        self.files = self.bytes = 0

    def differing(self) -> Iterator[Difference]:
        """Yield what differs: bytes first, then paths, then what nobody listed."""
        there = self._contents
        for digest, size in there.sizes.items():
            if digest in there.gone:
                if self._place.read(by_digest(digest), 1) is not None:
                    yield Difference("record_kept", by_digest(digest))
            else:
                yield from self._file(by_digest(digest), digest, size)
        for line in there.last.values():
            yield from self._file(line.place, line.digest, line.size)
            if line.withdraws:
                yield from self._tombstone(line)
        yield from (
            Difference("record_unlisted", path) for path in self._place.listed() if not self._is_listed(path)
        )

    def _file(self, path: str, digest: str, size: int) -> Iterator[Difference]:
        found = self._place.digest(path)
        if found is None:
            yield Difference("record_missing", path)
            return
        self.files += 1
        self.bytes += found[1]
        if found != (digest, size):
            yield Difference("record_changed", path)

    def _tombstone(self, line: Line) -> Iterator[Difference]:
        if self._place.read(line.path, 1) is not None and not line.path.endswith(GONE):
            yield Difference("record_kept", line.path)
        content = self._place.read(by_digest(line.digest), LONGEST_BYTES) or b""
        try:
            said = Tombstone.read(content.decode("utf-8", "replace"), self._log)
        except NotWhole:
            said = None
        if said is None or (said.path, said.at, tuple(said.withdraws)) != (
            line.path,
            line.at,
            tuple(line.withdraws),
        ):
            yield Difference("record_tombstone", line.place)

    def _is_listed(self, path: str) -> bool:
        there = self._contents
        top, _, rest = path.partition("/")
        if top == "by-digest":
            digest = rest.rpartition("/")[2]
            # What was withdrawn and is still there has been said already.
            return path == by_digest(digest) and digest in there.sizes
        if top == "manifest":
            last = manifest.segment_of(there.head.lines)
            return path in {manifest.segment_path(one) for one in _named(rest, last)}
        name = path.removesuffix(GONE)
        line = there.last.get(name)
        return path in ("head", "key") or (line is not None and (line.place == path or name == path))


def _named(rest: str, last: int) -> Iterator[int]:
    """Yield the segment that a path below `manifest/` names, where it is one of this record, or the next: it may have begun."""
    digits = rest.removesuffix(".jsonl").replace("/", "")
    if digits.isascii() and digits.isdecimal() and int(digits) <= last + 1:
        yield int(digits)
