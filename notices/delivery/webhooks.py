"""Standard Webhooks 1.0.0: the secret, the signature, the three headers, and what is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from notices.delivery import links
from notices.models import Notice

PREFIX = "whsec_"
SECRET_BYTES = 32
BOTH_FOR = timedelta(hours=24)
"""How long after a change the former secret signs as well, so that a receiver can change over."""


def new_secret() -> str:
    """Return a new secret as the receiver is told it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    """Return the signature of a message; `at` is in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(message: str, at: datetime, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """Return the headers of a message, signed with every secret in force."""
    stamp = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Yangguang-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signature(key, message, stamp, body) for key in keys),
    }


def body(kind: str, made_at: datetime, subscription: str, notices: Sequence[Notice]) -> bytes:
    """Return what a message says: the same bytes whenever it is sent."""
    told: Mapping[str, Any] = {
        "type": kind,
        "timestamp": made_at.isoformat(),
        "data": {"subscription": subscription, "notices": [_notice(one) for one in notices]},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id, "number": notice.number, "kind": notice.kind, "version": notice.version, "title": notice.title,
        "title_en": notice.title_en, "deal": notice.deal_id, "deal_number": notice.deal.number, "digest": notice.digest,
        "published_at": notice.published_at.isoformat() if notice.published_at else None, "url": links.notice(notice.number),
    }  # fmt: skip
