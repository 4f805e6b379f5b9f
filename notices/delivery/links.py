"""The links in what is sent: signed, so that they work without signing in and for nobody who guesses."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse

_CONFIRM, _UNSUBSCRIBE = "notices.confirm", "notices.unsubscribe"


def confirmation(subscription: str) -> str:
    """Return the address at which whoever reads a mail box says that it wants a subscription."""
    return _absolute("portal-subscription-confirm", _sign(_CONFIRM, subscription))


def unsubscription(subscription: str) -> str:
    """Return the address at which a subscription is given up: by a mail program with one POST (RFC 8058), by a person with one button."""
    return _absolute("portal-unsubscribe", _sign(_UNSUBSCRIBE, subscription))


def to_be_confirmed(token: str) -> str | None:
    """Return the subscription that a token was made for; None if we did not make it."""
    return _read(_CONFIRM, token)


def to_be_ended(token: str) -> str | None:
    """Return the subscription that a token gives up; None if we did not make it."""
    return _read(_UNSUBSCRIBE, token)


def notice(number: str) -> str:
    """Return the address of a notice."""
    return _absolute("portal-notice", number)


def subscription(pk: str) -> str:
    """Return the address at which a member looks after a subscription."""
    return _absolute("portal-subscription", pk)


def host() -> str:
    """Return the name of this host, as messages are named by it."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _absolute(name: str, *words: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=words)}"


def _sign(salt: str, pk: str) -> str:
    return signing.Signer(salt=salt).sign(pk)


def _read(salt: str, token: str) -> str | None:
    try:
        return signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature:
        return None
