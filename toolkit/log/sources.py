"""Where a log's public files come from: a folder or a web address, named in one word."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import httpx

from toolkit.log.tiles import Files, Folder

LONGEST_FILE = 256 * 65537 + 1024  # an entry bundle of the longest leaves
TIMEOUT_SECONDS = 15.0
TRIES = 3


class SourceUnreachable(Exception):
    """The web address does not answer; it may at another time."""


class Web:
    """Public files on the web, at one address that the caller named; never at one that an answer names."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def __call__(self, path: str) -> bytes:
        """
        Return the content of a file.

        :raises FileNotFoundError: if the address answers that there is none.
        :raises SourceUnreachable: if it does not answer after some tries, or with anything else.
        """
        why = ""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(0.2 * 3**attempt)
            try:
                with self._client.stream("GET", f"{self.url}/{path}") as answer:
                    if answer.status_code == 404:
                        raise FileNotFoundError(path)
                    if answer.status_code == 200:
                        return self._bounded(answer)
                    why = f"HTTP {answer.status_code}"
            except httpx.HTTPError as error:
                why = str(error) or type(error).__name__
        raise SourceUnreachable(f"{self.url}/{path}: {why}")

    def post(self, path: str, content: str) -> tuple[int, str]:
        """
        Send a text; return the answer's status and text.

        :raises SourceUnreachable: if nobody answers.
        """
        try:
            answer = self._client.post(
                f"{self.url}/{path}",
                content=content.encode(),
                headers={"Content-Type": "text/plain; charset=utf-8"},
            )
        except httpx.HTTPError as error:
            raise SourceUnreachable(f"{self.url}/{path}: {error}") from error
        return answer.status_code, answer.text[:200]

    @staticmethod
    def _bounded(answer: httpx.Response) -> bytes:
        content = bytearray()
        for block in answer.iter_bytes():
            content += block
            if len(content) > LONGEST_FILE:
                raise SourceUnreachable(f"{answer.url}: longer than any file of a log")
        return bytes(content)


@contextmanager
def named(place: str) -> Iterator[Files]:
    """Give the files in a folder, or at an address that begins with http."""
    if place.startswith(("http://", "https://")):
        with Web(place) as web:
            yield web
    else:
        yield Folder(Path(place))
