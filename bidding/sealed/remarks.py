"""
What is remarked beside a bid that counts all the same: its signer's certificate was revoked after it came.

As of its receipt it was good, and that stands. Whoever reads the bid is told nonetheless.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from cryptography import x509

from bidding.models import Filing
from bidding.sealed import custody
from toolkit import cms, revocation
from toolkit.refusals import Refused


def revoked_since(filings: Collection[Filing], at: datetime) -> dict[str, datetime]:
    """Return since when certificates are revoked that signed some of these, by the filing's name. One query, and those of trust."""
    rows = Filing.objects.filter(id__in=[one.id for one in filings])
    trust, found = custody.trust(at), {}
    for header, content, signature in rows.values_list("header", "header_bytes", "signature_bytes"):
        signer = _signer(bytes(content), bytes(signature))
        for issuer in (*trust.intermediates, *trust.roots):
            if signer is not None and signer.issuer == issuer.subject:
                since = revocation.revoked_on(signer, issuer, trust.lists)
                if since is not None and since <= at:
                    found[header] = since
    return found


@lru_cache(maxsize=4096)
def _signer(content: bytes, signature: bytes) -> x509.Certificate | None:
    """Return who signed, which never changes; None where the row was spoilt, which the audit names."""
    try:
        return cms.verify(signature, content).certificate
    except Refused:
        return None
