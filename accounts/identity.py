"""Codes of organisations and numbers of persons: checked, and the latter never kept."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from foundation.errors import Invalid
from foundation.text import Text


def check_identity_number(number: str) -> str:
    """
    Return a resident identity number (GB 11643-1999) in its written form, else refuse it.

    :raises Invalid: `identity_number_malformed`; the message never repeats the number.
    """
    try:
        return ric.validate(number.strip().upper())
    except ValidationError:
        raise Invalid(
            "identity_number_malformed",
            Text("居民身份证号码不正确，请核对", "Not a resident identity number"),
        ) from None


def identity_digest(number: str) -> str:
    """
    Return the keyed digest under which a person is found again.

    The numbers are few enough to try them all, so a plain or salted hash would give them away: the key does not
    stand in the database. `settings.IDENTITY_KEY` outlives a change of the secret key.
    """
    secret = getattr(settings, "IDENTITY_KEY", None) or settings.SECRET_KEY
    return salted_hmac("accounts.identity", number, secret=secret, algorithm="sha256").hexdigest()
