"""The pages of draws: a lot's draw as the reader may see it, and what the reader may do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from accounts.words import ROLES
from bidding import queries as supervision
from bidding.actions import calling, choosing, leaving_out, planning
from bidding.experts import drawn, publishing
from bidding.experts.majors import MAJORS
from bidding.models import Contribution, Draw, DrawNote, Seat
from foundation import clock
from foundation.text import Text
from portal import timeline
from toolkit.draws import drawing
from toolkit.draws.words import ACTS, ENDS
from toolkit.words import Words
from trading import queries
from trading.law.avoidance import CAUSES
from trading.models import Lot

STATES = {
    "planned": Text("等待承诺", "waits for commitments"),
    "fixed": Text("等待揭示", "waits for secrets"),
    "calling": Text("正在通知", "calling"),
    "ended": Text("已结束", "ended"),
}


@dataclass(frozen=True)
class PlaceView:
    """One place in the order of a group: the entry, and what was last said of it."""

    number: int
    entry: str
    said: Text
    cause: Text
    is_in: bool
    noted: Sequence[Text] = ()
    causes: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True)
class GroupView:
    """A major, how many are wanted, and the order in which entries are called."""

    name: Text
    wanted: int
    places: Sequence[PlaceView]


@dataclass(frozen=True)
class ContributorView:
    """Who contributes, and how far."""

    name: Text
    given: Contribution | None


@dataclass(frozen=True)
class DrawView:
    """A draw."""

    row: Draw
    state: Text
    end: Text
    groups: Sequence[GroupView]
    contributors: Sequence[ContributorView]
    committed: bool


@dataclass(frozen=True)
class DrawPage:
    """The page of a lot: its draws, the last first, and what the reader may do."""

    lot: Lot
    name: Text
    now: datetime
    draws: Sequence[DrawView]
    own: str
    may_plan: bool
    is_desk: bool
    may_commit: bool
    may_reveal: bool
    names_are_known: bool
    watches: bool
    may_give_up: bool
    may_choose: bool
    may_stop: bool
    choices: Sequence[Member]
    people: Sequence[Member]
    sent: Sequence[str]
    majors: Sequence[tuple[str, Text]]
    roles: Sequence[tuple[str, Text]]


def collect(lot_id: str, actor: Actor) -> DrawPage:
    """Return the page of a lot. :raises Http404: for a lot that the actor may not know of."""
    lot = queries.lots(actor).filter(id=lot_id).first()
    if lot is None:
        raise Http404
    now = clock.now()
    rows = list(drawn.visible(lot, actor).prefetch_related("contributions"))
    last = rows[0] if rows else None
    own = _contributor(lot, actor, last)
    given = {one.contributor: one for one in last.contributions.all()} if last is not None else {}
    may_choose = choosing.may_choose(lot, actor)
    is_desk, supervises = drawn.is_of_the_desk(lot, actor), supervision.supervises(lot, actor)
    return DrawPage(
        lot=lot, name=timeline.name_of(lot), now=now, draws=[_view(one, now if is_desk or supervises else None) for one in rows],
        own=own, is_desk=is_desk,
        may_plan=planning.may_plan(lot, last, actor, now),
        may_commit=bool(own) and last is not None and last.status == "planned" and own not in given,
        may_reveal=bool(own) and last is not None and last.status == "fixed" and own in given and not given[own].secret,
        names_are_known=drawn.names_are_known(lot), watches=queries.watches(actor, lot.deal),
        may_choose=may_choose, may_stop=supervises, choices=_choices(lot) if calling.sends(lot, actor) else (),
        may_give_up=planning.may_give_up(lot, last, actor),
        people=calling.who_may_be_sent(lot, actor) if last is not None or may_choose else [],
        sent=[one.id for one in drawn.representatives(lot)], majors=list(MAJORS.items()),
        roles=[(one.value, ROLES[one]) for one in (Role.ORGANISER, Role.AGENCY, Role.CENTRE, Role.SUPERVISOR)],
    )  # fmt: skip


def _contributor(lot: Lot, actor: Actor, last: Draw | None) -> str:
    if last is None or actor.role.value not in last.contributors or not queries.watches(actor, lot.deal):
        return ""
    return actor.role.value


def _choices(lot: Lot) -> list[Member]:
    """Return whom the organiser chose and who does not sit yet, for itself alone: to others the names are a secret still."""
    seats = Seat.objects.filter(evaluation__lot=lot).exclude(evaluation__status="set_aside")
    chosen = [one.member_id for one in drawn.choices(lot)]
    rows = Member.objects.filter(id__in=chosen).exclude(id__in=seats.values("member"))
    return list(rows.select_related("user").order_by("id"))


def _view(row: Draw, noting: datetime | None) -> DrawView:
    """Return a draw; `noting` is the instant for who may say that somebody does not sit."""
    given = {one.contributor: one for one in row.contributions.all()}
    return DrawView(
        row=row, state=STATES[row.status], end=_text(ENDS[row.end]) if row.end else Text("", ""), groups=_groups(row, noting),
        contributors=[ContributorView(ROLES[Role(one)], given.get(one)) for one in row.contributors],
        committed=len(given) == len(row.contributors),
    )  # fmt: skip


def _groups(row: Draw, noting: datetime | None) -> list[GroupView]:
    if not row.seed:
        return [GroupView(MAJORS[group], wanted, ()) for group, wanted in row.groups]
    written = publishing.file(row)
    last, wanted = drawing.calls(written).last, dict(row.groups)
    causes = leaving_out.causes(row, noting) if noting is not None else {}
    notes = _notes(row) if noting is not None else {}
    found = []
    for order in written.orders:
        places = []
        for number, entry in enumerate(order.entries, 1):
            act = last.get(entry)
            is_here = act is not None and act.group == order.group
            said = _text(ACTS[act.act]) if act is not None and is_here else Text("", "")
            cause = CAUSES[act.cause][0] if act is not None and is_here and act.cause else Text("", "")
            is_in = act is not None and is_here and act.act == "accepted"
            own = [(one, CAUSES[one][0]) for one in causes.get(entry, ())] if is_in else []
            noted = notes.get(entry, ()) if is_in else ()
            places.append(PlaceView(number, entry, said, cause, is_in, noted, own))
        found.append(GroupView(MAJORS[order.group], wanted[order.group], places))
    return found


def _notes(row: Draw) -> dict[str, list[Text]]:
    """Return by entry what one of the two has said of whoever accepted."""
    found: dict[str, list[Text]] = {}
    for one in DrawNote.objects.filter(draw=row).select_related("entry"):
        role, words = ROLES[Role(one.role)], CAUSES[one.cause][0] if one.cause else _text(ACTS[one.act])
        found.setdefault(one.entry.entry, []).append(Text(f"{role.zh}：{words.zh}", f"{role.en}: {words.en}"))
    return found


def _text(said: Words) -> Text:
    return Text(said.zh, said.en)
