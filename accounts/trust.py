"""Whom this instance believes about certificates: its own authority, or in production a list on disk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts import ca
from foundation.errors import Unavailable
from foundation.text import Text
from toolkit import trust_folders
from toolkit.certificates import Trust


def trust(at: datetime) -> Trust:
    """
    Return roots, intermediates and what is known of revocation.

    Production reads `settings.TRUST_PATH` as `trust_folders.read` says, which the operator keeps current; an unreadable file
    is an error, not a gap. Nothing is fetched from an address inside a certificate.

    :raises Unavailable: `no_trust_list` if production has none.
    """
    if settings.MODE != "production":
        by, lists = ca.believed(at)
        return Trust([by.root], [by.issuing], lists)
    path = getattr(settings, "TRUST_PATH", None)
    if path is None:
        raise Unavailable(
            "no_trust_list",
            Text("尚未配置受信任的认证机构", "No trusted certificate authorities are configured"),
            retry_after_seconds=3600,
        )
    return trust_folders.read(Path(path))
