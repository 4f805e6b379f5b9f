from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from toolkit import dealing, shares
from toolkit.dealing import Place
from toolkit.suites import P256

BYTE = st.integers(0, 255)
SECRET = st.binary(min_size=32, max_size=32)
PLACE = Place(P256, "deal_1", "lot_1", "0" * 32, 1, "form")


class TestField:
    @given(BYTE, BYTE, BYTE)
    def test_is_one(self, a: int, b: int, c: int) -> None:
        multiply = shares.multiply
        assert multiply(a, b) == multiply(b, a)
        assert multiply(a, multiply(b, c)) == multiply(multiply(a, b), c)
        assert multiply(a, b ^ c) == multiply(a, b) ^ multiply(a, c)
        assert multiply(a, 1) == a
        assert 0 <= multiply(a, b) <= 255

    def test_has_inverses(self) -> None:
        assert all(shares.multiply(a, shares.inverse(a)) == 1 for a in range(1, 256))
        with pytest.raises(ZeroDivisionError):
            shares.inverse(0)

    def test_is_that_of_aes(self) -> None:
        # FIPS 197, section 4.2.
        assert shares.multiply(0x57, 0x83) == 0xC1
        assert shares.multiply(0x57, 0x13) == 0xFE


class TestSharing:
    @examples(20)
    @given(SECRET, st.integers(2, 5))
    def test_gives_the_key_to_every_k(self, key: bytes, k: int) -> None:
        dealt = {x: dealing.share_of(PLACE, key, k, x) for x in range(1, 2 * k)}
        for chosen in list(combinations(dealt, k))[:20]:
            assert shares.combine({x: dealt[x] for x in chosen}) == key

    @examples(20)
    @given(SECRET, SECRET)
    def test_gives_nothing_to_fewer(self, key: bytes, other: bytes) -> None:
        """Two shares of a 3-of-5 dealing fit any other key as well: there is a third share that leads there."""
        one, two = (dealing.share_of(PLACE, key, 3, x) for x in (1, 2))
        # The value at 3 of the polynomial through (0, other), (1, one), (2, two): the axis moved by 3.
        third = shares.combine({0 ^ 3: other, 1 ^ 3: one, 2 ^ 3: two})
        assert shares.combine({1: one, 2: two, 3: third}) == other

    @examples(10)
    @given(SECRET, st.lists(SECRET, min_size=2, max_size=2))
    def test_finds_the_key_among_liars(self, key: bytes, lies: list[bytes]) -> None:
        dealt = {x: dealing.share_of(PLACE, key, 3, x) for x in range(1, 6)}
        found = {**dealt, 2: lies[0], 4: lies[1]}
        assert dealing.find_key(PLACE, found, 3, dealing.key_commit(PLACE, key)) == key

    def test_at_zero_is_never_given(self) -> None:
        with pytest.raises(ValueError):
            shares.share(b"\0" * 32, [b"\1" * 32], 0)
        with pytest.raises(ValueError):
            shares.combine({0: b"\0" * 32})
        with pytest.raises(ValueError):
            shares.combine({})
        with pytest.raises(ValueError):
            shares.combine({1: b"\0", 2: b"\0\0"})

    @given(SECRET)
    def test_separates_units_bids_and_uses(self, key: bytes) -> None:
        others = [
            PLACE,
            Place(P256, "deal_2", "lot_1", "0" * 32, 1, "form"),
            Place(P256, "deal_1", "lot_2", "0" * 32, 1, "form"),
            Place(P256, "deal_1", "lot_1", "1" * 32, 1, "form"),
            Place(P256, "deal_1", "lot_1", "0" * 32, 2, "form"),
            Place(P256, "deal_1", "lot_1", "0" * 32, 1, "tech"),
        ]
        derived = [dealing.key_commit(place, key) for place in others]
        derived += [dealing.part_key(place, key, part).hex() for place in others for part in ("a", "b")]
        derived += [dealing.share_of(place, key, 3, x).hex() for place in others for x in (1, 2)]
        assert len(set(derived)) == len(derived)
