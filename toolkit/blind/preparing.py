"""A file as it is shown blind: the copy, whether anything still names somebody, and what named somebody before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from toolkit.blind.cleaning import cleaned
from toolkit.blind.names import sought
from toolkit.blind.searching import search_pdf, search_text
from toolkit.blind.told import LARGEST, Prepared, Search
from toolkit.blind.words import Unshown

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_LAYOUT: Final = frozenset("\t\n\r\f")


def prepare(content: bytes, words: Sequence[str], *, both: bool = True) -> Prepared:
    """
    Return a file as it is shown to who must not know whose it is, and where it has these words; unless `both`, only the copy is
    looked through, which takes half the time.

    :raises Unshown: for what is no PDF and no text, or cannot be read.
    """
    if len(content) > LARGEST:
        raise Unshown("blind_too_large")
    those, digest = sought(words), hashlib.sha256(content).hexdigest()
    if b"%PDF-" in content[:1024]:
        copy = cleaned(content)
        before = search_pdf(content, those) if both else Search()
        return Prepared("pdf", copy, digest, before, search_pdf(copy, those))
    text = _text(content)
    found = search_text(text, those)
    return Prepared("text", text.encode(), digest, found, found)


def _text(content: bytes) -> str:
    """Return a plain text; no byte of it says where it was written."""
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(one.isprintable() or one in _LAYOUT for one in text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unshown("blind_media")
