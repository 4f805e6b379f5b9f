"""Who may read registrations and deposits. Before the bidding is over nobody but the bidder itself learns of one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import committees, timing
from bidding.actions.registrations import may_review
from bidding.actions.remedies import may_remedy
from bidding.models import (
    Attendance,
    Filing,
    FreezeList,
    JointMember,
    OpenedUnit,
    Opening,
    ProposedRemedy,
    Reading,
    Registration,
    Rehearsal,
    RehearsalPost,
    Remedy,
    WrappedUnit,
)
from bidding.sealed import custody
from trading import queries as trading_queries
from trading.law.grammar import Phase
from trading.law.guards import takes_sealed_bids
from trading.models import Deal, Lot

_IN_BYTES = ("header_bytes", "core_bytes", "signature_bytes", "end_bytes", "end_signature")
"""What a filing's row holds of its files: kilobytes that no list needs."""


def registrations(actor: Actor) -> QuerySet[Registration]:
    """Return the registrations of the actor's own party; everyone else's are found through their lot."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return Registration.objects.none()
    found = Registration.objects.filter(party_id=actor.party_id).select_related("lot__deal", "party")
    return found.prefetch_related("joint_members__party")


def joint_bids(actor: Actor) -> QuerySet[Registration]:
    """Return the standing registrations of others that name the actor's own party as a member of their joint bid."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return Registration.objects.none()
    named = JointMember.objects.filter(registration=OuterRef("pk"), party=actor.party_id, stands=True)
    found = Registration.objects.filter(Exists(named)).select_related("lot__deal", "party")
    return found.prefetch_related("joint_members__party")


@dataclass(frozen=True, slots=True)
class TakingPart:
    """That a party takes part in a lot, by a registration of its own or as a member of a joint bid: `[since, until)`."""

    deal: str
    lot: str
    party: str
    since: datetime
    until: datetime | None

    def at(self, instant: datetime) -> bool:
        """Tell whether it did so at an instant."""
        return self.since <= instant and (self.until is None or instant < self.until)


def taking_part(deals: Collection[str]) -> list[TakingPart]:
    """
    Return who takes part in the lots of some deals, those who withdrew or were rejected until then. One query.

    For what tells each of them alone: who they are and how many is nobody's to know.
    """

    def ended(prefix: str) -> Case:
        has_ended = Q(**{f"{prefix}status__in": ("withdrawn", "rejected")})
        return Case(When(has_ended, then=f"{prefix}reviewed_at"))

    alone = Registration.objects.filter(lot__deal__in=deals).values_list(
        "lot__deal_id", "lot_id", "party_id", "applied_at", ended("")
    )
    together = JointMember.objects.filter(lot__deal__in=deals, agreed_at__isnull=False).values_list(
        "lot__deal_id", "lot_id", "party_id", "agreed_at", ended("registration__")
    )
    return [TakingPart(*row) for row in alone.union(together, all=True)]


def joined(registration: Registration) -> list[Party]:
    """Return the parties that bid jointly with the one that registered (联合体成员), in the order in which it named them."""
    return [one.party for one in registration.joint_members.all() if one.agreed_at is not None]


def of_lot(lot: Lot, actor: Actor) -> QuerySet[Registration]:
    """
    Return the registrations of a lot that the actor may read: its own; all for whoever reviews them; and for the
    centre, which gives deposits back, once bids are no longer awaited.

    Until then the centre's desk finds an account by the number that the bank tells it: see `at_the_desk`.
    """
    found = lot.registrations.select_related("party").order_by("applied_at", "id")
    found = found.prefetch_related("joint_members__party")
    gives_back = keeps_deposits(lot, actor) and lot.phase not in timing.BEFORE_THE_OPENING
    if gives_back or (actor.role is not Role.PUBLIC and may_review(lot, actor)):
        return found
    own = Q(party_id=actor.party_id) if actor.role is Role.BIDDER and actor.party_id else Q(pk=None)
    return found.filter(own)


