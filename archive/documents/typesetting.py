"""
A paper as PDF/A-3a: drawn by reportlab, with its structure, its data attached, and nothing that a clock or chance decides.

The same paper gives the same bytes with the same versions of the libraries and fonts, which the lock files name.
"""

from __future__ import annotations

import hashlib
import io
from functools import cache
from typing import Any

from PIL import ImageCms
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from archive.documents import metadata, pages, structure
from archive.documents.characters import runs
from archive.documents.embedding import Embedded
from archive.documents.marks import HEIGHT, WIDTH, Block, Colour, Drawing, Page, Tag, Words
from archive.documents.outlines import RARE, SANS, SERIF
from archive.documents.paper import Paper

ATTACHED = "document.json"


def typeset(paper: Paper) -> bytes:
    """Return the paper as a PDF/A-3a file that is not signed yet."""
    made, root = pages.compose(paper)
    for n, page in enumerate(made, start=1):
        pages.furnish(page, paper, n, len(made))
    held = io.BytesIO()
    canvas = _Sheets(held, paper)
    for n, page in enumerate(made):
        canvas.draw(n, page)
    canvas.finish(paper, root, len(made))
    return held.getvalue()


class _Catalog(pdfdoc.PDFCatalog):  # type: ignore[misc]
    """The root of a document with what PDF/A-3 asks for besides."""

    __NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents", "AF"]
    __Refs__ = pdfdoc.PDFCatalog.__NoDefault__


class _Page(pdfdoc.PDFPage):  # type: ignore[misc]
    """A page that says where its content stands in the structure."""

    __NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs"]


class _Sheets:
    """What is drawn, page by page."""

    def __init__(self, held: io.BytesIO, paper: Paper) -> None:
        self._canvas = Canvas(
            held, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, pdfVersion=(1, 7), lang="zh-CN"
        )
        self.document = self._canvas._doc
        catalog = _Catalog()
        catalog.__dict__.update(self.document.Catalog.__dict__)
        self.document.Catalog = self.document._catalog = catalog
        self.document.info = metadata.Info(paper)
        identity = bytes.fromhex(hashlib.sha256(paper.content).hexdigest()[:32]).hex().upper()
        self.document._ID = f"\n[<{identity}><{identity}>]\n".encode()
        self._fonts = {face: Embedded(face, f"F{n}") for n, face in enumerate((SERIF, SANS, RARE), start=1)}
        self._pages: list[_Page] = []

    def draw(self, number: int, page: Page) -> None:
        """Draw a page: each stretch within its mark."""
        code: list[str] = []
        marked = 0
        for tag, marks in page.stretches:
            if tag is None:
                code.append("/Artifact BMC")
            else:
                code.append(f"/{tag.role} <</MCID {marked}>> BDC")
                tag.places.append((number, marked))
                marked += 1
            for mark in marks:
                if isinstance(mark, Words):
                    self._words(mark, code)
                elif isinstance(mark, Block):
                    code.append(
                        f"{_rgb(mark.colour)} rg {mark.x:.2f} {mark.y:.2f} {mark.width:.2f} {mark.height:.2f} re f"
                    )
                elif isinstance(mark, Drawing):
                    code.append(mark.code)
            code.append("EMC")
        sheet = _Page()
        sheet.pagewidth, sheet.pageheight, sheet.compression = WIDTH, HEIGHT, 1
        sheet.StructParents, sheet.Tabs = number, pdfdoc.PDFName("S")
        sheet.setStream(code)
        self.document.addPage(sheet)
        self._pages.append(sheet)

    def _words(self, mark: Words, code: list[str]) -> None:
        if not mark.line.text:
            return
        look = mark.type
        apart = f"{mark.line.apart:.4f} Tc " if mark.line.apart else ""
        if look.heavy:
            apart += f"2 Tr {look.heavy} w {_rgb(look.colour)} RG "
        code.append(f"BT {apart}{_rgb(look.colour)} rg 1 0 0 1 {mark.x:.2f} {mark.y:.2f} Tm")
        for face, text in runs(mark.line.text, look.style):
            font = self._fonts[face]
            code.append(f"/{font.name} {look.size} Tf {font.shown(text)} Tj")
        code.append(("0 Tc " if mark.line.apart else "") + ("0 Tr " if look.heavy else "") + "ET")

    def finish(self, paper: Paper, root: Tag, count: int) -> None:
        """Write fonts, structure and data, and the file."""
        document = self.document
        fonts = pdfdoc.PDFDictionary(
            {one.name: one.write(document) for one in self._fonts.values() if one.is_used}
        )
        resources = document.Reference(pdfdoc.PDFDictionary({"Font": document.Reference(fonts)}))
        for sheet in self._pages:
            sheet.Resources = resources
        catalog = document.Catalog
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        catalog.StructTreeRoot = structure.write(document, root, count)
        catalog.Metadata = metadata.Described(paper)
        catalog.OutputIntents = pdfdoc.PDFArray([_output_intent(document)])
        attached = metadata.attach(document, ATTACHED, paper)
        catalog.AF = pdfdoc.PDFArray([attached])
        names = pdfdoc.PDFArray([pdfdoc.PDFString(ATTACHED), attached])
        catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": pdfdoc.PDFDictionary({"Names": names})})
        document.SaveToFile(self._canvas._filename, self._canvas)


def _rgb(colour: Colour) -> str:
    return f"{colour[0]:g} {colour[1]:g} {colour[2]:g}"


def _output_intent(document: Any) -> Any:
    """Say which red is meant: sRGB, with its profile."""
    profile = pdfdoc.PDFStream(content=_srgb(), filters=[pdfdoc.PDFZCompress])
    profile.dictionary = pdfdoc.PDFDictionary({"N": 3})
    name = pdfdoc.PDFString("sRGB IEC61966-2.1")
    return pdfdoc.PDFDictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": name,
            "Info": name,
            "RegistryName": pdfdoc.PDFString("http://www.color.org"),
            "DestOutputProfile": document.Reference(profile),
        }
    )


@cache
def _srgb() -> bytes:
    """Return the profile of sRGB; the date that its maker writes into it is taken out, and the identity that counts it."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = bytes((0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
    made[84:100] = bytes(16)
    return bytes(made)
