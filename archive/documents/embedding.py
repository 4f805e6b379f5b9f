"""Fonts within a document: the characters that it uses, embedded as a composite font (ISO 32000-1, section 9.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc

from archive.documents import outlines

_PREFIXES = {outlines.SERIF: "YGSERI", outlines.SANS: "YGSANS", outlines.RARE: "YGRARE"}
_MOST_AT_ONCE = 100
"""Lines of one list in a map to Unicode (Adobe technical note 5411)."""


class Embedded:
    """A face within one document; characters get their numbers as they are first used."""

    def __init__(self, face: str, name: str) -> None:
        self.name = name
        self._key = face
        self._face = outlines.face(face)
        self._numbers: dict[str, int] = {}

    @property
    def is_used(self) -> bool:
        """Whether the document shows anything in it."""
        return bool(self._numbers)

    def shown(self, text: str) -> str:
        """Return `text` as the operand of an operator that shows it."""
        numbers = self._numbers
        return "<" + "".join([f"{numbers.setdefault(one, len(numbers) + 1):04X}" for one in text]) + ">"

    def write(self, document: Any) -> Any:
        """Put the font into a document of reportlab; return the reference to it."""
        used = list(self._numbers)
        base = f"{_PREFIXES[self._key]}+{self._face.name}"
        advances = [self._face.width(one) for one in used]
        file = _stream(
            document,
            outlines.truetype([self._face.nothing, *map(self._face.outline, used)], self._face.metrics),
        )
        file.dictionary["Length1"] = len(file.content)
        metrics = self._face.metrics
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{base}",
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(list(metrics.box)),
                "ItalicAngle": 0,
                "Ascent": metrics.ascent,
                "Descent": metrics.descent,
                "CapHeight": metrics.capitals,
                "StemV": 80,
                "FontFile2": document.Reference(file),
            }
        )
        system = pdfdoc.PDFDictionary(
            {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
        )
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{base}",
                "CIDSystemInfo": system,
                "FontDescriptor": document.Reference(descriptor),
                "DW": outlines.UNITS,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(advances)]),
                "CIDToGIDMap": "/Identity",
            }
        )
        return document.Reference(
            pdfdoc.PDFDictionary(
                {
                    "Type": "/Font",
                    "Subtype": "/Type0",
                    "BaseFont": f"/{base}",
                    "Encoding": "/Identity-H",
                    "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant)]),
                    "ToUnicode": document.Reference(_stream(document, _to_unicode(used))),
                }
            )
        )


def _stream(document: Any, content: bytes) -> Any:
    stream = pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress] if document.compression else [])
    stream.dictionary = pdfdoc.PDFDictionary({})
    return stream


def _to_unicode(used: Sequence[str]) -> bytes:
    """Return which character each number means, so that text can be searched, copied and read aloud."""
    said = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange",
    ]  # fmt: skip
    for begun in range(0, len(used), _MOST_AT_ONCE):
        some = used[begun : begun + _MOST_AT_ONCE]
        said.append(f"{len(some)} beginbfchar")
        said += [
            f"<{begun + n + 1:04X}> <{one.encode('utf-16-be').hex().upper()}>" for n, one in enumerate(some)
        ]
        said.append("endbfchar")
    said += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(said).encode("ascii")
