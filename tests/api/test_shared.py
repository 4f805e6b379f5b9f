"""Answers kept for everybody: never stale, never somebody's own, never too many."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import demo
from accounts.models import Party
from api import shared
from foundation import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_shelf() -> None:
    clock.start_demo()
    shared.shelf.clear()


@pytest.fixture
def path() -> str:
    return f"/api/v1/parties/{demo.prepare().parties['bai'].id}/"


def rename(path: str, name: str) -> None:
    Party.objects.filter(id=path.split("/")[-2]).update(name=name)


class TestAKeptAnswer:
    def test_costs_one_question(self, path: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        first = Client().get(path)
        with django_assert_num_queries(1):
            again = Client().get(path)
        assert (again.status_code, again.content) == (200, first.content)
        assert again["Content-Type"] == first["Content-Type"]

    def test_is_made_anew_after_a_write(self, path: str) -> None:
        for name in ("甲公司", "乙公司"):
            rename(path, name)
            assert Client().get(path).json()["name"] == name

    def test_holds_until_a_write_of_another_is_committed(self, path: str) -> None:
        before = Client().get(path).json()["name"]
        with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
            other.execute("UPDATE accounts_party SET name = '丙公司' WHERE id = %s", [path.split("/")[-2]])
            assert Client().get(path).json()["name"] == before
            other.commit()
            assert Client().get(path).json()["name"] == "丙公司"

    def test_is_not_one_of_a_refusal(self, path: str) -> None:
        missing = "/api/v1/parties/pty_none/"
        assert [Client().get(missing).status_code for _ in range(2)] == [404, 404]
        assert not shared.shelf._kept

    def test_differs_by_address(self, path: str) -> None:
        Client().get("/api/v1/deals/")
        Client().get("/api/v1/deals/?limit=1")
        assert len(shared.shelf._kept) == 2

    def test_is_not_one_of_this_transaction(self, path: str) -> None:
        with transaction.atomic():
            rename(path, "丁公司")
            assert Client().get(path).json()["name"] == "丁公司"
            assert not shared.shelf._kept


class TestAReaderWhoIsKnown:
    def test_is_answered_for_itself(self, path: str) -> None:
        headers = {"Authorization": f"Bearer {demo.token_of('bai')}"}
        answer = Client().get(path, headers=headers)
        assert answer["Cache-Control"] == "no-store"
        assert not shared.shelf._kept

    def test_with_a_wrong_token_gets_nothing_that_was_kept(self, path: str) -> None:
        Client().get(path)
        assert Client().get(path, headers={"Authorization": "Bearer yg_wrong"}).status_code == 401

    def test_by_a_session_is_answered_for_itself(self, path: str) -> None:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        assert client.get(path).status_code == 200
        assert not shared.shelf._kept

    def test_tells_caches_on_the_way_apart(self, path: str) -> None:
        answer = Client().get(path)
        assert answer["Cache-Control"] == "no-cache"
        assert {"Authorization", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}


class TestShelf:
    def test_throws_the_least_used_away(self) -> None:
        shelf = shared.Shelf(most_bytes=25)
        for key in ("a", "b", "a", "c"):
            shelf.answer(key, lambda: HttpResponse(b"x" * 10))
        assert list(shelf._kept) == ["a", "c"]
        assert shelf._bytes == 20

    def test_keeps_nothing_huge(self) -> None:
        shelf = shared.Shelf()
        shelf.answer("a", lambda: HttpResponse(b"x" * (shared.LARGEST_BYTES + 1)))
        assert not shelf._kept

    def test_lets_one_make_what_many_ask_for(self) -> None:
        shelf, made, started, go = shared.Shelf(), [], threading.Event(), threading.Event()

        def make() -> HttpResponse:
            made.append(1)
            started.set()
            go.wait(10)
            return HttpResponse(b"x")

        def ask() -> None:
            shelf.answer("a", make)
            connection.close()

        threads = [threading.Thread(target=ask) for _ in range(4)]
        threads[0].start()
        assert started.wait(10)
        for thread in threads[1:]:
            thread.start()
        time.sleep(0.3)  # they come while the first is at work
        go.set()
        for thread in threads:
            thread.join(10)
        # Those who came after it was begun may not have what was read before they came: one more is made, for them all.
        assert len(made) <= 2

    def test_goes_on_after_a_failure(self) -> None:
        shelf = shared.Shelf()

        def fail() -> HttpResponse:
            raise ValueError("by chance")

        with pytest.raises(ValueError, match="by chance"):
            shelf.answer("a", fail)
        assert shelf.answer("a", lambda: HttpResponse(b"x")).content == b"x"
