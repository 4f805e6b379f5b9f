"""What every answer carries and every request leaves in the log."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

logger = logging.getLogger("yangguang.request")
A_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the second factor's QR code
        "font-src 'self'",
        f"connect-src 'self' {settings.ROOMS_URL}".rstrip(),
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# What no page of ours asks of a device; passkeys are asked for by this site alone.
PERMISSIONS_POLICY = ", ".join(
    (
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation",
                "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
            )
        ),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    )
)  # fmt: skip

Answer = Callable[[HttpRequest], HttpResponse]


def request_log(get_response: Answer) -> Answer:
    """
    Give each request an id, the caller's if it is plain, and log one line when it is answered.

    The query string is not logged: it may hold what somebody searched for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if A_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        begun = time.monotonic()
        response = get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        logger.info(
            "%s %s %s",
            request.method,
            request.path,
            response.status_code,
            extra={
                "request": request,
                "status": response.status_code,
                "duration_ms": round((time.monotonic() - begun) * 1000, 1),
            },
        )
        return response

    return middleware


def content_security_policy(get_response: Answer) -> Answer:
    """
    Let pages load nothing but what this instance serves, and ask nothing of the device.

    A view that sets a header itself keeps its own. Nothing within a page is a script or a style: what somebody smuggled
    into a title would not run even where it was not escaped.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def language(get_response: Answer) -> Answer:
    """
    Speak Chinese first: pages follow the reader's own choice (a cookie), and nothing that the browser was shipped with.

    Programs say what they want to read in `Accept-Language`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_program = request.path_info.startswith("/api/")
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _ in settings.LANGUAGES}
        code = translation.get_language_from_request(request) if is_program else settings.LANGUAGE_CODE
        code = chosen if chosen in known else code
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Accept-Language",) if is_program else ("Cookie",))
        return response

    return middleware


def plain_addresses(get_response: Answer) -> Answer:
    """Refuse an address with a NUL in it: no text of ours holds one, and the database will not be asked for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("An address holds no NUL character.")
        return get_response(request)

    return middleware
