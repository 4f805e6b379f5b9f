"""What is public can be found, nothing else can, and it does not matter when the follower comes."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from foundation import followers
from notices.models import Notice, SearchEntry
from notices.search import indexing, suggesting
from notices.search.asking import Question, find, phrases_of
from tests.world import World
from trading.models import Deal

pytestmark = pytest.mark.django_db


def table() -> list[dict[str, Any]]:
    return [dict(row) for row in SearchEntry.objects.order_by("id").values()]


def found(text: str, **given: Any) -> set[str]:
    return {hit.id for hit in find(Question(phrases_of(text), **given)).hits}


class TestIndex:
    def test_holds_a_deal_from_its_announcement_on_and_its_notices(self, world: World) -> None:
        made = world.draft()
        followers.catch_up()
        assert table() == []
        assert suggesting.suggest("测试") == []
        world.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
        followers.catch_up()
        notices = {notice.id for notice in Notice.objects.filter(deal=made.deal)}
        assert notices
        assert found("测试工程") == {made.deal, *notices}
        assert found("測試工程", subject="deal") == {made.deal}
        assert found("construction", subject="notice") <= notices
        organiser = world.deal(made).organiser
        assert made.deal in found(organiser.name)
        assert suggesting.suggest(organiser.name[1:4]) == [organiser.name]
        assert suggesting.suggest("测试") == ["测试工程"]

    def test_follows_the_phase_and_leaves_the_rest_as_it_stands(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()
        before = table()
        assert {row["phase"] for row in before} == {world.deal(made).phase}
        Deal.objects.filter(id=made.deal).update(phase="suspended", estimate="7.00")
        indexing.write(deals=[made.deal])
        assert table() == [row | {"phase": "suspended", "amount": Decimal("7.00")} for row in before]

    def test_is_the_same_whether_the_follower_came_at_once_late_or_all_was_written_anew(
        self, world: World
    ) -> None:
        made = world.announced(lots=2)
        followers.catch_up()
        world.later(days=30)
        followers.catch_up()
        kept = table()
        assert len(kept) > 1
        assert {row["phase"] for row in kept} == {world.deal(made).phase}
        SearchEntry.objects.all().delete()
        indexing.write(deals=[made.deal], notices=list(Notice.objects.values_list("id", flat=True)))
        assert table() == kept
        SearchEntry.objects.all().delete()
        call_command("reindex_search", stdout=StringIO())
        assert table() == kept

    def test_takes_no_notice_that_is_not_published(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()
        notice = Notice.objects.filter(deal=made.deal)[0]
        Notice.objects.filter(id=notice.id).update(status="drafted")
        SearchEntry.objects.all().delete()
        indexing.write(notices=[notice.id])
        assert table() == []
