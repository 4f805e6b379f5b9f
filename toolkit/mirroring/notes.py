"""What the log's key signs about the record: its head, and the tombstone of a file that was withdrawn. Both are signed notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from toolkit.log import note
from toolkit.log.note import Signer, Verifier
from toolkit.mirroring.manifest import VERSION
from toolkit.mirroring.words import NotWhole
from toolkit.refusals import Refused

TOMBSTONE: Final = "yangguang-tombstone/1"


@dataclass(frozen=True, slots=True)
class RecordHead:
    """So many lines; the digest of the last segment, up to the last of them; when it was signed."""

    origin: str
    lines: int
    digest: str
    at: str

    @property
    def text(self) -> str:
        """The body that is signed."""
        return f"{VERSION}\n{self.origin}\n{self.lines}\n{self.digest}\n{self.at}\n"

    @classmethod
    def read(cls, content: str, log: Verifier) -> Self:
        """
        Read a head that the log signed.

        :raises NotWhole: `record_head`.
        """
        version, origin, lines, digest, at = _signed(content, log, "record_head", count=5)
        well = version == VERSION and origin == log.name and lines.isascii() and lines.isdecimal()
        if not well or str(int(lines)) != lines or int(lines) < 1:
            raise NotWhole("record_head")
        return cls(origin, int(lines), digest, at)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stands in the place of a file that was withdrawn: which bytes are gone, since when, why, by which article."""

    origin: str
    path: str
    withdraws: Sequence[str]
    at: str
    article: str
    reason: str

    @property
    def text(self) -> str:
        """The body that is signed."""
        gone = "".join(f"{digest}\n" for digest in self.withdraws)
        return f"{TOMBSTONE}\n{self.origin}\n{self.path}\n{self.at}\n{self.article}\n{self.reason}\n{gone}"

    @classmethod
    def read(cls, content: str, log: Verifier) -> Self:
        """
        Read a tombstone that the log signed.

        :raises NotWhole: `record_tombstone`.
        """
        version, origin, path, at, article, reason, *gone = _signed(content, log, "record_tombstone", count=7)
        if version != TOMBSTONE or origin != log.name:
            raise NotWhole("record_tombstone", path=path)
        return cls(origin, path, tuple(gone), at, article, reason)


def sign(text: str, signer: Signer) -> str:
    """Return a body with the log's signature under it."""
    return note.write(text, [(signer.name, signer.verifier.id + signer.key.sign(text.encode()))])


def _signed(content: str, log: Verifier, code: str, *, count: int) -> list[str]:
    """Return the lines of a note that the log signed, `count` of them at least."""
    try:
        text, signatures = note.read(content)
    except Refused as error:
        raise NotWhole(code) from error
    mine, lines = log.mine(signatures), text.split("\n")[:-1]
    is_signed = bool(mine) and all(log.verifies(raw, text.encode()) for raw in mine)
    if not is_signed or len(lines) < count or (code == "record_head" and len(lines) != count):
        raise NotWhole(code)
    return lines
