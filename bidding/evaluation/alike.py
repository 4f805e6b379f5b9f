"""
What is alike among the opened bids of a lot, for those who judge: signs of collusion, never a finding.

Everything comes from rows that the platform holds for other reasons: who acted, which key signed, how a party is reached, who heads it,
and what stands in public units. Whoever may read it is told what is alike, never a telephone number, a key or a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts import duties, persons
from accounts.actor import Actor
from accounts.models import Member, Ownership, Party
from accounts.models.parties import PartyContact
from bidding import queries
from bidding.evaluation import bids, sitting
from bidding.models import Filing, JointMember, OpenedUnit
from bidding.offers import price_of
from bidding.scoring import alike
from foundation.text import Text
from toolkit import canonical, cms
from toolkit.refusals import Refused
from trading import in_force
from trading.law.collusion import SIGNS
from trading.law.commitments import CERTIFICATE
from trading.law.tender_document import FieldKind, PriceForm
from trading.models import Attachment, Lot

MOST_SAID, LONGEST_SAID = 10, 200
"""So many of the things that some share are told, and so much of each: bidders may write what they like."""
_NUMBERS = (FieldKind.MONEY, FieldKind.RATE, FieldKind.DAYS)
_WORDS = {
    "telephone": Text("电话", "telephone"), "email": Text("电子邮箱", "mail address"), "head": Text("单位负责人", "head"),
    "control": Text("控股、管理关系", "control"), "unit": Text("同一单位的代码", "one unit's code"),
    "arithmetic": Text("等差", "by equal amounts"), "geometric": Text("等比", "by equal ratios"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hint:
    """What some bidders have in common, to be judged by a person: by which article it may count, and what it is, in words."""

    code: str
    title: Text
    law: str
    is_weak: bool
    bids: Sequence[str]
    bidders: Sequence[str]
    said: Sequence[Text]


def read(lot: Lot, actor: Actor) -> list[Hint]:
    """
    Return what is alike among the opened bids, to the lot's committee once it has declared and to the supervisor; the strong signs first.

    :raises NotFound: `evaluation_not_found` to everybody else, and before the opening is recorded.
    :raises Conflict: `not_declared` to a member before its declaration.
    """
    filings = bids.of_lot(lot.id)
    if not filings:
        raise sitting.not_found()
    if not queries.supervises(lot, actor):
        last = sitting.latest(lot)
        if last is None or last.is_prequalification:
            raise sitting.not_found()
        sitting.declared_seat(last, actor)
    return hints(lot, filings)


def hints(lot: Lot, filings: Sequence[Filing]) -> list[Hint]:
    """Return what is alike among these bids. Nine queries, however many they are."""
    names = {one.id: one.registration.party.name for one in filings}
    rule = lot.procedure.committee
    ground = next((one.law for one in (rule.grounds if rule else ()) if one.code == "collusion"), None)
    form, units = _form(lot), _units(filings)
    files = {
        one.sha256: one.name for of in units.values() for unit in of if unit.offer for one in unit.offer.files
    }
    made = []
    for one in alike.found(_shown(lot, filings, form, units)):
        sign = SIGNS[one.code]
        said = [_said(one.code, value, form, files) for value in one.values[:MOST_SAID]]
        made.append(
            Hint(
                one.code, sign.title, sign.cited(ground), sign.is_weak, one.bids, [names[bid] for bid in one.bids],
                [words for words in said if words is not None],
            )
        )  # fmt: skip
    order = {code: at for at, code in enumerate(SIGNS)}
    return sorted(made, key=lambda one: (one.is_weak, order[one.code], one.bids))


def _shown(
    lot: Lot, filings: Sequence[Filing], form: PriceForm | None, units: Mapping[str, Sequence[OpenedUnit]]
) -> list[alike.Shown]:
    """Return what each bid shows of itself, of all that is compared."""
    parties = _parties(filings)
    of_parties = _of_parties(set().union(*parties.values()))
    hands = _hands(filings)
    given = set(Attachment.objects.filter(deal=lot.deal_id).values_list("digest", flat=True))
    found = []
    for one in filings:
        values: dict[str, set[Hashable]] = defaultdict(set)
        written = _written(units[one.id], form, given)
        for source in (*(of_parties[party] for party in parties[one.id]), hands[one.id], written):
            for code, own in source.items():
                values[code] |= set(own)
        found.append(alike.Shown(one.id, values, price_of(units[one.id])))
    return found


def _parties(filings: Sequence[Filing]) -> dict[str, set[str]]:
    """Return by bid the parties to it: its bidder, and the members of its consortium."""
    found = {one.registration_id: {one.registration.party_id} for one in filings}
    for one in JointMember.objects.filter(registration__in=found, stands=True, agreed_at__isnull=False):
        found[one.registration_id].add(one.party_id)
    return {one.id: found[one.registration_id] for one in filings}


def _of_parties(ids: Collection[str]) -> Mapping[str, Mapping[str, Collection[Hashable]]]:
    """Return what the register has of each party: how it is reached, who heads it, whom it controls. Three queries."""
    found: dict[str, dict[str, set[Hashable]]] = {one: defaultdict(set) for one in ids}
    for contact in PartyContact.objects.filter(party__in=ids):
        digits = "".join(one for one in contact.telephone if one.isdecimal())
        if digits:
            found[contact.party_id]["one_contact"].add(("telephone", digits))
        if contact.email.strip():
            found[contact.party_id]["one_contact"].add(("email", contact.email.strip().casefold()))
    for party in Party.objects.filter(id__in=ids):
        if party.representative_digest:
            found[party.id]["one_side"].add(("head", party.representative_digest))
        elif party.legal_representative.strip():
            found[party.id]["one_head_name"].add("".join(party.legal_representative.split()))
        if party.code:
            found[party.id]["one_side"].add(("unit", party.code[8:17]))
    held = Ownership.objects.filter(
        owner__in=ids, owned__in=ids, confirmed=True, share__gt=duties.CONTROLLING_PERCENT
    )
    for owner, owned in held.values_list("owner", "owned"):
        for one in (owner, owned):
            found[str(one)]["one_side"].add(("control", owner, owned))
    return found


def _hands(filings: Sequence[Filing]) -> Mapping[str, Mapping[str, Collection[Hashable]]]:
    """Return by bid which people acted for it and which key signed it. Three queries."""
    rows = Filing.objects.filter(id__in=[one.id for one in filings]).select_related("registration")
    rows = rows.only(  # a state is read as soon as its row is
        "status", "signer", "filed_by", "signature_bytes", "header_bytes", "registration__applied_by", "registration__status"
    )  # fmt: skip
    labels = {one.id: (one.registration.applied_by, one.filed_by) for one in rows}
    users = dict(Member.objects.filter(id__in=set().union(*labels.values())).values_list("id", "user_id"))
    held = persons.holders({one.signer for one in rows})
    found: dict[str, dict[str, set[Hashable]]] = {}
    for one in rows:
        acted: set[Hashable] = {users[label] for label in labels[one.id] if label in users}
        if one.signer in held:
            acted.add(held[one.signer])
        found[one.id] = {
            "one_person": acted,
            "one_key": _key(bytes(one.signature_bytes), bytes(one.header_bytes)),
        }
    return found


def _key(signature: bytes, header: bytes) -> set[Hashable]:
    try:
        public = cms.verify(signature, header).certificate.public_key()
    except Refused:
        return set()
    return {canonical.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))}


def _units(filings: Sequence[Filing]) -> Mapping[str, Sequence[OpenedUnit]]:
    """Return by bid its units that were opened. One query."""
    units: dict[str, list[OpenedUnit]] = defaultdict(list)
    rows = OpenedUnit.objects.filter(
        filing__in=[one.id for one in filings], outcome="opened", opening__status="recorded"
    )
    for row in rows.order_by("opening__stage", "unit"):
        units[row.filing_id].append(row)
    return units


def _written(
    units: Sequence[OpenedUnit], form: PriceForm | None, given: Collection[str]
) -> Mapping[str, Collection[Hashable]]:
    """Return the files, words and mistakes in the public units of a bid; files that the tender itself hands out are everybody's."""
    numbers = (
        {one.code: (one.lowest, one.highest) for one in form.fields if one.kind in _NUMBERS} if form else {}
    )
    codes = [one.code for one in form.fields if one.kind is FieldKind.TEXT] if form else []
    found: dict[str, set[Hashable]] = defaultdict(set)
    for unit in units:
        if unit.offer is None:
            continue
        fields = unit.offer.fields
        found["one_file"] |= {one.sha256 for one in unit.offer.files if one.size and one.sha256 not in given}
        found["one_error"] |= set(alike.mistakes(fields, numbers))
        found["one_text"] |= {one for one in alike.texts(fields, codes) if one[0] != CERTIFICATE}
        leader = fields.get(CERTIFICATE)
        if isinstance(leader, str) and leader.strip():
            found["one_leader"].add((CERTIFICATE, "".join(leader.split())))
    return found


def _form(lot: Lot) -> PriceForm | None:
    document = in_force.tender_document(lot.deal_id)
    return document.price_form if document else None


def _said(code: str, value: Hashable, form: PriceForm | None, files: Mapping[str, str]) -> Text | None:
    """Return a value in words; None of what is nobody's to read: keys, people, names of heads."""
    if isinstance(value, str):
        return Text(files[value], files[value]) if code == "one_file" else _WORDS.get(value)
    assert isinstance(value, tuple)
    if code in ("one_error", "one_text", "one_leader"):
        field = form.field(str(value[0])) if form else None
        name = field.name if field else Text(str(value[0]), str(value[0]))
        written = str(value[1])[:LONGEST_SAID]
        return Text(f"{name.zh}：{written}", f"{name.en}: {written}")
    return _WORDS.get(str(value[0]))
