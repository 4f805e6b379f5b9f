"""The seal and the square code, drawn as vectors. Pure."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from reportlab.graphics.barcode import qrencoder

from archive.documents.characters import printable, width_of
from archive.documents.marks import RED, Drawing, Mark, Type, Words
from archive.documents.outlines import SANS, SERIF
from archive.documents.setting import Line, lines

SEAL_RADIUS: Final = 50.0
_CIRCLE: Final = 0.5522847498
"""How far the handles of four Bézier curves reach that draw a circle."""
_LONGEST_NAME = 24


def seal(name: str, x: float, y: float, *, is_demonstration: bool) -> list[Mark]:
    """Return the mark of a round seal around (`x`, `y`): the name along its edge, a star, and what kind of seal it is."""
    colour = f"{RED[0]:.2f} {RED[1]:.2f} {RED[2]:.2f}"
    marks: list[Mark] = [
        Drawing(f"q {colour} RG 2.4 w {_circle(x, y, SEAL_RADIUS - 1.2)} S 0.6 w {_circle(x, y, SEAL_RADIUS - 4.4)} S Q"),
        Drawing(f"q {colour} rg {_star(x, y + 1, 13.5)} f Q"),
    ]  # fmt: skip
    shown = printable(name.replace("\n", " "))
    shown = shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"
    size = 10.5 if len(shown) <= 14 else 150 / max(len(shown), 15)
    step = min(math.radians(20), math.radians(250) / max(len(shown) - 1, 1))
    for n, character in enumerate(shown):
        angle = math.pi / 2 + step * (len(shown) - 1) / 2 - step * n
        radius, turn = SEAL_RADIUS - 8 - size * 0.8, angle - math.pi / 2
        half = width_of(character, SERIF) * size / 2000
        at = (
            x + radius * math.cos(angle) - half * math.cos(turn),
            y + radius * math.sin(angle) - half * math.sin(turn),
        )
        marks += _turned(character, at, turn, size)
    kind = "演示专用章" if is_demonstration else "电子印章"
    line = lines(kind, style=SANS, size=8, width=90)[0]
    marks.append(Words(x - line.width / 2, y - 27, line, Type(SANS, 8, RED)))
    return marks


def quick_response(content: str, x: float, y: float, side: float) -> list[Mark]:
    """Return a QR code (ISO/IEC 18004, level M) with its lower left corner at (`x`, `y`), one path for all that is dark."""
    dark = _modules(content)
    step = side / len(dark)
    path: list[str] = []
    for row, line in enumerate(dark):
        column = 0
        while column < len(line):
            begun = column
            while column < len(line) and line[column]:
                column += 1
            if column > begun:
                across, up = x + begun * step, y + side - (row + 1) * step
                path.append(f"{across:.3f} {up:.3f} {(column - begun) * step:.3f} {step:.3f} re")
            column += 1
    return [Drawing(f"q 0 0 0 rg {' '.join(path)} f Q")]


@lru_cache(maxsize=256)
def _modules(content: str) -> tuple[tuple[bool, ...], ...]:
    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(content)
    code.make()
    return tuple(tuple(bool(one) for one in line) for line in code.modules)


def _turned(character: str, at: tuple[float, float], turn: float, size: float) -> list[Mark]:
    cosine, sine = math.cos(turn), math.sin(turn)
    return [
        Drawing(f"q {cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} {at[0]:.3f} {at[1]:.3f} cm"),
        Words(0, 0, Line(character, 0.0), Type(SERIF, size, RED, heavy=0.3)),
        Drawing("Q"),
    ]


def _circle(x: float, y: float, radius: float) -> str:
    reach = radius * _CIRCLE
    said = [f"{x + radius:.3f} {y:.3f} m"]
    for quarter in range(4):
        a, b = math.pi / 2 * quarter, math.pi / 2 * (quarter + 1)
        points = (
            (radius * math.cos(a) - reach * math.sin(a), radius * math.sin(a) + reach * math.cos(a)),
            (radius * math.cos(b) + reach * math.sin(b), radius * math.sin(b) - reach * math.cos(b)),
            (radius * math.cos(b), radius * math.sin(b)),
        )
        said.append(" ".join(f"{x + dx:.3f} {y + dy:.3f}" for dx, dy in points) + " c")
    return " ".join(said)


def _star(x: float, y: float, radius: float) -> str:
    points = [
        (
            x + (radius if n % 2 == 0 else radius * 0.382) * math.cos(math.pi / 2 + n * math.pi / 5),
            y + (radius if n % 2 == 0 else radius * 0.382) * math.sin(math.pi / 2 + n * math.pi / 5),
        )
        for n in range(10)
    ]
    first, *others = (f"{px:.3f} {py:.3f}" for px, py in points)
    return f"{first} m " + " ".join(f"{one} l" for one in others) + " h"
