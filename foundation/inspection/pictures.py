"""Pictures: not more points than a viewer can hold."""

from __future__ import annotations

import struct
from typing import BinaryIO

from foundation.inspection.bounds import Budget, broken, unfit
from foundation.text import Text

LONGEST_SIDE = 20_000
"""An A0 sheet at 600 dots to the inch."""
# SOF0 to SOF15 without DHT, JPG and DAC, which stand among them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_sides(*sides: int) -> None:
    """
    Refuse a picture with a side too long.

    :raises Invalid: `file_image_too_large`.
    """
    if max(sides, default=0) > LONGEST_SIDE:
        raise unfit(
            "file_image_too_large",
            Text(
                f"图片边长超过{LONGEST_SIDE}像素",
                f"A side of the picture is longer than {LONGEST_SIDE} pixels",
            ),
        )


def look_png(file: BinaryIO, budget: Budget) -> None:
    """Read the sides from a PNG's first chunk."""
    file.seek(0)
    head = file.read(24)
    if len(head) < 24 or head[12:16] != b"IHDR":
        raise broken()
    check_sides(*struct.unpack(">II", head[16:24]))


def look_jpeg(file: BinaryIO, budget: Budget) -> None:
    """Walk a JPEG's segments to its frame, and read the sides there."""
    file.seek(2)
    for _ in range(1000):
        marker = file.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:
            break
        kind, length = marker[1], struct.unpack(">H", marker[2:])[0]
        if kind in _FRAMES:
            frame = file.read(5)
            if len(frame) == 5:
                return check_sides(*struct.unpack(">HH", frame[1:]))
            break
        file.seek(max(length - 2, 0), 1)
    raise broken()
