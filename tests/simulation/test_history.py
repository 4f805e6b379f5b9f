"""What clients heard is held against the log: an answer that no course explains is found, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.simulation.history import Call, Row, faults
from tests.toolkit.auctions.rooms import START, D, made, rules

RULES = rules("dynamic_quotation")
LOG = made(
    (10, "raise", {"bidder": "1", "price": D(1000)}),
    (20, "raise", {"bidder": "2", "price": D(1050)}),
    (30, "raise", {"bidder": "2", "price": D(1100)}),
)
ROWS = [
    Row(move, code, by, key)
    for move, code, by, key in zip(
        LOG, ("", "", "leads_already"), ("mem_1", "mem_2", "mem_2"), "abc", strict=True
    )
]
NOW = {"phase": "free", "price": "1050", "leader": "2", "least": "1100", "ends_at": START + 600_000}


def asked(by: str, key: str, price: str, at: float, **heard: Any) -> Call:
    return Call(by, key, {"kind": "raise", "price": price}, at, at + 1, **heard)


FIRST = asked("mem_1", "a", "1000", 1, number=1, now=NOW | {"price": "1000", "leader": "1", "least": "1050"})
STALE = asked("mem_1", "d", "1050", 3, code="price_moved", stands="1050", now=NOW)
SECOND = asked("mem_2", "b", "1050", 2.5, number=2, now=NOW)
REFUSED = asked("mem_2", "c", "1100", 5, number=3, code="leads_already", now=NOW)
HEARD = (FIRST, SECOND, STALE, REFUSED)


def among(call: Call, **other: Any) -> list[Call]:
    """Return what was heard with something else in one answer."""
    return [replace(one, **other) if one is call else one for one in HEARD]


def test_one_course_explains_what_is_true() -> None:
    twice = replace(FIRST, asked_at=7, heard_at=8)
    unheard = replace(SECOND, heard_at=None, number=None)
    assert faults(RULES, ROWS, [*HEARD, twice, unheard]) == []


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("a: answered 2 accepted, which is not in the log", among(FIRST, number=2)),
        ("c: answered 3 misses_step, which is not in the log", among(REFUSED, code="misses_step")),
        ("z: answered 2 accepted, which is not in the log", among(SECOND, key="z")),
        ("2: nobody asked for it", among(SECOND, key="z")),
        ("b: answered with another move", among(SECOND, fields={"kind": "raise", "price": "1100"})),
        ("c: was told", among(REFUSED, now=NOW | {"least": "1050"})),
        ("c: was told", among(REFUSED, now=NOW | {"ends_at": START})),
        ("d: 1100 did not stand meanwhile", among(STALE, stands="1100")),
        ("d: was told", among(STALE, now=NOW | {"leader": "1"})),
        ("d: 1050 did not stand meanwhile", among(STALE, asked_at=0.1, heard_at=0.2)),
        ("a: is 1, but 3 was answered before it was asked for", among(FIRST, asked_at=8, heard_at=9)),
        ("x: reused, but nobody used it", among(STALE, key="x", code="key_reused")),
    ],
)
def test_whatever_is_not_true_is_found(words: str, heard: Sequence[Call]) -> None:
    assert any(one.startswith(words) for one in faults(RULES, ROWS, heard))


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("a key moved twice", [replace(one, by="mem_2", key="b") for one in ROWS]),
        ("3: written as accepted, replays as", [*ROWS[:2], replace(ROWS[2], code="")]),
        ("3: its number is 2", [*ROWS[:2], ROWS[1]]),
    ],
)
def test_a_log_that_contradicts_itself_is_found(words: str, rows: Sequence[Row]) -> None:
    assert any(one.startswith(words) for one in faults(RULES, rows, HEARD))
