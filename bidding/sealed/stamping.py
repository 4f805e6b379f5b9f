"""Timestamps for receipts and cuts (RFC 3161): from the authority that the settings name, or a demonstration's own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

import httpx
from cryptography.hazmat import asn1
from django.conf import settings

from bidding.sealed import keys
from foundation import clock
from foundation.errors import Unavailable
from foundation.text import Text
from toolkit import der, timestamps

POLICY = "2.999.1"  # for the demonstration's own authority: an arc for examples
SECONDS = 5.0


def stamp(content: bytes) -> bytes:
    """
    Return a token over `content`.

    :raises Unavailable: `timestamp_unavailable`; trying again is safe.
    """
    return next(stamps([content]))


def stamps(contents: Sequence[bytes]) -> Iterator[bytes]:
    """
    Yield a token over each content, one after the other.

    :raises Unavailable: as `stamp` does, at the first for which there is none.
    """
    requests = [timestamps.ask(content, secrets.randbits(63)) for content in contents]
    if settings.MODE != "production":
        signer, at = keys.signer(keys.TSA), clock.now()
        for request in requests:
            yield timestamps.grant(request, signer, at=at, serial=secrets.randbits(63), policy=POLICY)
        return
    with httpx.Client(timeout=SECONDS, follow_redirects=False) as client:
        for request in requests:
            yield _granted(client, request)


def _granted(client: httpx.Client, request: bytes) -> bytes:
    try:
        answer = client.post(
            settings.TIMESTAMP_URL, content=request, headers={"Content-Type": "application/timestamp-query"}
        )
        answer.raise_for_status()
        return token_of(answer.content)
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(
            "timestamp_unavailable", Text("时间戳服务暂不可用", "The timestamp authority does not answer")
        ) from error


def token_of(response: bytes) -> bytes:
    """
    Return the token in an authority's answer (`TimeStampResp`).

    :raises ValueError: if it granted none.
    """
    fields = asn1.decode_der(timestamps.Fields, der.sequence(response)).all
    status = asn1.decode_der(timestamps.Fields, der.sequence(der.tlv(0x30, bytes(fields[0].data)))).all
    if len(fields) != 2 or status[0].parse(int) not in (0, 1):
        raise ValueError("no token was granted")
    return der.tlv(0x30, bytes(fields[1].data))
