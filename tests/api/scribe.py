"""Writes down what was asked and answered, so that the same journey gives the same page every time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client

from accounts import demo

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "api" / "examples"
_ID = re.compile(r"\b([a-z]{2,5})_[0-9A-HJKMNP-TV-Z]{26}\b")
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:(?!00[+Z])\d{2}(\.\d+)?(\+08:00|Z)")
_NUMBER = re.compile(r"\bYG(\d{6})-[0-9A-Z]{6}(-[0-9A-Z]{4,6})?\b")
_DIGEST = re.compile(r"\b[0-9a-f]{32,64}\b")
_TOKEN = re.compile(r"\byg_tok_\w+")
_CURSOR = re.compile(r"cursor=[\w%:-]+")
_BY_CHANCE = {"account", "alias", "unified_code", "challenge", "secret", "cursor"}
MOST_ROWS, MOST_FIELDS, LONGEST = 2, 3, 160


@dataclass
class Scribe:
    """Sends requests and keeps a page of them."""

    title: str
    lead: str
    parts: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def says(self, words: str) -> None:
        """Write a sentence between two examples."""
        self.parts.append(words + "\n")

    def ask(
        self,
        who: str | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        only: tuple[str, ...] = (),
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Send a request, write it down with its answer, and return the answer's body; `only` are the fields to show."""
        sent = {"Authorization": f"Bearer {demo.token_of(who)}"} if who else {}
        raw = "" if body is None else json.dumps(body, ensure_ascii=False)
        answer = Client(raise_request_exception=False).generic(
            method, path, raw, content_type="application/json", headers=sent | (headers or {})
        )
        shown = {"Authorization": f"Bearer $TOKEN_OF_{who.upper()}"} if who else {}
        is_table = answer.get("Content-Type", "").startswith("text/")
        found = answer.text if is_table else json.loads(answer.content) if answer.content else None
        self._write(method, path, shown | (headers or {}), body, answer, found, only)
        return found

    def _write(
        self, method: str, path: str, headers: dict[str, str], body: Any, answer: Any, found: Any, only: Any
    ) -> None:
        lines = [f"{method} {path}", *(f"{name}: {value}" for name, value in headers.items())]
        if body is not None:
            lines += ["Content-Type: application/json", "", _json(trimmed(body))]
        self.parts.append(self._plain("```http\n" + "\n".join(lines) + "\n```\n"))
        told = [f"{answer.status_code} {answer.reason_phrase}"]
        told += [f"{name}: {answer[name]}" for name in ("Location", "ETag", "Retry-After") if name in answer]
        if isinstance(found, str):
            lines = found.removeprefix("\ufeff").splitlines()
            told += [f"Content-Type: {answer['Content-Type']}", "", *lines[: 1 + MOST_ROWS], "…"]
        elif found is not None:
            kept = {name: found[name] for name in only} if only else found
            told += ["", _json(trimmed(kept))]
        self.parts.append(self._plain("```http\n" + "\n".join(told) + "\n```\n"))

    def _plain(self, text: str) -> str:
        """Return the text with what differs from run to run replaced by what does not."""
        text = _TOKEN.sub("yg_tok_…", text)
        text = _ID.sub(lambda m: self._named(m[0], m[1]), text)
        text = _INSTANT.sub(r"\1T09:00:00\3", text)
        text = _NUMBER.sub(lambda m: f"YG{m[1]}-000000" + ("-0000" if m[2] else ""), text)
        return _CURSOR.sub("cursor=…", _DIGEST.sub("…", text))

    def _named(self, written: str, prefix: str) -> str:
        count = 1 + sum(1 for name in self._names.values() if name.startswith(f"{prefix}_"))
        return self._names.setdefault(written, f"{prefix}_{count}")

    @property
    def page(self) -> str:
        """The page as it stands in the documentation."""
        head = f"# {self.title}\n\n{self.lead}\n\nWritten by `tests/api/test_examples.py`.\n"
        return head + "\n" + "\n".join(self.parts)


def trimmed(node: Any, name: str = "") -> Any:
    """Return a body short enough to read: few rows, few particulars, no long texts, nothing that chance made."""
    if isinstance(node, dict):
        few = name in ("particulars", "lot_particulars", "content", "takes", "properties", "record")
        kept = list(node.items())[:MOST_FIELDS] if few else list(node.items())
        found = {key: trimmed(value, key) for key, value in kept}
        return found | {"…": "…"} if len(kept) < len(node) else found
    if isinstance(node, list):
        return [trimmed(row, name) for row in node[:MOST_ROWS]] + (["…"] if len(node) > MOST_ROWS else [])
    if isinstance(node, str) and ((name in _BY_CHANCE and node) or len(node) > LONGEST):
        return "…" if name in _BY_CHANCE else node[:LONGEST] + "…"
    return node


def _json(node: Any) -> str:
    return json.dumps(node, ensure_ascii=False, indent=2)
