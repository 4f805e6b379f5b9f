"""Documents under the centre's seal: notices, letters, records and certificates as PDF."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED, Ask
from api.doors import Door, pages_of
from api.serializers.archived import ArchivedSerializer
from archive.documents import queries, serving
from archive.models import SealedDocument


class SealedDocuments(Door):
    """The documents that the reader may have."""

    asks = (
        *PAGED,
        Ask("deal", "Of this deal, by its id", field="deal"),
        Ask("kind", "Of this kind, as `notice` or `letter`", field="kind"),
        Ask("source", "About this notice, letter or other thing, by its id", field="source"),
    )

    @extend_schema(operation_id="sealed_documents_list", responses=pages_of(ArchivedSerializer))
    def get(self, request: Request) -> Response:
        """List documents, the newest first: public ones, those sent to the reader, and those of deals that it watches."""
        return self.page(request, queries.documents(self.actor).order_by(), ArchivedSerializer)


class OneSealedDocument(Door):
    """A document."""

    @extend_schema(operation_id="sealed_documents_read", responses=ArchivedSerializer)
    def get(self, request: Request, number: str) -> Response:
        """Read what a document is, and the digests by which it is held against a copy."""
        return Response(ArchivedSerializer(_find(self, number)).data)


class SealedFile(Door):
    """The file of a document."""

    @extend_schema(
        operation_id="sealed_documents_file",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, number: str) -> HttpResponseBase:
        """Download the PDF (PDF/A-3a, PAdES B-LTA); its SHA-256 stands in `Repr-Digest` (RFC 9530) and, in hex, in the ETag."""
        return serving.answer(_find(self, number))


def _find(door: Door, number: str) -> SealedDocument:
    return get_object_or_404(queries.documents(door.actor), number=number)
