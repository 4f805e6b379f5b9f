"""Parties that other trading systems and published records name: taken in many at a time, believed to be nobody's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts import events, names
from accounts.actions import rights
from accounts.actor import Actor
from accounts.models import Party
from accounts.models.parties import PartyKind, PartyStatus
from accounts.roles import Role
from foundation import clock, codes
from foundation.errors import Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row

LARGEST_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Stated:
    """A party as a source names it; `key` is the source's own, or the name where it has none. The code may be wrong."""

    key: str
    name: str
    kind: PartyKind = PartyKind.ORGANISATION
    code: str = ""
    region: str = ""


@action
def take_in_parties(*, source: str, parties: Sequence[Stated], by: Actor) -> dict[str, str]:
    """
    Return a party id for each key, making external, unverified parties for those not known yet.

    One with a right code is the party of that code, wherever it came from; else `(source, key)` names it. A code
    that does not pass its check is left out, never refused: published records hold false ones. Running it again
    changes nothing.

    :raises Invalid: `batch_too_large` above 5,000, `party_without_name` naming the keys.
    """
    rights.require_role(by, Role.EXCHANGE, Role.CENTRE, Role.ADMINISTRATOR)
    _check(parties)
    found = _known(source, parties)
    missing = [stated for stated in _once(parties) if stated.key not in found]
    if missing:
        if by.party_id is not None:
            lock_row(Party, by.party_id)
        at = clock.now()
        rows = [_row(source, stated, at) for stated in missing]
        # Two importers may meet: whoever comes second finds the first one's row.
        Party.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        found = _known(source, parties)
        if by.party_id is not None:
            events.of_party(
                events.PARTIES_TAKEN_IN, by.party_id, by=by, at=at, source=source, parties=len(missing)
            )
    return found


def _check(parties: Sequence[Stated]) -> None:
    if len(parties) > LARGEST_BATCH:
        raise Invalid("batch_too_large", Text("每批最多 5000 个主体", "At most 5,000 parties in a batch"))
    nameless = [stated.key for stated in parties if not names.tidy(stated.name) or not stated.key]
    if nameless:
        raise Invalid(
            "party_without_name", Text("主体缺少名称", "A party has no name"), detail={"keys": nameless[:100]}
        )


def _known(source: str, parties: Sequence[Stated]) -> dict[str, str]:
    codes_of = {stated.key: code for stated in parties if (code := _right_code(stated))}
    by_code = dict(Party.objects.filter(code__in=set(codes_of.values())).values_list("code", "pk"))
    keys = {stated.key[:100] for stated in parties}
    # The index leaves out rows without a key; PostgreSQL sees by itself that these have one only up to a hundred.
    keyed = Party.objects.exclude(source_key="").filter(source=source, source_key__in=keys)
    by_key = dict(keyed.values_list("source_key", "pk"))
    found: dict[str, str] = {}
    for stated in parties:
        party_id = by_code.get(codes_of.get(stated.key)) or by_key.get(stated.key[:100])
        if party_id is not None:
            found[stated.key] = party_id
    return found


def _once(parties: Iterable[Stated]) -> list[Stated]:
    """Return one of several that share a code, else a key: the first."""
    seen: dict[str, Stated] = {}
    for stated in parties:
        seen.setdefault(_right_code(stated) or f"key:{stated.key[:100]}", stated)
    return list(seen.values())


def _row(source: str, stated: Stated, at: datetime) -> Party:
    name = names.tidy(stated.name)[:200]
    return Party(
        kind=stated.kind,
        name=name,
        name_key=names.fold(name),
        code=_right_code(stated) or None,
        region=stated.region,
        status=PartyStatus.UNVERIFIED,
        source=source,
        source_key=stated.key[:100],
        created_at=at,
    )


def _right_code(stated: Stated) -> str:
    if stated.kind != PartyKind.ORGANISATION or not stated.code:
        return ""
    try:
        return codes.check_uscc(stated.code)
    except Invalid:
        return ""
