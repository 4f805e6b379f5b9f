"""What is alike among bids: the flags of the field's vectors, what real tenders show, and that order and names tell nothing."""

from __future__ import annotations

import json
from collections.abc import Hashable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.scoring import alike
from bidding.scoring.alike import Alike, Shown
from trading.law.collusion import SIGNS
from trading.law.statutes import ORDER_87, PROPERTY_RULES_17, TENDERING_RULES

CASES = Path(__file__).parents[4] / "shared" / "cases"
PRICES = st.decimals(min_value=1, max_value=10**9, places=2)


def shown(bid: str, price: str | None = None, **values: list[Hashable]) -> Shown:
    return Shown(bid, values, Decimal(price) if price else None)


class TestEvenPrices:
    @pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")
    def test_agrees_with_the_vectors(self) -> None:
        vectors = json.loads((CASES / "rule_vectors.json").read_text(encoding="utf-8"), parse_int=Decimal)
        prices = vectors["collusion_price"]
        assert alike.even(prices["arith"]) == "arithmetic"
        assert alike.even(prices["geo"]) == "geometric"

    @pytest.mark.parametrize(
        ("prices", "rule"),
        [
            (("100", "110", "120"), ""),  # three are too few
            (("100", "110", "120", "130"), "arithmetic"),
            (("130", "100", "120", "110"), "arithmetic"),
            (("100", "200", "400", "800"), "geometric"),
            (("0", "200", "400", "900"), ""),
            (("1000000", "1010000", "1020300", "1039000"), ""),
            (("50", "50", "50", "50"), "arithmetic"),
        ],
    )
    def test_by_hand(self, prices: tuple[str, ...], rule: str) -> None:
        assert alike.even([Decimal(one) for one in prices]) == rule

    @given(st.lists(PRICES, min_size=4, max_size=30), st.randoms(use_true_random=False))
    def test_order_changes_nothing(self, prices: list[Decimal], random: object) -> None:
        mixed = list(prices)
        random.shuffle(mixed)  # type: ignore[attr-defined]
        assert alike.even(mixed) == alike.even(prices)

    @given(st.lists(PRICES, min_size=4, max_size=30), st.integers(1, 10**6))
    def test_nor_does_the_unit(self, prices: list[Decimal], factor: int) -> None:
        assert alike.even([one * factor for one in prices]) == alike.even(prices)


class TestFound:
    def test_names_those_who_share_a_thing_with_all_that_they_share(self) -> None:
        bids = [
            shown("b3", one_contact=["0532-1", "c@x"]), shown("b1", one_contact=["0532-1", "c@x"]),
            shown("b2", one_contact=["0532-1"], one_file=["f"]), shown("b4", one_file=["g"]),
        ]  # fmt: skip
        assert alike.found(bids) == [
            Alike("one_contact", ("b1", "b2", "b3"), ("0532-1",)),
            Alike("one_contact", ("b1", "b3"), ("c@x",)),
        ]

    def test_grows_with_what_is_shared_and_not_with_the_pairs(self) -> None:
        bids = [shown(f"b{n:03}", one_text=["承诺按招标文件执行"]) for n in range(500)]
        assert [len(one.bids) for one in alike.found(bids)] == [500]

    def test_prices_that_differ_by_a_rule_are_of_all(self) -> None:
        bids = [shown(f"b{n}", f"{100 + 10 * n}.00") for n in range(4)]
        assert alike.found(bids) == [Alike("even_prices", ("b0", "b1", "b2", "b3"), ("arithmetic",))]

    def test_a_bid_that_says_a_thing_twice_is_not_like_itself(self) -> None:
        assert alike.found([shown("b1", one_file=["f", "f"]), shown("b2")]) == []


class TestWhatBiddersWrite:
    NUMBERS = {"days": (Decimal(1), None), "rate": (Decimal(0), Decimal(100))}

    def test_mistakes_are_what_no_line_takes(self) -> None:
        said = {"days": "0", "rate": "13 %", "words": "x"}
        assert alike.mistakes(said, self.NUMBERS) == [("days", "0"), ("rate", "13 %")]
        assert alike.mistakes({"days": "30", "rate": 13}, self.NUMBERS) == []
        assert alike.mistakes({"days": "NaN", "rate": "1e999999999"}, self.NUMBERS) == [
            ("days", "NaN"), ("rate", "1e999999999"),
        ]  # fmt: skip

    def test_short_words_are_everybodys(self) -> None:
        said = {"quality": "合格", "plan": "本项目由我公司 青岛分公司负责实施"}
        assert alike.texts(said, ["quality", "plan", "none"]) == [
            ("plan", "本项目由我公司青岛分公司负责实施")
        ]


def test_each_sign_cites_the_article_by_which_the_lots_own_committee_rejects() -> None:
    sign = SIGNS["even_prices"]
    assert sign.cited(ORDER_87.article("37")).endswith("第37条第（四）项")
    assert sign.cited(TENDERING_RULES.article("51")) == f"{TENDERING_RULES.article('40')}第（四）项"
    for none in (None, PROPERTY_RULES_17.article("")):
        assert sign.cited(none) == f"{TENDERING_RULES.article('40')}第（四）项"
