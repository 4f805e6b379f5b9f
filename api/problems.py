"""Every error of the API is an RFC 9457 problem document with a stable code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response

from foundation.errors import DomainError, Forbidden, Invalid, NotFound, Unavailable, to_problem
from foundation.text import Text

MEDIA_TYPE = "application/problem+json"
AWAY_SECONDS = 2  # a database that crashed takes longer to be there again, one that is busy less


class Refused(DomainError):
    """An error that the framework found, with its own status."""

    def __init__(self, status: int, code: str, message: Text) -> None:
        super().__init__(code, message)
        self.status = status  # type: ignore[misc]


def handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer an exception of a view; None lets the server answer 500 and log it."""
    refusal = _as_domain(error)
    if refusal is None:
        return None
    problem = to_problem(refusal, get_language() or "zh-hans")
    response = Response(problem, status=refusal.status, content_type=MEDIA_TYPE)
    if (seconds := getattr(refusal, "retry_after_seconds", None)) is not None:
        response["Retry-After"] = str(seconds)
    if isinstance(error, exceptions.APIException):
        for name, value in (
            ("WWW-Authenticate", getattr(error, "auth_header", None)),
            ("Retry-After", getattr(error, "wait", None)),
        ):
            if value is not None:
                response[name] = str(int(value) if name == "Retry-After" else value)
    return response


def _as_domain(error: Exception) -> DomainError | None:
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404):
        return NotFound("not_found", Text("没有此内容", "There is nothing here"))
    if isinstance(error, PermissionDenied):
        return Forbidden("forbidden", Text("无权访问", "You may not do this"))
    if isinstance(error, exceptions.ValidationError):
        return Invalid(
            "invalid", Text("有字段填写不正确", "Some fields are wrong"), fields=_fields(error.detail)
        )
    if isinstance(error, exceptions.APIException):
        zh = FRAMEWORK.get(error.default_code, "请求无法处理")
        return Refused(error.status_code, error.default_code, Text(zh, str(error.detail)))
    return None


FRAMEWORK = {
    "not_authenticated": "请先登录",
    "authentication_failed": "登录凭据无效",
    "method_not_allowed": "不支持此操作方式",
    "not_acceptable": "无法提供所要求的格式",
    "unsupported_media_type": "不支持此内容类型",
    "parse_error": "请求内容格式错误",
    "throttled": "请求过于频繁，请稍后再试",
    "permission_denied": "无权访问",
    "not_found": "没有此内容",
}


def _fields(detail: Any, path: str = "") -> dict[str, list[Text | str]]:
    """Flatten the framework's nested messages to dotted names."""
    if isinstance(detail, Mapping):
        flat: dict[str, list[Text | str]] = {}
        for name, inner in detail.items():
            flat.update(_fields(inner, f"{path}.{name}" if path else str(name)))
        return flat
    if isinstance(detail, list) and any(isinstance(inner, Mapping) for inner in detail):
        flat = {}
        for index, inner in enumerate(detail):
            flat.update(_fields(inner, f"{path}.{index}" if path else str(index)))
        return flat
    messages = detail if isinstance(detail, list) else [detail]
    return {path: [str(message) for message in messages]}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read: a problem for programs, a page for people."""
    if not request.path_info.startswith("/api/"):
        return defaults.bad_request(request, exception)
    return _plain(Refused(400, "bad_request", Text("请求无法读取", "The request cannot be read")))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere: a problem for programs, a page for people."""
    if not request.path_info.startswith("/api/"):
        return defaults.page_not_found(request, exception)
    return _plain(NotFound("not_found", Text("没有此内容", "There is nothing here")))


def server_error(request: HttpRequest) -> HttpResponse:
    """
    Answer a fault of ours: a problem for programs, a page for people; the log has the rest.

    While the database is away, or somebody holds what is asked for, it is 503, to be sent again later. With an `Idempotency-Key` that
    is always safe; without one it is not where the answer to the commit itself was lost: what was sent may have taken effect.
    """
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if not request.path_info.startswith("/api/"):
        response: HttpResponse = defaults.server_error(request)
        response.status_code = Unavailable.status if is_away else response.status_code
    elif is_away:
        response = _plain(
            Unavailable(
                "database_away",
                Text("数据库暂时无法访问，请稍后重试", "The database cannot be reached; try again"),
            )
        )
    else:
        response = _plain(
            Refused(500, "server_error", Text("服务出错，已记录", "A fault of ours; it is recorded"))
        )
    if is_away:
        response["Retry-After"] = str(AWAY_SECONDS)
    return response


def _plain(error: DomainError) -> HttpResponse:
    problem = to_problem(error, get_language() or "zh-hans")
    return HttpResponse(orjson.dumps(problem), status=error.status, content_type=MEDIA_TYPE)
