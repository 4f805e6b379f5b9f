"""Every address of the project against every role and every method: no row is missing, and each says the truth."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.views import View

from accounts import demo
from accounts.cast import PARTS, STRANGER
from accounts.models import User
from accounts.roles import Role
from tests.api import matrix
from tests.api.everything import fill
from tests.world import World, build
from toolkit.log import note
from toolkit.log.checkpoint import Checkpoint, sign

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOT_THROUGH = frozenset({401, 403, 404})
BROKEN = frozenset({405, 429, 500})  # answers that say nothing of who gets through


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    key = note.generate("demo.invalid/log", note.LOG)
    (tmp_path / "checkpoint").write_text(sign(Checkpoint(key.name, 8, b"x" * 32), key).to_text())
    with override_settings(TRANSPARENCY_ROOT=tmp_path):
        yield build()


def addresses(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address as it is written in the project, with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        written = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, written)
        elif isinstance(pattern, URLPattern):
            yield written, pattern.callback


def rows() -> dict[tuple[str, str], frozenset[str]]:
    """Return who gets through, by method and address."""
    found = {}
    for line in matrix.TABLE.strip().splitlines():
        method, route, *who = line.split()
        route = "" if route == "/" else route
        names = {name for word in who for name in matrix.GROUPS.get(word, word).split()}
        assert (method, route) not in found, f"twice: {line}"
        found[method, route] = frozenset(names)
    return found


def offered(view: Any) -> set[str] | None:
    """Return the methods that a view of the API offers; None where only asking tells."""
    cls = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if cls is None or not issubclass(cls, View) or not cls.__module__.startswith("api."):
        return None
    return {method for method in METHODS if hasattr(cls, method.lower())}


def of_allauth() -> set[str]:
    """Return the addresses that know of accounts and of nobody's role."""
    return {route for route, view in addresses() if view.__module__.startswith("allauth.")}


def filled(method: str, route: str, names: dict[str, str]) -> str:
    """Return the address with ids that are there."""
    template = matrix.FILL.get((method, route)) or matrix.FILL.get(route)
    if template is None:
        template = re.sub(r"<\w+:(\w+?)(_id)?>", r"{\1}", route)
    return "/" + template.format(**names)


class Asker:
    """Asks as somebody, and undoes whatever that did. Everybody signs in once."""

    def __init__(self) -> None:
        self._client = Client(raise_request_exception=False)
        self._sessions = {name: self._signed_in(f"{name}@demo.invalid") for name in matrix.PEOPLE[1:]}

    def _signed_in(self, email: str) -> str:
        self._client.cookies.clear()
        self._client.force_login(User.objects.get(email=email))
        return self._client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, who: str, method: str, path: str, body: Any) -> int:
        self._client.cookies.clear()
        cache.clear()  # it counts how often a machine came, and all of them come from one
        # Moves of an auction are refused without a key, whoever asks.
        headers = {"Idempotency-Key": "once"} if "/auction/" in path and method == "POST" else {}
        if who != "public" and path.startswith("/api/") and who != "mo":
            headers["Authorization"] = f"Bearer {demo.token_of(who)}"
        elif who != "public":
            self._client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[who]
        with transaction.atomic():
            raw = json.dumps(body) if method != "GET" else ""
            answer = self._client.generic(method, path, raw, content_type="application/json", headers=headers)
            transaction.set_rollback(True)
        if answer.streaming:  # closing says that the request is over, which would close the test's connection
            request_finished.disconnect(close_old_connections)
            answer.close()
            request_finished.connect(close_old_connections)
        if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
            return 401
        return answer.status_code


class TestTable:
    def test_asks_as_everybody_there_is(self) -> None:
        roles = {PARTS[name].role for name in matrix.PEOPLE if name in PARTS}
        assert roles == set(Role) - {Role.CLOCK, Role.PUBLIC}
        assert {"public", STRANGER[0]} < set(matrix.PEOPLE)

    def test_names_every_address_and_no_other(self) -> None:
        assert {route for route, _ in addresses()} == {route for _, route in rows()}

    def test_names_every_method_that_the_api_offers(self) -> None:
        table = rows()
        for route, view in addresses():
            if (methods := offered(view)) is not None:
                assert methods == {method for method in METHODS if (method, route) in table}, route


class TestEveryAddress:
    def test_lets_through_whom_the_table_names(self, world: World) -> None:
        names, asker, theirs = fill(world), Asker(), of_allauth()
        wrong = []
        for (method, route), expected in rows().items():
            path, body = filled(method, route, names), matrix.BODIES.get((method, route), {})
            people = matrix.WITHOUT_AND_WITH_ACCOUNT if route in theirs else matrix.PEOPLE
            statuses = {who: asker.ask(who, method, path, body) for who in people}
            through = {who for who, status in statuses.items() if status not in NOT_THROUGH}
            if through != expected & set(people) or BROKEN & set(statuses.values()):
                wrong.append((method, route, statuses))
        assert wrong == []

    def test_sends_a_visitor_no_page_twice(self, world: World) -> None:
        """A page that is alike to everybody holds no token, no second and no name of its showing. A countdown may have moved meanwhile."""
        names, client, live = fill(world), Client(), set()
        pages = [
            route
            for (method, route), who in rows().items()
            if method == "GET"
            and "public" in who
            and not route.startswith(("accounts/", "api/", "language/", "log/"))
        ]
        assert len(pages) > 10
        for route in pages:
            path = filled("GET", route, names)
            client.cookies.clear()
            first = client.get(path)
            assert ("csrfmiddlewaretoken" in first.text) == (route in matrix.FORMS_OF_VISITORS), path
            if "no-store" in first["Cache-Control"]:
                live.add(route)
                continue
            again = client.get(path, headers={"If-None-Match": first["ETag"]})
            assert again.status_code == 304 or "yg-countdown" in again.text, path
        assert live == matrix.NEVER_KEPT

    def test_offers_no_other_method(self, world: World) -> None:
        names, asker, table = fill(world), Asker(), rows()
        wrong = []
        # Views of allauth take any method for a GET.
        ours = {route for _, route in table if not route.startswith("accounts/")}
        for route in ours:
            for method in METHODS:
                if (method, route) not in table:
                    status = asker.ask("sun", method, filled(method, route, names), {})
                    if status not in (401, 403, 404, 405):
                        wrong.append((method, route, status))
        assert wrong == []
