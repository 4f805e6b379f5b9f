"""The pool of a draw: who of the register may be drawn for a lot, as entries that show nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from accounts import names
from bidding.experts import avoiding, drawn, register, seals
from bidding.experts.seals import Sealed
from bidding.models import Draw, Expert, PoolEntry
from foundation.codes import region_prefix
from toolkit.draws import drawing


def candidates(draw: Draw, at: datetime) -> QuerySet[Expert]:
    """
    Return those of the register whom a draw may call: in standing and free on the day of the work, of a major and the region that
    the plan names. Whether they must stand aside is not asked yet.
    """
    found = register.in_standing(draw.work_on).filter(
        majors__overlap=[group for group, _ in draw.groups], admitted_at__lte=at
    )
    if draw.region:
        found = found.filter(region__startswith=region_prefix(draw.region))
    return found.order_by("id")


def entries(draw: Draw, at: datetime) -> Iterator[PoolEntry]:
    """
    Yield the pool's rows, unsaved: of one person one at most; of nobody who must stand aside, of whom no employer is known, who sat or
    was drawn before, or is of the unit of somebody who was.
    """
    of, units = avoiding.sides(draw.lot, at), dict[str, tuple[str, str]]()
    wanted = {group for group, _ in draw.groups}
    seen = drawn.sat_before(draw.lot)
    taken = {names.fold(unit_of(one, of.on)) for one in drawn.chosen(draw.lot, at)}
    for expert in candidates(draw, at):
        unit = unit_of(expert, of.on)
        if (
            not unit
            or names.fold(unit) in taken
            or expert.member.user_id in seen
            or avoiding.causes(expert, of)
        ):
            continue
        seen.add(expert.member.user_id)
        # Names that look the same are one unit: two of it must not get in by a space.
        spelt, unit_salt = units.setdefault(names.fold(unit), (unit, secrets.token_hex(32)))
        whom = Sealed(expert.id, spelt, tuple(sorted(expert.majors)), secrets.token_hex(32), unit_salt)
        hidden = drawing.unit_of(whom.unit, whom.unit_salt)
        yield PoolEntry(
            draw=draw, entry=drawing.entry_of(whom.expert, hidden, whom.majors, whom.salt), unit=hidden,
            groups=sorted(wanted & {*expert.majors}), handle=seals.handle(draw, expert.id), sealed=seals.seal(whom),
        )  # fmt: skip


def lacking(groups: Sequence[tuple[str, int]], pool: Sequence[PoolEntry]) -> str:
    """
    Return the first group whose places cannot all be taken beside those of the groups before it, empty if all can.

    Of a unit one sits at most, so places are matched with units: each place is given one, and whoever has it already is moved to
    another where that is possible.
    """
    units = {group: {one.unit for one in pool if group in one.groups} for group, _ in groups}
    held = dict[str, tuple[str, int]]()

    def seat(place: tuple[str, int], asked: set[str]) -> bool:
        for unit in units[place[0]] - asked:
            if unit in asked:
                continue
            asked.add(unit)
            if unit not in held or seat(held[unit], asked):
                held[unit] = place
                return True
        return False

    for group, wanted in groups:
        if not all(seat((group, number), set()) for number in range(wanted)):
            return group
    return ""


def unit_of(expert: Expert, on: date) -> str:
    """Return the name of the unit for which an expert works on a day; empty if the register has none."""
    now = next(
        (
            one
            for one in expert.employments.all()
            if one.from_on <= on and (one.until_on is None or on < one.until_on)
        ),
        None,
    )
    if now is None:
        return ""
    return now.party.name if now.party is not None else now.name
