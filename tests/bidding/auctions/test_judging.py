"""The core of the live engine: whatever is asked for in whatever order, what is kept is what the log says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.auctions import judging, keeping
from bidding.auctions.judging import Kept, Pulse
from tests.examples import examples
from tests.toolkit.auctions.logs import moved, ruled
from tests.toolkit.auctions.rooms import RULES, START, by, host, made, rules
from toolkit.auctions import running
from toolkit.auctions.concluding import replay
from toolkit.auctions.publishing import publish

D = Decimal
SEED = st.integers(0, 2**32)
FORMS = pytest.mark.parametrize("form", sorted(RULES))


def asked(kind: str, who: str, price: str, **more: Any) -> Any:
    return made((0, *by(0, kind, who, price, **more)[1:]))[0]


def alive(at: int) -> Pulse:
    return Pulse(START - 5000, at)


@FORMS
class TestJudge:
    @given(seed=SEED)
    @examples(15)
    def test_keeps_what_the_log_says(self, form: str, seed: int) -> None:
        """The live run, with its signs of life, holds and restarts, is the fold of the log that it wrote."""
        chance, room = Random(seed), ruled(seed, form)
        kept, log, judged = judging.begin(room), list[Any](), list[Any]()
        for move in moved(seed, form, room):
            pulse = chance.choice([None, Pulse(START - 5000, move.at), Pulse(move.at - 3000, move.at - 500)])
            held, expected = "held" * (chance.random() < 0.05), chance.choice([None, None, None, D("1000")])
            kept, rows, _ = judging.judge(kept, move, move.at, pulse, held=held, expected=expected)
            log += [one.move for one in rows]
            judged += rows
            assert keeping.load(room, keeping.dump(kept.run)) == kept.run
        assert kept == judging.fold(room, log)
        at = log[-1].at if log else START
        assert judging.seen(kept, at).model_copy(update={"turned": ()}) == replay(room, log, at).model_copy(
            update={"turned": ()}
        )
        assert [one.move.number for one in judged] == [*range(1, len(log) + 1)]
        refused = {one.move.number for one in judged if one.refused}
        assert {one.number for one in publish(room, log, at).result.turned} == refused


class TestSilence:
    room = rules("dynamic_quotation", free_s=600, countdown_s=180, silence_s=10)

    def test_sells_after_a_sign_of_life(self) -> None:
        kept, _, _ = judging.judge(
            judging.begin(self.room), asked("raise", "1", "1000"), START + 1, alive(START)
        )
        end = START + 780_000
        kept, rows = judging.caught_up(kept, end + 1, alive(end + 1))
        assert [one.move.kind for one in rows] == ["beat"]
        assert judging.status(kept) == "ended"

    def test_sells_nothing_when_the_platform_was_gone(self) -> None:
        """Killed thirty seconds before the end, back thirty after it: paused, with thirty seconds left."""
        kept, _, _ = judging.judge(
            judging.begin(self.room), asked("raise", "1", "1000"), START + 1, alive(START)
        )
        end = START + 780_000
        kept, _ = judging.caught_up(kept, end - 30_000, alive(end - 30_000))
        kept, _ = judging.caught_up(kept, end + 30_000, Pulse(end + 30_000, end + 30_000))
        assert judging.status(kept) == "paused"
        assert judging.seen(kept, end + 90_000).remaining_ms == 30_000

    def test_takes_a_raise_a_millisecond_before_the_end_and_none_at_it(self) -> None:
        kept, _, _ = judging.judge(
            judging.begin(self.room), asked("raise", "1", "1000"), START + 1, alive(START)
        )
        end = START + 780_000
        late, rows, _ = judging.judge(kept, asked("raise", "2", "1050"), end, alive(end))
        assert rows[-1].refused is not None
        assert rows[-1].refused.code == "closed"
        assert judging.seen(late, end).leader == "1"
        kept, rows, _ = judging.judge(kept, asked("raise", "2", "1050"), end - 1, alive(end - 1))
        assert rows[-1].refused is None
        assert judging.seen(kept, end).ends_at == end - 1 + 180_000

    def test_writes_few_rows_however_long_it_lasts(self) -> None:
        kept, rows = judging.begin(self.room), 0
        for seconds in range(1, 700):
            at = START + seconds * 1000
            kept, made_now = judging.caught_up(kept, at, alive(at))
            rows += len(made_now)
        assert rows <= 700 / 10


class TestGuards:
    def test_tell_the_price_that_stands_instead_of_trying(self) -> None:
        kept, _, _ = judging.judge(
            judging.begin(RULES["called_auction"]), asked("raise", "1", "1000"), START, None
        )
        again, rows, gone = judging.judge(
            kept, asked("raise", "2", "1050"), START + 1, None, expected=D("950")
        )
        assert (again, rows) == (kept, [])
        assert gone is not None
        assert gone.stands.price == D("1000")

    def test_let_one_of_two_at_the_same_price_and_instant_stand(self) -> None:
        """A33, a thousand times: the other is told the price that stands, or refused for it where it expected none."""
        kept = judging.begin(rules("dynamic_quotation", free_s=10**6, self_outbid="allowed"))
        price = D(1000)
        for turn in range(1000):
            at, first, second = START + turn, *(("1", "2") if turn % 2 else ("2", "1"))
            stood = judging.seen(kept, at).price
            shown: Decimal | Literal[""] = "" if stood is None else stood
            kept, rows, gone = judging.judge(
                kept, asked("raise", first, str(price)), at, None, expected=shown
            )
            assert gone is None and rows[-1].refused is None
            expected = shown if turn % 3 else None
            after, rows, gone = judging.judge(
                kept, asked("raise", second, str(price)), at, None, expected=expected
            )
            if expected is None:
                assert rows[-1].refused is not None and rows[-1].refused.code == "misses_step"
            else:
                assert gone is not None and (rows, gone.stands.price) == ([], price)
            assert (judging.seen(after, at).price, judging.seen(after, at).leader) == (price, first)
            kept, price = after, price + 50

    def test_take_what_a_clock_shows_for_no_more_than_was_agreed_to(self) -> None:
        """30 s of pause, then 1000 for 10 s, then 990: the price that stood when the sheet was opened is gone by now."""
        kept = judging.begin(rules("descending_clock", sealed_s=0))
        at = START + 41_000
        after, _, gone = judging.judge(kept, asked("take", "2", "1000"), at, None, expected=D("1000"))
        assert (gone, judging.seen(after, at).price) == (None, D("990"))
        _, rows, _ = judging.judge(kept, asked("take", "2", "980"), at, None, expected=D("1000"))
        assert rows[-1].refused is not None
        assert rows[-1].refused.code == "price_moved"

    def test_pause_what_came_out_as_none_may(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept, _, _ = judging.judge(
            judging.begin(RULES["called_auction"]), asked("raise", "1", "1100"), START, None
        )
        wrong = Kept(kept.rules, running.step(kept.rules, kept.run, asked("raise", "2", "1150").model_copy(
            update={"number": 2, "at": START + 5}))[0])  # fmt: skip
        monkeypatch.setattr(running, "step", _lowering(running.step))
        after, rows, _ = judging.judge(wrong, asked("raise", "1", "1200"), START + 9, None)
        assert [one.move.kind for one in rows] == ["pause"]
        assert judging.standing(after) == D("1150")

    @pytest.mark.parametrize("fault", ["number", "instant", "end", "stopped", "refused", "price"])
    def test_pause_whatever_step_has_done_what_none_may(
        self, fault: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each of what is looked at by itself: everything else is as it should be."""
        kept, _, _ = judging.judge(
            judging.begin(rules("called_auction", self_outbid="allowed")),
            asked("raise", "1", "1000"),
            START,
            None,
        )
        if fault in ("end", "stopped"):
            kept, _, _ = judging.judge(kept, made((0, *host(0, "pause", reason="r")[1:]))[0], START + 1, None)
        if fault == "end":
            kept = replace(kept, run=replace(kept.run, ended_at=START + 1))
        step, move = running.step, asked("raise", "1", "1050" if fault != "refused" else "1")
        _, rows, _ = judging.judge(kept, move, START + 2, None)
        assert [one.move.kind for one in rows] == ["raise"]
        monkeypatch.setattr(running, "step", lambda *given: _faulty(fault, step, *given))
        _, rows, _ = judging.judge(kept, move, START + 2, None)
        assert [(one.move.kind, one.move.reason) for one in rows] == [("pause", judging.UNSOUND)]


def _faulty(fault: str, step: Any, rules: Any, run: Any, move: Any) -> Any:
    """Return what a step comes out as that has one fault; of a pause none."""
    after, refused = step(rules, run, move)
    if move.kind != "raise":
        return replace(after, ended_at=run.ended_at), refused
    price, raised = (
        replace(run.form, standing=replace(run.form.standing, price=one))
        for one in (Decimal(990), move.price)
    )
    broken = {
        "number": (replace(after, number=after.number + 1), refused),
        "instant": (replace(after, at=run.at - 1), refused),
        "end": (replace(after, ended_at=run.ended_at + 1), refused),
        "stopped": (replace(after, form=raised), None),
        "refused": (replace(after, form=price), refused),
        "price": (replace(after, form=price), refused),
    }
    return broken[fault]


def _lowering(step: Any) -> Any:
    def lowered(given: Any, run: Any, move: Any) -> Any:
        return (
            (run.__class__(run.form, run.clock, move.number, move.at), None)
            if move.kind == "raise"
            else step(given, run, move)
        )

    return lowered
