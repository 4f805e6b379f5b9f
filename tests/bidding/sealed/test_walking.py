"""A demonstration's clock stands still at a sealed deadline until the log was witnessed and the list is there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bidding.actions import freezing
from bidding.models import FreezeList
from bidding.tasks import settle
from foundation import clock
from tests.bidding.sealed.scene import Scene
from toolkit.cuts import CUT_WITHIN_MS
from trading.actions import walking

pytestmark = pytest.mark.django_db


class TestWalking:
    def test_waits_for_the_list_and_closes_at_the_deadline(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scene.register("deng")
        for who in ("bai", "cui", "deng"):
            scene.filed(who)
        deadline, pauses = scene.deadline, []

        def work(seconds: float) -> None:
            """What log, witnesses and worker do meanwhile."""
            pauses.append(seconds)
            if len(pauses) >= 3:
                scene.grow()
            settle()

        monkeypatch.setattr("trading.actions.walking.time.sleep", work)
        for _stop in walking.walk_to(deadline + timedelta(days=1)):
            pass
        row = FreezeList.objects.get()
        assert row.issued_at is not None and row.issued_at - deadline < timedelta(milliseconds=CUT_WITHIN_MS)
        assert row.token_of_cut == b"" and len(pauses) == 4  # the fourth for the list's own leaf
        step = scene.lot.steps.get(step="close")
        assert step.at - deadline < timedelta(minutes=1)

    def test_goes_on_where_no_list_can_come_any_more(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scene.filed("bai")
        end = scene.deadline + timedelta(minutes=2)
        # Nobody works; the clock runs as it does, here faster.
        monkeypatch.setattr(
            "trading.actions.walking.time.sleep", lambda _: clock.shift_to(clock.now() + timedelta(seconds=5))
        )
        for _stop in walking.walk_to(end):
            pass
        assert not FreezeList.objects.filter(issued_at__isnull=False).exists()
        assert clock.now() >= end

    @pytest.mark.parametrize("seconds", [-60, 75])
    def test_does_not_wait_at_other_times(self, scene: Scene, seconds: int) -> None:
        scene.walk_to_deadline(seconds=seconds)
        assert not freezing.is_awaited(clock.now())
