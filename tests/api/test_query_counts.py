"""The busiest reads ask the database at most four questions, even where no answer is kept."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from api import shared
from foundation import followers
from tests.world import build

pytestmark = pytest.mark.django_db(transaction=True)


class TestBusiestReads:
    def test_ask_at_most_four_questions(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        world = build()
        made = world.announced(lots=3)
        world.announced()
        followers.catch_up()
        number = next(iter(world.stage.pages(None, "/api/v1/notices/")))["number"]
        paths = (
            "/api/v1/deals/",
            f"/api/v1/deals/{made.deal}/",
            f"/api/v1/lots/{made.lot}/",
            f"/api/v1/lots/{made.lot}/periods/",
            "/api/v1/notices/",
            f"/api/v1/notices/{number}/",
            "/api/v1/changes/?after=0",
            "/api/v1/parties/",
            "/api/v1/contracts/",
            f"/api/v1/deals/{made.deal}/lots/",
            "/api/v1/procedures/",
        )
        client = Client()
        for path in paths:
            client.get(path)
            shared.shelf.clear()
            with django_assert_max_num_queries(4, info=path):
                assert client.get(path).status_code == 200

    def test_of_a_deals_history_are_as_many_however_long_it_is(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        world = build()
        made = world.announced(lots=3)
        followers.catch_up()
        client = Client()
        client.get(f"/api/v1/deals/{made.deal}/timeline/")
        shared.shelf.clear()
        with django_assert_max_num_queries(
            9
        ):  # the snapshot, the deal, its lots, and one for each kind of entry
            assert client.get(f"/api/v1/deals/{made.deal}/timeline/").status_code == 200
