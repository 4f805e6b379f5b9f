"""
Requests that are sent twice take effect once.

The sender names a request with a key. Its answer is kept, in the transaction of its effects, for the life of the
deal: the same key and content get the same bytes again, the same key with other content is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

from foundation.errors import Conflict, Invalid
from foundation.models import RememberedAnswer
from foundation.text import Text

WAIT_SECONDS = 5.0
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Answer:
    """An answer as it was sent: status, the headers worth repeating, and the very bytes of the body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Attempt:
    """One try of a request; `answer` is set when the request took effect before, and is then to be sent again."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer = answer
        self.deal: str | None = None

    @property
    def is_replay(self) -> bool:
        """Whether the request took effect before."""
        return self.answer is not None

    def remember(
        self, status: int, headers: Iterable[tuple[str, str]], body: bytes, *, deal: str | None = None
    ) -> None:
        """
        Keep the answer, and the deal with which it may one day go.

        :raises ValueError: for a status of 400 and above: what is refused has no effect and may be tried again.
        :raises RuntimeError: on a replay, or a second time.
        """
        if status >= 400:
            raise ValueError("Only what took effect is remembered; raise the refusal instead.")
        if self.answer is not None:
            raise RuntimeError("This request has its answer.")
        self.answer = Answer(status, tuple((name, value) for name, value in headers), body)
        self.deal = deal


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Return the digest by which two requests are compared: method, path with query, and the bytes of the body."""
    digest = hashlib.sha256()
    for part in (method.upper().encode(), path.encode(), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@contextmanager
def once(scope: str, key: str, fingerprint: str, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[Attempt]:
    """
    Open the transaction of a request; within it either send `attempt.answer` again or act and `remember`.

    `scope` says whose keys these are (the member). When the block raises, everything is undone, the key included.
    A twin in flight is waited for.

    :raises Invalid: `key_malformed` unless the key is 1 to 255 visible ASCII characters; `key_reused` when it named
        another request.
    :raises Conflict: `request_in_flight` when the twin takes too long.
    """
    if not _KEY.fullmatch(key):
        raise Invalid(
            "key_malformed",
            Text(
                "幂等键应为1至255个可见ASCII字符", "An idempotency key is 1 to 255 visible ASCII characters"
            ),
        )
    with transaction.atomic():
        claimed = _claim(scope, key, fingerprint, wait_seconds)
        if claimed is None:
            yield Attempt(_stored(scope, key, fingerprint))
            return
        attempt = Attempt()
        yield attempt
        if attempt.answer is None:
            raise RuntimeError("A request that took effect must remember its answer.")
        answer = attempt.answer
        RememberedAnswer.objects.filter(pk=claimed).update(
            status=answer.status,
            headers=[list(pair) for pair in answer.headers],
            body=answer.body,
            deal=attempt.deal,
        )


def _claim(scope: str, key: str, fingerprint: str, wait_seconds: float) -> int | None:
    """Insert the row of this request and return its id; None when its answer is stored."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT idempotency_claim(%s, %s, %s, %s)",
                [scope, key, fingerprint, max(1, round(wait_seconds * 1000))],
            )
            claimed: int | None = cursor.fetchone()[0]
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise Conflict(
            "request_in_flight",
            Text("相同的请求正在处理，请稍后重试", "The same request is being processed; try again shortly"),
        ) from error
    return claimed


def _stored(scope: str, key: str, fingerprint: str) -> Answer:
    row = RememberedAnswer.objects.get(scope=scope, key=key)
    if row.fingerprint != fingerprint:
        raise Invalid(
            "key_reused",
            Text("该幂等键已用于另一请求", "This idempotency key named another request"),
            detail={"key": key},
        )
    if row.status is None:
        raise RuntimeError("A committed request has its answer.")
    return Answer(row.status, tuple((name, value) for name, value in row.headers), bytes(row.body))
