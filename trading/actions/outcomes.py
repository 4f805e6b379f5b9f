"""The one door by which outcomes of competitions that did not run here come in."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from foundation import journal
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.money import parse_amount
from foundation.text import Text
from foundation.transactions import action
from trading import auctioned, engine, evaluated, events, participants
from trading.actions import sealed_outcomes
from trading.actions.locking import locked_lot
from trading.law.facts import Facts
from trading.models import Lot, Origin, Outcome
from trading.winners import candidates_of, price_at, recorded

COUNTS = (
    "prequalified", "asked_for_limited_phase", "bids_received", "bids_valid", "candidates", "winner_rank", "first_envelope_passed",
)  # fmt: skip
FLAGS = ("has_winner", "rejected_all")
OF_THE_AWARD = frozenset({"winner_rank"})
AGREED = frozenset({"has_winner", "price"})
"""What is handed in of an agreement with the only bidder."""


@action
def record_outcome(
    *,
    lot_id: str,
    stage: str,
    by: Actor,
    values: Mapping[str, Any],
    candidates: Sequence[Mapping[str, Any]] = (),
) -> Outcome:
    """
    Record what a competition came to: for demonstration deals by the centre, for external ones by their own system. Where the only
    bidder is dealt with in person the centre records what was agreed on, of any deal.

    `values` are facts by name (counts, flags, `price` as text); `candidates` the ranked candidates as they are made
    public, each with `rank`, `name`, `price` and, if it is registered here, `party`. Of bids that come under seal here only
    what a committee judged of them is taken: candidates by `rank` and `party`; the rest is read from the opening.

    :raises Forbidden: `outcome_not_taken` for a deal whose competition runs here.
    :raises Conflict: `outcome_evaluated` for what a committee finds here, while its evaluation stands; `outcome_computed` for what
        the figures of sealed bids alone decide; `outcome_auctioned` for what a live auction finds; `outcome_called_off` under a framework.
    :raises Invalid: `invalid_outcome`, `outcome_under_seal`, field by field.
    """
    lot = locked_lot(lot_id)
    _check_door(lot, by)
    values, candidates = _agreed(lot, values, candidates)
    _check_evaluated(lot, values, candidates)
    _check_computed(lot, values, candidates)
    _check_auctioned(lot, values, candidates)
    if lot.procedure.call_off is not None:
        raise Conflict(
            "outcome_called_off",
            Text(
                "由平台依据框架协议的入围结果和报价确定，不能录入",
                "It is found by the framework's own results and offers, and not handed in",
            ),
        )
    at = journal.instant(lot.id)
    values, candidates = sealed_outcomes.completed(lot, values, candidates)
    known, ranked = _values(values), _candidates(candidates)
    if ranked:
        known.setdefault("candidates", len(ranked))
    known |= _price_of_another(lot, known, ranked)
    return keep(lot, stage, known, ranked, by=by, at=at)


def keep(
    lot: Lot,
    stage: str,
    values: Mapping[str, Any],
    candidates: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> Outcome:
    """Keep what a competition came to, of a locked lot, and move what waits for it."""
    outcome = Outcome.objects.create(
        lot=lot,
        stage=stage,
        values=dict(values),
        candidates=list(candidates),
        recorded_at=at,
        recorded_by=by.label,
    )
    engine.reschedule(lot, held=lot.holds.filter(ended_at__isnull=True).exists())
    events.outcome_recorded(outcome, by=by, at=at)
    return outcome


def _price_of_another(
    lot: Lot, known: Mapping[str, Any], ranked: Sequence[Mapping[str, Any]]
) -> dict[str, str | None]:
    """Return the price of the one who wins now, where another won before at a price that was handed in and no new one is."""
    before = recorded(lot)
    is_another = "winner_rank" in known or bool(ranked)
    if not is_another or "price" in known or before.get("price") is None:
        return {}
    rank = known.get("winner_rank") or before.get("winner_rank") or 1
    return {"price": price_at(rank, ranked or candidates_of(lot))}


def _check_door(lot: Lot, by: Actor) -> None:
    deal = lot.deal
    staff = by.role in (Role.CENTRE, Role.AUCTIONEER) and by.covers(region=deal.region, sector=deal.sector)
    if staff and (deal.origin == Origin.DEMONSTRATION or (by.role is Role.CENTRE and _is_agreed_here(lot))):
        return
    if deal.origin == Origin.EXTERNAL and by.role is Role.EXCHANGE and by.party_id == deal.exchange_id:
        return
    raise Forbidden(
        "outcome_not_taken",
        Text(
            "本平台运行的竞争结果不能录入",
            "The outcome of a competition that runs here cannot be handed in",
        ),
    )


def _is_agreed_here(lot: Lot) -> bool:
    return lot.deal.origin == Origin.HERE and lot.procedure.state(lot.state).is_agreed


def _agreed(
    lot: Lot, values: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """
    Return the outcome of an agreement here: nobody is agreed with but one who may buy, under its own name, at the one price; unless
    nothing was agreed on, for then nobody wins. Any other outcome comes back as it is.
    """
    if not _is_agreed_here(lot):
        return values, candidates
    wrong: dict[str, list[Text | str]] = {
        name: [Text("不是协议的结果", "Nothing that is agreed on")] for name in values.keys() - AGREED
    }
    if wrong:
        raise Invalid("invalid_outcome", Text("结果填写不正确", "The outcome is wrong"), fields=wrong)
    parties = [str(one.get("party") or "") for one in candidates]
    if not parties and values.get("has_winner") is False:
        return {**values, "bids_valid": 0, "candidates": 0}, ()
    if len(parties) != 1 or not participants.may_buy(lot, parties[0]):
        words = Text(
            "应为一名具备受让资格且已交纳保证金的意向方", "One who qualified for the lot and paid its deposit"
        )
        raise Invalid(
            "invalid_outcome", Text("结果填写不正确", "The outcome is wrong"), fields={"candidates": [words]}
        )
    buyer = Party.objects.only("id", "name").get(id=parties[0])
    return {**values, "bids_valid": 1}, [
        {"rank": 1, "name": buyer.name, "party": buyer.id, "price": values.get("price")}
    ]


def _check_evaluated(lot: Lot, values: Mapping[str, Any], candidates: Sequence[Any]) -> None:
    """
    Who stands next when a candidate falls out is still told; what the committee finds is not. Nor is anything where prices are made
    final after the opening: what was opened is not what is ranked.
    """
    is_found_here = lot.procedure.final_offers is not None or evaluated.here(lot)
    if (candidates or values.keys() - OF_THE_AWARD) and is_found_here:
        raise Conflict(
            "outcome_evaluated",
            Text(
                "评审结果由评标（评审）委员会签署的报告得出，不能另行录入",
                "The outcome follows from the report that the committee signs, and is not handed in",
            ),
        )


def _check_computed(lot: Lot, values: Mapping[str, Any], candidates: Sequence[Any]) -> None:
    """Who stands next when the buyer falls out is still told; what opened figures come to is not."""
    if (candidates or values.keys() - OF_THE_AWARD) and evaluated.is_computed(lot):
        raise Conflict(
            "outcome_computed",
            Text(
                "结果由开启的密封报价按公告的规则算出，不能另行录入",
                "The outcome is computed from the opened bids by the announced rule, and is not handed in",
            ),
        )


def _check_auctioned(lot: Lot, values: Mapping[str, Any], candidates: Sequence[Any]) -> None:
    """Who stands next when the buyer falls out is still told; what an auction comes to is not."""
    if (candidates or values.keys() - OF_THE_AWARD) and auctioned.here(lot):
        raise Conflict(
            "outcome_auctioned",
            Text("结果由平台上的竞价得出，不能另行录入", "The outcome follows from the auction held here, and is not handed in"),
        )  # fmt: skip


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    wrong: dict[str, list[Text | str]] = {}
    facts = {f.name for f in dataclasses.fields(Facts)}
    for name, value in values.items():
        if (
            name in COUNTS
            and name in facts
            and isinstance(value, int)
            and not isinstance(value, bool)
            and value >= 0
        ) or (name in FLAGS and isinstance(value, bool)):
            known[name] = value
        elif name == "price" and isinstance(value, str):
            known[name] = format(parse_amount(value), "f")
        else:
            wrong[name] = [Text("不是可录入的结果", "Not a result that can be recorded")]
    if wrong:
        raise Invalid(
            "invalid_outcome",
            Text("结果填写不正确", "The outcome is wrong"),
            fields=wrong,
        )
    return known


def _candidates(candidates: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ranked = []
    for index, candidate in enumerate(candidates):
        rank, name, price = (
            candidate.get("rank"),
            candidate.get("name"),
            candidate.get("price"),
        )
        good = isinstance(rank, int) and rank >= 1 and isinstance(name, str) and 0 < len(name) <= 300
        if not good or not (price is None or isinstance(price, str)):
            words = Text(
                "候选人须有名次、名称，报价为文本",
                "A candidate has a rank, a name and a price as text",
            )
            raise Invalid("invalid_outcome", words, fields={f"candidates.{index}": [words]})
        amount: Decimal | None = parse_amount(price) if price is not None else None
        ranked.append(
            {
                "rank": rank,
                "name": name,
                "party": candidate.get("party"),
                "price": format(amount, "f") if amount is not None else None,
            }
        )
    if len({c["rank"] for c in ranked}) != len(ranked):
        words = Text("名次重复", "Two candidates have one rank")
        raise Invalid("invalid_outcome", words, fields={"candidates": [words]})
    return ranked