def at_the_desk(actor: Actor, *, registration: str = "", account: str = "") -> Registration | None:
    """
    Return the registration that the centre's desk named in full, by its id or by its account; `None` if unknown.

    A number of eighteen random digits is only known to whom the bidder or the bank told it, so this finds one deposit
    and counts none.
    """
    key = {"account": account} if account else {"id": registration}
    found = Registration.objects.select_related("lot__deal", "party").filter(**key).first()
    return found if found is not None and keeps_deposits(found.lot, actor) else None


def filings(lot: Lot, actor: Actor) -> QuerySet[Filing]:
    """Return the filings of the actor's own party on a lot; nobody else's are anybody's to know before they are opened."""
    if actor.role is not Role.BIDDER or not actor.party_id:
        return Filing.objects.none()
    own = Filing.objects.filter(lot=lot, registration__party_id=actor.party_id)
    return own.select_related("policy", "replaces").prefetch_related("receipts").order_by("id")


def may_read_frozen(lot: Lot, actor: Actor) -> bool:
    """
    Tell whether the actor may read the frozen filings of a lot, still sealed, and thereby who filed.

    Everybody, once a record is there. Before it, once the lot goes on to be opened: its custodians, who check them before they
    use a key, the bidders that are on the list, the organiser, and staff. Of a lot that failed with too few bids nobody.
    """
    if Opening.objects.filter(freeze=lot.id, status="recorded").exists():
        return True
    if lot.phase in timing.BEFORE_THE_OPENING or lot.phase == Phase.FAILED.value:
        return False
    deal = lot.deal
    staff = (Role.CENTRE, Role.SUPERVISOR, Role.AUDITOR)
    if actor.role in staff and actor.covers(region=deal.region, sector=deal.sector):
        return True
    if actor.party_id and actor.party_id in (deal.organiser_id, deal.agency_id):
        return True
    if actor.role is Role.CUSTODIAN:
        return _holds_a_key(lot, actor)
    return filings(lot, actor).filter(status="accepted").exists()


def may_read_list(lot: Lot, actor: Actor) -> bool:
    """
    Tell whether the actor may read the freeze list, whose certificates' digests tell who filed to whoever met them before.

    Besides those who may read what is on it: every bidder that filed, who must see whether it is left out. Of a lot that
    failed with too few bids everybody else only learns the list's digest.
    """
    return may_read_frozen(lot, actor) or filings(lot, actor).exists()


def _holds_a_key(lot: Lot, actor: Actor) -> bool:
    row = FreezeList.objects.filter(lot=lot).select_related("policy").first()
    code = Party.objects.filter(id=actor.party_id).values_list("code", flat=True).first()
    return row is not None and code in {one.org for one in custody.policy_of(row.policy).custodians}


def rehearsals(actor: Actor) -> QuerySet[Rehearsal]:
    """
    Return the rehearsals that the actor may know of, the newest first: of deals whose inside it sees; those that name a
    custodian's own organisation. Nobody else's affair, neither before the notice nor after it.
    """
    posts = RehearsalPost.objects.defer("content", "signature", "shares").order_by("number")
    found = Rehearsal.objects.select_related("lot__deal").prefetch_related(Prefetch("posts", posts))
    found = found.order_by("-filed_at", "id")
    if actor.role is not Role.CUSTODIAN:
        return found.filter(lot__deal__in=Deal.objects.filter(trading_queries.inside_for(actor)))
    code = Party.objects.filter(id=actor.party_id).values_list("code", flat=True).first()
    return found.filter(holders__contains=[code])


def is_unrehearsed(lot: Lot) -> bool:
    """Tell whether a notice would go out for a lot under seal whose opening never was rehearsed to the end by everybody."""
    is_to_be = lot.phase == Phase.PREPARING.value and takes_sealed_bids(lot.procedure)
    return is_to_be and not rehearsed([lot.id]).get(lot.id, False)


def rehearsed(lots: Collection[str]) -> dict[str, bool]:
    """Return of the lots that were rehearsed whether that ever succeeded, by everybody and to the end. Two queries."""
    posts = RehearsalPost.objects.only("rehearsal", "x")
    of_lots = Rehearsal.objects.filter(lot__in=lots).only(
        "lot", "n", "outcome", "blamed", "unreadable", "status"
    )
    found: dict[str, bool] = {}
    for one in of_lots.prefetch_related(Prefetch("posts", posts)):
        found[one.lot_id] = found.get(one.lot_id, False) or one.is_good
    return found


