"""Texts with what was looked for marked in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from notices.search import folding

AROUND = 40  # signs before the first place and at least as many behind it
LONGEST = 160
Part = tuple[str, bool]
"""A part of a text, and whether it is marked."""


def marked(text: str, phrases: Sequence[str]) -> list[Part]:
    """Return a text in parts, those marked in which a folded phrase stands."""
    parts: list[Part] = []
    done = 0
    for start, end in sorted(place for phrase in phrases for place in folding.places(text, phrase)):
        if end <= done:
            continue
        start = max(start, done)
        parts += [(text[done:start], False), (text[start:end], True)]
        done = end
    return [part for part in (*parts, (text[done:], False)) if part[0]]


def excerpt(texts: Iterable[str], phrases: Sequence[str]) -> list[Part]:
    """Return what stands around the first place in the first text where a phrase stands, marked; nothing if there is none."""
    for text in texts:
        places = sorted(place for phrase in phrases for place in folding.places(text, phrase))
        if places:
            begin = max(0, places[0][0] - AROUND)
            end = min(len(text), begin + LONGEST)
            cut = marked(text[begin:end], phrases)
            before, behind = ("…" if begin else ""), ("…" if end < len(text) else "")
            return [part for part in ((before, False), *cut, (behind, False)) if part[0]]
    return []
