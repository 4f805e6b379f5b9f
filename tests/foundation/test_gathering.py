"""Whoever asks at the same time is answered together, and each as if it had asked alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from foundation.gathering import ALONE, Alone, Gathering

WAIT_SECONDS = 120


class Rounds:
    """A gathering that doubles numbers; the first round waits until it is let go."""

    def __init__(
        self, together: Callable[[Sequence[int]], Sequence[int | Alone]] | None = None, most: int = 64
    ):
        self.sizes: list[int] = []
        self.by: set[str] = set()
        self.began, self.goes = threading.Event(), threading.Event()
        self._answers = together or (lambda asked: [2 * one for one in asked])
        self.ask = Gathering(self._together, self._alone, most=most)

    def _together(self, asked: Sequence[int]) -> Sequence[int | Alone]:
        self.sizes.append(len(asked))
        self.began.set()
        assert self.goes.wait(WAIT_SECONDS)
        return self._answers(asked)

    def _alone(self, asked: int) -> int:
        self.by.add(threading.current_thread().name)
        if asked == 13:
            raise ArithmeticError("thirteen")
        return 2 * asked

    def rush(self, numbers: Sequence[int]) -> list[object]:
        """Ask for the first, and for all others while its round works."""

        def ask(number: int) -> object:
            try:
                return self.ask(number)
            except ArithmeticError as error:
                return error

        with ThreadPoolExecutor(len(numbers)) as pool:
            first = pool.submit(ask, numbers[0])
            assert self.began.wait(WAIT_SECONDS)
            others = [pool.submit(ask, number) for number in numbers[1:]]
            while len(self.ask._waiting) < len(others):
                pass
            self.goes.set()
            return [one.result(WAIT_SECONDS) for one in (first, *others)]


class TestAGathering:
    def test_works_at_once_for_who_is_alone(self) -> None:
        rounds = Rounds()
        rounds.goes.set()
        assert [rounds.ask(1), rounds.ask(2)] == [2, 4]
        assert rounds.sizes == [1, 1] and not rounds.ask.is_busy

    def test_takes_all_along_who_came_meanwhile(self) -> None:
        rounds = Rounds()
        assert rounds.rush(range(9)) == [2 * n for n in range(9)]
        assert rounds.sizes == [1, 8] and not rounds.ask.is_busy

    def test_is_idle_from_its_last_round_on(self) -> None:
        seen: list[float] = []

        def note(asked: Sequence[int]) -> list[int]:
            seen.append(ask.idle_seconds)
            return [0 for _ in asked]

        ask: Gathering[int, int] = Gathering(note, int, most=1)
        before = time.monotonic()
        ask(1)
        assert seen == [0.0] and 0 < ask.idle_seconds <= time.monotonic() - before

    def test_bounds_its_rounds(self) -> None:
        rounds = Rounds(most=3)
        assert rounds.rush(range(9)) == [2 * n for n in range(9)]
        assert rounds.sizes == [1, 3, 3, 2]

    def test_leaves_what_would_wait_to_its_own_thread(self) -> None:
        rounds = Rounds(lambda asked: [ALONE if one % 2 else 2 * one for one in asked])
        assert rounds.rush(range(9)) == [2 * n for n in range(9)]
        assert len(rounds.by) == 4

    def test_that_fails_lets_each_meet_its_own_error(self) -> None:
        def fails(asked: Sequence[int]) -> Sequence[int]:
            if 13 in asked:
                raise RuntimeError("all of them")
            return [2 * one for one in asked]

        rounds = Rounds(fails)
        told = rounds.rush([0, 1, 13, 2])
        assert [told[0], told[1], told[3]] == [0, 2, 4] and isinstance(told[2], ArithmeticError)
        assert not rounds.ask.is_busy

    @pytest.mark.parametrize("most", [1, 7, 64])
    def test_answers_everybody_in_a_long_rush(self, most: int) -> None:
        rounds = Rounds(lambda asked: [ALONE if one % 5 == 0 else 2 * one for one in asked], most=most)
        rounds.goes.set()
        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(rounds.ask, range(14, 2000))) == [2 * n for n in range(14, 2000)]
        assert not rounds.ask.is_busy and max(rounds.sizes) <= most
