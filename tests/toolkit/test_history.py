"""Reading a log again: from where it stopped, and with the same result as from the beginning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.toolkit.competition import OPENED_AT, Competition
from tests.toolkit.pki import NOW
from toolkit import cases, history
from toolkit.history import Reader
from toolkit.log import leaves, tiles
from toolkit.refusals import Refused

MANY = 3 * tiles.WIDTH


class Counted:
    """Files that say which of them were read."""

    def __init__(self, files: tiles.Files) -> None:
        self.files, self.bundles = files, list[str]()

    def __call__(self, path: str) -> bytes:
        if "entries" in path:
            self.bundles.append(path)
        return self.files(path)


@pytest.fixture
def grow(competition: Competition) -> Callable[[int], None]:
    def add(count: int) -> None:
        for _ in range(count):
            competition.log.add(len(competition.log.leaves).to_bytes(32, "big"))

    return add


def reading(competition: Competition, reader: Reader, *wanted: bytes) -> tuple[history.History, Counted]:
    files = Counted(competition.log.files())
    head = competition.log.head(NOW)
    start = competition.policy_index
    return reader.read(files, head, competition.custody, start, frozenset(wanted)), files


class TestReader:
    def test_goes_on_where_it_stopped(self, competition: Competition, grow: Callable[[int], None]) -> None:
        one = competition.file()
        filed, ended = leaves.filed(one.salt, one.filing.name), leaves.ended(one.filing.name)
        reader = Reader()
        grow(MANY)
        _, first = reading(competition, reader, filed, ended)
        assert len(first.bundles) == 4
        competition.withdraw(one)
        grow(5)
        found, again = reading(competition, reader, filed, ended)
        assert len(again.bundles) == 1
        whole = history.read(
            competition.log.files(), competition.log.head(NOW), competition.custody, competition.policy_index
        )
        assert (found.first(filed), found.first(ended)) == (whole.first(filed), whole.first(ended))
        assert found.first(ended) is not None
        assert (found.at(one.index), list(found.lines)) == (filed, list(whole.lines))

    def test_keeps_what_is_asked_for_alone(
        self, competition: Competition, grow: Callable[[int], None]
    ) -> None:
        grow(10)
        last = competition.log.leaves[-1]
        found, _ = reading(competition, Reader())
        assert (found.first(last), found.at(len(competition.log.leaves) - 1)) == (None, None)
        assert reading(competition, Reader(), last)[0].first(last) == len(competition.log.leaves) - 1

    def test_reads_all_again_for_other_questions(
        self, competition: Competition, grow: Callable[[int], None]
    ) -> None:
        reader = Reader()
        grow(MANY)
        reading(competition, reader)
        early = competition.log.leaves[competition.policy_index + 1]
        found, files = reading(competition, reader, early)
        assert found.first(early) == competition.policy_index + 1
        assert len(files.bundles) == 4

    def test_is_not_deceived_by_a_log_that_was_written_anew(
        self, competition: Competition, grow: Callable[[int], None]
    ) -> None:
        reader = Reader()
        grow(MANY)
        reading(competition, reader)
        competition.log.leaves[competition.policy_index + 2] = b"\7" * 32
        grow(1)
        with pytest.raises(Refused, match="checkpoint_inconsistent"):
            reading(competition, reader)

    def test_comes_to_the_same_of_a_case(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        reader, pins = Reader(), competition.world.pins()
        early = OPENED_AT - timedelta(minutes=14)
        with pytest.raises(Refused, match="objection_period"):
            cases.check(competition.case(at=early), 1, pins, seen=None, at=early, read=reader.read)
        competition.log.add(b"\1" * 32)
        agreed = cases.check(competition.case(), 1, pins, seen=None, at=OPENED_AT, read=reader.read)
        assert list(agreed.bids) == [one.filing.name]
