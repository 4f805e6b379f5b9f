"""What visitors get alike is sent once, and what is one reader's own is kept by nobody else."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config.conditional import conditional

BODY = "公告公示".encode()
ETAG = f'"{hashlib.sha256(BODY).hexdigest()[:32]}"'


def ask(
    made: HttpResponse | None = None,
    method: str = "GET",
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Ask for a page through the middleware; `made` is what the page answers."""
    request = RequestFactory().generic(method, "/notices/", headers=headers)
    request.COOKIES.update(cookies or {})

    def page(_: HttpRequest) -> HttpResponse:
        return made or HttpResponse(BODY, headers={"Vary": "Cookie"})

    return conditional(page)(request)


class TestVisitor:
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_is_told_the_digest_of_the_bytes(self, method: str) -> None:
        answer = ask(method=method)
        assert (answer["ETag"], answer["Cache-Control"]) == (ETAG, "no-cache")
        assert answer.content == BODY

    # A front that compresses makes it a weak one.
    @pytest.mark.parametrize("held", [ETAG, f"W/{ETAG}", f'"another", {ETAG}', "*"])
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_who_has_the_page_is_not_sent_it_again(self, method: str, held: str) -> None:
        answer = ask(method=method, headers={"If-None-Match": held})
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer["ETag"], answer["Vary"], answer["Cache-Control"]) == (ETAG, "Cookie", "no-cache")

    def test_who_has_another_is(self) -> None:
        assert ask(headers={"If-None-Match": f'"{"0" * 32}"'}).content == BODY

    @pytest.mark.parametrize(
        ("method", "made"),
        [
            ("POST", HttpResponse(BODY)),
            ("GET", HttpResponse(BODY, status=404)),
            ("GET", HttpResponse(BODY, status=503)),
            ("GET", StreamingHttpResponse([BODY])),
            ("GET", HttpResponse(BODY, headers={"Cache-Control": "no-store"})),
        ],
    )
    def test_is_promised_nothing_of_what_is_no_whole_page(self, method: str, made: Any) -> None:
        answer = ask(made, method, headers={"If-None-Match": "*"})
        assert answer.status_code == made.status_code
        assert "ETag" not in answer

    def test_is_told_what_the_view_itself_says(self) -> None:
        said = {"ETag": '"its own"', "Cache-Control": "public, max-age=31536000, immutable"}
        answer = ask(HttpResponse(BODY, headers=said), headers={"If-None-Match": ETAG})
        assert answer.status_code == 200
        assert {name: answer[name] for name in said} == said


class TestOneReader:
    def test_with_a_session_has_pages_of_its_own(self) -> None:
        answer = ask(cookies={settings.SESSION_COOKIE_NAME: "x"}, headers={"If-None-Match": "*"})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
        assert "ETag" not in answer

    def test_with_a_token_has_answers_of_its_own(self) -> None:
        answer = ask(headers={"Authorization": "Bearer x"})
        assert answer["Cache-Control"] == "private, no-cache"
        assert "ETag" not in answer

    def test_who_is_given_a_cookie_has_this_page_alone(self) -> None:
        """A form's token, or a message that is shown once, is in it."""
        made = HttpResponse(BODY)
        made.set_cookie("csrf", "x")
        answer = ask(made, headers={"If-None-Match": "*"})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
        assert "ETag" not in answer

    def test_keeps_what_the_view_itself_says(self) -> None:
        made = HttpResponse(BODY, headers={"Cache-Control": "no-store"})
        assert ask(made, cookies={settings.SESSION_COOKIE_NAME: "x"})["Cache-Control"] == "no-store"

    def test_in_any_other_language_is_a_visitor(self) -> None:
        assert ask(cookies={settings.LANGUAGE_COOKIE_NAME: "en"})["ETag"] == ETAG


class TestPlace:
    def test_is_outside_of_what_sets_cookies_and_says_for_whom_an_answer_varies(self) -> None:
        order = settings.MIDDLEWARE
        own = order.index("config.conditional.conditional")
        for inner in (
            "django.contrib.sessions.middleware.SessionMiddleware",
            "config.middleware.language",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ):
            assert own < order.index(inner), inner
        for outer in ("config.middleware.request_log", "config.middleware.content_security_policy"):
            assert order.index(outer) < own, outer
