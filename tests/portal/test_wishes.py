"""Filters of lists: read from the address, and bounded in what they may cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config.demo.moves import Cast
from foundation import clock, followers
from foundation.patience import TooBroad, bounded
from portal.wishes import Wishes
from tests.scenery import later_today
from tests.world import World
from trading.models import Deal


def of(query: str) -> Wishes:
    return Wishes.of(QueryDict(query))


class TestWishes:
    def test_are_empty_without_a_query(self) -> None:
        assert of("").is_empty
        assert of("before=2026&utm=x").is_empty

    def test_keep_what_they_read_in_an_address_that_reads_the_same(self) -> None:
        wishes = of(
            "text=%E5%AD%A6%E6%A0%A1++%E5%B7%A5%E7%A8%8B&family=land&region=370202&phase=bidding&since=2026-03-02"
            "&subject=deal&kind=land_result&organiser=pty_01JC&amount=10m&order=oldest"
        )
        assert wishes.text == "学校 工程"
        assert of(wishes.query()) == wishes
        assert not wishes.problems

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("text=" + "x" * 61, "text"),
            ("family=sea", "family"),
            ("region=999999", "region"),
            ("phase=<script>", "phase"),
            ("since=yesterday", "since"),
            ("since=2026-02-30", "since"),
            ("until=0001-01-01", "until"),
            ("until=9999-12-31", "until"),
            ("subject=lot", "subject"),
            ("kind=A%27", "kind"),
            ("organiser=1", "organiser"),
            ("amount=7", "amount"),
            ("order=random", "order"),
        ],
    )
    def test_say_what_they_do_not_understand_and_ask_for_nothing_by_it(self, query: str, field: str) -> None:
        wishes = of(query)
        assert set(wishes.problems) == {field}
        assert not getattr(wishes, field)


@pytest.mark.django_db
class TestBounded:
    def test_gives_up_in_time(self) -> None:
        with pytest.raises(TooBroad), bounded(50), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    def test_lets_go_of_the_bound_afterwards(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with bounded(60_000):
                cursor.execute("SELECT 1")
            cursor.execute("ROLLBACK TO before")
            cursor.execute("SELECT current_setting('statement_timeout')")
            assert cursor.fetchone()[0] == "0"

    def test_tells_the_reader_to_narrow_the_search(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def too_broad(*_: object, **__: object) -> None:
            raise TooBroad

        monkeypatch.setattr("notices.search.pages.find", too_broad)
        monkeypatch.setattr("portal.views.lists.page", too_broad)
        for path in ("/deals/?text=学校", "/deals/?family=land", "/search/?text=学校"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert "没有能够及时找完" in answer.text


@pytest.mark.django_db
class TestLists:
    @pytest.fixture
    def number(self, world: World) -> str:
        made = world.announced()
        followers.catch_up()
        return world.deal(made).number

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("text=测试", True),
            ("text=測試", True),
            ("text=程", True),
            ("text=工程 测试", True),
            ("text=没有这个", False),
            ("text=%25%25", False),
            ("text=__", False),
            ("family=construction", True),
            ("family=land", False),
            ("region=370200", True),
            ("region=370283", False),
            ("phase=failed", False),
        ],
    )
    def test_hold_what_fits(self, query: str, found: bool, number: str, client: Client) -> None:
        for path in ("/deals/", "/notices/"):
            assert (number in client.get(f"{path}?{query}").text) == found, path

    def test_find_a_number_by_its_beginning(self, number: str, client: Client) -> None:
        assert number in client.get(f"/deals/?text={number[:8].lower()}").text
        assert number in client.get(f"/search/?text={number}").text

    def test_count_days_in_the_platforms_zone(self, number: str, client: Client) -> None:
        today = later_today()
        tomorrow = (clock.local_date(clock.now()) + timedelta(days=1)).isoformat()
        assert number in client.get(f"/deals/?since={today}&until={today}").text
        assert number not in client.get(f"/deals/?since={tomorrow}").text

    def test_never_show_a_draft(self, world: World, client: Client) -> None:
        draft = world.deal(world.draft())
        for path in ("/deals/?text=测试", "/search/?text=测试", "/search/?text=" + draft.number):
            assert f"/deals/{draft.number}/" not in client.get(path).text

    def test_ask_a_bounded_number_of_questions(
        self, world: World, rich: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(3):
            world.announced()
        followers.catch_up()
        assert Deal.objects.filter(announced_at__isnull=False).count() == 4
        for path, most in (
            ("/", 8),
            ("/notices/", 1),
            ("/deals/", 1),
            ("/deals/?text=测试&family=construction", 5),
            ("/search/?text=测试", 7),
        ):
            with django_assert_max_num_queries(most):
                assert client.get(path).status_code == 200
