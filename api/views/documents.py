"""Structured documents and attachments."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED
from api.doors import Door, pages_of, parsed
from api.problems import Refused
from api.serializers import activities as shapes
from api.views.deals import find_deal
from foundation import storage
from foundation.text import Text
from trading import queries
from trading.actions import documents
from trading.models import Attachment

_FORM_BYTES = 64 * 1024
"""What a form with one file is longer than the file."""


class DealDocuments(Door):
    """The structured documents of a deal."""

    asks = PAGED
    is_shared = True

    @extend_schema(operation_id="documents_list", responses=pages_of(shapes.DocumentSerializer))
    def get(self, request: Request, deal_id: str) -> Response:
        """List the versions that the actor may read."""
        rows = queries.documents(find_deal(self, deal_id), self.actor)
        return self.page(request, rows, shapes.DocumentSerializer, order="id")

    @extend_schema(
        operation_id="documents_save", request=shapes.NewDocument, responses={201: shapes.DocumentSerializer}
    )
    def post(self, request: Request, deal_id: str) -> HttpResponseBase:
        """Save a new version."""
        deal, values = find_deal(self, deal_id), parsed(shapes.NewDocument, request)

        def effect() -> Response:
            saved = documents.save_document(deal_id=deal.id, by=self.actor, **values)
            return Response(shapes.DocumentSerializer(saved).data, status=201)

        return self.act(request, effect, deal=deal.id)


class DealAttachments(Door):
    """The files of a deal."""

    asks = PAGED
    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="attachments_list", responses=pages_of(shapes.AttachmentSerializer))
    def get(self, request: Request, deal_id: str) -> Response:
        """List the files that the actor may read."""
        rows = queries.attachments(find_deal(self, deal_id), self.actor)
        return self.page(request, rows, shapes.AttachmentSerializer, order="id")

    @extend_schema(
        operation_id="attachments_add",
        request={"multipart/form-data": shapes.NewAttachment},
        responses={201: shapes.AttachmentSerializer},
    )
    def post(self, request: Request, deal_id: str) -> HttpResponseBase:
        """Attach a file; it is kept by its digest, so sending it again keeps it once."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > documents.MAX_FILE_BYTES + _FORM_BYTES:
            raise Refused(413, "body_too_large", Text("请求内容过大", "The body is too large"))
        deal, values = find_deal(self, deal_id), parsed(shapes.NewAttachment, request)
        file = values["file"]
        name, media_type = file.name or "", file.content_type or "application/octet-stream"

        def effect() -> Response:
            saved = documents.attach(
                deal_id=deal.id, name=name, media_type=media_type, stream=file, by=self.actor
            )
            return Response(shapes.AttachmentSerializer(saved).data, status=201)

        # The boundary between the parts differs each time that a file is sent.
        content = "\n".join((name, media_type, _digest(file))).encode()
        return self.act(request, effect, deal=deal.id, content=content)


def _digest(file: UploadedFile) -> str:
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


class OneAttachment(Door):
    """A file."""

    @extend_schema(operation_id="attachments_remove", request=None, responses={204: None})
    def delete(self, request: Request, attachment_id: str) -> HttpResponseBase:
        """Take a file out of a draft; what was published stays."""
        attachment = _find(self, attachment_id)

        def effect() -> Response:
            documents.remove_attachment(attachment_id=attachment.id, by=self.actor)
            return Response(status=204)

        return self.act(request, effect, deal=attachment.deal_id)


class AttachmentContent(Door):
    """The bytes of a file."""

    @extend_schema(
        operation_id="attachments_download",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, attachment_id: str) -> HttpResponseBase:
        """Download a file; its SHA-256 stands in `Repr-Digest` (RFC 9530) and, in hex, in the ETag."""
        attachment = _find(self, attachment_id)
        response = FileResponse(storage.open(attachment.digest), content_type="application/octet-stream")
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", attachment.name)
        response["Content-Disposition"] = (
            f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name, safe='')}"
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["ETag"] = f'"{attachment.digest}"'
        sha256 = base64.b64encode(bytes.fromhex(attachment.digest)).decode()
        response["Repr-Digest"] = f"sha-256=:{sha256}:"
        return response


def _find(door: Door, attachment_id: str) -> Attachment:
    """Return a file that the actor may read; 404 for any other."""
    attachment = get_object_or_404(Attachment, id=attachment_id)
    deal = find_deal(door, attachment.deal_id)
    return get_object_or_404(queries.attachments(deal, door.actor), id=attachment_id)
