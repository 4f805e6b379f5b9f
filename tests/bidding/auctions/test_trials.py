"""Trials as functions: they come to their end by themselves, the same however often they are looked at, and nothing real is in them."""

from __future__ import annotations

import hashlib
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.auctions import judging, trial_rules, trials
from bidding.auctions.trials import Moved, Proposed, Spoken, Trial
from foundation import ids
from tests.examples import examples
from tests.toolkit.auctions.logs import ruled
from tests.toolkit.auctions.rooms import START
from toolkit.auctions.publishing import TRIAL, first_difference

SEED = st.integers(0, 2**32)
FORMS = pytest.mark.parametrize("form", sorted(trial_rules.FORMS))
cheap = examples(4)
NAME = f"{TRIAL}{'0' * 32}"


def begun(
    seed: int, form: str, *, part: Literal["bidder", "host"] = "bidder", count: int = 3, minutes: int = 2, like: Any = None
) -> Trial:  # fmt: skip
    drawn = hashlib.sha256(str(seed).encode()).hexdigest()
    rules, seats, invited = trials.invited(NAME, form, minutes, START, part, count, drawn, like)
    return Trial(
        id=NAME, owner="mem_1", part=part, title="试用", title_en="Trial", minutes=minutes, rules=rules, seats=seats,
        opponents=invited, seed=drawn,
    )  # fmt: skip


def bid(trial: Trial, at: int, **fields: Any) -> Trial:
    """Return the trial with a move of the person, if it was accepted."""
    who = {} if trial.part == "host" else {"bidder": trial.seats[0]}
    one = trials.judged(trial, judging.read({**fields, **who}), at)
    assert isinstance(one, judging.Judged)
    return with_(trial, Moved(key="k", move=one.move)) if one.refused is None else trial


def with_(trial: Trial, one: Any) -> Trial:
    return trial.model_copy(update={"inputs": (*trial.inputs, one)})


def played_out(seed: int, form: str) -> tuple[Trial, int]:
    """Return a trial in which somebody bids the least now and then, and when it is surely over."""
    trial, chance, at = begun(seed, form, count=Random(seed).randint(0, 3)), Random(seed), START
    for _ in range(12):
        at += chance.choice([500, 3000, 8000, 20_000])
        shows = trials.stands(trial, at)
        kind = {"asking": "ask", "clock": "take", "turn": "quote"}.get(shows.phase, "raise")
        price = shows.least or shows.price
        trial = (
            bid(trial, at, kind=kind, **({} if kind == "ask" or price is None else {"price": f"{price:.2f}"}))
            if price or kind == "ask"
            else trial
        )
    return trial, at + 600_000


class TestTrials:
    @FORMS
    @pytest.mark.parametrize("minutes", trial_rules.MINUTES)
    def test_end_by_themselves_about_when_they_should(self, form: str, minutes: int) -> None:
        for seed in range(2):
            trial = begun(seed, form, minutes=minutes)
            shows = trials.stands(trial, START + 3600 * 1000)
            assert (shows.phase, shows.outcome) == ("closed", "deal")
            assert shows.ends_at - START <= minutes * 60_000 * 3 // 2

    @FORMS
    @given(seed=SEED)
    @cheap
    def test_come_out_the_same_however_often_somebody_looks(self, form: str, seed: int) -> None:
        trial, end = played_out(seed, form)
        trials._memo.cache_clear()
        once = trials.played(trial, end)
        trials._memo.cache_clear()
        last = trial.inputs[-1].at if trial.inputs else START
        looks = sorted(Random(seed).randint(last, end) for _ in range(8))
        for at in looks:
            assert {one.at <= at for one in trials.played(trial, at).items} <= {True}
        assert trials.played(trial, end) == once
        # A look back sees no more than there was then.
        assert [one for one in once.items if one.at <= looks[0]] == [*trials.played(trial, looks[0]).items]

    @FORMS
    @given(seed=SEED)
    @cheap
    def test_show_what_their_record_gives_without_a_gap(self, form: str, seed: int) -> None:
        trial, end = played_out(seed, form)
        found, record = trials.played(trial, end), trials.record(trial, end)
        assert record.result == trials.stands(trial, end)
        assert first_difference(record) is None
        assert record.result.turned == ()
        assert [one.shown for one in found.items] == [*range(1, len(found.items) + 1)]

    @FORMS
    @given(seed=SEED)
    @cheap
    def test_are_kept_as_bytes_and_read_again(self, form: str, seed: int) -> None:
        trial, _ = played_out(seed, form)
        trial = with_(
            with_(trial, Spoken(at=START, words="请各位注意")),
            Proposed(at=START, act="extend", reason="因故", seconds=60),
        )
        assert Trial.from_bytes(trial.to_bytes()) == trial

    def test_go_on_after_a_pause_when_the_second_person_agrees(self) -> None:
        trial = begun(1, "dynamic_quotation", part="host")
        trial = bid(trial, START + 20_000, kind="pause", reason="核对")
        stood = trials.played(trial, START + 60_000)
        assert (trials.stands(trial, START + 60_000).phase, stood.items[-1].kind) == ("paused", "pause")
        trial = with_(trial, Proposed(at=START + 60_000, act="resume", reason="已核对"))
        assert trials.stands(trial, START + 63_999).phase == "paused"
        assert trials.stands(trial, START + 64_000).phase == "resuming"
        assert trials.stands(trial, START + 64_000).remaining_ms == 10_000
        found = trials.played(trial, START + 3600 * 1000)
        assert [one.is_done for one in found.proposals] == [True]
        assert trials.stands(trial, START + 3600 * 1000).outcome == "deal"

    def test_tell_what_had_no_effect_and_keep_nothing_of_it(self) -> None:
        trial = begun(1, "dynamic_quotation", count=0)
        assert bid(trial, START - 1, kind="raise", price="1000000.00") is trial
        assert bid(trial, START + 1, kind="raise", price="999999.00") is trial
        assert len(bid(trial, START + 1, kind="raise", price="1000000.00").inputs) == 1


class TestTheirRules:
    @FORMS
    @given(seed=SEED)
    @cheap
    def test_take_amounts_of_announced_ones_and_nothing_that_is_not_everybodys(
        self, form: str, seed: int
    ) -> None:
        announced = ruled(seed, form)
        trial = begun(seed, form, like=announced)
        assert trials.stands(trial, START + 3600 * 1000).phase == "closed"
        found = trial.rules
        for field in (
            "start_price",
            "increment",
            "grid",
            "cap",
            "drop_share",
            "large_steps",
            "calls",
            "currency",
        ):
            assert getattr(found, field, None) == getattr(announced, field, None)
        assert (found.auction, found.reserve, found.seeds, found.silence_s) == (NAME, "", (), 0)
        assert not set(found.bidders) & set(announced.bidders)
        assert getattr(found, "holders", ()) == ()
        before = {one.price for one in getattr(announced, "opened", ())}
        assert {one.bidder for one in getattr(found, "opened", ())} == (
            set(found.bidders) if before else set()
        )

    def test_name_no_lot(self) -> None:
        assert not ids.is_id(NAME, "lot")
        assert begun(1, "listing").rules.auction.startswith("trial-")
        assert not ids.new("lot").startswith(TRIAL)
