"""
How fast documents are made: `python -m bench.pdf`.

1. Pages a second, from the content to the unsigned PDF/A-3a, against bare reportlab that draws the same lines at the same places, which it
   is told: without setting them, without structure, data, metadata or signature. In turns, in one run; the bound is a share of 0.4.
2. Signed documents a second on one core, as PAdES B-LTA, with keys and timestamps of the demonstration, on a database of its own.

Ends with 1 if the bound is broken.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from archive.documents import outlines, pages
from archive.documents.characters import runs
from archive.documents.marks import HEIGHT, WIDTH, Block, Drawing, Page, Words
from archive.documents.paper import Paper
from archive.documents.typesetting import typeset
from config.embedded.throwaway import throwaway_postgres
from tests.archive.documents.papers import a_long_one

LEAST_SHARE = 0.4
ROUNDS = 5
FACES = (outlines.SERIF, outlines.SANS, outlines.RARE)


def main() -> int:
    """Measure both; return 0 only if the bound holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=8, help="documents of each round")
    parser.add_argument("--signed", type=int, default=20, help="documents that are signed")
    asked = parser.parse_args()
    paper = a_long_one()
    made = composed(paper)
    with tempfile.TemporaryDirectory() as folder:
        register(made, Path(folder))
    count = len(made)
    shares, ours, theirs = [], [], []
    for _ in range(ROUNDS):
        own = rate(lambda: typeset(paper), asked.documents) * count
        bare = rate(lambda: drawn(made), asked.documents) * count
        shares.append(own / bare)
        ours.append(own)
        theirs.append(bare)
    share = statistics.median(shares)
    print(f"pages of a document: {count}; bytes {len(typeset(paper)):,}, bare {len(drawn(made)):,}")
    print(
        f"pages a second: {statistics.median(ours):.0f}; bare reportlab {statistics.median(theirs):.0f}; share {share:.2f}"
    )
    print(f"signed as B-LTA, documents a second on one core: {signed(typeset(paper), asked.signed):.1f}")
    return 0 if share >= LEAST_SHARE else 1


def rate(make: Callable[[], bytes], times: int) -> float:
    """Return how many are made in a second of the processor's time."""
    make()
    begun = time.process_time()
    for _ in range(times):
        make()
    return times / (time.process_time() - begun)


def composed(paper: Paper) -> list[Page]:
    made, _ = pages.compose(paper)
    for n, page in enumerate(made, start=1):
        pages.furnish(page, paper, n, len(made))
    return made


def register(made: Sequence[Page], folder: Path) -> None:
    """Let reportlab have fonts with the characters of these pages: it reads TrueType alone."""
    used: dict[str, set[str]] = {face: {" "} for face in FACES}
    for page in made:
        for _, marks in page.stretches:
            for mark in marks:
                if isinstance(mark, Words):
                    for face, text in runs(mark.line.text, mark.type.style):
                        used[face] |= set(text)
    for face, characters in used.items():
        path = folder / f"{face}.ttf"
        _built(face, sorted(one for one in characters if one in outlines.face(face))).save(path)
        pdfmetrics.registerFont(TTFont(face, str(path)))


def _built(name: str, characters: Sequence[str]) -> FontBuilder:
    face = outlines.face(name)
    names = {one: f"g{ord(one):X}" for one in characters}
    builder = FontBuilder(outlines.UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(one): glyph for one, glyph in names.items()})
    glyphs = {".notdef": Glyph(b"")} | {glyph: Glyph(face.outline(one).data) for one, glyph in names.items()}
    for glyph in glyphs.values():
        glyph.expand(None)
    builder.setupGlyf(glyphs)
    widths = {glyph: (face.width(one), face.outline(one).bearing) for one, glyph in names.items()}
    builder.setupHorizontalMetrics({".notdef": (outlines.UNITS, 0), **widths})
    builder.setupHorizontalHeader(ascent=face.metrics.ascent, descent=face.metrics.descent)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2()
    builder.setupPost()
    return builder


def drawn(made: Sequence[Page]) -> bytes:
    """Return the same pages as reportlab draws them."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    for page in made:
        for _, marks in page.stretches:
            for mark in marks:
                if isinstance(mark, Words):
                    _write(canvas, mark)
                elif isinstance(mark, Block):
                    canvas.setFillColorRGB(*mark.colour)
                    canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=0, fill=1)
                elif isinstance(mark, Drawing):
                    canvas.addLiteral(mark.code)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def _write(canvas: Canvas, mark: Words) -> None:
    canvas.setFillColorRGB(*mark.type.colour)
    x = mark.x
    for face, text in runs(mark.line.text, mark.type.style):
        canvas.setFont(face, mark.type.size)
        canvas.drawString(x, mark.y, text, charSpace=mark.line.apart)
        x += canvas.stringWidth(text, face, mark.type.size)


def signed(content: bytes, times: int) -> float:
    """Return how many documents are signed in a second of the processor's time."""
    with throwaway_postgres() as server, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": server.url(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "YANGGUANG_SEALED_KEYS_PATH": folder,
        }
        import django

        django.setup()
        from django.core.management import call_command

        from archive.documents import signing

        call_command("migrate", verbosity=0)
        return rate(lambda: signing.sign(content, reason="bench"), times)


if __name__ == "__main__":
    sys.exit(main())
