"""Two envelopes: what stops nobody, whom the second is opened for, and what is left when all are rejected or begun again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bidding.evaluation import bids, concluding
from bidding.models import Evaluation, Motion, OpenedUnit, Opening, Seat, Sheet, Signed, Vote
from foundation import clock
from tests.bidding.results.bench import PRICES, Bench
from toolkit.scoring.methods import two_envelopes
from toolkit.scoring.publishing import Evaluation as Published


def staged(bench: Bench, *, passing: str = "0", at_least: int = 1) -> Evaluation:
    """An evaluation of the bench by a rule of two envelopes, at the end of the first."""
    made = bench.evaluation()
    inner: Any = concluding.rule_of(made)
    then = inner.model_copy(update={"at_least": at_least})
    made.rule = two_envelopes.Rule(passing=Decimal(passing), then=then).to_bytes()
    made.save()
    return made


def second(bench: Bench, made: Evaluation, opened: Collection[str], revoked: Collection[str] = ()) -> None:
    """Record the opening of the second envelopes, and go on to them, all having signed what they found of the first."""
    for seat in made.seats.exclude(signed__act="reviews"):
        Signed.objects.create(
            seat=seat, act="reviews", content=b"{}", signature=b"", at=clock.now(), by="m:yan"
        )
    first, at = Opening.objects.get(), clock.now()
    record = Opening.objects.create(
        freeze=first.freeze, stage=2, bids=first.bids, status="recorded", begun_at=at, posting_until=at + timedelta(hours=1),
        recorded_at=at, sha256="0" * 64, content=b"{}", signature=b"x", ref="second",
    )  # fmt: skip
    for outcome, whose in (("opened", opened), ("revoked", revoked)):
        for who in whose:
            OpenedUnit.objects.create(
                opening=record, filing_id=bench.bid_of(who), unit="second", outcome=outcome, is_public=True
            )
    made.stage = 2
    made.save()


def out(bench: Bench, file: Published) -> dict[str, tuple[str, str]]:
    names = {bench.bid_of(who): who for who in PRICES}
    return {names[one.bid]: (one.stage, one.ground) for one in file.inputs.exclusions}


def priced(bench: Bench, file: Published) -> set[str]:
    return {who for who in PRICES for one in file.inputs.bids if one.id == bench.bid_of(who) and one.quotes}


def computed(made: Evaluation) -> Published:
    return Published.from_bytes(concluding.computed(made))


class TestWhoRevokesItsSecondEnvelope:
    def test_is_out_and_stops_nobody(self, bench: Bench) -> None:
        made = staged(bench)
        second(bench, made, opened=("bai", "deng"), revoked=("cui",))
        file = computed(made)
        assert out(bench, file) == {"cui": ("second", "not_opened")}
        assert [one.rank for one in file.result.placings] == [1, 2, 0]
        assert bids.failures(made) == {bench.bid_of("cui"): [(2, "not_opened")]}


class TestWhoFailsTheFirst:
    def test_shows_no_price_though_its_second_was_opened_before(self, bench: Bench) -> None:
        made = staged(bench)
        bench.fails(made, "bai")
        second(bench, made, opened=("bai", "cui", "deng"))
        file = computed(made)
        assert out(bench, file) == {"bai": ("first", "licence")}
        assert priced(bench, file) == {"cui", "deng"} and len(file.result.candidates) == 2
        assert next(one.words for one in file.inputs.exclusions) == "营业执照"

    def test_is_below_the_mark_and_not_let_pass(self, bench: Bench) -> None:
        made = staged(bench, passing="60")
        assert [one.id for one in concluding.passed(made)] == [bench.bid_of("bai")]

    def test_leaves_the_second_closed_where_nobody_passes(self, bench: Bench) -> None:
        made = staged(bench, passing="60", at_least=3)
        assert concluding.passed(made) == []
        file = computed(made)
        assert (file.result.outcome, priced(bench, file)) == ("too_few", set())


class TestWhoComesWhenPricesAreOpen:
    def test_scores_no_quality_anew(self, bench: Bench) -> None:
        made = staged(bench, passing="60")
        second(bench, made, opened=("bai",))
        before = computed(made)
        leaving = made.seats.get(number=4)
        leaving.replace(words="生病", at=clock.now())
        leaving.save()
        came = Seat.objects.create(
            evaluation=made, number=5, member_id=bench.hall.scene.world.actor("yu").member_id, kind="expert", seated_at=clock.now()
        )  # fmt: skip
        for who in PRICES:
            none = {code: {"value": "0", "words": ""} for code in ("technical", "record")}
            Sheet.objects.create(
                seat=came, filing_id=bench.bid_of(who), part="scores", entries=none, at=clock.now()
            )
        assert computed(made) == before
        assert [one.id for one in concluding.passed(made)] == [bench.bid_of("bai")]


class TestWhereAllAreRejected:
    def test_after_the_second_is_open_a_result_follows(self, bench: Bench) -> None:
        made = staged(bench)
        second(bench, made, opened=PRICES)
        seats = list(made.seats.all())
        motion = Motion.objects.create(
            evaluation=made,
            seat=seats[0],
            kind="reject_all",
            words="均不具有竞争性",
            at=clock.now(),
            by="m:yan",
        )
        for seat in seats:
            Vote.objects.create(motion=motion, seat=seat, in_favour=True, at=clock.now(), by="m:yan")
        file = computed(made)
        assert out(bench, file) == dict.fromkeys(PRICES, ("second", "rejected_all"))
        assert (file.result.outcome, file.result.candidates) == ("too_few", ())
