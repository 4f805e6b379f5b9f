"""The parties that handed-in records name: looked up and taken in all at once, then put where they are named."""

from __future__ import annotations

from collections.abc import Callable

from accounts.actions import take_in
from accounts.actions.take_in import Stated
from accounts.actor import Actor


def is_masked(name: str) -> bool:
    """Tell whether a name stands for a person who is not named: several may bear it, so it is no party's."""
    return "某" in name or "*" in name or "＊" in name


class NamedParties:
    """Names waiting for their parties."""

    def __init__(self, *, source: str, by: Actor) -> None:
        self._source, self._by = source, by
        self._stated: dict[tuple[str, str], Stated] = {}
        self._waiting: list[tuple[tuple[str, str], Callable[[str], None]]] = []

    def add(self, name: str, code: str, region: str, put: Callable[[str], None]) -> None:
        """Let `put` be called with the id of the party of this name and code; in the order of adding."""
        self._stated.setdefault((name, code), Stated(key=name, name=name, code=code, region=region))
        self._waiting.append(((name, code), put))

    def assign(self) -> None:
        """Take in the parties that are not known, and put each where it is named."""
        found: dict[tuple[str, str], str] = {}
        while missing := [named for named in self._stated if named not in found]:
            # Where one name comes with several codes, each waits until the one before it is known.
            turn = {named[0]: named for named in reversed(missing[: take_in.LARGEST_BATCH])}
            stated = [self._stated[named] for named in turn.values()]
            known = take_in.take_in_parties(source=self._source, parties=stated, by=self._by)
            found |= {named: known[name] for name, named in turn.items()}
        for named, put in self._waiting:
            put(found[named])
