"""The page to which the square code on a document leads, and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from archive.documents import queries, serving
from archive.models import SealedDocument


@require_safe
def document(request: HttpRequest, number: str) -> HttpResponse:
    """What a document is and the digests by which a copy is held against it; 404 to whoever may not read it."""
    found = _find(request, number)
    later = queries.documents(request.actor).filter(  # type: ignore[attr-defined]
        kind=found.kind, source=found.source, edition__gt=found.edition
    )
    return render(request, "portal/sealed_document.html", {"document": found, "later": later})


@require_safe
def file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The PDF."""
    return serving.answer(_find(request, number))


def _find(request: HttpRequest, number: str) -> SealedDocument:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return get_object_or_404(queries.documents(actor), number=number)
