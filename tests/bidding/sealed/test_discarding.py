"""What was refused, replaced or withdrawn goes in the end, and only that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from accounts.actor import Actor
from bidding import tasks
from bidding.actions import discarding, freezing
from bidding.models import Filing, Upload
from bidding.sealed import store
from foundation import clock, sequencer
from foundation.models import Event
from tests.bidding.sealed import test_freezing
from tests.bidding.sealed.scene import Scene
from tests.security.superuser import as_superuser, found
from toolkit.sealing import Before
from trading.actions import ticking
from trading.law.grammar import Phase
from trading.models import Hold

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor.clock()


@pytest.fixture
def spent(scene: Scene) -> Mapping[str, Filing]:
    """Bai replaces a bid, Cui withdraws one and has another refused: one bid is left, and the lot fails for it."""
    first, replaced = scene.filed("bai")
    _, live = scene.filed("bai", before=Before(first.core.bid, 1, first.name))
    second, withdrawn = scene.filed("cui")
    scene.desk("cui").withdraw(second, scene.signer("cui"), clock.now())
    folder = scene.seal("cui", before=Before(second.core.bid, 1, second.name))
    names = scene.upload(folder, "cui")
    part = next(name for name in names if name.endswith(".sealed"))
    answer = scene.file(folder, "cui", files=test_freezing.damaged(scene, names, part))
    assert answer.body["state"] == "refused", answer.body
    scene.walk_to_deadline(seconds=2)
    scene.grow()
    assert freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY) is not None
    ticking.tick()
    assert scene.lot.phase == Phase.FAILED
    refused = Filing.objects.get(status="refused")
    return {"replaced": replaced, "live": live, "withdrawn": withdrawn, "refused": refused}


def later(**time: int) -> None:
    clock.shift_to(clock.now() + timedelta(**time))


def there(filing: Filing) -> set[bool]:
    return {store.path(upload).exists() for upload in filing.files.values()}


class TestDiscarding:
    def test_removes_what_counts_for_nothing_and_tells_of_it(
        self, spent: Mapping[str, Filing], scene: Scene
    ) -> None:
        assert sum(one.held_bytes for one in spent.values()) > 0
        later(days=settings.SPENT_DAYS - 1)
        assert tasks.discard() == 0
        later(days=2)
        assert tasks.discard() == 3
        assert tasks.discard() == 0
        assert there(spent["live"]) == {True}
        for name in ("replaced", "withdrawn", "refused"):
            assert there(spent[name]) == {False}
            told = Event.objects.get(type="bidding.filing.discarded", data__filing=spent[name].id)
            assert told.data["bytes"] >= spent[name].held_bytes > 0
        folder = Path(settings.MEDIA_ROOT) / "sealed"
        kept = {one.name for one in folder.rglob("*") if one.is_file()}
        assert kept == set(Upload.objects.values_list("id", flat=True))
        assert set(spent["live"].files.values()) <= kept
        sequencer.drain()
        scene.log.step()
        assert {one for one in found() if one[0].startswith("filing")} == set()
        with as_superuser(
            f"UPDATE bidding_filing SET discarded_at = now() WHERE id = '{spent['live'].id}'",
        ):
            assert [code for code, where in found() if spent["live"].id in where] == ["filing_files"]

    def test_waits_while_the_lot_is_on_hold(self, spent: Mapping[str, Filing], scene: Scene) -> None:
        later(days=settings.SPENT_DAYS + 1)
        hold = Hold.objects.create(
            lot=scene.lot, cause="supervisor", reason="核查", law="", by="supervisor", starts_at=clock.now()
        )
        assert tasks.discard() == 0
        assert discarding.discard(filing_id=spent["replaced"].id, by=BY) is None
        hold.ended_at = clock.now()
        hold.save()
        assert tasks.discard() == 3

    def test_spares_what_another_filing_names_as_well(self, spent: Mapping[str, Filing]) -> None:
        later(days=settings.SPENT_DAYS + 1)
        shared, live = next(iter(spent["replaced"].files.values())), spent["live"]
        files = json.dumps(live.files | {"again": shared})
        with as_superuser(f"UPDATE bidding_filing SET files = '{files}' WHERE id = '{live.id}'"):
            assert discarding.discard(filing_id=spent["replaced"].id, by=BY) is not None
            assert set(Upload.objects.values_list("id", flat=True)) & set(
                spent["replaced"].files.values()
            ) == {shared}

    @pytest.mark.parametrize("name", ["live", "refused"])
    def test_is_not_said_of_a_live_bid_nor_taken_back(self, spent: Mapping[str, Filing], name: str) -> None:
        rows = Filing.objects.filter(id=spent[name].id)
        if name == "refused":
            rows.update(discarded_at=clock.now())
        with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
            rows.update(discarded_at=None if name == "refused" else clock.now())

    def test_touches_no_live_bid(self, spent: Mapping[str, Filing]) -> None:
        later(days=settings.SPENT_DAYS + 1)
        assert discarding.discard(filing_id=spent["live"].id, by=BY) is None
        assert there(spent["live"]) == {True}


def test_a_lot_that_goes_on_keeps_everything(scene: Scene) -> None:
    first, replaced = scene.filed("bai")
    scene.filed("bai", before=Before(first.core.bid, 1, first.name))
    later(days=400)
    assert discarding.due(clock.now()) == []
    assert discarding.discard(filing_id=replaced.id, by=BY) is None
