"""
The log's addresses, below `/log/`: its public files, and where witnesses bring their cosignatures.

The web server before us serves the folder itself, with the same headers (`config/front.conf.tmpl`); these views are for instances
without one, and refuse what is not there. Nothing here tells one reader from another.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from foundation import transparency, transparency_clock
from foundation.errors import DomainError
from foundation.transparency_files import CANDIDATE, CHECKPOINT, POLICY, WITNESSED
from toolkit.log.note import LONGEST_BYTES

# Paths that the log writes, and no others: nothing else in the folder can be asked for.
_TILE = re.compile(r"tile/(entries|[0-7])/(x[0-9]{3}/){0,4}[0-9]{3}(\.p/[1-9][0-9]{0,2})?", re.ASCII)
_PROOF = re.compile(r"proof/[A-Za-z0-9_-]{16,64}\.tlog-proof", re.ASCII)
_TEXT = {CHECKPOINT, CANDIDATE, WITNESSED, POLICY}

IMMUTABLE = "public, max-age=31536000, immutable"
MUTABLE = "no-cache"


@require_GET
def file(_request: HttpRequest, name: str) -> HttpResponse:
    """Return a public file of the log."""
    is_tile = bool(_TILE.fullmatch(name))
    if not is_tile and name not in _TEXT and not _PROOF.fullmatch(name):
        raise Http404
    try:
        content = (settings.TRANSPARENCY_ROOT / name).read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="application/octet-stream" if is_tile else "text/plain; charset=utf-8",
        headers={
            "Cache-Control": IMMUTABLE if is_tile else MUTABLE,
            "Access-Control-Allow-Origin": "*",  # public, and for verifiers on other people's pages
            "Content-Security-Policy": "default-src 'none'; sandbox",  # leaves hold what others wrote
            "X-Content-Type-Options": "nosniff",
        },
    )


@csrf_exempt  # no cookie counts here: the signatures in the body speak for themselves
@require_POST
def cosignatures(request: HttpRequest) -> HttpResponse:
    """Take a cosigned head from a witness."""
    try:
        text = request.read(LONGEST_BYTES + 1).decode()
        transparency_clock.compare(transparency.take_cosignature(text))
    except UnicodeDecodeError:
        return _refused("note_malformed", 422)
    except DomainError as refused:
        return _refused(str(refused.detail.get("because", refused.code)), refused.status)
    return HttpResponse(status=204)


def _refused(code: str, status: int) -> HttpResponse:
    return HttpResponse(f"{code}\n", status=status, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("cosignatures", cosignatures, name="log-cosignatures"),
    path("<path:name>", file, name="log-file"),
]
