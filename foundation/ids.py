"""Names of things: a prefix that says what it is, and a UUIDv7 that says roughly when it came."""

from __future__ import annotations

import os
import re
import secrets
import threading
import time

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26

_PREFIX = re.compile(r"[a-z][a-z0-9]{1,11}", re.ASCII)
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_COUNTER_BITS = 12


class _Minter:
    """
    Make UUIDv7 values that only grow within this process (RFC 9562, section 6.2, method 1).

    `rand_a` is a counter that starts at a random value below half its range in each millisecond; `rand_b`
    is fresh in every id, so that knowing one id does not help to guess its neighbours.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._milliseconds = 0
        self._counter = 0

    def mint(self) -> int:
        """Return the next value as a 128-bit integer."""
        # The machine's clock, not the platform's: an id is a name. Nothing legal is ever read from it, a
        # demonstration that shifts its clock must not mint names twice, and minting must not need a database.
        now = time.time_ns() // 1_000_000
        with self._lock:
            if now > self._milliseconds:
                self._milliseconds = now
                self._counter = secrets.randbits(_COUNTER_BITS - 1)
            else:
                # Same millisecond, or the clock was set back: go on from where we were.
                self._counter += 1
                if self._counter >> _COUNTER_BITS:
                    self._milliseconds += 1
                    self._counter = secrets.randbits(_COUNTER_BITS - 1)
            milliseconds, counter = self._milliseconds, self._counter
        return milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | secrets.randbits(62)


_minter = _Minter()


def _renew() -> None:
    """Give a forked worker a minter (and above all a lock) of its own."""
    global _minter
    _minter = _Minter()


os.register_at_fork(after_in_child=_renew)


def new(prefix: str) -> str:
    """
    Return a new id such as `lot_01JC8Z…`: prefix, underscore, 26 characters of Crockford base 32.

    Ids of one process sort as text in the order of their making; across processes to the millisecond.

    :raises ValueError: if the prefix is not 2 to 12 lower-case letters and digits.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"not an id prefix: {prefix!r}")
    return f"{prefix}_{_encode(_minter.mint())}"


def is_id(value: object, prefix: str) -> bool:
    """Return whether `value` is text that `new(prefix)` could have returned."""
    if not isinstance(value, str) or not value.startswith(prefix + "_"):
        return False
    number = _decode(value[len(prefix) + 1 :])
    return number is not None and number >> 76 & 0xF == 0x7 and number >> 62 & 0b11 == 0b10


def _encode(number: int) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(5 * (LENGTH - 2), -1, -10)])


def _decode(text: str) -> int | None:
    # 26 characters hold 130 bits: a first one above 7 would not fit into 128.
    if len(text) != LENGTH or text[0] > "7":
        return None
    number = 0
    for letter in text:
        value = _VALUES.get(letter)
        if value is None:
            return None
        number = number << 5 | value
    return number
