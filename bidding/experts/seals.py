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
from foundation.errors import Unavailable
from foundation.text import Text
from toolkit.draws import drawing


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
    """
    Return whom an entry stands for; whoever calls this answers for who learns it.

    :raises Unavailable: `names_unreadable` where the platform's key is another than that of the draw, or the text is another entry's.
    """
    try:
        found = json.loads(_cipher().decrypt(bytes(entry.sealed)))
    except InvalidToken as error:
        raise _unreadable() from error
    whom = Sealed(**{**found, "majors": tuple(found["majors"])})
    unit = drawing.unit_of(whom.unit, whom.unit_salt)
    # A hand in the database that changes texts between rows seats nobody.
    tied = (
        drawing.entry_of(whom.expert, unit, whom.majors, whom.salt),
        unit,
        handle(entry.draw, whom.expert),
    )
    if tied != (entry.entry, entry.unit, entry.handle):
        raise _unreadable()
    return whom


def handle(draw: Draw, expert_id: str) -> str:
    """Return what an expert's entry in a draw is found by."""
    return salted_hmac(
        "bidding.experts.handle", f"{draw.id} {expert_id}", secret=_key(), algorithm="sha256"
    ).hexdigest()


def _unreadable() -> Unavailable:
    return Unavailable(
        "names_unreadable", Text("名单无法解密，请联系平台运营方", "The names cannot be read any more")
    )


def _cipher() -> Fernet:
    key = salted_hmac("bidding.experts.sealed", "key", secret=_key(), algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _key() -> str:
    found: str = getattr(settings, "IDENTITY_KEY", None) or settings.SECRET_KEY
    return found
