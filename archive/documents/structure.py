"""The structure of a document as PDF keeps it (ISO 32000-1, section 14.7): headings, rows, cells, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.pdfbase import pdfdoc

from archive.documents.marks import Tag


class Literal(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object that is written as it is: there are thousands of parts, and each says little."""

    __RefOnly__ = 1

    def __init__(self, code: str) -> None:
        self._code = code.encode("latin-1")

    def format(self, _document: Any) -> bytes:
        """Return it as it stands in the file."""
        return self._code


def write(document: Any, root: Tag, count: int) -> Any:
    """Put the structure of `count` pages into a document of reportlab; return its root."""
    tags = list(_all(root))
    names = {id(tag): f"tag{n}" for n, tag in enumerate(tags)}
    for name in names.values():
        document.Reference(Literal("null"), name)  # its number is known before what it says
    numbers = {key: _number(document, name) for key, name in names.items()}
    pages = [_number(document, f"Page{n + 1}") for n in range(count)]
    owners: list[dict[int, str]] = [{} for _ in range(count)]
    for tag in tags:
        for page, mark in tag.places:
            owners[page][mark] = numbers[id(tag)]
    parents = " ".join(
        f"{n} [{' '.join(of[mark] for mark in range(len(of)))}]" for n, of in enumerate(owners)
    )
    document.Reference(Literal(f"<< /Nums [{parents}] >>"), "tagParents")
    top = Literal(
        f"<< /Type /StructTreeRoot /K [{numbers[id(root)]}] /ParentTree {_number(document, 'tagParents')} /ParentTreeNextKey {count} >>"
    )
    at_root = document.Reference(top, "tagRoot")
    for tag in tags:
        above = numbers[id(tag.parent)] if tag.parent else _number(document, "tagRoot")
        document.idToObject[names[id(tag)]] = Literal(_element(tag, above, numbers, pages))
    return at_root


def _all(tag: Tag) -> Iterator[Tag]:
    yield tag
    for kid in tag.kids:
        yield from _all(kid)


def _number(document: Any, name: str) -> str:
    number, version = document.idToObjectNumberAndVersion[name]
    return f"{number} {version} R"


def _element(tag: Tag, above: str, numbers: dict[int, str], pages: list[str]) -> str:
    said = f"<< /Type /StructElem /S /{tag.role} /P {above}"
    kids = [numbers[id(kid)] for kid in tag.kids]
    if tag.places:
        here = tag.places[0][0]
        said += f" /Pg {pages[here]}"
        kids += [
            str(mark) if page == here else f"<< /Type /MCR /Pg {pages[page]} /MCID {mark} >>"
            for page, mark in tag.places
        ]
    if tag.scope:
        said += f" /A << /O /Table /Scope /{tag.scope} >>"
    if tag.box:
        box = " ".join(f"{one:.2f}" for one in tag.box)
        said += f" /A << /O /Layout /Placement /Block /BBox [{box}] >>"
    if tag.alt:
        said += f" /Alt <FEFF{tag.alt.encode('utf-16-be').hex().upper()}>"
    return said + f" /K [{' '.join(kids)}] >>"
