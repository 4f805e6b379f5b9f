"""
Check a whole log: `python -m toolkit.log.verify FOLDER_OR_ADDRESS [--json]`. Needs its public files and nothing else.

Every leaf, every tile and every signature is checked; with `--events FILE`, that the events in a file are in the log. Ends
with 0 if all of it holds, 1 if it does not, 2 if it could not be checked (files missing or unreachable, wrong use).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit.log import events, evidence, heads, policy, sources, tiles, tree
from toolkit.log.checkpoint import Head
from toolkit.log.policy import Policy
from toolkit.log.tiles import ENTRIES, HEIGHT, WIDTH, Edge, Files, TileTree
from toolkit.refusals import Refused
from toolkit.words import Words, language_of_environment

HOLDS, BROKEN, UNKNOWN = 0, 1, 2
PROGRESS_BUNDLES = 256

_HOLDS = Words(
    "日志完好：{size} 条，检查点由日志签名，见证人 {witnesses} 名，见证到第 {witnessed} 条。",
    "The log holds: {size} leaves, signed by the log; {witnesses} witnesses have seen it up to leaf {witnessed}.",
)
_BROKEN = Words("日志有问题：{why}（{code}）{where}", "The log does not hold: {why} ({code}){where}")
_UNREADABLE = Words("无法核验：{why}", "It could not be checked: {why}")
_OWN_POLICY = Words(
    "注意：公钥取自日志自己公布的文件；请用从别处取得的公钥（--policy）再核验一次。",
    "Note: the keys are those that the log itself publishes; check again with keys from another source (--policy).",
)
_FORK = Words(
    "证据成立：日志 {log} 对 {size} 条之前的内容签过互相矛盾的检查点。",
    "The evidence holds: the log {log} signed contradictory checkpoints about its first {size} leaves.",
)
_LOGGED = Words(
    "{at} {type} {subject}：日志第 {index} 条，{seen}",
    "{at} {type} {subject}: leaf {index} of the log, {seen}",
)
_SEEN = {True: Words("已见证", "witnessed"), False: Words("尚未见证", "not witnessed yet")}
_EVENTS = Words(
    "{count} 个事件都在日志里，内容与所示一致；另有 {others} 个没有附条目，无法核验。",
    "{count} events are in the log as shown; {others} came without their leaf and could not be checked.",
)
_PROGRESS = Words("已核验 {done} / {size} 条", "{done} of {size} leaves checked")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found to hold; `witnesses` are those whose cosignatures verify, with the times they gave."""

    log: str
    size: int
    root: str
    witnessed_size: int
    witnesses: dict[str, int]


def verify(files: Files, believed: Policy, *, progress: Callable[[int, int], None] | None = None) -> Report:
    """
    Check a log's files from the first leaf to the checkpoint; memory stays flat whatever its size.

    :raises Refused: what is wrong, with the file in `detail` where one is to blame.
    """
    seen = heads.witnessed(files, believed)  # before the checkpoint, for a log grows meanwhile
    head = heads.shown(files, believed)
    _check_tree(files, head, progress)
    of = head.checkpoint
    if seen is None:
        return Report(of.origin, of.size, of.root.hex(), 0, {})
    older, witnesses = seen[0].checkpoint, seen[1]
    if older.size > of.size or tree.root(TileTree(files, of.size), older.size) != older.root:
        raise Refused("checkpoint_inconsistent", path="witnessed")
    return Report(of.origin, of.size, of.root.hex(), older.size, witnesses)


