"""
The witness: `python -m toolkit.log.witness --log KEY --url ADDRESS --key FILE --state FILE`.

It runs on the supervisor's own machine with a key of its own. Again and again it fetches the log's checkpoint, checks that
the tree continues the one it saw last, writes down what it saw, and only then cosigns with its own clock's time and
brings the cosignature back. What does not continue is never cosigned; two heads that contradict each other are kept as
evidence, in a file that convinces anybody. Ends with 0 when asked to stop, 1 once the log has forked, 2 on wrong use.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Self, TextIO

from toolkit import files as whole
from toolkit.log import checkpoint, evidence, keys, note, tree, witness_clock, witness_desk
from toolkit.log.checkpoint import Head
from toolkit.log.evidence import Fork
from toolkit.log.note import WITNESS, Signer, Verifier
from toolkit.log.sources import SourceUnreachable, Web
from toolkit.log.tiles import Files, TileTree
from toolkit.log.witness_words import SAYINGS
from toolkit.refusals import Refused
from toolkit.words import language_of_environment

INTERVAL_SECONDS = 2.0
LARGEST_CLOCK_STEP_SECONDS = 5


class Outcome(Enum):
    """How a look at the log ended; the words are in `witness_words`."""

    COSIGNED = "cosigned"
    UNCHANGED = "unchanged"
    SHRUNK = (
        "shrunk"  # a smaller tree than was seen, of which it is the beginning: an old copy, or a stale cache
    )
    FORKED = "forked"
    CLOCK = "clock"  # this machine's clock went back


class State:
    """What a witness remembers: the last head it cosigned, in a file that only one witness uses at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = path.with_name(path.name + ".lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()

    def head(self) -> Head | None:
        """
        Return the last head that was cosigned, with the cosignature, or None if there is none.

        :raises Refused: `note_malformed` if the file is damaged: then people must look, for what was seen is not known.
        """
        try:
            return checkpoint.read_head(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def keep(self, head: Head) -> None:
        """Write a head down, so that it survives whatever happens next."""
        whole.replace(self.path, head.to_text().encode())


@dataclass
class Witness:
    """One witness of one log."""

    log: Verifier
    signer: Signer
    state: State
    now: Callable[[], int]

    def look(self, files: Files) -> tuple[Outcome, Head, Fork | None]:
        """
        Look at the log once; return what came of it, the head that was cosigned last, and evidence of a fork if there is.

        The head is written down before it is returned, so no cosignature leaves this machine that it does not remember.

        :raises Refused: if the checkpoint is not the log's, or the files are not the tree that it signs.
        :raises SourceUnreachable: if the log does not answer.
        """
        shown = self._shown(files)
        seen = self.state.head()
        size = shown.checkpoint.size
        nodes = TileTree(files, size)
        if tree.root(nodes, size) != shown.checkpoint.root:
            raise Refused("log_root")
        if seen is not None:
            checkpoint.check(seen, self.log)
            if shown.checkpoint == seen.checkpoint:
                return Outcome.UNCHANGED, seen, None
            if size < seen.checkpoint.size:
                return Outcome.SHRUNK, seen, None
            if fork := evidence.find(seen, shown, nodes):
                return Outcome.FORKED, seen, fork
        last = max(checkpoint.witnessed(seen, [self.signer.verifier]).values(), default=0) if seen else 0
        at = self.now()
        if seen is not None and at < last - LARGEST_CLOCK_STEP_SECONDS:
            return Outcome.CLOCK, seen, None
        bare = Head(shown.checkpoint, [one for one in shown.signatures if one[0] == self.log.name])
        cosigned = checkpoint.cosign(bare, self.signer, max(at, last))
        self.state.keep(cosigned)
        return Outcome.COSIGNED, cosigned, None

    def _shown(self, files: Files) -> Head:
        """Return the head that the log offers to its witnesses, the latest where it offers none."""
        try:
            shown = checkpoint.read_head(_first(files, "candidate", "checkpoint").decode("utf-8"))
        except FileNotFoundError as error:
            raise Refused("log_tile_missing", path="checkpoint") from error
        except UnicodeDecodeError as error:
            raise Refused("note_malformed", path="checkpoint") from error
        checkpoint.check(shown, self.log)
        return shown


def _first(files: Files, *names: str) -> bytes:
    for name in names[:-1]:
        with contextlib.suppress(FileNotFoundError):
            return files(name)
    return files(names[-1])


class Watch:
    """Looks again and again, says what changes, and brings cosignatures back."""

    def __init__(
        self, witness: Witness, web: Web, say: Callable[[str, object], None], evidence_folder: Path
    ) -> None:
        self._witness, self._web, self._say = witness, web, say
        self._folder = evidence_folder
        self._said = ""
        self._owes = False  # a cosignature that could not be brought is brought again
        self.has_forked = False

    def once(self) -> None:
        """Look once; whatever goes wrong is said, and the next look tries again."""
        try:
            outcome, head, fork = self._witness.look(self._web)
        except Refused as refused:
            self._change(f"refused {refused.code}", "refused", refused)
        except (SourceUnreachable, OSError) as error:
            self._change("unreachable", "unreachable", error)
        else:
            if fork is not None:
                self._keep(fork)
            else:
                self._change(outcome.value, outcome.value, head.checkpoint.size)
            # A platform that was set back must hear what was seen before; it stops then by itself.
            if self._owes or outcome in (Outcome.COSIGNED, Outcome.SHRUNK, Outcome.FORKED):
                self._bring(head)

    def _bring(self, head: Head) -> None:
        try:
            status, text = self._web.post("cosignatures", head.to_text())
        except SourceUnreachable as error:
            self._owes = True
            self._change("unreachable", "unreachable", error)
            return
        self._owes = status >= 500
        if status != 204:
            self._change(f"not taken {text}", "not_taken", f"{status} {text.strip()}")

    def _keep(self, fork: Fork) -> None:
        self.has_forked = True
        sizes = f"{fork.one.checkpoint.size}-{fork.other.checkpoint.size}"
        path = self._folder / f"fork-{sizes}.json"
        if not path.exists():
            whole.replace(path, fork.to_text().encode())
        self._change(f"forked {path}", "forked", path)

    def _change(self, key: str, saying: str, detail: object) -> None:
        """Say it once, not at every look."""
        if key != self._said:
            self._said = key
            self._say(saying, detail)


def main(arguments: list[str] | None = None) -> int:
    """Witness a log until a signal asks to stop; return the exit code."""
    wishes = _parse(arguments)
    say = _speaker(wishes.lang, sys.stdout)
    try:
        log = note.read_verifier(wishes.log)
        signer = keys.load_or_make(wishes.key, wishes.name, WITNESS) if wishes.name else keys.load(wishes.key)
        if log.type != note.LOG or signer.type != WITNESS:
            raise Refused("note_key_malformed")
        clock = (
            witness_clock.of_platform(wishes.platform_clock, log)
            if wishes.platform_clock
            else lambda: int(time.time())
        )
        state = State(wishes.state)
    except (OSError, Refused, ValueError) as error:
        say("cannot_start", error)
        return 2
    say("begun", signer.verifier)
    if wishes.platform_clock:
        say("demonstration", log.name)
    with state, Web(wishes.url) as web, witness_desk.serving(wishes.serve, state.path):
        watch = Watch(Witness(log, signer, state, clock), web, say, wishes.state.parent)
        _keep_watch(watch, None if wishes.once else wishes.interval)
    return 1 if watch.has_forked else 0


def _keep_watch(watch: Watch, interval: float | None) -> None:
    """Look once where there is no interval, else until a signal asks to stop."""
    if interval is None:
        watch.once()
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        watch.once()
        stop.wait(interval)


def _speaker(language: str, stream: TextIO) -> Callable[[str, object], None]:
    def say(saying: str, detail: object) -> None:
        stream.write(SAYINGS[saying].to(language).format(detail=detail) + "\n")
        stream.flush()

    return say


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m toolkit.log.witness",
        description="见证人：核对日志只增不改，签名并盖时间 / a witness: checks that a log only grows, cosigns with the time",
        epilog="退出码 / exit codes: 0 按要求停止 asked to stop, 1 日志已分叉 the log has forked, 2 无法开始 could not begin",
    )
    parser.add_argument("--log", required=True, help="日志公钥 / the log's key")
    parser.add_argument(
        "--url", required=True, help="日志网址 / the log's address, such as https://trade.example.cn/log"
    )
    parser.add_argument(
        "--key", required=True, type=Path, help="本见证人的私钥文件 / file of the witness's private key"
    )
    parser.add_argument(
        "--name", help="私钥文件不存在时以此名生成 / draw the key under this name if the file is not there"
    )
    parser.add_argument(
        "--state",
        required=True,
        type=Path,
        help="记录所见的文件，须妥善备份 / file of what was seen; keep it",
    )
    parser.add_argument("--serve", help="在 主机:端口 上告知所见 / tell what was seen on HOST:PORT")
    parser.add_argument(
        "--interval", type=float, default=INTERVAL_SECONDS, help="两次查看间隔秒数 / seconds between looks"
    )
    parser.add_argument("--once", action="store_true", help="只查看一次 / look once")
    parser.add_argument(
        "--platform-clock",
        help="仅演示：时间取自平台此网址 / demonstrations only: take the time from the platform at this address",
    )
    parser.add_argument("--lang", choices=("zh", "en"), default=language_of_environment())
    return parser.parse_args(arguments)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
