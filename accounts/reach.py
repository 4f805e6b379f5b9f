"""Where a party is at work, so that who watches a place watches those who trade there. Upper floors tell at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accounts.actor import Actor
from accounts.models import Party

Place = tuple[str, str]
"""The region and the sector of a deal."""

Teller = Callable[[Party], Iterable[Place]]
_tellers: dict[str, Teller] = {}


def register(name: str, teller: Teller) -> None:
    """
    Let `teller` say in which places a party is at work.

    It leaves out what the public may not know yet: that an act is refused would tell it.
    """
    _tellers[name] = teller


def covers(by: Actor, party: Party) -> bool:
    """
    Tell whether a party is in the actor's scope: by its own region, or by a deal in which it takes part.

    A party belongs to no sector, so whoever watches but some sectors covers only those who trade in them.
    """
    if by.covers(region=party.region, sector=""):
        return True
    places = (place for teller in _tellers.values() for place in teller(party))
    return any(by.covers(region=region, sector=sector) for region, sector in places)
