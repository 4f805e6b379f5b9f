"""Speaking to people and to programs: words on standard error, results on standard output, progress where somebody looks."""

from __future__ import annotations

import getpass
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from toolkit import reading
from toolkit.refusals import Refused
from toolkit.words import Words

MEGABYTE = 1_000_000


@dataclass(slots=True)
class Console:
    """Where a command speaks, and how."""

    language: str = "zh"
    as_json: bool = False
    wants_progress: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    def say(self, words: Words, **values: object) -> None:
        """Tell people something."""
        self.err.write(words.to(self.language).format(**values) + "\n")
        self.err.flush()

    def result(self, words: Words, **values: Any) -> None:
        """End with a result: one JSON object for programs, a sentence for people."""
        if self.as_json:
            self.out.write(json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n")
        else:
            self.out.write(words.to(self.language).format(**values) + "\n")
        self.out.flush()

    def refuse(self, refused: Refused) -> None:
        """Say why not: code, words, and what is known for machines."""
        detail = {name: _plain(value) for name, value in refused.detail.items()}
        message = refused.words.to(self.language)
        if self.as_json:
            problem = {"code": refused.code, "message": message, "detail": detail}
            self.out.write(json.dumps(problem, ensure_ascii=False, sort_keys=True) + "\n")
            self.out.flush()
        more = f" {json.dumps(detail, ensure_ascii=False)}" if detail else ""
        self.err.write(f"{message} [{refused.code}]{more}\n")
        self.err.flush()

    def progress(self, words: Words, total: int) -> Progress:
        """Return what long work reports its bytes to."""
        shown = self.wants_progress or self.err.isatty()
        return Progress(self, words, total, shown)

    @contextmanager
    def reading(self, words: Words, *paths: Path) -> Iterator[list[Path]]:
        """Give these paths again, as they are to be read while the block runs, which shows how much of them was."""
        if not (self.wants_progress or self.err.isatty()):
            yield list(paths)
            return
        progress = self.progress(words, reading.size_of(paths))
        try:
            yield [reading.told(path, progress) for path in paths]
        except BaseException:
            self.err.write("\n")
            raise
        progress.finish()

    def confirm(self, words: Words) -> bool:
        """Ask a person, who must type `yes`; where nobody can answer, the answer is no."""
        if not sys.stdin.isatty():
            return False
        self.err.write(words.to(self.language) + " [yes/no] ")
        self.err.flush()
        return sys.stdin.readline().strip().lower() == "yes"


@dataclass(slots=True)
class Progress:
    """Bytes done of bytes to do; at most four lines' worth a second."""

    console: Console
    words: Words
    total: int
    is_shown: bool
    done: int = 0
    _last: float = 0.0

    def __call__(self, amount: int) -> None:
        """Note `amount` more bytes."""
        self.done += amount
        now = time.monotonic()
        if self.is_shown and now - self._last >= 0.25:
            self._last = now
            self._show("\r")

    def finish(self) -> None:
        """Show the end."""
        if self.is_shown:
            self.total = self.done = max(self.done, self.total)
            self._show("\r")
            self.console.err.write("\n")
            self.is_shown = False

    def _show(self, before: str) -> None:
        share = 100 if not self.total else min(100, 100 * self.done // self.total)
        label = self.words.to(self.console.language)
        amount = f"{self.done // MEGABYTE}/{max(self.total, self.done) // MEGABYTE} MB"
        self.console.err.write(f"{before}{label} {share:3d} % {amount}   ")
        self.console.err.flush()


def secret(name: str, file: Path | None, words: Words, console: Console) -> str:
    """
    Return a password: from a file, from the environment variable `name`, or typed without an echo.

    It is never an argument, which everybody on the machine could read.

    :raises Refused: `usage` if there is nobody to type it.
    """
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if name in os.environ:
        return os.environ[name]
    if not sys.stdin.isatty():
        raise Refused("usage", missing=name)
    return getpass.getpass(words.to(console.language) + "：")


def _plain(value: object) -> object:
    if isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value)