def attendances(lot: Lot, actor: Actor) -> QuerySet[Attendance]:
    """Return who signed in to the opening: all for whoever may know who filed, else the actor's own."""
    rows = lot.attendances.select_related("registration__party").order_by("at", "id")
    if may_read_frozen(lot, actor):
        return rows
    own = (
        Q(registration__party_id=actor.party_id)
        if actor.role is Role.BIDDER and actor.party_id
        else Q(pk=None)
    )
    return rows.filter(own)


def proposed_remedies(lot: Lot, actor: Actor) -> QuerySet[ProposedRemedy]:
    """Return the remedies that one person signed and nobody else yet, the newest first: for the organiser's side alone."""
    opened = Opening.objects.filter(freeze=lot.id) if may_remedy(lot, actor) else Opening.objects.none()
    signed = Remedy.objects.filter(opening=OuterRef("opening"), number=OuterRef("number"))
    return ProposedRemedy.objects.filter(~Exists(signed), opening__in=opened).order_by("-id")


def opened_bids(lot: Lot, *, filing: str = "") -> list[Filing]:
    """Return the filings whose stages were recorded, or that one of them, in the order of the list; nobody's before the record."""
    found = opened_bids_of([lot]).prefetch_related("registration__deposit_entries")
    return list(found.filter(id=filing) if filing else found)


def opened_bids_of(lots: Collection[Lot]) -> QuerySet[Filing]:
    """Return those of several lots, with their bidders and opened units."""
    opened = OpenedUnit.objects.filter(filing=OuterRef("pk"))
    found = Filing.objects.filter(Exists(opened), lot__in=lots).defer(*_IN_BYTES).order_by("lot", "header")
    units = OpenedUnit.objects.select_related("opening__freeze").order_by("opening__stage", "unit")
    found = found.select_related("registration__party").prefetch_related(Prefetch("opened_units", units))
    return found.prefetch_related("registration__joint_members__party")


def opened_unit(lot: Lot, *, header: str, unit: str) -> OpenedUnit | None:
    """Return a unit that is public and opened."""
    found = OpenedUnit.objects.filter(filing__lot=lot, filing__header=header, unit=unit, outcome="opened")
    return found.filter(is_public=True, opening__status="recorded").select_related("filing__policy").first()


def wrapped_unit(lot: Lot, *, header: str, unit: str) -> WrappedUnit | None:
    """Return the wrapped keys of a unit that was opened for the committee alone; None before the record."""
    found = WrappedUnit.objects.filter(unit__filing__lot=lot, unit__filing__header=header, unit__unit=unit)
    found = found.filter(unit__outcome="opened", unit__is_public=False)
    found = found.filter(unit__opening__status="recorded", unit__opening__freeze=lot.id)
    return found.select_related("unit__filing__policy").first()


def wrapped_units(lot: Lot, filing: str) -> list[WrappedUnit]:
    """Return those units of a bid that were opened for the committee alone; none before the record."""
    found = WrappedUnit.objects.filter(unit__filing=filing, unit__filing__lot=lot, unit__outcome="opened")
    found = found.filter(
        unit__is_public=False, unit__opening__status="recorded", unit__opening__freeze=lot.id
    )
    return list(found.select_related("unit__filing__policy").order_by("unit__unit"))


def readings(lot: Lot, actor: Actor) -> QuerySet[Reading]:
    """Return who read what of the lot's restricted units: for those who watch alone, since it tells who is on the committee."""
    if not supervises(lot, actor):
        return Reading.objects.none()
    return Reading.objects.filter(unit__filing__lot=lot).select_related("unit__filing").order_by("-id")


def supervises(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor is a supervisor in whose scope the lot lies, and who has no part in it nor in running the platform."""
    in_scope = actor.role is Role.SUPERVISOR and actor.covers(region=lot.deal.region, sector=lot.deal.sector)
    return in_scope and not committees.insiders(lot).filter(id=actor.member_id).exists()


def keeps_deposits(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor works for the centre that keeps this lot's deposits."""
    return actor.role is Role.CENTRE and actor.covers(region=lot.deal.region, sector=lot.deal.sector)
