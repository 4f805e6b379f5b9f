"""All that a guard may know: frozen plain values, collected once per step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from foundation.text import Text
from trading.law.grammar import Refusal

OF_BIDS = (
    "asked_for_limited_phase", "bids_received", "bids_valid", "candidates", "has_winner", "winner_rank", "displaced", "price",
    "first_envelope_passed", "rejected_all",
)  # fmt: skip
"""The fields of `Facts` that tell of bids: unknown before these are due."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A hold that lies over a lot: since when, what it stands on, and its law in the words of who laid it."""

    since: datetime
    cause: str
    law: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """
    What is known of a lot at the instant `at`.

    `None` means not yet known (no bids were counted so far), never zero. `particulars`, `lot` and `data` are instances
    of the procedure's dataclasses (`data`: what the step takes). Upper floors fill their own fields at start-up
    registration; see `trading.facts`.
    """

    at: datetime
    lot_id: str = ""
    origin: str = "here"
    state: str = ""
    round: int = 1
    lots: int = 1
    deal_is_draft: bool = True  # whether what the deal says of itself can still be filled in
    particulars: Any = None
    lot: Any = None
    data: Any = None
    has_agency: bool = False
    # documents and required fields
    has_tender_document: bool = False
    document_price_weight: Decimal | None = None
    document_scores: bool | None = None
    document_asks: tuple[str, ...] | None = None  # lines that every offer must fill in
    missing_fields: tuple[str, ...] = ()
    rule_refusals: tuple[Refusal, ...] = ()  # why the rule of the evaluation may not be announced
    # who takes part
    invited: int = 0
    registered: int = 0
    qualified: int = 0
    deposits_missing: int = 0
    unreviewed: int = 0
    passed: int = 0
    # the competition: from sealed bids and auctions, or handed in by `record_outcome`
    prequalified: int | None = None
    applicants_examined: bool = False  # whether a committee has signed here who of the applicants may bid
    asked_for_limited_phase: int | None = None
    bids_received: int | None = None
    sealed_stages: tuple[int, ...] = ()  # stages of bids under seal whose opening is not recorded yet
    custody_missing: Text | None = None  # why nobody can seal a bid yet, where bids come under seal alone
    bids_valid: int | None = None
    candidates: int | None = None
    has_winner: bool = False
    winner_rank: int | None = None
    displaced: tuple[int, ...] = ()
    price: Decimal | None = None
    first_envelope_passed: int | None = None
    award_is_here: bool = (
        False  # whether it is decided on this platform who of candidates without rank has the award
    )
    award_candidate: int | None = None
    award_way: str = (
        ""  # by which method it is decided here, as the documents announced; a value of `AwardMethod`
    )
    conforming: int | None = (
        None  # responses that the group, having reviewed all, finds to respond in substance
    )
    offers_called: bool = False  # the group has voted to call for final offers
    final_offers: int | None = None  # those that were given and shown, once no more can be
    rejected_all: bool = False
    # disputes
    open_objections: int = 0
    open_complaints: int = 0
    holds: tuple[Suspension, ...] = ()
    # after the award
    contract_signed: bool = False
    contract_price: Decimal | None = None
    settled_price: Decimal | None = None  # what the acceptance came to, else the contract's price
    amount_paid: Decimal | None = None
    contract_published: bool = False
    contract_filed: bool = False
    paid: bool = False
    performance_accepted: bool = False
    outstanding_deposits: int = 0
