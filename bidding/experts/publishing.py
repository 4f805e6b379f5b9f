"""A draw's rows as the file that anybody computes anew (`draw/1`), and the names that follow it when the law lets them be known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bidding.experts import seals
from bidding.models import Contribution, Draw, Expert
from bidding.sealed.custody import milliseconds
from toolkit.draws import drawing, records


def file(draw: Draw, *, end: str = "") -> records.Draw:
    """Return the file of a draw whose pool is fixed, as it stands; one that has ended gives the bytes that were kept."""
    if draw.file is not None:
        return records.Draw.from_bytes(bytes(draw.file))
    return records.Draw.model_validate({
        "deal": draw.lot.deal_id, "lot": draw.lot_id, "purpose": draw.purpose, "number": draw.number, "earlier": draw.earlier,
        "groups": [{"group": group, "wanted": wanted} for group, wanted in draw.groups],
        "contributors": [_contributor(one) for one in draw.contributions.order_by("contributor")],
        "pool": [{"entry": one.entry, "unit": one.unit, "groups": one.groups} for one in draw.entries.order_by("entry")],
        "fixed_at": _at(draw.fixed_at), "reveal_by": _at(draw.reveal_by), "seed": draw.seed, "orders": draw.orders,
        "acts": [
            {"entry": one.entry.entry, "group": one.group, "act": one.act, "cause": one.cause, "at": _at(one.at)}
            for one in draw.acts.select_related("entry").order_by("number")
        ],
        "end": end,
    })  # fmt: skip


def names(draw: Draw) -> records.Names:
    """
    Return who accepted, with the salts of their entries, for publication.

    :raises Unavailable: as `seals.read`.
    """
    written = file(draw)
    standing = [act.entry for act in drawing.calls(written).standing()]
    rows = {one.entry: one for one in draw.entries.filter(entry__in=standing)}
    whom = {entry: seals.read(row) for entry, row in rows.items()}
    called = {
        one.id: one.member.user.display_name
        for one in Expert.objects.filter(id__in=[one.expert for one in whom.values()]).select_related("member__user")
    }  # fmt: skip
    return records.Names(
        draw=written.hash,
        names=tuple(
            records.Name(
                entry=entry, expert=one.expert, name=called[one.expert] or one.expert, unit=one.unit, majors=one.majors,
                salt=one.salt, unit_salt=one.unit_salt,
            )
            for entry in standing
            for one in [whom[entry]]
        ),
    )  # fmt: skip


def _contributor(one: Contribution) -> dict[str, Any]:
    return {
        "contributor": one.contributor, "party": one.party_id, "commitment": one.commitment,
        "committed_at": _at(one.committed_at), "secret": one.secret, "revealed_at": _at(one.revealed_at),
    }  # fmt: skip


def _at(instant: datetime | None) -> int:
    return milliseconds(instant) if instant is not None else 0
