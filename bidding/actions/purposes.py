"""What draws of one purpose have of their own, as a row of a table; and how every draw ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.roles import Role
from bidding import timing
from bidding.actions import calling
from bidding.actions.planning import tell
from bidding.evaluation import sitting
from bidding.experts import pools, publishing
from bidding.models import Draw, FreezeList, PoolEntry
from bidding.sealed import custody
from foundation.errors import Conflict
from foundation.text import Text
from toolkit.draws import verifying
from toolkit.draws.words import Unsound
from trading import engine
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Purpose:
    """
    What draws of one purpose have of their own.

    `contributor` returns as whom somebody contributes, "" where it does not; `check` refuses while the pool may not be fixed; `pool`
    returns who or what is in it, unsaved; `follow` does what follows once the order is known.
    """

    contributor: Callable[[Draw, Actor], str]
    check: Callable[[Draw, datetime], None]
    pool: Callable[[Draw, datetime], Sequence[PoolEntry]]
    follow: Callable[[Draw, Actor, datetime], object]


def by_role(draw: Draw, by: Actor) -> str:
    """Return the actor's role if the plan names it and the actor has it in this deal, else nothing."""
    deal = draw.lot.deal
    is_organiser = engine.is_organiser(by, deal)
    is_in = is_organiser or by.covers(region=deal.region, sector=deal.sector)
    is_anothers = by.role in (Role.ORGANISER, Role.AGENCY) and not is_organiser
    return by.role.value if by.role.value in draw.contributors and is_in and not is_anothers else ""


def bids_are_known(lot: Lot, at: datetime) -> bool:
    """Tell whether it is settled which bids came: under seal by the freeze list."""
    if custody.in_force(lot) is not None:
        return FreezeList.objects.filter(lot=lot, issued_at__isnull=False).exists()
    return timing.bids_are_due(lot, at)


def end(draw: Draw, how: str, *, by: Actor, at: datetime, missing: Sequence[str] = ()) -> None:
    """End a draw, whose lot is locked, and keep the bytes of its file."""
    written = publishing.file(draw, end=how)
    try:
        verifying.verify(written, announced=draw.fixed)
    except (
        Unsound
    ) as unsound:  # pragma: no cover - a fault of ours, or a hand in the database: nothing such is published
        raise Conflict(
            "draw_unsound", Text(unsound.words.zh, unsound.words.en), detail={"code": unsound.code}
        ) from unsound
    draw.conclude(end=how, at=at, file=written.to_bytes(), sha256=written.hash)
    draw.save()
    tell(
        "ended", draw, by=by, at=at, number=draw.number, end=how, sha256=draw.sha256, missing=list(missing), digest=draw.digest
    )  # fmt: skip


def check_frozen(draw: Draw, at: datetime) -> None:
    """Refuse while bids may still come. :raises Conflict: `not_frozen`."""
    if not bids_are_known(draw.lot, at):
        words = Text("投标尚未截止，不能固定名单", "Bids may still come: nobody knows who must stand aside")
        raise Conflict("not_frozen", words)


def _experts(draw: Draw, at: datetime) -> Sequence[PoolEntry]:
    entries = list(pools.entries(draw, at))
    # How many there are is not said: a lot's bidders could be counted by whom they keep out.
    if group := pools.lacking(draw.groups, entries):
        words = Text(
            "可抽取的不同单位的专家不足，请扩大地区或者调整专业",
            "Too few of different units may be drawn: widen the region or change the majors",
        )
        raise Conflict("pool_too_small", words, detail={"group": group})
    return entries


def _check_known(draw: Draw, at: datetime) -> None:
    """Refuse while it is not settled from whom experts must stand aside: those who bid, or where that is examined who applied."""
    if not sitting.examines(draw.lot):
        check_frozen(draw, at)


EXPERTS = Purpose(by_role, _check_known, _experts, lambda draw, _by, at: calling.go_on(draw, at=at))
