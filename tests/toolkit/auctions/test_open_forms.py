"""Worked auctions with open prices, the reserve, and what follows at a cap: each rule by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.auctions.rooms import (
    HOLDERS,
    RULES,
    SALT,
    SECRETS,
    SEEDS,
    START,
    D,
    by,
    codes,
    detail,
    host,
    result,
    rules,
    secrets,
    won,
)
from toolkit.auctions import commitments

HELD = {"holders": [one.model_dump() for one in HOLDERS]}
SEEDED = {"seeds": [one.model_dump() for one in SEEDS]}
RESERVE = {"reserve": commitments.reserve("a", D("1090"), SALT)}


class TestOpenPrices:
    def test_stand_on_the_grid_or_above_the_step(self) -> None:
        steps = [by(1, "raise", "1", "1000"), by(2, "raise", "2", "1075"), by(3, "raise", "2", "1100.00")]
        strict, least = (
            result(rules("dynamic_quotation", grid=grid), *steps, at=4) for grid in ("strict", "least")
        )
        assert codes(strict) == {2: "off_grid"}
        assert detail(strict, 2) == {"anchor": "1000", "increment": "50"}
        assert codes(least) == {3: "leads_already"}
        assert str(strict.least) == "1150.00"

    def test_may_be_raised_by_oneself_only_where_allowed(self) -> None:
        steps = [by(1, "raise", "1", "1000"), by(2, "raise", "1", "1050")]
        assert codes(result(rules("dynamic_quotation"), *steps, at=3)) == {2: "leads_already"}
        assert codes(result(rules("dynamic_quotation", self_outbid="allowed"), *steps, at=3)) == {}

    def test_want_a_large_step_twice(self) -> None:
        steps = [
            by(1, "raise", "1", "1000"), by(2, "raise", "2", "1200"), by(3, "raise", "2", "1200", repeated="1250"),
            by(4, "raise", "2", "1200", repeated="1200.00"), by(5, "raise", "1", "1300"),
        ]  # fmt: skip
        found = result(rules("dynamic_quotation", large_steps=2), *steps, at=6)
        assert codes(found) == {2: "repeat_needed", 3: "repeat_differs"}
        assert detail(found, 2) == {"price": "1200", "least": "1050"}

    def test_want_more_than_half_above_twice_whatever_the_increments(self) -> None:
        """A single increment is typed once, however large it is."""
        steps = [
            by(1, "raise", "1", "1000"), by(2, "raise", "2", "1550"), by(3, "raise", "2", "1500"), by(4, "raise", "1", "2300"),
        ]  # fmt: skip
        asked = {2: "repeat_needed", 4: "repeat_needed"}
        assert codes(result(rules("dynamic_quotation", large_steps=20), *steps, at=5)) == asked
        wide = rules("dynamic_quotation", large_steps=20, increment="600")
        steps = [by(1, "raise", "1", "1000"), by(2, "raise", "2", "1600"), by(3, "raise", "1", "2800")]
        assert codes(result(wide, *steps, at=4)) == {3: "repeat_needed"}
        steps = [by(1, "raise", "1", "1000"), by(2, "raise", "2", "450"), by(3, "raise", "2", "500")]
        assert codes(result(rules("reverse_open", large_steps=20), *steps, at=4)) == {2: "repeat_needed"}

    def test_say_the_price_that_stands_to_whoever_comes_second(self) -> None:
        steps = [by(1, "raise", "1", "1000"), by(2, "raise", "2", "1050"), by(2, "raise", "3", "1050")]
        found = result(rules("dynamic_quotation"), *steps, at=3)
        assert (codes(found), detail(found, 3)) == ({3: "misses_step"}, {"stands": "1050", "least": "1100"})

    def test_follow_the_host_in_the_increment(self) -> None:
        steps = [by(1, "raise", "1", "1000"), host(2, "step", increment="20"), by(3, "raise", "2", "1020")]
        room = rules("dynamic_quotation", increments="changed_by_host")
        assert codes(result(room, *steps, at=4)) == {}
        assert codes(result(rules("dynamic_quotation"), *steps, at=4)) == {
            2: "increment_fixed",
            3: "misses_step",
        }

    def test_go_to_priority_holders_at_the_price_that_stands(self) -> None:
        steps = [
            by(1, "claim", "3", "1000"), by(2, "raise", "1", "1000"), by(3, "claim", "2", "1000"), by(4, "claim", "4", "950"),
            by(5, "claim", "4", "1000"), by(6, "claim", "3", "1000"), by(7, "claim", "4", "1000"),
        ]  # fmt: skip
        found = result(rules("dynamic_quotation", **HELD), *steps, at=1000)
        assert codes(found) == {1: "nothing_stands", 3: "no_priority", 4: "price_moved", 7: "goes_before"}
        assert won(found) == [("3", "1000")]

    def test_may_be_raised_over_a_holder_who_may_come_back_until_it_waives(self) -> None:
        steps = [
            by(1, "raise", "1", "1000"), by(2, "claim", "4", "1000"), by(3, "raise", "1", "1050"), by(4, "claim", "4", "1050"),
            by(5, "waive", "3"), by(6, "claim", "3", "1050"), by(7, "waive", "3"),
        ]  # fmt: skip
        found = result(rules("dynamic_quotation", **HELD), *steps, at=1000)
        assert codes(found) == {6: "waived_already", 7: "waived_already"}
        assert won(found) == [("4", "1050")]

    def test_put_nobody_behind_a_holder_who_waived(self) -> None:
        steps = [
            by(1, "waive", "3"), by(2, "raise", "3", "1000"), by(3, "claim", "4", "1000"), by(4, "claim", "3", "1000"),
        ]  # fmt: skip
        found = result(rules("dynamic_quotation", **HELD), *steps, at=1000)
        assert codes(found) == {4: "waived_already"}
        assert won(found) == [("4", "1000")]

    @pytest.mark.parametrize(("form", "kind"), [("dynamic_quotation", "raise"), ("multi_round", "quote")])
    def test_go_no_further_than_can_be_written(self, form: str, kind: str) -> None:
        grid = {"grid": "least"} if kind == "raise" else {}
        steps = [by(1, kind, "1", "999999999999999.99"), by(100, kind, "2", "999999999999999.99")]
        found = result(rules(form, **grid), *steps, at=101)
        assert (codes(found), found.least) == ({2: "no_further_price"}, None)
        assert str(found.price) == "999999999999999.99"

    def test_end_when_nobody_raised_for_the_countdown(self) -> None:
        # Free until 600, then 180 that each raise begins anew: at 779.999 once more, so until 959.999.
        steps = [
            by(1, "raise", "1", "1000"),
            by(779.999, "raise", "2", "1050"),
            by(960, "raise", "1", "1100"),
        ]
        found = result(rules("dynamic_quotation"), *steps, at=960)
        assert (codes(found), found.ends_at) == ({3: "closed"}, START + 959_999)
        assert codes(result(rules("dynamic_quotation"), by(780, "raise", "1", "1000"), at=780)) == {
            1: "closed"
        }

    def test_go_down_in_a_reverse_auction(self) -> None:
        steps = [
            by(1, "raise", "1", "1050"),
            by(2, "raise", "1", "1000"),
            by(3, "raise", "2", "960"),
            by(4, "raise", "2", "900"),
            by(5, "raise", "3", "0"),
        ]
        found = result(
            rules("reverse_open", **RESERVE), *steps, host(800, "reveal", price="1090", salt=SALT), at=800
        )
        assert codes(found) == {1: "misses_start", 3: "misses_step", 5: "misses_step"}
        assert won(found) == [("2", "900")]


class TestCalledAuction:
    def test_ends_with_the_hammer_after_three_calls_of_one_price(self) -> None:
        steps = [
            by(1, "raise", "1", "1000"),
            host(2, "call", count=1, price="1000"),
            host(3, "call", count=2, price="1000"),
            host(4, "hammer"),
            by(5, "raise", "2", "1050"),
            host(6, "call", count=3, price="1050"),
            host(7, "call", count=1, price="1000"),
            *(host(7 + n, "call", count=n, price="1050") for n in (1, 2, 3)),
            host(11, "hammer"),
            by(12, "raise", "1", "1100"),
        ]
        found = result(rules("called_auction"), *steps, at=20)
        assert codes(found) == {
            4: "not_called_out",
            6: "called_otherwise",
            7: "called_otherwise",
            12: "closed",
        }
        assert (won(found), found.ends_at) == ([("2", "1050")], START + 11_000)

    def test_passes_in_where_nobody_bids(self) -> None:
        calls = [host(n, "call", count=n, price="1000") for n in (1, 2, 3)]
        found = result(rules("called_auction"), *calls, host(4, "hammer"), at=5)
        assert (found.outcome, found.reason) == ("no_deal", "nobody_bid")


class TestReserve:
    def at_1050(self, *more: Any, **changed: Any) -> Any:
        return result(
            rules("dynamic_quotation", **RESERVE | changed), by(1, "raise", "1", "1050"), *more, at=900
        )

    def test_is_awaited_and_then_decides(self) -> None:
        assert self.at_1050().reason == "reserve_sealed"
        found = self.at_1050(host(800, "reveal", price="1090", salt=SALT))
        assert (found.outcome, found.reason, found.awards) == ("no_deal", "reserve_missed", ())

    @pytest.mark.parametrize(
        ("if_untold", "outcome"), [("no_deal", ("no_deal", "reserve_untold")), ("stands", ("deal", "best"))]
    )
    def test_that_nobody_reveals_in_time_counts_as_the_rules_say(
        self, if_untold: str, outcome: tuple[str, str]
    ) -> None:
        given = {"settle_s": 100, "if_untold": if_untold}  # it ends at 780 s
        reveal = host(880, "reveal", price="1090", salt=SALT)
        assert self.at_1050(settle_s=121).reason == "reserve_sealed"
        found = self.at_1050(reveal, **given)
        assert ((found.outcome, found.reason), codes(found)) == (outcome, {2: "revealed_late"})
        found = self.at_1050(host(879, "reveal", price="1090", salt=SALT), **given)
        assert (found.reason, codes(found)) == ("reserve_missed", {})

    def test_is_not_revealed_before_the_end(self) -> None:
        assert codes(self.at_1050(host(2, "reveal", price="1090", salt=SALT))) == {2: "not_closed"}

    @pytest.mark.parametrize(("price", "salt"), [("1050", SALT), ("1090", "00" * 32)])
    def test_that_is_another_names_itself(self, price: str, salt: str) -> None:
        found = self.at_1050(host(800, "reveal", price=price, salt=salt))
        assert (codes(found), found.outcome) == ({2: "reserve_mismatch"}, "undecided")
        assert detail(found, 2) == {"price": price}


class TestListing:
    def listed(self, *steps: Any, at: float, **changed: Any) -> Any:
        return result(rules("listing", **changed), *steps, at=at)

    def test_sells_to_a_single_bidder_where_nobody_asks(self) -> None:
        found = self.listed(by(1, "raise", "1", "1000"), at=840)
        assert (won(found), found.ends_at) == ([("1", "1000")], START + 840_000)

    def test_lets_those_go_on_who_asked_in_time(self) -> None:
        steps = [
            by(1, "raise", "1", "1000"), by(2, "ask", "2"), by(600, "raise", "2", "1050"), by(601, "ask", "2"), by(602, "ask", "2"),
            by(840, "ask", "3"), by(841, "raise", "3", "1050"), by(842, "raise", "2", "1050"), by(843, "raise", "1", "1100"),
        ]  # fmt: skip
        found = self.listed(*steps, at=1143)
        assert codes(found) == {
            2: "not_asking", 3: "being_asked", 5: "asked_already", 6: "not_asking", 7: "did_not_ask", 9: "did_not_ask",
        }  # fmt: skip
        assert (won(found), found.ends_at) == ([("2", "1050")], START + 1_142_000)

    def test_asks_only_who_quoted_where_the_rules_say_so(self) -> None:
        steps = [by(1, "raise", "1", "1000"), by(601, "ask", "2"), by(602, "ask", "1")]
        assert codes(self.listed(*steps, at=700, may_ask="quoted")) == {2: "has_not_quoted"}


class TestBeyondTheCap:
    """The cap of 1125 lies off the grid of 1000 + 50k."""

    def beyond(self, *steps: Any, at: float = 2000, way: str = "first", **more: Any) -> Any:
        how = (
            RULES["listing"].beyond.model_dump()
            | {"way": way, "window_s": 0 if way == "first" else 120}
            | more
        )
        reach = [by(1, "raise", "1", "1100"), by(2, "raise", "2", "1150"), by(3, "raise", "2", "1125")]
        return result(rules("listing", cap="1125", beyond=how, **SEEDED), *reach, *steps, at=at)

    def test_is_met_exactly_and_goes_to_the_first(self) -> None:
        found = self.beyond(by(4, "raise", "1", "1125"), at=600)
        assert codes(found) == {2: "above_cap", 4: "no_further_price"}
        assert (won(found), found.ends_at) == ([("2", "1125")], START + 600_000)

    def test_goes_to_who_takes_on_most_per_cent(self) -> None:
        steps = [
            by(5, "offer", "1", percent="1"), by(600, "offer", "1", percent="5"), by(601, "offer", "1", percent="6"),
            by(602, "offer", "3", percent="5.5"), by(603, "offer", "3", percent="6"), by(723, "offer", "1", percent="7"),
        ]  # fmt: skip
        found = self.beyond(*steps, way="conditions")
        assert codes(found) == {
            2: "above_cap", 4: "window_not_open", 6: "leads_already", 7: "misses_percent", 9: "closed",
        }  # fmt: skip
        assert [(one.bidder, str(one.price), str(one.percent)) for one in found.awards] == [
            ("3", "1125", "6")
        ]

    def test_ends_at_once_at_the_most_per_cent_and_without_offers_with_the_first(self) -> None:
        assert (
            self.beyond(by(610, "offer", "1", percent="100"), way="conditions", at=610).ends_at
            == START + 610_000
        )
        assert won(self.beyond(way="conditions")) == [("2", "1125")]

    def test_goes_to_the_written_price_nearest_to_the_mean(self) -> None:
        # (1125 + 1200 + 1160 + 1155) / 4 = 1160
        steps = [
            by(601, "quote", "1", "1125"), by(602, "quote", "1", "1160"), by(603, "quote", "2", "1200"), by(604, "quote", "3", "1300.01"),
            by(605, "quote", "3", "1160"), by(606, "quote", "4", "1155"),
        ]  # fmt: skip
        found = self.beyond(*steps, way="written", written_most="1300")
        assert codes(found) == {2: "above_cap", 5: "quoted_already", 7: "written_outside"}
        assert won(found) == [("3", "1160")]

    def test_goes_to_the_earlier_of_two_as_near(self) -> None:
        steps = [by(601, "quote", "4", "1200"), by(602, "quote", "1", "1130")]
        assert won(self.beyond(*steps, way="written", written_most="1300")) == [("4", "1200")]

    def test_is_drawn_by_the_seeds(self) -> None:
        asked = [by(601, "ask", "1"), by(602, "ask", "3"), by(603, "ask", "4"), by(604, "ask", "4")]
        before = self.beyond(*asked, way="draw", at=720)
        assert (before.reason, before.tied) == ("secrets_missing", ("1", "3", "4"))
        wrong = host(730, "secret", contributor="centre", secret="ff" * 32)
        found = self.beyond(*asked, wrong, *secrets(740), way="draw")
        assert codes(found) == {2: "above_cap", 7: "asked_already", 8: "secret_mismatch"}
        assert (found.reason, won(found)) == ("drawn", [(commitments.drawn("a", "134", SECRETS)[0], "1125")])

    def test_is_drawn_evenly(self) -> None:
        first = [
            commitments.drawn(f"{number}", "1234", {"centre": "01" * 32, "organiser": f"{number:064x}"})[0]
            for number in range(400)
        ]
        assert all(70 < first.count(one) < 130 for one in "1234")
