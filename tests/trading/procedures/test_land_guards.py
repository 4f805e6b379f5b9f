"""What the guards of the land procedures let pass and refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from foundation.errors import Invalid
from tests.trading.procedures.land_cases import (
    ALL,
    AT,
    PARCEL,
    codes,
    facts,
    step,
)
from toolkit.auctions import commitments
from trading import particulars
from trading.law import inputs
from trading.law.facts import Facts
from trading.law.land_particulars import Parcel, Use
from trading.law.land_reserve import ReserveRevealed
from trading.law.procedure import Procedure
from trading.procedures.land_auction import AUCTION
from trading.procedures.land_listing import CURRENT
from trading.procedures.land_tender import TENDER


class TestAnnounce:
    """What must hold before a sale is announced."""

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_passes_with_the_example(self, procedure: Procedure) -> None:
        assert codes(step(procedure, "announce", "priced"), facts(procedure)) == set()

    @pytest.mark.parametrize(
        ("lot", "code"),
        [
            ({"uses": [{"use": "commercial", "term_years": 41}]}, "term_too_long"),
            (
                {"uses": [{"use": "residential", "term_years": 70}, {"use": "industrial", "term_years": 51}]},
                "term_too_long",
            ),
            ({"deposit": "37568699.99"}, "deposit_too_low"),
            ({"lowest_price": "187843500.01"}, "below_lowest_price"),
            ({"has_reserve": True}, "reserve_not_committed"),
            ({"has_reserve": True, "reserve_commitment": "AB"}, "reserve_not_committed"),
            ({"reserve_commitment": "ab" * 32}, "reserve_not_committed"),
            ({"price_cap": "187843500.00", "beyond_cap": "lottery"}, "cap_unclear"),
            ({"price_cap": "216020025.00"}, "cap_unclear"),
            ({"beyond_cap": "lottery"}, "cap_unclear"),
            ({"far_min": "1.6"}, "plot_ratios_crossed"),
            ({"start_by": "2026-06-29"}, "dates_crossed"),
        ],
    )
    def test_refuses(self, lot: dict[str, Any], code: str) -> None:
        assert codes(step(CURRENT, "announce", "priced"), facts(lot=lot)) == {code}

    @pytest.mark.parametrize(
        ("deal", "passes"),
        [
            ({"listing_days": 0}, True),
            ({"listing_days": 9}, False),
            ({"listing_days": 10}, True),
            ({"listing_days": 30, "inquiry_minutes": 10}, True),
            ({"inquiry_minutes": 3}, False),
            ({"countdown_minutes": 4}, False),
        ],
    )
    def test_refuses_a_period_that_is_too_short(self, deal: dict[str, Any], passes: bool) -> None:
        refused = codes(step(CURRENT, "announce", "priced"), facts(deal=deal))
        assert refused == (set() if passes else {"period_too_short"})

    def test_takes_a_committed_reserve_and_a_cap(self) -> None:
        lot = {
            "has_reserve": True,
            "reserve_commitment": "ab" * 32,
            "price_cap": "216020025.00",
            "beyond_cap": "single_offer",
        }
        assert codes(step(CURRENT, "announce", "priced"), facts(lot=lot)) == set()

    @given(use=st.sampled_from(Use), years=st.integers(1, 70))
    def test_keeps_each_use_to_its_term(self, use: Use, years: int) -> None:
        longest = {"residential": 70, "industrial": 50, "public": 50, "commercial": 40, "mixed": 50}[
            use.value
        ]
        refused = codes(
            step(CURRENT, "announce", "priced"),
            facts(lot={"uses": [{"use": use.value, "term_years": years}]}),
        )
        assert refused == ({"term_too_long"} if years > longest else set())

    @pytest.mark.parametrize(
        ("rule", "jury", "passes"),
        [
            ("comprehensive", 5, True),
            ("comprehensive", 4, False),
            ("comprehensive", 6, False),
            ("comprehensive", 3, False),
            ("highest_price", 0, True),
        ],
    )
    def test_wants_an_odd_jury_of_five(self, rule: str, jury: int, passes: bool) -> None:
        known = facts(TENDER, deal={"award_rule": rule, "jury_size": jury})
        assert codes(step(TENDER, "announce", "priced"), known) == (set() if passes else {"jury_wrong"})

    def test_wants_a_use(self) -> None:
        with pytest.raises(Invalid):
            particulars.parse(Parcel, PARCEL | {"uses": []})

    def test_keeps_the_valuation_back(self) -> None:
        assert "valuation" not in particulars.public_part(Parcel, PARCEL | {"valuation": "1.00"})


class TestCompetition:
    """From the listing to the deal."""

    @given(asked=st.integers(0, 20))
    def test_the_inquiry_goes_one_way_and_one_way_only(self, asked: int) -> None:
        known = facts(asked_for_limited_phase=asked)
        passed = [
            s.name for s in CURRENT.steps_from("asking") if Role.CLOCK in s.roles and not codes(s, known)
        ]
        assert passed == (["start_limited"] if asked else ["close"])

    def test_the_inquiry_waits_for_an_answer(self) -> None:
        assert all(codes(s, facts()) for s in CURRENT.steps_from("asking") if Role.CLOCK in s.roles)

    def test_the_limited_phase_waits_for_its_outcome(self) -> None:
        end = step(CURRENT, "end_limited", "limited")
        assert codes(end, facts()) == {"outcome_unknown"}
        assert codes(end, facts(bids_valid=4)) == set()

    @given(bids=st.integers(0, 20))
    def test_a_tender_needs_three(self, bids: int) -> None:
        known = Facts(at=AT, bids_received=bids)
        passed = [
            s.name for s in TENDER.steps_from("tendering") if Role.CLOCK in s.roles and not codes(s, known)
        ]
        assert passed == (["close"] if bids >= 3 else ["fail_too_few"])

    @pytest.mark.parametrize(("qualified", "opens"), [(0, False), (1, True)])
    def test_an_auction_needs_somebody(self, qualified: int, opens: bool) -> None:
        known = facts(AUCTION, qualified=qualified)
        assert (not codes(step(AUCTION, "open_auction", "announced"), known)) == opens
        assert (not codes(step(AUCTION, "fail_nobody_came", "announced"), known)) != opens

    @pytest.mark.parametrize(
        ("known", "name"),
        [({"has_winner": True, "bids_valid": 2}, "declare_deal"), ({"bids_valid": 0}, "declare_no_deal")],
    )
    def test_is_declared(self, known: dict[str, Any], name: str) -> None:
        passed = [
            n
            for n in ("declare_deal", "declare_no_deal")
            if not codes(step(CURRENT, n, "closed"), facts(**known))
        ]
        assert passed == [name]

    def test_of_a_tender_asks_for_the_reserve_that_was_committed_to_and_holds_the_price_to_it(self) -> None:
        salt, price = "5a" * 32, Decimal("200000000.00")
        sealed = {"has_reserve": True, "reserve_commitment": commitments.reserve("lot_1", price, salt)}

        def decided(
            lot: dict[str, Any], winner: str | None, reserve: Decimal | None, salt: str = salt
        ) -> Any:
            said = ReserveRevealed(reserve_price=reserve, reserve_salt=salt if reserve is not None else "")
            won: dict[str, Any] = {"has_winner": True, "price": Decimal(winner)} if winner else {}
            known = facts(TENDER, lot=lot, lot_id="lot_1", bids_valid=3, data=said, **won)
            return [codes(step(TENDER, n, "evaluating"), known) for n in ("declare_deal", "declare_no_deal")]

        higher, lower = "200000000.00", "199999999.99"
        assert decided({}, higher, None) == [set(), {"has_winner"}]
        assert decided({}, higher, price) == [{"no_reserve"}, {"has_winner"}]
        assert decided(sealed, higher, None) == [{"reserve_sealed"}, {"reserve_sealed"}]
        assert decided(sealed, higher, price) == [set(), {"has_winner"}]
        assert decided(sealed, lower, price) == [{"reserve_missed"}, set()]
        # Neither another price, nor another salt, nor another lot's commitment will do.
        assert decided(sealed, lower, price - 1) == [{"reserve_mismatch"}] * 2
        assert decided(sealed, lower, price, salt="5b" * 32) == [{"reserve_mismatch"}] * 2
        other = sealed | {"reserve_commitment": commitments.reserve("lot_2", price, salt)}
        assert decided(other, lower, price) == [{"reserve_mismatch"}] * 2
        # Where nobody won it decides nothing, and stays a secret.
        assert decided(sealed, None, None) == [{"no_winner", "reserve_sealed"}, set()]

    def test_a_cap_is_reached_where_there_is_one(self) -> None:
        reach = step(CURRENT, "reach_cap", "limited")
        assert codes(reach, facts()) == {"no_cap"}
        assert codes(reach, facts(lot={"price_cap": "216020025.00", "beyond_cap": "lottery"})) == set()

    def test_the_winner_is_rejected_where_examined_later(self) -> None:
        reject = step(CURRENT, "reject_winner", "deal")
        assert codes(reject, facts()) == {"examined_before"}
        assert codes(reject, facts(deal={"qualification_timing": "after"})) == set()


class TestPayments:
    """The price: the deposit of the winner counts."""

    def paid(self, amount: str) -> inputs.Paid:
        return inputs.Paid(amount=Decimal(amount), paid_on=date(2026, 5, 1), voucher="凭1")

    @pytest.mark.parametrize(
        ("name", "enough", "short", "code"),
        [
            # 200,000,000 less the deposit of 37,568,700.
            ("pay_first_half", "62431300", "62431299.99", "first_payment_too_low"),
            ("pay_in_full", "162431300", "162431299.99", "not_paid_in_full"),
        ],
    )
    def test_are_large_enough(self, name: str, enough: str, short: str, code: str) -> None:
        pay, known = step(CURRENT, name, "contracted"), facts(price=Decimal(200_000_000))
        assert codes(pay, replace(known, data=self.paid(enough))) == set()
        assert codes(pay, replace(known, data=self.paid(short))) == {code}

    def test_follow_a_contract_at_the_price_of_the_deal(self) -> None:
        sign, known = step(CURRENT, "sign_contract", "result_published"), facts(price=Decimal(100))
        contract = inputs.ContractSigned(
            contract_number="合1", price=Decimal(101), signed_on=date(2026, 5, 1)
        )
        assert codes(sign, replace(known, data=contract)) == {"price_differs"}
        assert codes(sign, replace(known, data=replace(contract, price=Decimal(100)))) == set()
