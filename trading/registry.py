"""Finds the procedures and answers which edition is in force."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

from trading import procedures as package
from trading.law.procedure import Procedure

_extra: dict[str, Procedure] = {}


@cache
def _found() -> dict[str, Procedure]:
    """Return every procedure in `trading.procedures`, by key. A module offers `PROCEDURES`, a tuple."""
    found: dict[str, Procedure] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for procedure in module.PROCEDURES:
            if procedure.key in found:
                raise ValueError(f"two procedures are called {procedure.key}")
            found[procedure.key] = procedure
    return found


def procedures() -> tuple[Procedure, ...]:
    """Return all editions of all procedures, ordered by key."""
    everything = {**_found(), **_extra}
    return tuple(everything[key] for key in sorted(everything))


def pinned(key: str) -> Procedure:
    """Return the edition called `kind/method/edition`; KeyError if no module offers it."""
    return _extra[key] if key in _extra else _found()[key]


def current(kind: str, method: str, *, on: date) -> Procedure:
    """Return the edition of a method that is in force on a day; KeyError if there is none."""
    editions = [p for p in procedures() if (p.kind, p.method) == (kind, method) and p.in_force_on <= on]
    editions = [p for p in editions if p.superseded_on is None or on < p.superseded_on]
    if not editions:
        raise KeyError(f"no edition of {kind}/{method} is in force on {on}")
    return max(editions, key=lambda p: p.in_force_on)


def methods() -> tuple[tuple[str, str], ...]:
    """Return the (kind, method) pairs that any edition offers, ordered."""
    return tuple(sorted({(p.kind, p.method) for p in procedures()}))


@contextmanager
def offering(*more: Procedure) -> Iterator[None]:
    """Offer further procedures for a while: how a trial deal type is walked through before its file is added."""
    added = {p.key: p for p in more}
    _extra.update(added)
    try:
        yield
    finally:
        for key in added:
            _extra.pop(key, None)
