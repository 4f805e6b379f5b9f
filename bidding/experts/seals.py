"""
Whom an entry of a draw stands for, kept so that the database alone does not tell.

Experts are few: whoever reads rows could try each of them. So an entry's row has a text under the platform's key, and a handle by
which an expert's own entry is found with that key. `settings.IDENTITY_KEY` is that of identity numbers as well, and outlives the
secret key. Nothing but this module reads a sealed text.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

from bidding.models import Draw, PoolEntry

Unreadable = InvalidToken


@dataclass(frozen=True, slots=True)
class Sealed:
    """Whom an entry stands for, with all that its digests are of."""

    expert: str
    unit: str
    majors: tuple[str, ...]
    salt: str
    unit_salt: str


def seal(whom: Sealed) -> bytes:
    """Return the sealed text of an entry."""
    return _cipher().encrypt(json.dumps(asdict(whom), ensure_ascii=False).encode())


def read(entry: PoolEntry) -> Sealed:
    """Return whom an entry stands for; whoever calls this answers for who learns it."""
    found = json.loads(_cipher().decrypt(bytes(entry.sealed)))
    return Sealed(**{**found, "majors": tuple(found["majors"])})


def handle(draw: Draw, expert_id: str) -> str:
    """Return what an expert's entry in a draw is found by."""
    return salted_hmac(
        "bidding.experts.handle", f"{draw.id} {expert_id}", secret=_key(), algorithm="sha256"
    ).hexdigest()


def _cipher() -> Fernet:
    key = salted_hmac("bidding.experts.sealed", "key", secret=_key(), algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _key() -> str:
    found: str = getattr(settings, "IDENTITY_KEY", None) or settings.SECRET_KEY
    return found
