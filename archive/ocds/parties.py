"""Who has to do with a lot: one entry and one name for each, by an id that is the same in all processes where it may be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from archive.ocds.known import Known, Organisation
from archive.ocds.values import Json, some

SCHEME = "CN-USCC"
"""The list of organisation identifiers of the unified social credit codes."""


class Directory:
    """The parties of one process, in the order in which they are named."""

    def __init__(self, ocid: str, known: Known) -> None:
        self._ocid = ocid
        self._known: dict[str, Organisation] = {}
        self._roles: dict[str, list[str]] = {}
        for one, roles in _named(known):
            key = self.id_of(one)
            self._known.setdefault(key, one)
            has = self._roles.setdefault(key, [])
            has += [role for role in roles if role not in has]

    def id_of(self, one: Organisation) -> str:
        """
        Return the id of a party. A person's is its own in every process, so that nobody can be followed from one to another; so is
        that of a name which nothing identifies.
        """
        if one.is_a_person or not (one.code or one.party):
            digest = hashlib.sha256(f"{self._ocid} {one.party or one.name}".encode()).hexdigest()
            return f"{self._ocid}-p{digest[:16]}"
        return f"{SCHEME}-{one.code}" if one.code else f"YG-{one.party}"

    def reference(self, one: Organisation) -> Json:
        """Return what names a party elsewhere in the release."""
        key = self.id_of(one)
        return {"id": key, "name": self._known[key].name}

    def references(self, several: Sequence[Organisation]) -> list[Json]:
        """Return what names several, each once."""
        return list({one["id"]: one for one in map(self.reference, several)}.values())

    def listed(self) -> list[Json]:
        """Return the parties with their roles."""
        return [self._entry(key, one) for key, one in self._known.items()]

    def _entry(self, key: str, one: Organisation) -> Json:
        shows = one.code and not one.is_a_person
        identifier = {"scheme": SCHEME, "id": one.code, "legalName": one.name} if shows else None
        return some(id=key, name=one.name, identifier=identifier, roles=self._roles[key])


def _named(known: Known) -> Iterator[tuple[Organisation, tuple[str, ...]]]:
    terms = known.terms
    yield terms.organiser, ("buyer",) if terms.agency else ("buyer", "procuringEntity")
    if terms.agency:
        yield terms.agency, ("procuringEntity",)
    for bid in known.bids:
        for one in bid.bidders:
            yield one, ("tenderer",)
    for winner in known.winners:
        for one in winner.suppliers:
            yield one, ("supplier",)
    if known.contract:
        yield known.contract.supplier, ("supplier",)
