"""Where a file names somebody: in what is read, in what is not seen, and in whatever else lies in it. Images are not read."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

import pikepdf
import pypdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from toolkit.blind.cleaning import BROKEN, drawn_by, opened
from toolkit.blind.names import Sought, named_in, named_in_bytes, normal
from toolkit.blind.told import WHOLE, Found, Search
from toolkit.blind.words import Unshown

_PLACES: Final = {
    "/Annots": "annotation", "/Outlines": "outline", "/Dests": "outline", "/Info": "properties", "/Metadata": "properties",
    "/PieceInfo": "properties", "/ViewerPreferences": "properties", "/EmbeddedFiles": "attachment", "/EF": "attachment",
    "/AF": "attachment", "/Font": "font", "/OCProperties": "layer", "/Properties": "layer", "/StructTreeRoot": "structure",
    "/AcroForm": "form",
}  # fmt: skip
_HEX: Final = re.compile(rb"<([0-9A-Fa-f\s]{8,4096})>")
_INLINE: Final = re.compile(rb"(?:^|\s)BI\s.{0,2000}?\sID\s", re.DOTALL)
_DRAWN: Final = ("/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode")

logging.getLogger("pypdf").addHandler(logging.NullHandler())


def search_pdf(content: bytes, those: Sequence[Sought]) -> Search:
    """
    Look through a PDF.

    :raises Unshown: as `cleaning.opened`.
    """
    with opened(content) as source:
        try:
            return _searched(source, content, those)
        except BROKEN as error:
            raise Unshown("blind_damaged") from error


def search_text(text: str, those: Sequence[Sought]) -> Search:
    """Look through a plain text."""
    return Search(tuple(Found(WHOLE, "text", word) for word in named_in(text, those)))


def _searched(source: Pdf, content: bytes, those: Sequence[Sought]) -> Search:
    found: set[Found] = set()
    unread, undrawn, pictured = [], [], []
    for number, text in enumerate(_texts(content, len(source.pages)), start=1):
        if any(one.get("/Subtype") != Name.Link for one in source.pages[number - 1].obj.get("/Annots", ())):
            undrawn.append(number)
        if not normal(text) or _has_unexplained(source.pages[number - 1].obj):
            unread.append(number)
        if _has_pictures(source.pages[number - 1]):
            pictured.append(number)
        found |= {Found(number, "text", word) for word in named_in(text, those)}
    read = {
        (one.page, one.word) for one in found
    }  # told once, though the page's content holds the same letters
    for page, place, text, data in _everything(source):
        words = named_in(text, those) or (named_in_bytes(data, those) if data else [])
        found |= {
            Found(page, place, word) for word in words if place != "content" or (page, word) not in read
        }
    known = {one.word for one in found}
    found |= {Found(WHOLE, "file", word) for word in named_in_bytes(content, those) if word not in known}
    return Search(tuple(sorted(found)), tuple(unread), tuple(undrawn), tuple(pictured))


def _texts(content: bytes, pages: int) -> Iterator[str]:
    """Yield the text of each page in the order in which it is drawn, also what is not seen; empty where it cannot be read."""
    try:
        reader: Any = pypdf.PdfReader(BytesIO(content))
    except Exception:
        reader = None
    for number in range(pages):
        try:
            yield reader.pages[number].extract_text()
        except Exception:  # whatever a foreign file does to it, the page counts as unread
            yield ""


def _has_unexplained(page: Any) -> bool:
    """Tell whether a page uses a font whose codes are the glyphs' own numbers, with no table that says which letters they are."""
    resources: Any = page.get("/Resources", Dictionary())
    for font in resources.get("/Font", Dictionary()).values():
        if font.get("/Encoding") in (Name("/Identity-H"), Name("/Identity-V")) and "/ToUnicode" not in font:
            return True
    return False


def _has_pictures(page: Any) -> bool:
    """Tell whether a page shows pictures, its own or within what it draws, also such as stand among its drawing instructions."""
    seen: set[tuple[int, int]] = set()
    waiting = [page.obj.get("/Resources", Dictionary())]
    try:
        contents: Any = page.obj.get("/Contents", Array())
        streams = contents if isinstance(contents, Array) else [contents]
        if any(_INLINE.search(bytes(one.read_bytes())) for one in streams):
            return True
        while waiting:
            drawn: Any = waiting.pop().get("/XObject", Dictionary())
            for one in drawn.values():
                if one.get("/Subtype") == Name.Image:
                    return True
                if _is_new(one, seen):
                    waiting.append(one.get("/Resources", Dictionary()))
    except (*BROKEN, AttributeError):
        return True  # what cannot be looked through was not
    return False


def _everything(source: Pdf) -> Iterator[tuple[int, str, str, bytes]]:
    """Yield page, place and content of every string, name and stream of a file, first what belongs to a page."""
    seen: set[tuple[int, int]] = {one.obj.objgen for one in source.pages}
    for number, page in enumerate(source.pages, start=1):
        for key, inner in page.obj.items():
            if key != "/Parent":
                yield from _within(inner, number, _PLACES.get(key, "content"), seen)
    for key, inner in source.Root.items():
        yield from _within(inner, WHOLE, _PLACES.get(key, "file"), seen)
    for key, inner in source.trailer.items():
        if key not in ("/Root", "/ID"):
            yield from _within(inner, WHOLE, _PLACES.get(key, "file"), seen)


def _within(
    top: Any, page: int, place: str, seen: set[tuple[int, int]]
) -> Iterator[tuple[int, str, str, bytes]]:
    waiting = [(top, place)]
    while waiting:
        one, place = waiting.pop()
        if isinstance(one, String):
            yield page, place, str(one), bytes(one)
        elif isinstance(one, Name):
            yield page, place, *_spelt(one)
        elif isinstance(one, Array):
            if _is_new(one, seen):
                waiting += [(inner, place) for inner in one]
        elif isinstance(one, Dictionary | Stream) and _is_new(one, seen):
            if isinstance(one, Stream):
                place = "image" if one.get("/Subtype") == Name.Image else place
                data = _bytes_of(one)
                yield page, place, "", data + b"".join(map(_unhexed, _HEX.findall(data)))
            for key, inner in one.items():
                yield page, place, key, b""
                if key != "/Parent":
                    waiting.append((inner, _PLACES.get(key, place)))


def _is_new(one: Any, seen: set[tuple[int, int]]) -> bool:
    if not one.is_indirect:
        return True
    is_new = one.objgen not in seen
    seen.add(one.objgen)
    return is_new


def _spelt(name: Name) -> tuple[str, bytes]:
    """Return a name's characters, or its bytes where they are no UTF-8: fonts are often named in GB 18030."""
    try:
        return str(name), b""
    except UnicodeDecodeError:
        return "", bytes(name)


def _unhexed(digits: bytes) -> bytes:
    """Return the bytes of a string that stands in digits among drawing instructions."""
    plain = b"".join(digits.split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode())


def _bytes_of(one: Stream) -> bytes:
    """Return what a stream holds in words: of an image what is written beside its pixels."""
    try:
        name, _, data = drawn_by(one)
        if name in _DRAWN:
            return data
        return b"" if one.get("/Subtype") == Name.Image else bytes(one.read_bytes())
    except (pikepdf.PdfError, pikepdf.DataDecodingError):
        return bytes(one.read_raw_bytes())
