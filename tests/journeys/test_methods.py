"""Every method of procurement and property that takes no sealed bids, and what else a deal may come to, through the API, to its end."""

from __future__ import annotations

import pytest

from config.demo.director import direct
from config.demo.proof import Proof
from config.demo.stage import Stage
from foundation import followers
from notices.models import Notice
from tests.journeys import procurement_methods, property_methods
from tests.journeys.sealed_procedures import PROCEDURES
from trading import registry
from trading.models import Deal

STORIES = {**procurement_methods.STORIES, **property_methods.STORIES}
# Notices that no step calls for: the decision of a complaint, a standstill and its end.
BESIDE = {
    "complained": ["procurement_suspension", "procurement_resumption", "procurement_complaint"],
    "paused": ["property_pause", "property_resumption"],
}
# The methods that a story alone plays to their end.
PLAYS = {
    "single_source": {"single_source"},
    "open_framework": {"framework_open", "call_off_auction", "call_off_direct", "call_off_rotation"},
    "by_agreement": {"agreement_transfer"},
    "capital": {"capital_increase"},
    "lease": {"lease"},
}
SEALED = {name.partition("/")[2] for name in PROCEDURES if not name.startswith(("construction/", "land/"))}


@pytest.mark.parametrize("name", STORIES)
def test_is_played_to_its_end_and_read_by_the_public(name: str, stage: Stage) -> None:
    cast, ends, story = STORIES[name](stage)
    direct({name: story}, stage.say)
    followers.catch_up()
    beside = BESIDE.get(name, [])
    assert Proof(stage).missing({name: (cast, ends)}) == []
    kinds = list(Notice.objects.filter(deal=cast.deal).values_list("kind", flat=True))
    assert [kind for kind in kinds if kind in beside] == beside
    assert PLAYS.get(name, set()) <= set(Deal.objects.values_list("method", flat=True))


def test_leaves_no_method_out() -> None:
    known = {method for kind, method in registry.methods() if kind in ("procurement", "property")}
    assert known - {"external"} == set().union(SEALED, *PLAYS.values())
