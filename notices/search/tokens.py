"""
The lexemes by which a folded text is indexed, and those that a phrase asks for.

Signs are indexed one by one and in pairs, words by their beginnings: a phrase is found wherever it stands, a word from where it
begins. Lexemes only sift; whether a phrase stands in a text is judged by the text itself (`pattern`), so nothing is found too
much and nothing too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from notices.search.folding import is_signs

SHORTEST_BEGINNING, LONGEST_BEGINNING = 3, 8


def of(runs: Iterable[str]) -> set[str]:
    """Return the lexemes of folded runs."""
    found: set[str] = set()
    for run in runs:
        if is_signs(run):
            found.update(run)
            found.update(_pairs(run))
        else:
            found.add(run[:LONGEST_BEGINNING])
            found.update(
                run[:length] for length in range(SHORTEST_BEGINNING, min(len(run), LONGEST_BEGINNING))
            )
    return found


def asked(phrase: str) -> list[str]:
    """Return the lexemes of every text in which a folded phrase stands."""
    return list(dict.fromkeys(lexeme for run in phrase.split() for lexeme in _asked(run)))


def pattern(phrase: str) -> str:
    """
    Return what a folded text that begins and ends with a space is LIKE if the phrase stands in it.

    A last word of fewer than three letters stands for itself alone. Nothing folded is a wildcard.
    """
    begins = "" if is_signs(phrase) else " "
    last = phrase.split()[-1]
    ends = " " if not is_signs(last) and len(last) < SHORTEST_BEGINNING else ""
    return f"%{begins}{phrase}{ends}%"


def query(phrases: Sequence[str]) -> str:
    """Return a `tsquery` for texts in which all phrases may stand."""
    return _all(lexeme for phrase in phrases for lexeme in asked(phrase))


def near(phrases: Sequence[str]) -> str:
    """
    Return a `tsquery` for texts in which nearly the same stands; empty where too little would be left to look for.

    Two neighbouring signs may be others, missing, or in another order (one, in a run of three or four), or one of several
    words or short runs.
    """
    lexemes = [asked(phrase) for phrase in phrases]
    ways = []
    for at, phrase in enumerate(phrases):
        others = [lexeme for before, some in enumerate(lexemes) if before != at for lexeme in some]
        ways += [_all([*others, *left]) for left in _left(phrase.split()) if left or others]
    return " | ".join(f"({way})" for way in dict.fromkeys(ways))


def _left(pieces: list[str]) -> list[list[str]]:
    """Return what can still be asked for when a part of a phrase is left out, for each part that may be."""
    found = []
    for at, run in enumerate(pieces):
        others = [lexeme for piece in (*pieces[:at], *pieces[at + 1 :]) for lexeme in _asked(piece)]
        if not is_signs(run) or len(run) < 3:
            found.append(others)
        else:
            width = 1 if len(run) < 5 else 2
            for cut in range(len(run) - width + 1):
                rest = (part for part in (run[:cut], run[cut + width :]) if part)
                found.append([*others, *(lexeme for part in rest for lexeme in _asked(part))])
    return found


def _asked(run: str) -> list[str]:
    if is_signs(run):
        return _pairs(run) or [run]
    return [run[:LONGEST_BEGINNING]]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _all(lexemes: Iterable[str]) -> str:
    return " & ".join(f"'{lexeme}'" for lexeme in dict.fromkeys(lexemes))
