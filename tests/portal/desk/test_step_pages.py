"""The page of a step: derived from the tables, filled in, checked as the public will see it, and taken by the action."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from foundation import followers
from foundation.models import Event
from notices.models import Notice
from tests.portal.test_bids import reader
from tests.world import World
from trading.models import Deal, Lot

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14  # nine of them are the facts that guards ask for


def tell(client: Client, address: str, *, status: int = 200, **given: str) -> str:
    answer = client.post(address, {name.replace("__", "."): value for name, value in given.items()})
    assert answer.status_code == status, answer.text
    return answer.text


class TestAStepThatMovesTheDeal:
    def test_is_read_by_those_inside_and_by_nobody_else(self, world: World) -> None:
        made = world.draft(lots=2)
        address = f"/deals/{world.deal(made).number}/steps/announce/"
        text = reader("sun").get(address).text
        assert 'value="check"' in text and 'name="ends.bidding"' in text
        assert "第24条" in text and "不得早于" in text
        # Who watches reads about it, and has nothing to fill in.
        assert 'value="check"' not in reader("chen").get(address).text
        for who in (Client(), reader("song"), reader("bai"), reader("yan")):
            assert who.get(address).status_code == 404
        assert reader("sun").get(address.replace("announce", "nothing")).status_code == 404

    def test_is_checked_as_the_public_will_see_it_and_then_taken(self, world: World) -> None:
        made = world.draft(lots=2)
        deal = world.deal(made)
        client, address = reader("sun"), f"/deals/{deal.number}/steps/announce/"
        before = Event.objects.count()
        text = tell(client, address, act="check")
        assert "尚未发布" in text and "测试工程" in text and "招标公告" in text
        # Nothing of it took place.
        assert (Event.objects.count(), Deal.objects.get(id=deal.id).announced_at) == (before, None)
        tell(client, address, act="confirm", status=302)
        followers.catch_up()
        notice = Notice.objects.get(deal=deal)
        for section in notice.content["sections"]:
            assert section["heading"]["zh"] in text
            for row in section["rows"]:
                # The unified code is drawn when the deal is announced, and so is another one in the preview.
                assert row["label"]["zh"] == "统一交易标识码" or row["value"]["zh"] in text
        assert {lot.state for lot in Lot.objects.filter(deal=deal)} == {"bidding"}
        assert "现在不能办理" in client.get(address).text
        tell(client, address, act="confirm", status=422)

    def test_is_refused_beside_the_field_with_the_article_and_nothing_is_lost(self, world: World) -> None:
        deal = world.deal(world.draft())
        client, address = reader("sun"), f"/deals/{deal.number}/steps/announce/"
        page = client.get(address).text
        found = re.search(r'name="ends\.bidding"[^>]*data-least="([^"]+)" data-refusal="([^"]+)"', page)
        assert found is not None
        early = found[1].replace("T00:01", "T00:00")
        text = tell(client, address, act="check", ends__bidding=early, status=422)
        # What the script says as one types is what the action says.
        assert found[2] in text and 'id="ends.bidding-error"' in text and 'href="#ends.bidding"' in text
        assert f'value="{early}"' in text
        assert "第24条" in text
        text = tell(client, address, act="check", ends__bidding="soon", status=422)
        assert "请填写日期和时间" in text and 'value="soon"' in text
        tell(client, address, act="check", ends__bidding=found[1])

    def test_asks_few_queries(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        deal = world.deal(world.draft())
        client, address = reader("sun"), f"/deals/{deal.number}/steps/announce/"
        client.get(address)
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(address)
