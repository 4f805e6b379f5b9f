"""
Requests that are sent twice take effect once.

The sender names a request with a key. Its answer is kept, in the transaction of its effects, for the life of the
deal: the same key and content get the same bytes again, the same key with other content is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import orjson
from django.db import OperationalError, connection, transaction

from foundation import plain, statements
from foundation.errors import Conflict, Invalid
from foundation.models import RememberedAnswer
from foundation.statements import Trip
from foundation.text import Text

WAIT_SECONDS = 5.0
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LOCK_NOT_AVAILABLE = "55P03"
_CLAIM_ALL = """
    INSERT INTO foundation_rememberedanswer (scope, key, fingerprint, headers, body, at)
    SELECT g.scope, g.key, g.fingerprint, '[]', '', foundation_now()
    FROM ROWS FROM (
        jsonb_array_elements_text(%s::jsonb), jsonb_array_elements_text(%s::jsonb), jsonb_array_elements_text(%s::jsonb)
    ) WITH ORDINALITY AS g (scope, key, fingerprint, place)
    ORDER BY g.scope, g.key, g.place
    ON CONFLICT (scope, key) DO NOTHING
    RETURNING id, scope, key
"""
_REMEMBER_ALL = """
    UPDATE foundation_rememberedanswer r
    SET status = (g->>1)::smallint, headers = g->2, body = convert_to(g->>3, 'UTF8'), deal = g->>4
    FROM jsonb_array_elements(%s::jsonb) g WHERE r.id = (g->>0)::bigint
"""


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


@dataclass(frozen=True, slots=True)
class Key:
    """
    A request's own name: whose keys these are (the member), the key, and the fingerprint of what it names.

    :raises Invalid: `key_malformed` unless the key is 1 to 255 visible ASCII characters.
    """

    scope: str
    key: str
    fingerprint: str

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            words = Text(
                "幂等键应为1至255个可见ASCII字符", "An idempotency key is 1 to 255 visible ASCII characters"
            )
            raise Invalid("key_malformed", words)


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Return the digest by which two requests are compared: method, path with query, and the bytes of the body."""
    digest = hashlib.sha256()
    for part in (method.upper().encode(), path.encode(), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@contextmanager
def once(named: Key, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[Attempt]:
    """
    Open the transaction of a request; within it either send `attempt.answer` again or act and `remember`.

    When the block raises, everything is undone, the key included. A twin in flight is waited for.

    :raises Invalid: `key_reused` when the key named another request.
    :raises Conflict: `request_in_flight` when the twin takes too long.
    """
    with transaction.atomic():
        claimed = _claim(named, wait_seconds)
        if claimed is None:
            yield Attempt(_stored(named))
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


def ask_claims(trip: Trip, keys: Collection[Key]) -> Callable[[], dict[Key, int]]:
    """
    Claim keys for the present transaction, and return those that are new; `remember_all` ends what is begun here.

    Those left out stand in the table: their requests took effect, or named other ones. Twins in flight are waited for, in one
    order.
    """
    if not keys:
        return dict
    claims = trip.ask(_CLAIM_ALL, *map(plain.column, zip(*map(_columns, keys), strict=True)))
    # Of two requests under one key the first is meant; the other finds its answer.
    first = {(one.scope, one.key): one for one in reversed(list(keys))}
    return lambda: {first[scope, key]: row for row, scope, key in claims()}


def remember_all(answers: Mapping[int, tuple[Answer, str | None]], *, claimed: Collection[int]) -> None:
    """Keep the answer and the deal of each claim that took effect, and give the others of `claimed` back."""
    refused = [row for row in claimed if row not in answers]
    kept = [[row, one.status, one.headers, one.body.decode(), deal] for row, (one, deal) in answers.items()]
    with statements.together() as trip:
        if refused:
            trip.ask("DELETE FROM foundation_rememberedanswer WHERE id = ANY (%s)", refused)
        if kept:
            trip.ask(_REMEMBER_ALL, orjson.dumps(kept).decode())


def _columns(named: Key) -> tuple[str, str, str]:
    return named.scope, named.key, named.fingerprint


def _claim(named: Key, wait_seconds: float) -> int | None:
    """Insert the row of this request and return its id; None when its answer is stored."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT idempotency_claim(%s, %s, %s, %s)",
                [*_columns(named), max(1, round(wait_seconds * 1000))],
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


def _stored(named: Key) -> Answer:
    row = RememberedAnswer.objects.get(scope=named.scope, key=named.key)
    if row.fingerprint != named.fingerprint:
        raise Invalid(
            "key_reused",
            Text("该幂等键已用于另一请求", "This idempotency key named another request"),
            detail={"key": named.key},
        )
    if row.status is None:
        raise RuntimeError("A committed request has its answer.")
    return Answer(row.status, tuple((name, value) for name, value in row.headers), bytes(row.body))
