"""The open feed of deals that are announced, from the first release on: what is told, what is not, and once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Process, Release
from archive.ocds import collecting, reading, releases
from archive.ocds.releases import OpenFeed
from archive.ocds.values import Json, decode
from config.demo import moves
from foundation import clock, followers
from foundation.models import FollowerCursor
from tests.archive.ocds import holding
from tests.world import World, build
from trading.models import Lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def told(made: moves.Cast) -> list[Json]:
    """Return the releases of a deal's first lot."""
    followers.catch_up()
    rows = Release.objects.filter(process__lot=made.lot).order_by("number")
    return [decode(one.body) for one in rows]


def answered(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


class TestADraft:
    def test_is_not_told(self, world: World) -> None:
        assert told(world.draft()) == []
        assert not Process.objects.exists()


class TestAnAnnouncedDeal:
    def test_is_told_with_its_notice_and_without_bidders(self, world: World) -> None:
        made = world.announced()
        process = told(made)
        last = process[-1]
        assert process[0]["tag"] == ["tender"]
        assert last["tender"]["status"] == "active"
        assert last["tender"]["procurementMethod"] == "open"
        assert last["tender"]["mainProcurementCategory"] == "works"
        assert {one["documentType"] for one in last["tender"]["documents"] if "documentType" in one} == {
            "tenderNotice", "biddingDocuments",
        }  # fmt: skip
        assert not {"bids", "awards", "contracts"} & last.keys()
        assert holding.problems() == []

    def test_is_told_once_however_often_its_events_are_read(self, world: World) -> None:
        made = world.announced()
        before = told(made)
        FollowerCursor.objects.filter(name=OpenFeed.name).update(position=0)
        assert told(made) == before

    def test_is_told_again_when_a_question_is_answered_and_not_when_it_is_asked(self, world: World) -> None:
        made = world.announced()
        before = told(made)
        asked = world.tell("bai", f"/api/v1/lots/{made.lot}/questions/", {"text": "几层？"})
        assert told(made) == before
        world.tell("sun", f"/api/v1/questions/{asked['id']}/answer/", {"answer": "三层。"})
        *earlier, last = told(made)
        assert (earlier, last["tag"]) == (before, ["tenderUpdate"])
        assert [one["answer"] for one in last["tender"]["enquiries"]] == ["三层。"]
        assert holding.problems() == []

    def test_has_a_process_for_each_of_its_lots(self, world: World) -> None:
        made = world.announced(lots=3)
        followers.catch_up()
        assert [one.number for one in Process.objects.order_by("number")] == [1, 2, 3]
        assert {one.lot_id for one in Process.objects.all()} == set(made.lots)
        sequences = list(Release.objects.order_by("sequence").values_list("sequence", flat=True))
        assert sequences == list(range(1, len(sequences) + 1))

    def test_is_asked_for_in_as_many_queries_with_three_lots_as_with_one(self, world: World) -> None:
        counts = []
        for lots in (1, 3):
            made = world.announced(lots=lots)
            with CaptureQueriesContext(connection) as asked:
                collecting.known(made.lots, site="https://example.org")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 12

    def test_is_dated_by_the_platform_and_never_before_the_last(self, world: World) -> None:
        made = world.announced()
        dates = [one["date"] for one in told(made)]
        assert dates == sorted(set(dates))
        assert dates[0].startswith(f"{clock.now():%Y-%m-%d}")


class TestTheFeed:
    def test_leads_from_page_to_page_through_everything_once(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.announced(lots=3)
        followers.catch_up()
        monkeypatch.setattr(reading, "SIZE", 2)
        path, seen = "/ocds/releases", []
        while path:
            page = answered(path)
            seen += [one["id"] for one in page["releases"]]
            path = page.get("links", {}).get("next", "").removeprefix("http://127.0.0.1:8000")
        assert seen == [f"{one.process_id}-{one.number}" for one in Release.objects.order_by("sequence")]

    def test_has_a_second_page_though_one_would_hold_everything(self, world: World) -> None:
        world.announced(lots=2)
        followers.catch_up()
        first = answered("/ocds/records")
        assert len(first["records"]) == 1
        assert "cursor=1" in first["links"]["next"]

    def test_gives_a_record_by_its_id_with_the_addresses_of_its_releases(self, world: World) -> None:
        made = world.announced()
        last = told(made)[-1]
        (record,) = answered(f"/ocds/records/{last['ocid']}")["records"]
        assert record["compiledRelease"]["tag"] == ["compiled"]
        assert [one["tag"] for one in record["releases"]] == [one["tag"] for one in told(made)]
        url, _, name = record["releases"][-1]["url"].partition("#")
        page = answered(url.removeprefix("http://127.0.0.1:8000"))
        assert page["releases"][0]["id"] == name == last["id"]

    def test_sifts_by_date(self, world: World) -> None:
        made = world.announced()
        told(made)
        world.later(days=1)
        later = world.announced()
        told(later)
        since = f"{clock.now() - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
        page = answered(f"/ocds/releases?from={since}")
        assert {one["ocid"] for one in page["releases"]} == {told(later)[0]["ocid"]}

    def test_is_revalidated(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        first = Client().get("/ocds/releases")
        again = Client().get("/ocds/releases", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304

    @pytest.mark.parametrize(
        ("path", "code"),
        [
            ("/ocds/releases", "nothing_published"),
            ("/ocds/records", "nothing_published"),
            ("/ocds/records/ocds-213czf-lot_x", "process_not_found"),
        ],
    )
    def test_is_no_empty_package(self, world: World, path: str, code: str) -> None:
        answer = Client().get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, code)

    def test_is_refused_by_words_that_it_does_not_know(self, world: World) -> None:
        assert Client().get("/ocds/releases?page=2").status_code == 400


class TestAWriter:
    def test_leaves_no_gap_where_it_fails(self, world: World) -> None:
        made = world.announced()
        with pytest.raises(RuntimeError), transaction.atomic():
            releases.release(made.lots)
            raise RuntimeError
        followers.catch_up()
        assert Release.objects.order_by("sequence").values_list("sequence", flat=True)[0] == 1

    def test_passes_by_what_nobody_may_know_of(self, world: World) -> None:
        releases.release(world.draft().lots)
        assert Lot.objects.exists()
        assert not Release.objects.exists()
