"""What the addresses of an evaluation ask the database: as much of three bids as of one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidding.models import Registration
from tests.bidding.evaluation.room import Room

ADDRESSES = (
    "", "motions/", "questions/", "sheets/review/", "sheets/scores/", "sheets/review/all/", "sheets/scores/all/",
    "signatures/reviews/", "signatures/scores/", "signatures/declaration/",
)  # fmt: skip


def asked(room: Room, path: str) -> int:
    """Return how many questions an address asks, the second time."""
    assert room.ask("yan", path).status == 200, path
    with CaptureQueriesContext(connection) as queries:
        assert room.ask("yan", path).status == 200
    return len(queries)


@pytest.fixture
def worked(scored: Room) -> Room:
    """The room once all have scored, with a question and a motion about two bids."""
    question = scored.asked().body["id"]
    assert scored.answered("bai", question).status == 201
    scored.voted("asked", question)
    scored.voted("claim", scored.bid_of("bai"), claim="small")
    return scored


def test_addresses_ask_no_more_of_more_bids(worked: Room) -> None:
    of_three = {path: asked(worked, path) for path in ADDRESSES}
    gone = [worked.bid_of(who) for who in ("bai", "cui")]
    Registration.objects.filter(filings__in=gone).update(status="rejected")
    of_one = {path: asked(worked, path) for path in ADDRESSES}
    assert {path: (of_one[path], count) for path, count in of_three.items() if count > of_one[path]} == {}
