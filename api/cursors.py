"""
Places in lists, told as words that count nothing.

Whoever reads two positions of the journal could tell how much is hidden between them. So a place is encrypted, always to
the same word for the same list, and given back as it was.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac

# Words of one length: that of a number would tell its size.
_BLOCK = 32


def word(value: Any, *, of: str) -> str:
    """Return the word for a place, any plain JSON value, in the list called `of`."""
    plain = json.dumps(value, separators=(",", ":")).encode()
    padded = plain.ljust(-(-len(plain) // _BLOCK) * _BLOCK)
    return base64.urlsafe_b64encode(_cipher(settings.SECRET_KEY).encrypt(padded, [of.encode()])).decode()


def place(given: str, *, of: str) -> Any:
    """
    Return the place that a word stands for.

    :raises ValueError: if it was not given out here for the list called `of`.
    """
    try:
        sealed = base64.b64decode(given.encode("ascii"), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no cursor") from error
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return json.loads(_cipher(key).decrypt(sealed, [of.encode()]))
        except InvalidTag:
            continue
    raise ValueError("no cursor")


def _cipher(secret: str) -> AESSIV:
    return AESSIV(salted_hmac("api.cursors", b"", secret=secret, algorithm="sha512").digest())
