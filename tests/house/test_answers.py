"""Headers and log lines that every request gets."""

from __future__ import annotations

import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.environment import BASE
from config.logs import JsonFormatter
from config.middleware import content_security_policy, request_log
from tests.house.test_contracts import FLOORS, modules


def answer(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


class TestRequestLog:
    def test_keeps_a_plain_id_of_the_caller(self) -> None:
        request = RequestFactory().get("/", headers={"X-Request-ID": "abc-12345"})
        assert request_log(answer)(request)["X-Request-ID"] == "abc-12345"

    @pytest.mark.parametrize("given", ["", "short", 'x" y=1 padding', "x" * 65])
    def test_makes_its_own_otherwise(self, given: str) -> None:
        made = request_log(answer)(RequestFactory().get("/", headers={"X-Request-ID": given}))["X-Request-ID"]
        assert made != given
        assert len(made) == 32

    def test_logs_path_and_status_but_no_query(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, logger="yangguang.request"):
            response = request_log(answer)(RequestFactory().get("/notices/", {"q": "王小明"}))
        line = json.loads(JsonFormatter().format(caplog.records[0]))
        assert line["message"] == "GET /notices/ 200"
        assert (line["status"], line["request_id"]) == (200, response["X-Request-ID"])
        assert "王小明" not in json.dumps(line, ensure_ascii=False)


class TestContentSecurityPolicy:
    def test_allows_only_this_instance(self) -> None:
        policy = content_security_policy(answer)(RequestFactory().get("/"))["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy

    def test_is_said_by_nobody_else_but_where_there_is_no_page(self) -> None:
        """A view with a policy of its own could let its page run what people wrote."""
        found = {
            str(path.relative_to(BASE)) for path in modules(*FLOORS, "foundation", "api", "portal", "config")
            if "Content-Security-Policy" in path.read_text()
        }  # fmt: skip
        assert found == {
            "config/middleware.py",
            "api/doors.py",
            "api/views/bulk.py",
            "foundation/transparency_urls.py",
        }

    def test_leaves_a_views_own_policy(self) -> None:
        def strict(_: HttpRequest) -> HttpResponse:
            return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

        assert (
            content_security_policy(strict)(RequestFactory().get("/"))["Content-Security-Policy"]
            == "default-src 'none'"
        )


class TestJsonFormatter:
    def test_writes_the_exception_into_the_one_line(self) -> None:
        try:
            raise RuntimeError("broken")
        except RuntimeError as error:
            record = logging.LogRecord(
                "x",
                logging.ERROR,
                __file__,
                1,
                "failed %s",
                ("here",),
                (RuntimeError, error, error.__traceback__),
            )
        text = JsonFormatter().format(record)
        assert "\n" not in text
        assert json.loads(text)["message"] == "failed here"
        assert "RuntimeError: broken" in json.loads(text)["exception"]
