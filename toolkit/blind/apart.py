"""
The same in a process of its own, which has the file from a pipe and no keys, and bounded time and memory.

A PDF may be made to exhaust or to crash whoever reads it; then there is a refusal, and nothing is left.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from toolkit.blind.told import LARGEST, Found, Prepared, Search
from toolkit.blind.words import Unshown

MOST_MEMORY: Final = 2 * 2**30
MOST_SECONDS: Final = 120
_ROOT = str(Path(__file__).parents[2])
_MODULE = "toolkit.blind.apart"


def prepare_apart(
    content: bytes,
    words: Sequence[str],
    *,
    both: bool = True,
    seconds: int = MOST_SECONDS,
    memory: int = MOST_MEMORY,
) -> Prepared:
    """
    Return what `prepare` returns, computed elsewhere.

    :raises Unshown: as `prepare`; `blind_exhausting` where it took more than it may, or ended without a word.
    """
    if len(content) > LARGEST:
        raise Unshown("blind_too_large")
    head = json.dumps({"words": list(words), "both": both, "seconds": seconds, "memory": memory}).encode()
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    environment = {**kept, "PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", _MODULE]
    try:
        ended = subprocess.run(
            command,
            input=head + b"\n" + content,
            capture_output=True,
            env=environment,
            timeout=seconds + 10,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unshown("blind_exhausting") from error
    if ended.returncode != 0:
        raise Unshown("blind_exhausting")
    head, _, copy = ended.stdout.partition(b"\n")
    said = json.loads(head)
    if code := said.get("refused"):
        raise Unshown(code)
    before, after = _search(said["before"]), _search(said["after"])
    return Prepared(said["media"], copy, said["original"], before, after)


def main() -> int:
    """Read words and file, write what was found and the copy."""
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(head)
    _bound(asked["seconds"], asked["memory"])
    from toolkit.blind.preparing import prepare  # only this process needs the libraries that read PDFs

    try:
        made = prepare(content, asked["words"], both=asked["both"])
    except Unshown as refused:
        said: dict[str, Any] = {"refused": refused.code}
        copy = b""
    except (MemoryError, RecursionError):
        said, copy = {"refused": "blind_exhausting"}, b""
    else:
        copy = made.content
        said = {
            "media": made.media, "original": made.original_sha256,
            "before": _told(made.before), "after": _told(made.after),
        }  # fmt: skip
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + copy)
    sys.stdout.buffer.flush()
    return 0


def _bound(seconds: int, memory: int) -> None:
    """Let this process take no more than that; where the system knows no such limits, the time alone is bounded from outside."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _told(search: Search) -> dict[str, Any]:
    return {
        "found": [[one.page, one.place, one.word] for one in search.found],
        "unread": list(search.unread),
        "undrawn": list(search.undrawn),
        "pictured": list(search.pictured),
    }


def _search(said: dict[str, Any]) -> Search:
    found = tuple(Found(*one) for one in said["found"])
    return Search(found, *(tuple(said[name]) for name in ("unread", "undrawn", "pictured")))


if __name__ == "__main__":
    sys.exit(main())
