"""
Letters to bidders: written, signed and kept by the step that sends them, in its transaction, so that nobody is chosen without them.

Where the platform's key cannot be used there is no award either: it stands from its letter on (招标投标法第四十五条).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Party
from bidding.evaluation import letters, results, unqualified
from bidding.models import Filing, Registration, SentLetter
from bidding.sealed import keys
from bidding.sealed.custody import milliseconds
from foundation import journal
from foundation.journal import Entry
from toolkit import canonical, cms
from toolkit.signers import Signer
from trading.models import Lot, StepTaken


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A letter that is to be sent: to whom, of which kind, and what it says beside whom and what it is about; `by` the registration by which
    it takes part, if it has one.
    """

    to: Party
    kind: str
    said: Mapping[str, object]
    by: Registration | None = None


def of_award(lot: Lot, taken: StepTaken) -> None:
    """
    Send its letter to everybody whose bid was compared here, by the step with which a locked lot came to be awarded; where none was, to
    whoever has the award, if the law has such a letter, and with it the result to those who bid.

    :raises Unavailable: `platform_key_missing`.
    """
    _send(lot, taken, letters.AWARD, [*_of_bids(lot)])


def of_prequalification(lot: Lot, taken: StepTaken) -> None:
    """
    Send its letter to everybody who applied and was examined, by the step with which it is told who may bid for a locked lot
    (招标投标法实施条例第十九条): whoever did not pass reads why, in the words of who examined it.

    :raises Unavailable: `platform_key_missing`.
    """
    rows = Registration.objects.filter(lot=lot, status__in=["qualified", "rejected"]).select_related("party")
    drafts = [
        Draft(
            one.party,
            "prequalified" if one.status == "qualified" else "not_prequalified",
            {"reason": one.reason},
            one,
        )
        for one in rows.order_by("id")
    ]
    _send(lot, taken, letters.PREQUALIFICATION, drafts)


def _of_bids(lot: Lot) -> Iterator[Draft]:
    found = results.settled(lot)
    chosen = letters.chosen(lot) if found is not None else None
    if found is None:
        yield from _uncompared(lot)
    if found is None or chosen is None:
        return
    file = results.published(found)
    bids = [one.bid for one in file.result.placings]
    filings = Filing.objects.filter(id__in=bids, status="accepted").select_related("registration__party")
    registrations = {one.id: one.registration for one in filings}
    names = {bid: one.party.name for bid, one in registrations.items()}
    unfit = {one.bid: one for one in unqualified.of(bids)}
    for placing in file.result.placings:
        if (to := registrations.get(placing.bid)) is None:
            continue
        standing = letters.standing(file, placing, names, unfit.get(placing.bid))
        said = {
            "bid": standing.bid, "rank": standing.rank, "winner": chosen.winner, "price": chosen.price or "",
            "evaluation": found.result_sha256,
            "figures": [{"code": one.code, "value": one.value, "unit": one.unit} for one in standing.figures],
            "reasons": [
                {"code": one.code, "zh": one.words.zh, "en": one.words.en, "law": one.law} for one in standing.reasons
            ],
        }  # fmt: skip
        yield Draft(to.party, chosen.kind(to.party, standing), said, to)


def _uncompared(lot: Lot) -> Iterator[Draft]:
    """
    Yield the letters of an award for which nothing was compared here: a single source, a supplier that was selected directly, an
    evaluation by what is no rule that computes. Who won is known by its party, or by the name under which one takes part; whoever bid
    under seal beside it is told the result (招标投标法第四十五条) and no figures, for there are none.
    """
    rule, chosen = lot.procedure.contract, letters.chosen(lot)
    if rule is None or rule.letter is None or chosen is None or chosen.several:
        return
    standing = Registration.objects.filter(lot=lot, status="qualified").select_related("party").order_by("id")
    taking_part = {one.party_id: one for one in standing}
    party = chosen.party or next(
        (one.party_id for one in taking_part.values() if one.party.name == chosen.winner), None
    )
    said = {
        "rank": 0,
        "winner": chosen.winner,
        "price": chosen.price or "",
        "evaluation": "",
        "figures": [],
        "reasons": [],
    }
    filed = dict(Filing.objects.filter(lot=lot, status="accepted").values_list("registration", "id"))
    if (winner := Party.objects.filter(id=party).first()) is not None:
        own = taking_part.get(winner.id)
        yield Draft(winner, "awarded", {**said, "bid": filed.get(own.id, "") if own else ""}, own)
    for one in taking_part.values():
        if one.id in filed and one.party_id != party:
            yield Draft(one.party, "not_awarded", {**said, "bid": filed[one.id]}, one)


def _send(lot: Lot, taken: StepTaken, version: str, drafts: Sequence[Draft]) -> None:
    """Write, sign and keep letters of a locked lot, and journal their digests."""
    if not drafts:
        return
    signer = keys.signer(keys.RECEIPT)
    made = [_signed(lot, taken, version, one, signer) for one in drafts]
    SentLetter.objects.bulk_create(made)
    entries = [
        Entry(
            "bidding.letter.issued", lot.id, {"lot": lot.id, "letter": one.id, "party": one.party_id, "sha256": one.sha256}, lot.deal_id,
        )
        for one in made
    ]  # fmt: skip
    journal.append_all(entries, actor=taken.actor, at=taken.at)


def _signed(lot: Lot, taken: StepTaken, version: str, draft: Draft, signer: Signer) -> SentLetter:
    deal, party = lot.deal, draft.to
    # An alias tells no order and no count; who takes no part has none, and is the only one.
    number = f"{deal.number}-{taken.id[-6:]}-{draft.by.alias if draft.by else 0}"
    content = canonical.dump({
        **draft.said, "v": version, "number": number, "at": milliseconds(taken.at), "kind": draft.kind,
        "deal": deal.id, "deal_number": deal.number, "deal_title": deal.title, "lot": lot.id, "lot_title": lot.title,
        "organiser": deal.organiser.name, "organiser_code": deal.organiser.code or "",
        "bidder": party.name, "bidder_code": party.code or "",
    })  # fmt: skip
    return SentLetter(
        taken=taken, registration=draft.by, lot=lot, party=party, number=number, kind=draft.kind, content=content,
        signature=cms.sign(signer, content, at=taken.at), at=taken.at,
    )  # fmt: skip
