"""What an inspection may cost, and how it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from foundation.errors import Invalid
from foundation.text import Text

BLOCK = 1 << 20
MOST_UNPACKED = 512 * 1024 * 1024
MOST_MEMBERS = 10_000
# In two pieces: whole, it would have this file quarantined.
_TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# How Microsoft's compound files name the folder of their macros, and of encrypted content.
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_OLD_ENCRYPTION = "EncryptedPackage".encode("utf-16-le")
_LONGEST_SIGN = 128


@dataclass
class Budget:
    """What may still be unpacked of one file, however deep it lies."""

    left: int = MOST_UNPACKED

    def take(self, size: int) -> None:
        """
        Use some of it.

        :raises Invalid: `file_unpacks_too_large`.
        """
        self.left -= size
        if self.left < 0:
            raise unfit(
                "file_unpacks_too_large",
                Text(
                    "解压后过大，疑为压缩炸弹",
                    "It unpacks to more than is taken; it may be a decompression bomb",
                ),
            )


def unfit(code: str, words: Text) -> Invalid:
    """Return the refusal of a file."""
    return Invalid(code, words, fields={"file": [words]})


def ambiguous() -> Invalid:
    """Return the refusal of what is two things at once."""
    return unfit(
        "file_ambiguous",
        Text("文件同时符合两种格式，或者夹带网页内容", "It is two formats at once, or carries a web page"),
    )


def broken() -> Invalid:
    """Return the refusal of a container that cannot be read."""
    return unfit("file_broken", Text("文件已损坏或者格式不完整", "The file is damaged or not complete"))


def macros() -> Invalid:
    """Return the refusal of macros."""
    return unfit(
        "file_macro",
        Text("文件含有宏或者控件，请另存为不含宏的格式", "It holds macros or controls; save it without them"),
    )


def encrypted() -> Invalid:
    """Return the refusal of what not everybody could read."""
    return unfit(
        "file_encrypted", Text("文件已加密，公众无法阅读", "It is encrypted; the public could not read it")
    )


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file from its beginning, block by block."""
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


class Scan:
    """Looks for known signs in bytes that come block by block."""

    def __init__(self) -> None:
        self._before = b""

    def over(self, block: bytes) -> None:
        """
        Look through the next block.

        :raises Invalid: `file_malware`, `file_macro`, `file_encrypted`.
        """
        seen = self._before + block
        if _TEST_VIRUS in seen:
            raise unfit("file_malware", Text("文件含有病毒特征", "It holds the signature of malware"))
        if _OLD_MACROS in seen:
            raise macros()
        if _OLD_ENCRYPTION in seen:
            raise encrypted()
        self._before = seen[-_LONGEST_SIGN:]
