"""The log's silence is that of a quorum of witnesses: one alone neither breaks it nor makes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from foundation import transparency
from foundation.models import LogCosignature
from toolkit.log import note
from toolkit.log.note import WITNESS

pytestmark = pytest.mark.django_db
SINCE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _three(settings: Any) -> None:
    keys = [note.generate(f"{name}.example", WITNESS) for name in "abc"]
    settings.TRANSPARENCY_WITNESSES = tuple(str(one.verifier) for one in keys)


def cosigned(witness: str, *minutes: int) -> None:
    for minute in minutes:
        LogCosignature.objects.create(
            size=1000 + minute, root=b"r", witness=f"{witness}.example", raw=b"x", log_raw=b"x",
            seconds=int(SINCE.timestamp()) + 60 * minute,
        )  # fmt: skip


def silence(quorum: int) -> list[float]:
    found = transparency.longest_silence(SINCE, UNTIL, quorum)
    return [(one - SINCE).total_seconds() / 60 for one in found]


def length(found: list[float]) -> float:
    return found[1] - found[0]


def test_is_broken_by_a_quorum_only() -> None:
    """One witness that says it sees heads, while nobody else is shown any, must not hide that the platform is gone."""
    cosigned("a", *range(15))
    cosigned("b", *range(5), *range(9, 15))
    assert length(silence(1)) == 1
    assert silence(2) == [4, 9]
    assert silence(3) == [0, 15]


def test_is_not_made_by_one_that_failed_alone() -> None:
    for witness in "ab":
        cosigned(witness, *range(15))
    cosigned("c", 0)
    assert length(silence(2)) == 1


def test_is_not_broken_by_who_counts_no_more() -> None:
    cosigned("d", *range(15))
    assert silence(1) == [0, 15]


def test_takes_a_head_when_the_last_of_a_quorum_has_seen_it() -> None:
    cosigned("a", 3)
    LogCosignature.objects.create(
        size=1003, root=b"r", witness="b.example", raw=b"x", log_raw=b"x", seconds=int(SINCE.timestamp()) + 600
    )  # fmt: skip
    assert silence(2) == [0, 10]
