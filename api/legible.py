"""Texts that somebody typed, on their way into files that other people's programs show."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold, and what turns the direction of all that follows it on somebody's screen.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"\s+")


def storable(text: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return _UNFIT.sub("", text)


def legible(text: str, *, longest: int | None = None) -> str:
    """Return a text on one line without signs that cannot be shown, or hide others; cut where it is longer."""
    found = _BREAKS.sub(" ", _TURNING.sub("", storable(text))).strip()
    return found if longest is None or len(found) <= longest else f"{found[: longest - 1]}…"
