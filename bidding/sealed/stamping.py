"""Timestamps for receipts and cuts (RFC 3161): from the authority that the settings name, or a demonstration's own."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

import httpx
from django.conf import settings

from bidding.sealed import custody, keys
from foundation import clock
from foundation.errors import Unavailable
from foundation.text import Text
from toolkit import refusals, timestamps

POLICY = "2.999.1"  # for the demonstration's own authority: an arc for examples
SECONDS = 5.0
# What readers of receipts forgive: an authority may count whole seconds.
BEHIND = timedelta(seconds=1)
AHEAD = timedelta(minutes=1)

log = logging.getLogger(__name__)


def stamp(content: bytes) -> bytes:
    """
    Return a token over `content`.

    :raises Unavailable: `timestamp_unavailable`; trying again is safe.
    """
    return next(stamps([content]))


def stamp_for(sha256: bytes) -> bytes:
    """
    Return a token over what has this digest.

    :raises Unavailable: as `stamp` does.
    """
    return next(_stamps([sha256]))


def stamps(contents: Sequence[bytes]) -> Iterator[bytes]:
    """
    Yield a token over each content, one after the other.

    :raises Unavailable: as `stamp` does, at the first for which there is none.
    """
    yield from _stamps([hashlib.sha256(one).digest() for one in contents])


def _stamps(digests: Sequence[bytes]) -> Iterator[bytes]:
    if settings.MODE != "production":
        signer, at = keys.signer(keys.TSA), clock.now()
        for digest in digests:
            request = timestamps.ask_for(digest, secrets.randbits(63))
            yield timestamps.grant(request, signer, at=at, serial=secrets.randbits(63), policy=POLICY)
        return
    with httpx.Client(timeout=SECONDS, follow_redirects=False) as client:
        for digest in digests:
            yield _granted(client, digest)


def _granted(client: httpx.Client, digest: bytes) -> bytes:
    """Ask the authority; its token is taken only if those who read it later will believe it."""
    nonce, at = secrets.randbits(63), clock.now()
    try:
        token = timestamps.token_of(_answer(client, timestamps.ask_for(digest, nonce)))
        stamped = timestamps.verify_for(
            token, digest, keys.certificate(keys.TSA), custody.trust(at), nonce=nonce, needs_evidence=False
        )
        if not at - BEHIND <= stamped <= at + AHEAD:
            raise refusals.Refused("timestamp_late", stamped=stamped.isoformat())
    except (httpx.HTTPError, refusals.Refused) as error:
        log.warning("The timestamp authority's answer is of no use: %s", str(error) or type(error).__name__)
        raise Unavailable(
            "timestamp_unavailable", Text("时间戳服务暂不可用", "The timestamp authority does not answer")
        ) from error
    return token


def _answer(client: httpx.Client, request: bytes) -> bytes:
    """Return the body of a good answer, of which no more is read than a token may be long, and for no longer than some seconds."""
    headers, until = (
        {"Content-Type": "application/timestamp-query", "Accept-Encoding": "identity"},
        time.monotonic() + SECONDS,
    )
    with client.stream("POST", settings.TIMESTAMP_URL, content=request, headers=headers) as answer:
        answer.raise_for_status()
        content = bytearray()
        for block in answer.iter_raw():  # counted before anything is unpacked
            content += block
            if len(content) > timestamps.LONGEST_BYTES or time.monotonic() > until:
                raise refusals.Refused("timestamp_malformed", why="too long")
    return bytes(content)
