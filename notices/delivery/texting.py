"""
Text messages: one small interface, and gateways behind it that the settings name.

The centre's provider is reached by HTTP with a body of its own making; a demonstration writes files, or prints.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import httpx
from django.conf import settings

from notices.delivery import reasons
from notices.delivery.calling import NotTaken

TIMEOUT_SECONDS = 10.0


class Gateway(Protocol):
    """What takes a text message for a number; the same `reference` twice is one message."""

    def send(self, number: str, text: str, reference: str) -> None:
        """
        Hand a message in.

        :raises NotTaken: if it was not taken.
        """


class Files:
    """Writes each message into a file named after it: twice is once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, number: str, text: str, reference: str) -> None:
        """Write it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / f"{reference}.txt").write_text(f"{number}\n{text}\n", encoding="utf-8")


class Console:
    """Prints each message."""

    def send(self, number: str, text: str, reference: str) -> None:
        """Print it."""
        sys.stdout.write(f"SMS {reference} to {number}: {text}\n")


class Http:
    """Posts JSON to a provider; in the texts of the template `{number}`, `{text}` and `{reference}` are filled in."""

    def __init__(self, url: str, authorization: str, template: Any) -> None:
        self._url, self._authorization, self._template = url, authorization, template

    def send(self, number: str, text: str, reference: str) -> None:
        """Post it; any answer but 2xx is a failure, and redirects are not followed."""
        filled = _filled(self._template, {"{number}": number, "{text}": text, "{reference}": reference})
        headers = {"Authorization": self._authorization} if self._authorization else {}
        try:
            answer = httpx.post(self._url, json=filled, headers=headers, timeout=TIMEOUT_SECONDS)
        except httpx.HTTPError:
            raise NotTaken(reasons.GATEWAY_FAILED) from None
        if not answer.is_success:
            raise NotTaken(reasons.GATEWAY_FAILED)


def gateway() -> Gateway | None:
    """Return the gateway that the settings name; None where text messages are not sent."""
    parts = urlsplit(settings.SMS_URL)
    match parts.scheme:
        case "console":
            return Console()
        case "file":
            return Files(Path(unquote(parts.path)))
        case "https" | "http":
            return Http(settings.SMS_URL, settings.SMS_AUTHORIZATION, json.loads(settings.SMS_BODY))
    return None


def _filled(template: Any, values: dict[str, str]) -> Any:
    """Fill values into the texts of a template, once: what stands in a value is not filled in again."""
    if isinstance(template, dict):
        return {name: _filled(inner, values) for name, inner in template.items()}
    if isinstance(template, list):
        return [_filled(inner, values) for inner in template]
    if not isinstance(template, str):
        return template
    parts = [template]
    for name, value in values.items():
        parts = [piece for part in parts for piece in _split(part, name, value)]
    return "".join(str(part) for part in parts)


class _Value(str):
    """A piece that is filled in already."""


def _split(part: str, name: str, value: str) -> list[str]:
    if isinstance(part, _Value) or name not in part:
        return [part]
    pieces: list[str] = []
    for piece in part.split(name):
        pieces += [piece, _Value(value)]
    return pieces[:-1]
