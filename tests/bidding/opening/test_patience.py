"""What fails is tried again ever more seldom, and holds up nobody."""

from __future__ import annotations

from typing import Any

import pytest

from bidding.patience import Patience
from bidding.sealed import cases
from tests.bidding.opening.hall import Hall


def test_patience_grows_and_is_forgotten() -> None:
    now = 0.0
    patience = Patience(now=lambda: now)
    tried = []
    for second in range(400):
        now = float(second)
        if patience.is_due("lot"):
            tried.append(second)
            patience.failed("lot")
    assert tried == [0, 3, 9, 21, 45, 93, 153, 213, 273, 333, 393]
    assert patience.is_due("another")
    patience.forget("lot")
    assert patience.is_due("lot")


@pytest.mark.django_db
def test_a_lot_that_cannot_be_opened_is_not_looked_at_all_the_time(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for who in ("bai", "cui", "deng"):
        hall.scene.filed(who)
    hall.freeze()
    hall.later(seconds=601)
    asked = []

    def poison(row: Any) -> Any:
        asked.append(row.lot_id)
        raise RuntimeError("11000000.00")

    monkeypatch.setattr(cases, "case_of", poison)
    process = hall.opener()
    assert [process.turn() for _ in range(5)] == [0] * 5
    assert asked == [hall.lot]
    assert "RuntimeError" in caplog.text
    assert "11000000.00" not in caplog.text
