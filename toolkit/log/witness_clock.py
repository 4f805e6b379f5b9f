"""The time of a demonstration's witness: the platform's shifted clock, for its own would be months away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import httpx

from toolkit.log.note import Verifier
from toolkit.log.sources import TIMEOUT_SECONDS, SourceUnreachable

DEMO = "demo"


def of_platform(url: str, log: Verifier) -> Callable[[], int]:
    """
    Return a clock that asks the platform for the time, in seconds since 1970.

    :raises ValueError: if the log's name does not say that it is a demonstration's: a witness that counts has its own clock.
    """
    if DEMO not in log.name:
        raise ValueError(f"{log.name}: --platform-clock is for demonstrations only.")

    def now() -> int:
        try:
            answer = httpx.get(url, timeout=TIMEOUT_SECONDS, follow_redirects=False)
            answer.raise_for_status()
            return int(datetime.fromisoformat(answer.json()["now"]).timestamp())
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise SourceUnreachable(f"{url}: {error}") from error

    return now
