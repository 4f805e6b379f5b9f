"""How often a visitor may send a form that costs somebody else something: counted by the address that asks, kept nowhere else."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from foundation.errors import TooOften
from foundation.text import Text


def count(request: HttpRequest, act: str, *, most: int, seconds: int) -> None:
    """
    Count an act of whoever asks; where the cache is one process's own, it counts what that process saw.

    :raises TooOften: `too_often`, if there were more than `most` of it within so many seconds.
    """
    address = get_adapter(request).get_client_ip(request)
    mark = hashlib.sha256(f"{settings.SECRET_KEY}{act}{address}".encode()).hexdigest()[:32]
    key = f"visitor:{act}:{mark}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two
        return
    if count > most:
        said = Text("操作过于频繁，请稍后再试", "Too often; try again later")
        raise TooOften("too_often", said, retry_after_seconds=seconds)
