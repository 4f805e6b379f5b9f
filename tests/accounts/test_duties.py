"""Separation of duties: pure rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import duties
from accounts.duties import Standing
from accounts.roles import Role

HELD = sorted(set(Role) - {Role.CLOCK, Role.PUBLIC})


def codes(role: Role, *held: Role, party: tuple[Role, ...] = (), related: bool = False) -> set[str]:
    standing = Standing(frozenset(held), frozenset(party), related)
    return {reason.code for reason in duties.reasons_against(role, standing)}


class TestReasonsAgainst:
    def test_lets_a_bidder_also_be_an_organiser(self) -> None:
        assert codes(Role.ORGANISER, Role.BIDDER, party=(Role.BIDDER,)) == set()

    def test_keeps_centre_staff_from_bidding_whichever_came_first(self) -> None:
        assert codes(Role.BIDDER, Role.CENTRE) == {"centre_staff_bids"}
        assert codes(Role.CENTRE, Role.BIDDER) == {"centre_staff_bids"}

    @pytest.mark.parametrize("operator", [Role.CENTRE, Role.ADMINISTRATOR])
    def test_keeps_the_operators_party_from_bidding(self, operator: Role) -> None:
        assert codes(Role.BIDDER, party=(operator,)) == {"operator_bids"}
        assert codes(operator, party=(Role.BIDDER,)) == {"operator_bids"}

    def test_keeps_the_operators_affiliates_from_bidding(self) -> None:
        assert codes(Role.BIDDER, related=True) == {"operator_affiliate_bids"}
        assert codes(Role.ORGANISER, related=True) == set()

    def test_keeps_custodian_and_administrator_apart(self) -> None:
        assert codes(Role.CUSTODIAN, Role.ADMINISTRATOR) == {"custodian_is_administrator"}
        assert codes(Role.ADMINISTRATOR, Role.CUSTODIAN) == {"custodian_is_administrator"}

    @pytest.mark.parametrize("role", sorted(duties.TRADING_ROLES))
    def test_keeps_an_administrator_out_of_trading(self, role: Role) -> None:
        assert codes(role, Role.ADMINISTRATOR) == {"administrator_trades"}

    def test_names_every_reason_at_once(self) -> None:
        found = codes(Role.ADMINISTRATOR, Role.CUSTODIAN, Role.BIDDER, Role.CENTRE, party=(Role.BIDDER,))
        assert found == {
            "custodian_is_administrator",
            "administrator_trades",
            "administrator_works_on_deals",
            "operator_bids",
            "centre_staff_bids",
        }

    @given(st.sampled_from(HELD), st.sampled_from(HELD))
    def test_does_not_depend_on_which_role_came_first(self, one: Role, other: Role) -> None:
        assert codes(one, other, party=(other,)) == codes(other, one, party=(one,))

    def test_cites_the_law_in_every_reason(self) -> None:
        standing = Standing(frozenset(HELD), frozenset(HELD), related_operator=True)
        reasons = duties.reasons_against(Role.BIDDER, standing)
        assert reasons and all(reason.law for reason in reasons)


class TestShareholding:
    @pytest.mark.parametrize(("percent", "counts"), [("24.9999", False), ("25", True), ("100", True)])
    def test_counts_from_25_per_cent(self, percent: str, counts: bool) -> None:
        assert (duties.shareholding(Decimal(percent)) is not None) is counts
