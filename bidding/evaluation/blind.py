"""What is read without a name (暗标): which parts a member finds under which code names, and which words would give a bidder away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from accounts.models import Member, Party, PartyContact
from bidding.evaluation import bids
from bidding.models import BlindCopy, Evaluation, JointMember, Seat, WrappedUnit
from bidding.sealed import cases
from toolkit.policies import MANIFEST
from trading.models import Lot

FORM: Final = 0
"""The number of what the bidder filled in; its files are numbered from one, in the order in which they were sealed."""
SHARED_DOMAINS: Final = frozenset(
    (
        "126.com", "139.com", "163.com", "189.cn", "aliyun.com", "foxmail.com", "gmail.com", "hotmail.com", "icloud.com", "live.com",
        "outlook.com", "qq.com", "sina.cn", "sina.com", "sohu.com", "wo.cn", "yahoo.com", "yeah.net",
    )
)  # fmt: skip
"""Mail domains that name nobody."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    A file of a bid under the name by which a member knows it; `pages` name somebody, as far as it was read; None of what was not.
    Of `unchecked` the reader must look itself: they show pictures, or letters that cannot be read.
    """

    bid: str
    unit: str
    file: int
    pages: list[int] | None
    refusal: str
    unchecked: list[int]


def parts(evaluation: Evaluation, seat: Seat) -> list[Part]:
    """Return what a member may read without a name, in the order of its code names. Three queries, and the files of each bid."""
    names = bids.aliases(seat, evaluation.lot_id)
    wrapped = _wrapped(evaluation.lot)
    copies = {
        (one.reading.unit_id, one.reading.part): one
        for one in BlindCopy.objects.filter(reading__unit__in=[one.unit_id for one in wrapped])
        .select_related("reading")
        .order_by("reading")
    }
    found = [
        Part(
            names[one.unit.filing_id],
            one.unit.unit,
            number,
            copy.pages if copy else None,
            copy.refusal if copy else "",
            copy.unchecked if copy else [],
        )
        for one in wrapped
        if one.unit.filing_id in names
        for number, label in enumerate(labels(one))
        for copy in [copies.get((one.unit_id, label))]
    ]
    return sorted(found, key=lambda one: (one.bid, one.unit, one.file))


def labels(wrapped: WrappedUnit) -> list[str]:
    """Return a unit's parts in the order of their numbers: bidders may call theirs what they like, so nobody reads that."""
    sealed = [one.part for one in cases.load(wrapped.unit.filing).parts(wrapped.unit.unit)]
    return [MANIFEST, *(one for one in sealed if one != MANIFEST)]


def find(evaluation: Evaluation, seat: Seat, bid: str, unit: str) -> WrappedUnit | None:
    """Return the unit that a member calls so; None where there is none."""
    names = bids.aliases(seat, evaluation.lot_id)
    return next(
        (one for one in _wrapped(evaluation.lot) if (names.get(one.unit.filing_id), one.unit.unit) == (bid, unit)), None
    )  # fmt: skip


def words(lot: Lot) -> list[str]:
    """Return what gives away who bids for a lot: of every party to it names, codes, numbers, mail domains and people."""
    ids = {
        *lot.registrations.values_list("party", flat=True),
        *JointMember.objects.filter(lot=lot).values_list("party", flat=True),
    }
    return sorted({word.strip() for word in _words(ids) if word and word.strip()})


def _words(ids: set[str]) -> Iterator[str]:
    for party in Party.objects.filter(id__in=ids):
        yield from (party.name, party.code or "", party.claimed_code, party.legal_representative)
    for contact in PartyContact.objects.filter(party__in=ids):
        yield from (contact.name, contact.telephone, _of_mail(contact.email))
    for member in Member.objects.filter(party__in=ids).select_related("user"):
        yield from (member.user.display_name, _of_mail(member.user.email))


def _of_mail(address: str) -> str:
    """Return the domain of a mail address, or the whole where many share that."""
    domain = address.rpartition("@")[2].lower()
    return address if domain in SHARED_DOMAINS else domain


def _wrapped(lot: Lot) -> list[WrappedUnit]:
    rows = WrappedUnit.objects.filter(
        unit__filing__lot=lot, unit__outcome="opened", unit__is_public=False,
        unit__opening__status="recorded", unit__opening__freeze=lot.id,
    )  # fmt: skip
    return list(rows.select_related("unit__filing__policy"))


def unchecked(evaluation: Evaluation) -> tuple[int, int]:
    """
    Return in how many files that were read without a name, and on how many of their pages, pictures or letters are that nothing has looked
    through: whose they are is in neither. One query.
    """
    rows = BlindCopy.objects.filter(reading__unit__filing__lot=evaluation.lot_id).exclude(unchecked=[])
    last = {
        (unit, part): pages
        for unit, part, pages in rows.order_by("at").values_list(
            "reading__unit", "reading__part", "unchecked"
        )
    }
    return len(last), sum(len(pages) for pages in last.values())