def _check_tree(files: Files, head: Head, progress: Callable[[int, int], None] | None) -> None:
    """Grow the tree again from its leaves; every tile must be the one that is grown, the root the one that was signed."""
    edge, size = Edge(), head.checkpoint.size
    for bundle in range((size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - bundle * WIDTH)
        content = tiles.read(files, ENTRIES, bundle, width)
        for made in edge.extend(tiles.split_bundle(content, width)):
            # Partial tiles on the way are no file of this tree.
            if made.level != ENTRIES and (made.width == WIDTH or edge.size == size):
                _compare(files, made)
        if progress is not None and bundle % PROGRESS_BUNDLES == 0:
            progress(edge.size, size)
    for made in _last(edge):
        _compare(files, made)
    if edge.root() != head.checkpoint.root:
        raise Refused("log_root")


def _last(edge: Edge) -> Iterator[tiles.File]:
    """Yield the partial tiles at the right edge, also those that the last bundle left as they were."""
    for level, row in enumerate(edge.rows):
        if row:
            index = (edge.size >> HEIGHT * level) // WIDTH
            yield tiles.File(level, index, len(row) // tiles.HASH_BYTES, row)


def _compare(files: Files, made: tiles.File) -> None:
    if tiles.read(files, made.level, made.index, made.width) != made.content:
        raise Refused("log_root", path=made.path)


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names; return the exit code."""
    wishes = _parse(arguments)
    say = _Speaker(wishes.lang, wishes.json, wishes.quiet)
    try:
        if wishes.evidence:
            return _judge(wishes, say)
        with sources.named(wishes.place) as files:
            if wishes.events:
                return _look_up(wishes, files, say)
            report = verify(files, _believed(wishes, files), progress=say.progress)
    except Refused as refused:
        is_missing = refused.code in ("log_tile_missing",) and refused.detail.get("path") in (
            "checkpoint",
            "policy",
        )
        say.refused(refused)
        return UNKNOWN if is_missing else BROKEN
    except (sources.SourceUnreachable, OSError) as error:
        say.failed(str(error))
        return UNKNOWN
    say.holds(report, is_own=_is_own(wishes))
    return HOLDS


def _judge(wishes: argparse.Namespace, say: _Speaker) -> int:
    text = Path(wishes.place).read_text(encoding="utf-8")
    found = evidence.read(text)
    believed = _believed(wishes, None)
    evidence.check(found, believed.log)
    say.fork(believed.log.name, min(found.one.checkpoint.size, found.other.checkpoint.size))
    return HOLDS


def _look_up(wishes: argparse.Namespace, files: Files, say: _Speaker) -> int:
    several, others = events.read(Path(wishes.events).read_text(encoding="utf-8"))
    say.logged(events.check(files, _believed(wishes, files), several), others, is_own=_is_own(wishes))
    return HOLDS if several else UNKNOWN


def _is_own(wishes: argparse.Namespace) -> bool:
    return wishes.policy is None and wishes.log is None


def _believed(wishes: argparse.Namespace, files: Files | None) -> Policy:
    if wishes.policy:
        return policy.read(Path(wishes.policy).read_text(encoding="utf-8"))
    if wishes.log:
        return policy.of(
            wishes.log, wishes.witness, wishes.quorum if wishes.quorum is not None else len(wishes.witness)
        )
    if files is None:
        raise Refused("note_key_malformed")
    try:
        return policy.read(files("policy").decode("utf-8"))
    except FileNotFoundError as error:
        raise Refused("log_tile_missing", path="policy") from error
    except UnicodeDecodeError as error:
        raise Refused("note_key_malformed") from error


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m toolkit.log.verify",
        description="核验日志：条目、树、检查点、见证 / check a log: leaves, tree, checkpoints, witnesses",
        epilog="退出码 / exit codes: 0 完好 holds, 1 有问题 does not hold, 2 无法核验 could not be checked",
    )
    parser.add_argument("place", help="目录或者网址 / folder or address of the log's public files")
    parser.add_argument("--policy", help="从别处取得的公钥文件 / file of keys from another source")
    parser.add_argument("--log", help="日志公钥 / the log's key")
    parser.add_argument(
        "--witness", action="append", default=[], help="见证人公钥，可多次 / a witness's key; may be repeated"
    )
    parser.add_argument(
        "--quorum", type=int, help="至少几名见证人，缺省为全部 / how many witnesses; all of them unless said"
    )
    parser.add_argument(
        "--evidence",
        action="store_true",
        help="PLACE 是一份分叉证据 / PLACE is a file of evidence that the log forked",
    )
    parser.add_argument(
        "--events",
        help="只核验这个文件里的事件（接口带条目的回答） / check only the events in this file, an answer of the API with leaves",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON / answer in JSON")
    parser.add_argument("--quiet", action="store_true", help="不显示进度 / show no progress")
    parser.add_argument("--lang", choices=("zh", "en"), default=language_of_environment())
    return parser.parse_args(arguments)


class _Speaker:
    """Says what was found, to people or to programs: one JSON object, or sentences."""

    def __init__(self, language: str, is_json: bool, is_quiet: bool) -> None:
        self._language, self._is_json = language, is_json
        self._shows_progress = not is_json and not is_quiet and sys.stderr.isatty()

    def progress(self, done: int, size: int) -> None:
        if self._shows_progress:
            sys.stderr.write("\r" + _PROGRESS.to(self._language).format(done=done, size=size))
            sys.stderr.flush()

    def holds(self, report: Report, *, is_own: bool) -> None:
        self._end_progress()
        self._out({"result": "holds", "keys": "own" if is_own else "given", **asdict(report)})
        if not self._is_json:
            words = _HOLDS.to(self._language)
            sys.stdout.write(
                words.format(
                    size=report.size, witnesses=len(report.witnesses), witnessed=report.witnessed_size
                )
                + "\n"
            )
            if is_own:
                sys.stdout.write(_OWN_POLICY.to(self._language) + "\n")

    def logged(self, found: Sequence[events.Logged], others: int, *, is_own: bool) -> None:
        keys = "own" if is_own else "given"
        self._out(
            {"result": "logged", "keys": keys, "events": [asdict(one) for one in found], "others": others}
        )
        if self._is_json:
            return
        for one in found:
            seen = _SEEN[one.is_witnessed].to(self._language)
            sys.stdout.write(_LOGGED.to(self._language).format(**asdict(one), seen=seen) + "\n")
        sys.stdout.write(_EVENTS.to(self._language).format(count=len(found), others=others) + "\n")
        if is_own:
            sys.stdout.write(_OWN_POLICY.to(self._language) + "\n")

    def refused(self, refused: Refused) -> None:
        self._end_progress()
        path, index = refused.detail.get("path"), refused.detail.get("index")
        self._out(
            {
                "result": "broken",
                "code": refused.code,
                "path": path,
                **({} if index is None else {"leaf": index}),
            }
        )
        where = path if index is None else f"#{index}"
        if not self._is_json:
            words = _BROKEN.to(self._language)
            sys.stdout.write(
                words.format(
                    why=refused.words.to(self._language),
                    code=refused.code,
                    where=f": {where}" if where else "",
                )
                + "\n"
            )

    def failed(self, why: str) -> None:
        self._end_progress()
        self._out({"result": "unknown", "why": why})
        if not self._is_json:
            sys.stdout.write(_UNREADABLE.to(self._language).format(why=why) + "\n")

    def fork(self, log: str, size: int) -> None:
        self._out({"result": "fork", "log": log, "size": size})
        if not self._is_json:
            sys.stdout.write(_FORK.to(self._language).format(log=log, size=size) + "\n")

    def _out(self, answer: dict[str, object]) -> None:
        if self._is_json:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")

    def _end_progress(self) -> None:
        if self._shows_progress:
            sys.stderr.write("\n")


if __name__ == "__main__":
    sys.exit(main())
