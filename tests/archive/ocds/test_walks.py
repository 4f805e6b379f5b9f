"""Whatever people and the clock do to a lot, its releases come to what the last one says, and break no rule."""

from __future__ import annotations

import pytest

from foundation import followers
from tests.archive.ocds import holding
from tests.trading.counted import counted
from tests.trading.test_walks_of_lots import DRAFTS, Draft
from tests.trading.walker import Walker
from tests.world import build

__all__ = ["counted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]
LOOKS, BETWEEN = 6, 6
WALKED = (
    "construction/double_envelope",
    "land/listing",
    "procurement/framework_closed",
    "property/equity_transfer",
)
"""One of each family: to walk through all of them takes a minute, and what a release says is asked of every story as well."""


class TestAWalk:
    @pytest.mark.parametrize("draft", [DRAFTS[one][0] for one in WALKED], ids=WALKED)
    def test_is_told_by_releases_that_hold(self, draft: Draft, request: pytest.FixtureRequest) -> None:
        walker = Walker(draft(build().stage), request.node.name)
        for _ in range(LOOKS):
            walker.walk(BETWEEN)
            followers.catch_up()
        assert holding.problems() == []
