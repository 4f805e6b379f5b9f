"""Trials are opened, bid in and led; nobody else acts in one, and the database hears nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.auctioning import rounds, trying
from bidding.auctions import trials
from bidding.auctions.trials import Moved, Trial
from foundation import clock
from foundation.errors import DomainError, NotFound, Unavailable
from foundation.text import Text

pytestmark = pytest.mark.django_db
BAI = Actor(role=Role.BIDDER, member_id="mem_bai", user_id="usr_bai", party_id="pty_bai")
CUI = Actor(role=Role.BIDDER, member_id="mem_cui", user_id="usr_cui", party_id="pty_cui")
ZHENG = Actor(role=Role.AUCTIONEER, member_id="mem_zheng", user_id="usr_zheng")


@pytest.fixture(autouse=True)
def demo() -> Iterator[None]:
    clock.start_demo()
    cache.clear()
    yield
    cache.clear()


def advance(**length: int) -> None:
    clock.shift_to(clock.now() + timedelta(**length))


def opened(by: Actor = BAI, part: Any = "bidder", form: str = "dynamic_quotation", **more: Any) -> Trial:
    return trying.open_one(
        by=by, part=part, form=form, title=Text("试用", "Trial"), **{"minutes": 2, "opponents": 0, **more}
    )


def begun(**more: Any) -> Trial:
    """Open a trial, enter it, and wait until it runs."""
    made = opened(**more)
    if made.part == "bidder":
        trying.enter(trial_id=made.id, rules_sha256=made.rules.hash, by=BAI)
    advance(seconds=21)
    return made


def bid(trial: Trial, price: str, *, key: str = "k", by: Actor = BAI, **more: Any) -> str:
    """Bid; return the code of a refusal."""
    return refusal(
        trying.move, trial_id=trial.id, fields={"kind": "raise", "price": price}, key=key, by=by, **more
    )


def refusal(do: Any, /, **given: Any) -> str:
    try:
        do(**given)
    except DomainError as refused:
        return refused.code
    return ""


class TestTrials:
    def test_are_bid_in_and_answer_as_the_room_would(self) -> None:
        made = opened()
        assert bid(made, "1000000.00") == "not_entered"
        assert refusal(trying.enter, trial_id=made.id, rules_sha256="0" * 64, by=BAI) == "rules_differ"
        trying.enter(trial_id=made.id, rules_sha256=made.rules.hash, by=BAI)
        assert bid(made, "1000000.00") == "not_begun"
        advance(seconds=21)
        assert bid(made, "1000000.00", expected="") == ""
        assert bid(made, "1000000.00", expected="") == ""  # the same key: it moved once
        assert bid(made, "1010000.00", key="l") == "leads_already"
        assert [one.key for one in trying.find(made.id).inputs if isinstance(one, Moved)] == ["k"]
        advance(minutes=5)
        assert bid(made, "1020000.00", key="m") == "closed"

    def test_are_played_by_opponents_though_nobody_looks(self) -> None:
        made = begun(opponents=3)
        advance(minutes=5)
        shows = trials.stands(trying.find(made.id), rounds.milliseconds(clock.now()))
        assert (shows.outcome, shows.leader in made.seats) == ("deal", False)

    def test_say_that_another_price_stands(self) -> None:
        made = begun(opponents=1)
        found, at = made, rounds.milliseconds(clock.now())
        while trials.stands(found, at).price is None:
            advance(seconds=5)
            found, at = trying.find(made.id), rounds.milliseconds(clock.now())
        assert bid(made, "1500000.00", expected="") == "price_moved"

    def test_are_led_with_a_second_person_who_is_computed(self) -> None:
        made = begun(by=ZHENG, part="host", form="called_auction", opponents=1)
        host: dict[str, Any] = {"trial_id": made.id, "by": ZHENG}
        assert refusal(trying.propose, act="resume", reason="好了", **host) == "not_paused"
        assert refusal(trying.say, words="  ", **host) == "words_missing"
        trying.say(words="请各位注意", **host)
        trying.move(fields={"kind": "pause", "reason": "核对"}, key="p", **host)
        trying.propose(act="resume", reason="好了", **host)
        assert refusal(trying.propose, act="resume", reason="好了", **host) == "proposal_open"
        advance(seconds=15)
        kinds = [
            one.kind for one in trials.played(trying.find(made.id), rounds.milliseconds(clock.now())).items
        ]
        assert [one for one in kinds if one != "raise"] == ["message", "pause", "resume"]
        assert refusal(trying.move, fields={"kind": "hammer"}, key="h", **host) == "not_called_out"
        trying.propose(act="withdraw", reason="试完了", **host)
        advance(seconds=5)
        assert refusal(trying.say, words="还有人吗", **host) == "auction_over"

    def test_that_are_led_are_bid_in_by_guests_while_there_are_seats(self) -> None:
        made = opened(by=ZHENG, part="host")
        rules = {"trial_id": made.id, "rules_sha256": made.rules.hash}
        assert refusal(trying.enter, by=ZHENG, **rules) == "trial_not_found"
        for _ in range(2):  # twice is once
            trying.enter(by=BAI, **rules)
        found = trying.enter(by=CUI, **rules)
        numbers = [found.number_of(one.label) for one in (BAI, CUI, ZHENG)]
        assert (len({*numbers}), numbers[2], [one.number for one in found.people]) == (3, "", numbers[:2])
        advance(seconds=21)
        assert bid(made, "1000000.00") == ""
        assert bid(made, "1010000.00", by=CUI, key="l") == ""
        shows = trials.stands(trying.find(made.id), rounds.milliseconds(clock.now()))
        assert shows.leader == numbers[1]
        others = [Actor(role=Role.BIDDER, member_id=f"mem_{n}", user_id=f"usr_{n}") for n in range(5)]
        entered = [refusal(trying.enter, by=one, **rules) for one in others]
        assert entered == [""] * 4 + ["trial_not_found"]
        assert refusal(trying.say, trial_id=made.id, words="停", by=CUI) == "trial_not_found"

    def test_are_nobody_elses_to_act_in(self) -> None:
        made, led = begun(), opened(by=ZHENG, part="host")
        for who in (CUI, ZHENG):
            assert bid(made, "1000000.00", by=who) == "trial_not_found"
        # Nor does who bids lead, or who leads bid.
        assert refusal(trying.say, trial_id=made.id, words="停", by=BAI) == "trial_not_found"
        assert bid(led, "1000000.00", by=ZHENG) == "trial_not_found"
        assert refusal(opened, by=BAI, part="host") == "role_not_allowed"
        assert refusal(opened, by=Actor.public()) == "sign_in_needed"
        for wrong in ({"form": "single_quote"}, {"minutes": 4}, {"opponents": 4}):
            assert refusal(opened, **wrong) == "trial_malformed"

    def test_are_one_for_each_person_and_gone_when_another_is_opened(self) -> None:
        first, others = opened(), opened(by=CUI)
        second = opened()
        assert (trying.latest(BAI), trying.latest(CUI)) == (second, others)
        with pytest.raises(NotFound):
            trying.find(first.id)
        for name in ("", "x", f"{first.id}:lock", "trial-" + "0" * 32):
            with pytest.raises(NotFound):
                trying.find(name)

    def test_write_nothing_to_the_database(self) -> None:
        with CaptureQueriesContext(connection) as asked:
            made = opened(opponents=2)
            trying.enter(trial_id=made.id, rules_sha256=made.rules.hash, by=BAI)
            bid(made, "1000000.00")
            trying.find(made.id)
        said = {one["sql"] for one in asked.captured_queries}
        assert said == {clock.READ}

    def test_say_that_they_cannot_be_had_when_the_cache_is_away(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = opened()

        def away(*given: Any, **named: Any) -> Any:
            raise redis.ConnectionError("away")

        for name in ("get", "set", "add", "delete"):
            monkeypatch.setattr(cache, name, away)
        with pytest.raises(Unavailable):
            opened()
        with pytest.raises(Unavailable):
            trying.find(made.id)
        assert bid(made, "1000000.00") == "trials_unavailable"
        monkeypatch.undo()
