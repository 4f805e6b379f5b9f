"""Whether the rules of an auction may be announced, and the articles behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bidding.auctions import articles, bounds
from bidding.auctions.lawful import NOT_HELD, SECRET, Terms, refusals, unheld
from tests.toolkit.auctions.rooms import HOLDERS, RULES, SALT, rules
from tests.trading.law.test_statutes import articles as articles_of
from tests.trading.law.test_statutes import needs_laws, numeral, read
from toolkit.auctions import commitments, words
from trading.law.citations import Law
from trading.law.statutes import AUCTION, LAND_ORDER_39, TENDERING

D = Decimal
LAND, PROPERTY = Terms(kind="land"), Terms(kind="property")
DAYS = 24 * 3600
LISTED = {"listing_s": 10 * DAYS, "inquiry_s": 240, "countdown_s": 300, "silence_s": 10}
AGAIN: dict[str, Any] = {"notice_s": 600, "least_left_s": 300}
FORMS: dict[str, dict[str, Any]] = {
    "called_auction": {"increments": "fixed", "call_s": 5},
    "descending_clock": {"sealed_s": 0},
    "multi_round": {"ties": "earliest"},
    "single_quote": {"ties": "earliest"},
}
TWO = {"fewest": 2, "if_fewer": "agreement"}
HELD = {"holders": [one.model_dump() for one in HOLDERS]}


def codes(form: str, terms: Terms, **changed: Any) -> list[str]:
    more = AGAIN | ({} if form == "called_auction" else {"silence_s": 10}) | FORMS.get(form, {})
    return [one.code for one in refusals(rules(form, **more | changed), terms)]


class TestRefusals:
    @pytest.mark.parametrize("form", sorted(RULES))
    def test_of_lawful_rules_are_none(self, form: str) -> None:
        if form == "listing":
            assert codes(form, LAND, **LISTED) == []
        elif form.startswith("reverse"):
            assert codes(form, Terms(kind="procurement", call_off=True)) == []
        else:
            known = {"show_s": 60} if form in SECRET | NOT_HELD else {}
            assert codes(form, PROPERTY, **TWO, **known) == (["form_not_held"] if form in NOT_HELD else [])

    def test_let_nobody_draw_by_parts_that_one_person_made(self) -> None:
        seeds = [{"contributor": one, "commitment": "0" * 64} for one in ("a", "b")]
        assert codes("dynamic_quotation", PROPERTY, **TWO, seeds=seeds) == ["draw_not_held"]

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"listing_s": 10 * DAYS - 1}, ["listing_too_short"]),
            ({"inquiry_s": 239}, ["inquiry_too_short"]),
            ({"countdown_s": 299}, ["countdown_too_short"]),
            ({"askers": 2}, ["askers"]),
            ({"fewest": 3}, ["fewest"]),
            ({"silence_s": 0}, ["silence"]),
            ({"silence_s": 11}, ["silence"]),
            ({"notice_s": 599}, ["notice"]),
            ({"least_left_s": 299}, ["least_left"]),
            ({"increments": "changed_by_host", "largest_increment": "50"}, ["increment_not_fixed"]),
            ({"increment": "50.01"}, ["increment_too_large"]),
            ({"reserve": commitments.reserve("a", D(1), SALT), "settle_s": 3600}, ["reserve_not_committed"]),
            (HELD, ["priority_without_law"]),
            ({"increment": "0"}, ["rules_malformed"]),
        ],
    )
    def test_keep_a_listing_to_its_articles(self, changed: dict[str, Any], expected: list[str]) -> None:
        assert codes("listing", LAND, **LISTED | changed) == expected

    @pytest.mark.parametrize(
        ("beyond", "expected"),
        [
            ({"way": "first"}, []),
            ({"way": "conditions", "window_s": 60}, []),
            ({"way": "conditions", "window_s": 59}, ["beyond_cap"]),
            ({"way": "conditions", "window_s": 60, "start_percent": "1"}, ["beyond_cap"]),
            ({"way": "conditions", "window_s": 60, "step_percent": "6"}, ["beyond_cap"]),
            ({"way": "conditions", "window_s": 60, "most_percent": "99"}, ["beyond_cap"]),
            ({"way": "written", "window_s": 600, "written_most": "3000"}, ["prices_not_secret"]),
        ],
    )
    def test_leave_everybody_time_and_room_at_the_cap(
        self, beyond: dict[str, Any], expected: list[str]
    ) -> None:
        assert codes("listing", LAND, **LISTED, cap="2000", beyond=beyond) == expected
        if beyond["way"] == "written":
            assert codes("listing", LAND, **LISTED, cap="2000", beyond=beyond, show_s=60) == []
            short = beyond | {"window_s": 59}
            assert codes("listing", LAND, **LISTED, cap="2000", beyond=short, show_s=60) == ["beyond_cap"]

    def test_hold_no_price_that_the_log_would_show_before_its_time(self) -> None:
        for show_s, expected in (
            (0, ["prices_not_secret"]),
            (59, ["prices_not_secret"]),
            (60, []),
            (1800, []),
        ):
            assert codes("descending_clock", PROPERTY, **TWO, sealed_s=60, show_s=show_s) == expected
            for form in SECRET:
                assert codes(form, PROPERTY, **TWO, show_s=show_s) == expected
        assert codes("dynamic_quotation", PROPERTY, **TWO, show_s=60) == ["rules_malformed"]
        assert codes("descending_clock", PROPERTY, **TWO, first_pause_s=3601) == ["too_short"]
        assert codes("open_rounds", PROPERTY, **TWO, pause_s=3601) == ["too_short"]

    def test_of_a_called_auction_have_three_calls(self) -> None:
        assert codes("called_auction", LAND) == []
        assert codes("called_auction", LAND, calls=2) == ["calls"]
        assert codes("called_auction", LAND, call_s=4) == ["call_too_short"]
        changed = {"increments": "changed_by_host", "largest_increment": "500"}
        assert codes("called_auction", LAND, **changed) == []
        assert codes("called_auction", LAND, **changed | {"largest_increment": "500.01"}) == [
            "increment_too_large"
        ]
        assert codes("called_auction", LAND, increments="changed_by_host") == ["increment_too_large"]

    def test_ask_two_of_property_and_let_the_only_one_buy(self) -> None:
        assert codes("dynamic_quotation", PROPERTY) == ["fewest", "only_bidder_refused"]
        assert codes("dynamic_quotation", PROPERTY, **TWO | {"fewest": 3}) == ["fewest"]

    def test_know_a_prior_right_that_was_announced_and_an_increment(self) -> None:
        assert codes("dynamic_quotation", PROPERTY, **TWO | HELD) == ["priority_without_law"]
        announced = Terms(kind="property", has_holders=True, has_step=True)
        assert codes("dynamic_quotation", announced, **TWO | HELD, increment="51") == []

    def test_leave_time_to_bid_and_to_see_that_the_platform_is_gone(self) -> None:
        assert codes("dynamic_quotation", PROPERTY, **TWO, countdown_s=59) == ["too_short"]
        assert codes("dynamic_quotation", PROPERTY, **TWO, free_s=0) == ["too_short"]
        assert codes("dynamic_quotation", PROPERTY, **TWO, countdown_s=301) == ["least_left"]

    def test_say_who_has_it_among_equal_prices(self) -> None:
        assert codes("single_quote", PROPERTY, **TWO, ties="open") == ["prices_not_secret", "ties_open"]

    @pytest.mark.parametrize(
        ("form", "terms", "law"),
        [
            ("listing", PROPERTY, "32"), ("single_quote", LAND, "39"), ("reverse_open", PROPERTY, "32"),
            ("reverse_open", Terms(kind="procurement"), "110"), ("called_auction", Terms(kind="procurement", call_off=True), "110"),
            ("single_quote", Terms(kind="construction"), "tendering"),
        ],
    )  # fmt: skip
    def test_name_a_form_that_the_law_does_not_foresee(self, form: str, terms: Terms, law: str) -> None:
        found = next(one for one in refusals(RULES[form], terms) if one.code == "form_not_foreseen")
        assert isinstance(found.law, Law)
        assert law in found.law.statute.code

    @pytest.mark.parametrize(
        ("form", "changed", "lowest", "lawful"),
        [
            ("dynamic_quotation", {}, "1000", True),
            ("dynamic_quotation", {}, "1000.01", False),
            ("descending_clock", {"floor": "700"}, "700", True),
            ("descending_clock", {"floor": "699"}, "700", False),
        ],
    )
    def test_sell_nothing_below_its_value(
        self, form: str, changed: dict[str, Any], lowest: str, lawful: bool
    ) -> None:
        terms = Terms(kind="property", lowest_price=D(lowest))
        assert codes(form, terms, **TWO | changed) == ([] if lawful else ["below_lowest_price"])

    def test_start_no_clock_below_its_floor(self) -> None:
        terms = Terms(kind="property", lowest_price=D(1100))
        assert codes("descending_clock", terms, **TWO, floor="1200") == ["rules_malformed"]

    def test_want_the_reserve_that_there_is(self) -> None:
        terms = Terms(kind="land", has_reserve=True)
        assert codes("called_auction", terms) == ["reserve_not_committed"]
        sealed = commitments.reserve("a", D(1), SALT)
        for settle_s, expected in ((0, ["settle_unbounded"]), (3599, ["settle_unbounded"]), (3600, [])):
            assert codes("called_auction", terms, reserve=sealed, settle_s=settle_s) == expected


class TestUnheld:
    @pytest.mark.parametrize(
        ("form", "terms", "announced", "expected"),
        [
            ("listing", LAND, {"cap": D(2), "beyond.way": "first"}, []),
            ("listing", LAND, {"beyond.way": "draw"}, ["draw_not_held"]),
            ("listing", LAND, {"beyond.way": "written"}, []),
            ("listing", LAND, {"beyond.way": "quality"}, ["form_not_held"]),
            ("called_auction", LAND, {"cap": None, "beyond.way": "draw"}, []),
            ("called_auction", LAND, {"cap": D(2)}, ["form_not_held"]),
            ("single_quote", PROPERTY, {}, []),
            ("share_auction", PROPERTY, {}, ["form_not_held"]),
        ],
    )
    def test_says_of_what_is_announced_why_it_cannot_be_held(
        self, form: str, terms: Terms, announced: dict[str, Any], expected: list[str]
    ) -> None:
        assert [one.code for one in unheld(form, terms, announced)] == expected


class TestLawOf:
    def test_knows_every_form_and_code(self) -> None:
        assert articles.FORMS.keys() == words.FORMS.keys()
        for form in articles.FORMS:
            assert all(articles.law_of(form, code) for code in (*words.REASONS, *words.REFUSALS))
        assert articles.law_of("called_auction", "reserve_missed") == AUCTION.article("50")
        assert articles.law_of("called_auction", "reserve_missed", "land") == LAND_ORDER_39.article("16")
        assert articles.right_of("tenant") != articles.right_of("tenant", leases=True)
        assert articles.RIGHTS.keys() >= {one.right for one in HOLDERS}

    def test_counts_in_the_unit_of_its_limit(self) -> None:
        found = (bounds.LISTED.lowest, bounds.ASKED.lowest, bounds.COUNTED_DOWN.lowest)
        assert found == (D(864_000), D(240), D(300))


@needs_laws
class TestArticles:
    @pytest.mark.parametrize(
        ("law", "said"),
        [
            (AUCTION.article("28"), "委托人有权确定拍卖标的的保留价并要求拍卖人保密"),
            (AUCTION.article("36"), "竞买人一经应价，不得撤回，当其他竞买人有更高应价时，其应价即丧失约束力"),
            (AUCTION.article("50"), "竞买人的最高应价未达到保留价时，该应价不发生效力"),
            (AUCTION.article("51"), "竞买人的最高应价经拍卖师落槌"),
            (TENDERING.article("43"), "招标人不得与投标人就投标价格、投标方案等实质性内容进行谈判"),
        ],
    )
    def test_say(self, law: Law, said: str) -> None:
        assert read(law)
        assert said in "".join(articles_of(law.statute)[numeral(int(law.number))])
