"""Names of files inside a bid: shown to people and offered for download, never used as a path."""

from __future__ import annotations

import re
import unicodedata

from toolkit.refusals import Refused

LONGEST_BYTES = 240

_FORBIDDEN = frozenset('/\\:*?"<>|')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)
# Controls, format characters (among them those that turn the direction of writing), surrogates, private use,
# unassigned, and separators of lines and paragraphs.
_BAD_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check(name: str) -> None:
    """
    Refuse a name that is not harmless on every system that may ever unpack it.

    :raises Refused: `file_name`.
    """
    bad = (
        not name
        or len(name.encode("utf-8", "replace")) > LONGEST_BYTES
        or unicodedata.normalize("NFC", name) != name
        or any(letter in _FORBIDDEN or unicodedata.category(letter) in _BAD_CATEGORIES for letter in name)
        or name[0] in " .~-"
        or name[-1] in " ."
        or _DEVICES.fullmatch(name)
    )
    if bad:
        raise Refused("file_name", name=ascii(name)[:100])


def check_all(names: list[str]) -> None:
    """
    Refuse names of which one is bad, or two are one on a system that does not tell capitals from small letters.

    :raises Refused: `file_name`, `file_name_twice`.
    """
    for name in names:
        check(name)
    if len({unicodedata.normalize("NFKC", name).casefold() for name in names}) != len(names):
        raise Refused("file_name_twice")
