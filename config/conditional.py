"""Pages that a visitor has already are not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

Answer = Callable[[HttpRequest], HttpResponse]


def conditional(get_response: Answer) -> Answer:
    """
    Give what every visitor gets alike the digest of its bytes as its ETag, and answer 304 to whoever holds these bytes.

    The ETag counts nothing but what is shown, so it tells nothing of what is not. What a view itself says of keeping stands. What is
    for one reader, or sets a cookie, is left to that reader's browser, and no cache on the way keeps it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_for_one(request, response):
            response.headers.setdefault("Cache-Control", "private, no-cache")
            return response
        response.headers.setdefault("Cache-Control", "no-cache")
        if not may_be_held(request, response):
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return middleware


def is_for_one(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether an answer may depend on who asks."""
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
    return is_known or bool(response.cookies)


def may_be_held(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether an answer to a visitor is one to come back with, and no other part has said how."""
    is_whole = request.method in ("GET", "HEAD") and response.status_code == 200 and not response.streaming
    return is_whole and "ETag" not in response and "no-store" not in response["Cache-Control"]
