"""What holds of computed opponents, in whatever they are put: they move by the rules, in time, never beyond what they have in mind."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.examples import examples
from tests.toolkit.auctions.logs import moved, ruled
from tests.toolkit.auctions.rooms import RULES, START, D, rules
from toolkit.auctions import opponents
from toolkit.auctions.moves import Move
from toolkit.auctions.opponents import CHARACTERS, Intent, Opponent
from toolkit.auctions.running import Run, begin, seen, step

MOVE: TypeAdapter[Move] = TypeAdapter(Move)
SEED = st.integers(0, 2**32)
FORMS = pytest.mark.parametrize("form", sorted(opponents.FORMS))
cheap = examples(10)
BETTER = {"raise", "quote", "take"}


def name(seed: int) -> str:
    return f"{seed:064x}"


def made(intent: Intent, run: Run) -> Any:
    return MOVE.validate_python({**intent.fields, "number": run.number + 1, "at": intent.at})


def wishes(room: Any, run: Run, at: int, seed: int) -> list[tuple[Opponent, Intent]]:
    invited = opponents.invited(room, room.bidders, name(seed))
    found = [(one, opponents.intent(room, run, one, at, name(seed))) for one in invited]
    return [(one, intent) for one, intent in found if intent is not None]


@FORMS
class TestWhateverHappened:
    """After an invented log that anybody may have left behind: pauses, claims, steps, wrong moves."""

    @given(seed=SEED)
    @cheap
    def test_what_they_mean_to_do_is_accepted(self, form: str, seed: int) -> None:
        room = ruled(seed, form).model_copy(update={"silence_s": 0})  # no trial asks for signs of life
        log, chance = moved(seed, form, room), Random(seed)
        run = begin(room)
        for move in log[: chance.randint(0, len(log))]:
            run, _ = step(room, run, move)
        at = max(run.at, START + chance.choice([-5000, 0, 1000, 300_000, 640_000]))
        for one, intent in wishes(room, run, at, seed):
            before, shown = seen(room, run, at)
            assert intent.at > at
            assert not shown.ends or intent.at < before.clock.world(shown.ends)
            after, refused = step(room, run, made(intent, run))
            assert refused is None, (intent, refused)
            assert after.number == run.number + 1
            if intent.fields["kind"] in BETTER:
                price = D(intent.fields["price"])
                assert price <= one.limit if type(room).up else price >= one.limit

    def test_the_same_seed_means_the_same_and_another_something_else(self, form: str) -> None:
        room = rules(form)
        run = begin(room)
        assert wishes(room, run, START, 1) == wishes(room, run, START, 1)
        limits = {
            tuple(one.limit for one in opponents.invited(room, room.bidders, name(n))) for n in range(9)
        }
        assert len(limits) > 1


class TestCharacters:
    """What each is known for, in a timed period of three minutes that has just begun."""

    @given(seed=SEED)
    @cheap
    def test_come_early_in_between_and_late(self, seed: int) -> None:
        room = rules("dynamic_quotation", free_s=180, countdown_s=60)
        run = begin(room)
        waits = {}
        for character in CHARACTERS:
            one = Opponent(bidder="1", character=character, limit=D(2000))
            intent = opponents.intent(room, run, one, START, name(seed))
            assert intent is not None
            waits[character] = intent.at - START
        assert 1500 <= waits["eager"] <= 5000
        assert 36_000 <= waits["patient"] <= 90_000
        assert 176_000 <= waits["last_second"] <= 178_800

    def test_leave_at_their_limit_and_never_outbid_themselves(self) -> None:
        room = rules("dynamic_quotation")
        run, _ = step(
            room,
            begin(room),
            made(Intent(START + 1000, {"kind": "raise", "bidder": "1", "price": "1000"}), begin(room)),
        )
        for bidder, limit, bids in (("1", D(2000), False), ("2", D("1049.99"), False), ("2", D(1050), True)):
            one = Opponent(bidder=bidder, character="eager", limit=limit)
            assert (opponents.intent(room, run, one, START + 1000, name(1)) is not None) is bids

    def test_the_last_second_of_a_called_auction_is_before_the_last_call(self) -> None:
        room = rules("called_auction", call_s=5)
        one = Opponent(bidder="2", character="last_second", limit=D(2000))
        run, at, comes = begin(room), START, []
        for _ in range(4):
            comes.append(opponents.intent(room, run, one, at, name(1)) is not None)
            call = opponents.auctioneer(room, run, at)
            assert call is not None
            run, refused = step(room, run, made(call, run))
            assert refused is None
            at = call.at
        assert comes == [False, False, True, True]
        assert run.form.hammered == START + 20_000

    def test_an_auctioneer_leads_called_auctions_alone(self) -> None:
        for form in sorted(RULES):
            room = rules(form)
            assert (opponents.auctioneer(room, begin(room), START) is not None) is (form == "called_auction")
