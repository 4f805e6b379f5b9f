"""Everything that a bidder's page of one lot shows and hands to its script: the price form, the policy, its own filings."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cryptography.x509.oid import NameOID
from django.conf import settings
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import announcing
from bidding import queries as bids
from bidding.actions.filings import account_of
from bidding.evaluation.document import is_blind
from bidding.models import CustodyPolicy, Registration
from bidding.sealed import custody
from foundation.text import Text
from portal import documents, timeline
from toolkit import certificates
from toolkit.objects import Policy
from toolkit.refusals import WORDS
from trading import in_force, queries
from trading.law.tender_document import TOTAL, Item, PriceField, PriceForm, TenderDocument, standard_fields
from trading.models import Lot

FORM = "form"
UNITS = {
    FORM: Text("报价部分", "Price part"),
    "tech": Text("技术部分", "Technical part"),
    "business": Text("商务部分", "Commercial part"),
}
USUAL = PriceForm(fields=standard_fields()[:1])
_WAITS = {
    "applied": Text("贵单位的报名尚待审核。", "Your registration is still being examined."),
    "rejected": Text("贵单位的报名未获通过。", "Your registration was not accepted."),
}
_NOBODY = Text("贵单位尚未报名参与此标段。", "Your organisation does not take part in this lot.")
_NO_POLICY = Text(
    "此标段的密钥保管方案尚未生效，暂不能封装投标。",
    "No policy of custody is in force yet; bids cannot be sealed.",
)
_OVER = Text(
    "投标截止时间已到，不能再递交或撤回。", "Bids are due; nothing is submitted or withdrawn any more."
)


@dataclass(frozen=True)
class UnitView:
    """A unit of the bid: what is released together."""

    unit: str
    title: Text
    fields: Sequence[PriceField]


@dataclass(frozen=True)
class Holder:
    """A custodian as the bidder is told of it."""

    code: str
    name: str


@dataclass(frozen=True)
class BidPage:
    """
    The page. `refusal` is why nothing can be sealed now, if there is a reason; own filings are shown all the same. `blind` are the
    units that a committee reads without a name.
    """

    lot: Lot
    name: Text
    party: Party
    now: datetime
    deadline: datetime | None
    refusal: Text | None
    policy: Policy | None
    holders: Sequence[Holder]
    units: Sequence[UnitView]
    items: Sequence[Item]
    form: PriceForm
    blind: Sequence[str]
    decryption: Sequence[tuple[Text, Text]]
    data: dict[str, Any]


def collect(lot_id: str, actor: Actor, now: datetime) -> BidPage:
    """
    Return the page of a lot for a member of a bidder.

    :raises Http404: for everybody else, and for a lot that the actor may not know of.
    """
    if actor.role is not Role.BIDDER or not actor.party_id:
        raise Http404
    lot = queries.lots(actor).filter(id=lot_id, deal__announced_at__isnull=False).first()
    if lot is None:
        raise Http404
    party = Party.objects.get(id=actor.party_id)
    own = lot.registrations.filter(party=party).exclude(status="withdrawn").first()
    row = custody.in_force(lot)
    policy = custody.policy_of(row) if row else None
    deadline = datetime.fromtimestamp(custody.deadline_of(row)[1] / 1000, UTC) if row else None
    document = _tender_document(lot, actor)
    form, items = (document.price_form, document.items) if document else (USUAL, ())
    units = list(units_of([one.unit for one in policy.units], form)) if policy else []
    refusal = _refusal(own, policy, deadline, now)
    data = _data(lot, party, own, row, actor, now) | {
        "may_act": refusal is None,
        "currency": form.currency,
        "units": [
            {"unit": unit.unit, "fields": [_field(field, form) for field in unit.fields]} for unit in units
        ],
    }
    return BidPage(
        lot=lot,
        name=timeline.name_of(lot),
        party=party,
        now=now,
        deadline=deadline,
        refusal=refusal,
        policy=policy,
        holders=[holder_of(one.cert, one.org) for one in policy.custodians] if policy else [],
        units=units,
        items=items,
        form=form,
        blind=[one.unit for one in policy.units if one.audience == "experts"]
        if policy and document and is_blind(document)
        else [],
        decryption=said.told() if (said := in_force.decryption(lot.deal_id)) else (),
        data=data,
    )


def _refusal(
    own: Registration | None, policy: Policy | None, deadline: datetime | None, now: datetime
) -> Text | None:
    if own is None:
        return _NOBODY
    if own.status in _WAITS:
        return _WAITS[own.status]
    if policy is None or deadline is None:
        return _NO_POLICY
    return _OVER if now >= deadline else None


def price_form(lot: Lot, actor: Actor) -> tuple[PriceForm, Sequence[Item]]:
    """
    Return the form and the list that the tender document in force asks for; without one, a total price alone. Its ceiling is that
    of the lot's rule.
    """
    document = _tender_document(lot, actor)
    form = replace(document.price_form if document else USUAL, ceiling=announcing.ceiling_of(lot, document))
    return form, document.items if document else ()


def _tender_document(lot: Lot, actor: Actor) -> TenderDocument | None:
    found = queries.documents(lot.deal, actor).filter(kind="tender").order_by("-version").first()
    return documents.read(found.content) if found else None


def units_of(names: Sequence[str], form: PriceForm) -> Iterator[UnitView]:
    """Yield the units of a policy; the price form belongs to the one called `form`, else to the first."""
    priced = FORM if FORM in names else names[0]
    for name in names:
        fields = form.fields if name == priced else ()
        yield UnitView(name, unit_title(name), fields)


def unit_title(name: str) -> Text:
    """Return how a unit of a bid is called."""
    return UNITS.get(name, Text(f"“{name}”部分", f"Part “{name}”"))


def holder_of(cert: str, code: str) -> Holder:
    """Return a custodian as people know it."""
    subject = certificates.from_base64(cert).subject
    names = subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME) or subject.get_attributes_for_oid(
        NameOID.COMMON_NAME
    )
    return Holder(code, str(names[0].value) if names else "")


def addresses(lot: Lot) -> dict[str, str]:
    """Return where a script uploads, submits and withdraws; what it fills in stands in braces."""
    one = "0" * 64
    return {
        "worker": static("portal/seal.worker.js"),
        "custody": reverse("lot-custody", args=[lot.id]),
        "upload": reverse("upload", args=[one]).replace(one, "{sha256}"),
        "filings": reverse("lot-filings", args=[lot.id]),
        "filing": reverse("lot-filing", args=[lot.id, one]).replace(one, "{header}"),
        "end": reverse("lot-filing-end", args=[lot.id, one]).replace(one, "{header}"),
        "head": reverse("log-file", args=["witnessed"]),
    }


def _data(
    lot: Lot, party: Party, own: Registration | None, row: CustodyPolicy | None, actor: Actor, now: datetime
) -> dict[str, Any]:
    account = account_of(own) if own else None
    language = get_language() or "zh-hans"
    return {
        "lot": lot.id,
        "now_ms": custody.milliseconds(now),
        "deadline_ms": custody.deadline_of(row)[1] if row else 0,
        "party": {"id": party.id, "code": party.code or ""},
        "policy": base64.b64encode(bytes(row.content)).decode() if row else "",
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "largest_bytes": settings.UPLOAD_BYTES,
        "most_bytes": settings.UPLOAD_QUOTA_BYTES,
        "before": {
            "bid": account.bid if account else "",
            "seq": account.seq if account else 0,
            "header": account.header if account else "",
        },
        "filings": [
            {"header": filing.header, "bid": filing.bid, "seq": filing.seq}
            for filing in bids.filings(lot, actor)
        ],
        "addresses": addresses(lot),
        "words": {code: words.to(language) for code, words in WORDS.items()},
    }


def _field(field: PriceField, form: PriceForm) -> dict[str, Any]:
    highest = form.ceiling if field.code == TOTAL and form.ceiling is not None else field.highest
    return {
        "code": field.code,
        "kind": field.kind.value,
        "required": field.required,
        "lowest": "" if field.lowest is None else f"{field.lowest:f}",
        "highest": "" if highest is None else f"{highest:f}",
    }
