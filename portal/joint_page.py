"""Registering for a lot alone or as the lead of a joint bid (联合体), and answering a lead who named one: states in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import claims, timing
from bidding import queries as bids
from bidding.actions import joint
from bidding.models import JointMember, Registration
from foundation.errors import Conflict
from foundation.text import Text
from portal import timeline
from portal.auctions.ruling_words import RIGHTS
from trading import queries
from trading.law.grammar import Refusal
from trading.models import Lot

STATES = {
    "named": (
        Text("待答复", "asked"),
        Text(
            "牵头人已提名，该单位尚未答复。被提名不产生任何义务，也不妨碍它自己投标。",
            "The lead named it and it has not answered. Being named binds it to nothing and keeps it from nothing.",
        ),
    ),
    "agreed": (
        Text("已同意", "agreed"),
        Text(
            "是联合体成员，不得再就此标段单独投标或者参加其他联合体。同意后不能反悔。",
            "It belongs to the joint bid, and bids on this lot neither alone nor in another one. There is no way back.",
        ),
    ),
    "declined": (
        Text("已拒绝", "declined"),
        Text(
            "不参加。这次报名不会再生效，牵头人须撤回后重新报名，另提成员。",
            "It takes no part. This registration never takes effect; the lead withdraws it and registers anew with others.",
        ),
    ),
}
REGISTRATIONS = {
    "awaits": (
        Text("等待成员答复", "waits for its members"),
        Text(
            "全部成员同意之后才能审核或者投标。", "It is examined, or may bid, once every member has agreed."
        ),
    ),
    "applied": (
        Text("等待审核", "waits to be examined"),
        Text(
            "成员均已同意，等待审核报名。",
            "Every member has agreed; the registration is still to be examined.",
        ),
    ),
    "qualified": (
        Text("可以投标", "may bid"),
        Text(
            "由牵头人封装、签名并递交投标，对联合体各方均有效。",
            "The lead seals, signs and submits the bid, which binds all of them.",
        ),
    ),
    "rejected": (
        Text("审核未通过", "not accepted"),
        Text("成员不再受此约束。", "Its members are free again."),
    ),
    "withdrawn": (
        Text("已撤回", "withdrawn"),
        Text("报名已撤回，成员不再受此约束。", "The registration was withdrawn; its members are free again."),
    ),
}
_TAGS = {
    "agreed": "concluded", "qualified": "concluded", "declined": "failed", "rejected": "failed", "withdrawn": "suspended",
}  # fmt: skip


@dataclass(frozen=True)
class State:
    """A state as people are told of it: what it is called, what it means, and the colour that goes with the word."""

    code: str
    title: Text
    meaning: Text

    @property
    def tag(self) -> str:
        """The colour of its tag."""
        return _TAGS.get(self.code, "announced")


@dataclass(frozen=True)
class MemberView:
    """Somebody whom the lead named."""

    party: Party
    state: State
    at: datetime | None
    is_own: bool


@dataclass(frozen=True)
class JointView:
    """A registration as its lead and those whom it named see it."""

    registration: Registration
    name: Text
    state: State
    members: Sequence[MemberView]
    awaits_own: bool
    """Whether it waits for the reader's own answer."""
    is_stuck: bool
    """Whether somebody declined, so that only a new registration helps."""


@dataclass(frozen=True)
class JointPage:
    """The page of a lot: one's own registration, where one was named, and whether one may register now."""

    lot: Lot
    name: Text
    party: Party
    own: JointView | None
    named: Sequence[JointView]
    accepts_joint: bool
    rights: Sequence[tuple[str, Text]]
    closed: Sequence[Refusal]
    states: Sequence[State]
    registrations: Sequence[State]


def collect(lot_id: str, actor: Actor, now: datetime) -> JointPage:
    """
    Return the page of a lot for a member of a bidder.

    :raises Http404: for everybody else, for a lot that the actor may not know of, and where nobody registers.
    """
    party = own_party(actor)
    lot = queries.lots(actor).filter(id=lot_id, deal__announced_at__isnull=False).first()
    if lot is None:
        raise Http404
    try:
        closed = timing.outside(lot, timing.registration_rule(lot), now)
    except Conflict as none:
        raise Http404 from none
    own = bids.registrations(actor).filter(lot=lot).exclude(status="withdrawn").first()
    return JointPage(
        lot=lot,
        name=timeline.name_of(lot),
        party=party,
        own=_view(own, party) if own else None,
        named=[_view(one, party) for one in bids.joint_bids(actor).filter(lot=lot).order_by("id")],
        accepts_joint=joint.is_accepted(lot),
        rights=[*RIGHTS.items()] if claims.may_be_made(lot) else [],
        closed=closed,
        states=[State(code, *words) for code, words in STATES.items()],
        registrations=[State(code, *words) for code, words in REGISTRATIONS.items()],
    )


def all_named(actor: Actor) -> list[JointView]:
    """
    Return the joint bids that name the actor's own party, newest first.

    :raises Http404: for who acts for no bidder.
    """
    party = own_party(actor)
    return [_view(one, party) for one in bids.joint_bids(actor).order_by("-id")]


def own_party(actor: Actor) -> Party:
    """
    Return the bidder that the actor acts for.

    :raises Http404: for everybody else.
    """
    if actor.role is not Role.BIDDER or not actor.party_id:
        raise Http404
    return Party.objects.get(id=actor.party_id)


def _view(registration: Registration, party: Party) -> JointView:
    members = [_member(one, party) for one in registration.joint_members.all()]
    answers = {one.state.code for one in members}
    code = registration.status
    if code == "applied" and answers - {"agreed"}:
        code = "awaits"
    is_waiting = registration.status == "applied"
    return JointView(
        registration=registration,
        name=timeline.name_of(registration.lot),
        state=State(code, *REGISTRATIONS[code]),
        members=members,
        awaits_own=is_waiting and any(one.is_own and one.state.code == "named" for one in members),
        is_stuck=is_waiting and "declined" in answers,
    )


def _member(row: JointMember, party: Party) -> MemberView:
    code = "agreed" if row.agreed_at else "declined" if row.declined_at else "named"
    return MemberView(
        row.party, State(code, *STATES[code]), row.agreed_at or row.declined_at, row.party_id == party.id
    )
