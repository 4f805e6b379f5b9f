"""The page against the code: who knows only the page replays the same, to the last digit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit.auctions.detailed import DETAILS
from tests.toolkit.auctions.logs import moved, ruled
from tests.toolkit.auctions.rooms import RULES, START
from tests.toolkit.auctions.stranger import result_of
from toolkit.auctions.publishing import publish


class TestStranger:
    @pytest.mark.parametrize("form", sorted(RULES))
    @given(seed=st.integers(0, 2**32), later=st.sampled_from([0, 1, 60_000, 89_000, 91_000, 10**7]))
    @examples(40)
    def test_comes_to_the_same_result(self, form: str, seed: int, later: int) -> None:
        room = ruled(seed, form)
        log = moved(seed, form, room)
        at = (log[-1].at if log else START) + later
        published = publish(room, log, at).to_bytes()
        assert result_of(published) == json.loads(published)["result"]
        for one in json.loads(published)["result"]["turned"]:
            said = [each["name"] for each in one["reason"]["details"]]
            assert tuple(said) == DETAILS.get(one["reason"]["code"], ())
