"""
The outlines of characters, from the open fonts that are installed with the platform (OFL), as TrueType.

A font of some 30,000 characters is not put into documents: each gets those that it uses. The outlines come as cubic curves (CFF) and
are turned into quadratic ones, within a thousandth of the size; the same character gives the same bytes each time.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

UNITS: Final = 1000
"""Units of a face to its size, as in PDF."""
_TOLERANCE: Final = 1.0
SERIF: Final = "serif"
SANS: Final = "sans"
RARE: Final = "rare"
_FILES: Final = {
    SERIF: ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf", "NotoSerifSC-Regular"),
    SANS: ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf", "NotoSansSC-Regular"),
    # Characters that the national standard does not ask for and names have all the same, as 𠮷.
    RARE: ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf", "NotoSansCJKjp-Regular"),
}
# GB 18030 has it, and none of the fonts: an equals sign between two full stops.
_COMPOSED: Final = {0x2252: (("＝", 0, 0), (".", 160, 560), (".", 570, 125))}


@dataclass(frozen=True, slots=True)
class Outline:
    """One character: its `glyf` bytes, its advance and left bearing, its points and contours, and its box."""

    data: bytes
    advance: int
    bearing: int
    points: int
    contours: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a font descriptor says of a face."""

    ascent: int
    descent: int
    capitals: int
    box: tuple[int, int, int, int]


class Face:
    """One face: which characters it has, how wide each is, and its outline. Widths are known without reading outlines."""

    def __init__(self, name: str) -> None:
        package, file, self.name = _FILES[name]
        self._font: Any = TTFont(str(files(package).joinpath(file)), lazy=True)
        self._names: Mapping[int, str] = self._font.getBestCmap()
        self._advances: Mapping[str, tuple[int, int]] = self._font["hmtx"].metrics
        self._glyphs = self._font.getGlyphSet()
        head, high, os2 = self._font["head"], self._font["hhea"], self._font["OS/2"]
        self.metrics = Metrics(
            high.ascent, high.descent, os2.sCapHeight, (head.xMin, head.yMin, head.xMax, head.yMax)
        )
        self.outline: Callable[[str], Outline] = lru_cache(maxsize=None)(self._outline)
        self.width: Callable[[str], int] = lru_cache(maxsize=None)(self._width)

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        return code in self._names or (code in _COMPOSED and ord("＝") in self._names)

    def _width(self, character: str) -> int:
        code = ord(character)
        return UNITS if code in _COMPOSED else self._advances[self._names[code]][0]

    def _outline(self, character: str) -> Outline:
        pen = TTGlyphPen(None)
        curves = Cu2QuPen(pen, _TOLERANCE, reverse_direction=True)
        for part, right, up in _COMPOSED.get(ord(character), ((character, 0, 0),)):
            self._glyphs[self._names[ord(part)]].draw(TransformPen(curves, (1, 0, 0, 1, right, up)))
        return _compiled(pen.glyph(), self._width(character))

    @property
    def nothing(self) -> Outline:
        """The sign for what a face does not have. Every file begins with it; no document shows it."""
        pen = TTGlyphPen(None)
        self._glyphs[".notdef"].draw(Cu2QuPen(pen, _TOLERANCE, reverse_direction=True))
        return _compiled(pen.glyph(), UNITS)


@cache
def face(name: str) -> Face:
    """Return one of the faces `SERIF`, `SANS` and `RARE`; reading one takes a fifth of a second, once in a process."""
    return Face(name)


def _compiled(glyph: Any, advance: int) -> Outline:
    data = glyph.compile(None)
    if not data:
        return Outline(b"", advance, 0, 0, 0, (0, 0, 0, 0))
    box = struct.unpack(">4h", data[2:10])
    return Outline(
        data + b"\0" * (-len(data) % 4),
        advance,
        box[0],
        len(glyph.coordinates),
        glyph.numberOfContours,
        (box[0], box[1], box[2], box[3]),
    )


def truetype(outlines: Sequence[Outline], metrics: Metrics) -> bytes:
    """Return a TrueType file with these outlines in their order, with the tables that a composite font of PDF needs, and no other."""
    offsets, position = [0], 0
    for one in outlines:
        position += len(one.data)
        offsets.append(position)
    shown = [one for one in outlines if one.data]
    box = tuple(
        pick(one.box[n] for one in shown) for n, pick in enumerate((min, min, max, max))
    ) if shown else (0, 0, 0, 0)  # fmt: skip
    head = struct.pack(
        ">4I2H2q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0b1011, UNITS, 0, 0, *box, 0, 8, 2, 1, 0
    )
    hhea = struct.pack(
        ">I3hH11hH", 0x10000, metrics.ascent, metrics.descent, 0, max(one.advance for one in outlines),
        box[0], 0, box[2], 1, 0, 0, 0, 0, 0, 0, 0, len(outlines),
    )  # fmt: skip
    most = (max(one.points for one in outlines), max(one.contours for one in outlines))
    maxp = struct.pack(">I14H", 0x10000, len(outlines), *most, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
    return _file(
        {
            b"glyf": b"".join(one.data for one in outlines),
            b"head": head,
            b"hhea": hhea,
            b"hmtx": b"".join(struct.pack(">Hh", one.advance, one.bearing) for one in outlines),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": maxp,
        }
    )


def _file(tables: Mapping[bytes, bytes]) -> bytes:
    """Return the tables as a file, each with its checksum, and that of them all in `head`."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">I4H", 0x10000, count, power * 16, power.bit_length() - 1, count * 16 - power * 16
    )
    start, body, at_head = 12 + 16 * count, b"", 0
    for tag, table in sorted(tables.items()):
        if tag == b"head":
            at_head = start + len(body)
        padded = table + b"\0" * (-len(table) % 4)
        directory += struct.pack(">4s3I", tag, _sum(padded), start + len(body), len(table))
        body += padded
    whole = directory + body
    adjusted = struct.pack(">I", (0xB1B0AFBA - _sum(whole)) & 0xFFFFFFFF)
    return whole[: at_head + 8] + adjusted + whole[at_head + 12 :]


def _sum(padded: bytes) -> int:
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
