"""
The files of the open feed below /ocds/bulk/.

The web server before us serves the folder itself, with the same headers (`config/front.conf.tmpl`); this is for instances without one.
"""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from archive.bulk import shelf

TYPES = {
    "gz": "application/gzip",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
HEADERS = {
    "Cache-Control": "no-cache",
    "Access-Control-Allow-Origin": "*",  # public, and for whoever computes on other people's pages
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@require_GET
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a file, or the index of all; an index without files before the first was made."""
    if not shelf.NAME.fullmatch(name):
        raise Http404
    if name == shelf.INDEX:
        return HttpResponse(shelf.index(settings.BULK_ROOT), content_type=TYPES["json"], headers=HEADERS)
    path = settings.BULK_ROOT / name
    if not path.is_file():
        raise Http404
    found = path.stat()
    headers = {**HEADERS, "ETag": f'"{int(found.st_mtime):x}-{found.st_size:x}"'}  # as nginx makes it
    held = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    if held is not None and held.status_code != HTTPStatus.OK:
        return held
    return FileResponse(path.open("rb"), content_type=TYPES[name.rpartition(".")[2]], headers=headers)
