"""The file of a document, as it is handed out: whole, under its digest, or not at all."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

from django.http import FileResponse, Http404

from archive.models import SealedDocument
from foundation import storage


def answer(document: SealedDocument) -> FileResponse:
    """
    Return the answer with the PDF of a document.

    :raises Http404: while it awaits its seal.
    """
    if document.status != "sealed":
        raise Http404
    response = FileResponse(storage.open(document.digest), content_type="application/pdf")
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", document.number)
    response["Content-Disposition"] = (
        f"inline; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(document.number, safe='')}.pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{document.digest}"'
    sha256 = base64.b64encode(bytes.fromhex(document.digest)).decode()
    response["Repr-Digest"] = f"sha-256=:{sha256}:"
    return response
