"""Images inside a document: what is written beside their pixels (EXIF, XMP, remarks, makers' notes) is cut out; pixels are not touched."""

from __future__ import annotations

import struct

_START_OF_SCAN, _END, _ADOBE = 0xDA, 0xD9, 0xEE
_ALONE = (0x01, *range(0xD0, 0xD9))
_BOXES = frozenset((b"jP  ", b"ftyp", b"jp2h", b"jp2c"))
"""Of JPEG 2000 (ISO 15444-1, annex I) those that are needed to show it."""


def bare_jpeg(data: bytes) -> bytes:
    """
    Return a JPEG (ISO 10918-1, annex B) without application segments and remarks, but for Adobe's, which says how colours are meant.

    :raises ValueError: if it is none.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:  # a filler
            at += 1
            continue
        if marker in _ALONE:
            kept.append(data[at : at + 2])
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at : at + 2 + length]
        if marker == _START_OF_SCAN:
            end = _end_of_scan(data, at + len(segment))
            kept += [segment, data[at + len(segment) : end]]
            at = end
            continue
        if marker == _ADOBE and segment[4:9] == b"Adobe":
            kept.append(segment[:2] + b"\x00\x0e" + segment[4:16])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)
        at += len(segment)
        if length < 2:
            raise ValueError("an empty segment")
    if at + 2 <= len(data) and data[at + 1] != _END:
        raise ValueError("no end")
    return b"".join([*kept, b"\xff\xd9"])


def bare_jpeg2000(data: bytes) -> bytes:
    """
    Return a JPEG 2000 file without the boxes that say something in words; a bare codestream as it is.

    :raises ValueError: if it is none.
    """
    if data[:4] == b"\xff\x4f\xff\x51":
        return data
    if data[4:8] != b"jP  ":
        raise ValueError("no JPEG 2000")
    kept, at = [], 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, at + 8)
        length = length or len(data) - at
        if length < 8:
            raise ValueError("a box that is cut")
        if kind in _BOXES:
            kept.append(data[at : at + length])
        at += length
    return b"".join(kept)


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next marker begins that is not part of the scan itself."""
    while (at := data.find(b"\xff", at)) != -1:
        if at + 1 >= len(data):
            break
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            if data[at + 1] == 0xFF:
                at += 1
                continue
            return at
        at += 2
    raise ValueError("no end")
