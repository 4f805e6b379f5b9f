"""Final offers: suppliers commit to them until the end of the time, unreadable by all, and show them afterwards."""

from __future__ import annotations

from datetime import datetime

from accounts.actor import Actor
from accounts.roles import Role
from bidding import timing
from bidding.actions.evaluating import telling
from bidding.evaluation import bids, final, sitting
from bidding.models import Filing, FinalOffer, ShownOffer
from bidding.sealed import refusing
from foundation import journal
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action
from toolkit import amounts, final_offers
from toolkit.refusals import Refused
from trading import engine
from trading.models import Lot, Period

MOST_OFFERS = 20
"""How often one supplier may replace its offer: nobody floods the journal."""


@action
def give(*, lot_id: str, content: bytes, signature: bytes, by: Actor) -> FinalOffer:
    """
    Take a supplier's signed commitment to its final offer; a later one takes its place, and the same again returns what is there.

    :raises NotFound: `evaluation_not_found` unless a bid of the actor's organisation still responds in substance.
    :raises StepRefused: while the lot is on hold.
    :raises Conflict: `offers_not_called`, `offer_late` from the end on, `offer_replaced` for one that another took the place of,
        `too_many_offers`.
    :raises Invalid: `offer_malformed`, `signer_is_another`, and what objects and signatures are refused for.
    """
    lot, at = telling.locked(lot_id)
    filing = _own(lot, by)
    period = _called(lot)
    if held := timing.on_hold(lot):
        raise engine.StepRefused(held, step="final_offer")
    if at >= period.ends_at:
        raise Conflict("offer_late", Text("最后报价时间已过", "The time for final offers is over"))
    said = _committed(content, filing)
    known = list(FinalOffer.objects.filter(filing=filing).order_by("number"))
    if known and known[-1].offer == said.offer:
        return known[-1]
    if any(one.offer == said.offer for one in known):
        raise Conflict(
            "offer_replaced", Text("该报价已被后来的报价替换", "A later offer took the place of this one")
        )
    if len(known) >= MOST_OFFERS:
        raise Conflict("too_many_offers", Text("替换次数过多", "It was replaced too often"))
    telling.check_organisation(content, signature, filing.registration.party.code, at)
    made = FinalOffer.objects.create(
        filing=filing, number=len(known) + 1, offer=said.offer, content=content, signature=signature, at=at, by=by.label
    )  # fmt: skip
    _tell("given", lot, made, made.digest, by, at)
    return made


@action
def show(*, lot_id: str, price: str, salt: str, by: Actor) -> ShownOffer:
    """
    Take what a supplier committed to last, once the time is over; the same again returns what is there.

    On hold or not: nobody is kept from showing.

    :raises NotFound: as `give`.
    :raises Conflict: `offers_not_called`, `offer_early` before the end, `offer_missing` for who gave none, `offer_late` once the time
        to show is over.
    :raises Invalid: `offer_malformed` for what is no offer; `offer_another` for another than was committed to.
    """
    lot, at = telling.locked(lot_id)
    filing = _own(lot, by)
    period = _called(lot)
    if at < period.ends_at:
        raise Conflict(
            "offer_early", Text("最后报价时间未到，不得公开", "Nothing is shown before the time is over")
        )
    given = final.last(lot, {filing.id}).get(filing.id)
    if given is None:
        raise Conflict("offer_missing", Text("没有提交最后报价", "No final offer was given"))
    content = _offer(lot, filing, price, salt)
    if content.hash != given.offer:
        raise Invalid("offer_another", Text("与提交的最后报价不一致", "It is not what was committed to"))
    known = ShownOffer.objects.filter(offer=given).first()
    if known is not None:
        return known
    if at >= final.shown_until(lot, period.ends_at, at):
        raise Conflict("offer_late", Text("公开最后报价的时间已过", "The time to show final offers is over"))
    made = ShownOffer.objects.create(
        offer=given, price=amounts.read("price", price), content=content.to_bytes(), at=at, by=by.label
    )  # fmt: skip
    _tell("shown", lot, given, made.digest, by, at)
    return made


def _own(lot: Lot, by: Actor) -> Filing:
    last = sitting.latest(lot)
    if last is None or by.role is not Role.BIDDER or not by.party_id:
        raise sitting.not_found()
    found = next((one for one in bids.valid(last) if one.registration.party_id == by.party_id), None)
    if found is None:
        raise sitting.not_found()
    return found


def _called(lot: Lot) -> Period:
    """Return the time of the offers, while the lot waits for them."""
    period = final.period(lot)
    if period is None or not final.are_taken(lot):
        raise Conflict("offers_not_called", Text("现在不提交最后报价", "No final offers are asked for now"))
    return period


def _committed(content: bytes, filing: Filing) -> final_offers.Commitment:
    try:
        said = final_offers.Commitment.from_bytes(content)
    except Refused as refused:
        raise refusing.as_error([refused]) from refused
    if (said.lot, said.bid) != (filing.lot_id, filing.id):
        raise Invalid("offer_malformed", Text("不是本标段本投标的最后报价", "It is an offer of another bid"))
    return said


def _offer(lot: Lot, filing: Filing, price: str, salt: str) -> final_offers.FinalOffer:
    try:
        amounts.read("price", price)
        return final_offers.FinalOffer(lot=lot.id, bid=filing.id, price=price, salt=salt)
    except (Refused, ValueError) as error:
        raise Invalid("offer_malformed", Text("报价填写不正确", "The offer is malformed")) from error


def _tell(what: str, lot: Lot, offer: FinalOffer, digest: str, by: Actor, at: datetime) -> None:
    journal.append(
        f"bidding.final_offer.{what}", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "offer": offer.id, "digest": digest},
    )  # fmt: skip
