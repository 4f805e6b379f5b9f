"""
A part's plaintext before it is sealed: its length, its bytes, and zeros up to a size that says little.

Padmé (PURBs, 2019) leaks O(log log) bits of the length at 12 % more at most; rounding up to whole 4 KiB on top keeps the
size of a small manifest, and so the number of digits of a price, to itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from toolkit.refusals import Refused

LENGTH_BYTES = 8
STEP = 4096
BLOCK = 1024 * 1024
LARGEST_BYTES = 2**40


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


def padded(size: int) -> int:
    """Return the length of the frame of `size` bytes."""
    length = size + LENGTH_BYTES
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()  # low bits that must be zero; whole-number form of Padmé
    if free > 0:
        length = (length + (1 << free) - 1) >> free << free
    return (length + STEP - 1) // STEP * STEP


def is_frame(length: int) -> bool:
    """Tell whether a frame can be so long."""
    return length >= STEP and padded(length - LENGTH_BYTES) == length


def frames(size: int, content: Readable) -> Iterator[bytes]:
    """
    Yield the frame of `content` in blocks of at most 1 MiB and a few bytes.

    :raises Refused: `part_changed_while_read` if `content` does not have `size` bytes; `part_too_large`.
    """
    if not 0 <= size <= LARGEST_BYTES:
        raise Refused("part_too_large", bytes=size)
    yield size.to_bytes(LENGTH_BYTES, "big")
    left = size
    while block := content.read(min(BLOCK, left + 1)):
        left -= len(block)
        if left < 0:
            break
        yield block
    if left:
        raise Refused("part_changed_while_read")
    zeros = padded(size) - LENGTH_BYTES - size
    while zeros:
        yield bytes(min(BLOCK, zeros))
        zeros -= min(BLOCK, zeros)


class Unframer:
    """Take a frame in, block by block, and give the content back; the rest must be the zeros that its length calls for."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._size = 0
        self._given = 0
        self._seen = 0

    def update(self, block: bytes) -> bytes:
        """
        Return the content in `block`.

        :raises Refused: `frame_malformed`: a length beyond the format, or a padding that is not zero.
        """
        self._seen += len(block)
        if len(self._head) < LENGTH_BYTES:
            wanted = LENGTH_BYTES - len(self._head)
            self._head += block[:wanted]
            block = block[wanted:]
            if len(self._head) == LENGTH_BYTES:
                self._size = int.from_bytes(self._head, "big")
                if self._size > LARGEST_BYTES:
                    raise Refused("frame_malformed", why="length")
        content = block[: self._size - self._given]
        self._given += len(content)
        if block[len(content) :].strip(b"\0"):
            raise Refused("frame_malformed", why="padding")
        return content

    def finish(self) -> int:
        """
        Return the content's size.

        :raises Refused: `frame_malformed` if the frame is not exactly as long as its content calls for.
        """
        if len(self._head) < LENGTH_BYTES or self._seen != padded(self._size):
            raise Refused("frame_malformed", why="length")
        return self._size
