"""Notices of other systems are shown as they came, many at a time."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from foundation import clock, feeds, followers
from foundation.models import Event
from notices import queries
from notices.models import Notice
from tests.factories.accounts import MemberFactory, actor
from trading.actions.exchange import hand_in
from trading.models import Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return actor(MemberFactory.create(role=Role.EXCHANGE))


def record(key: str, **texts: str) -> dict:
    return {
        "key": key, "kind": "procurement", "title": f"采购{key}", "organiser": "某市示例医院", "region": "370200",
        "sector": "finance", "particulars": {"source_system": "采购系统", "native_number": key},
        "lots": [{"number": 1, "title": "一包", "state": "announced", "particulars": {}}],
        "notices": [
            {
                "key": name, "kind": "procurement_announcement", "title": f"公告{name}", "text": text,
                "published_at": "2025-12-01T09:00:00+08:00", "url": "https://example.org/",
            }
            for name, text in texts.items()
        ],
    }  # fmt: skip


def published(key: str) -> list[tuple[str, int, str]]:
    return [
        (notice.title, notice.version, notice.content["sections"][0]["paragraphs"][0]["zh"])
        for notice in queries.readable().filter(deal__source_key=key).order_by("position")
    ]


class TestHandedInNotices:
    def test_are_published_once_with_their_versions_and_their_day(self, by) -> None:
        hand_in(source="t", records=[record("a", n1="甲", n2="乙"), record("b", n1="丙")], by=by)
        followers.catch_up()
        hand_in(source="t", records=[record("a", n1="甲改", n2="乙")], by=by)
        followers.catch_up()
        assert published("a") == [("公告n1", 1, "甲"), ("公告n2", 1, "乙"), ("公告n1", 2, "甲改")]
        assert published("b") == [("公告n1", 1, "丙")]
        stands = queries.published().filter(deal__source_key="a").order_by("position")
        assert [(notice.title, notice.version) for notice in stands] == [("公告n2", 1), ("公告n1", 2)]
        notice = Notice.objects.order_by("position").first()
        assert notice is not None
        assert [one.id for one in queries.versions(notice)] == [notice.id, stands[1].id]
        assert notice.published_at == datetime(2025, 12, 1, 9, tzinfo=clock.ZONE)
        assert (notice.title_en, notice.source_url) == (notice.title, "https://example.org/")

    def test_of_one_key_in_one_batch_count_on(self, by) -> None:
        hand_in(source="t", records=[record("a", n1="甲"), record("a", n1="乙"), record("a", n1="甲")], by=by)
        followers.catch_up()
        assert published("a") == [("公告n1", 1, "甲"), ("公告n1", 2, "乙")]

    def test_are_told_in_the_feeds_of_everybody_and_of_the_organiser(self, by) -> None:
        hand_in(source="t", records=[record("a", n1="甲"), record("b", n1="乙")], by=by)
        followers.catch_up()
        deal = Deal.objects.get(source_key="a")
        for feed in (feeds.PUBLIC, feeds.party(deal.organiser_id)):
            entries = feeds.read(feed, 0)
            assert [entry.sequence for entry in entries] == list(range(1, 7))
            assert [entry.type for entry in entries if entry.deal == deal.id] == [
                "trading.lot.created", "trading.lot.moved", "notices.notice.published",
            ]  # fmt: skip
        assert Event.objects.filter(type="notices.notice.published").count() == Notice.objects.count() == 2

    def test_are_written_with_as_many_queries_for_many_as_for_few(self, by) -> None:
        asked = []
        for batch, many in (("a", 1), ("b", 5), ("c", 20)):
            hand_in(source="t", records=[record(f"{batch}{n}", n1="甲", n2="乙") for n in range(many)], by=by)
            with CaptureQueriesContext(connection) as queries_asked:
                followers.catch_up()
            asked.append(len(queries_asked))
        assert Notice.objects.count() == 52
        assert asked[2] <= asked[1] + 2 <= 250, asked
