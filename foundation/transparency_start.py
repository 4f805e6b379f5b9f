"""
Whether the log may grow: its key is the right one, and nobody has seen more of it than this database holds.

A database restored from an older copy would sign other trees of sizes that it signed before. The public folder and the
witnesses remember, so they are asked before the first leaf is added.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError, connection

from foundation import transparency
from foundation.models import Instance, LogHead
from foundation.text import Text
from foundation.transparency_files import CHECKPOINT, head_in
from toolkit.log import checkpoint, keys
from toolkit.log.checkpoint import Checkpoint
from toolkit.log.note import LOG, Signer, Verifier
from toolkit.refusals import Refused

_logger = logging.getLogger(__name__)
WITNESS_SECONDS = 5.0
LONGEST_HEAD = 65_536
PAUSE_SECONDS = 1.0
DEMO = "demo"


class LogRefused(Exception):
    """The log must not grow from what this database holds; `words` say why, for the people who must look."""

    def __init__(self, words: Text) -> None:
        super().__init__(f"{words.zh} / {words.en}")
        self.words = words


def signer() -> Signer:
    """
    Return the log's key; a demonstration draws its own, under a name that says so.

    :raises LogRefused: if there is none, it cannot be read, or a demonstration's is used for production or the other way round.
    """
    path = settings.TRANSPARENCY_KEY_PATH
    is_demo = settings.MODE == Instance.Mode.DEMO
    try:
        name = f"{DEMO}-{secrets.token_hex(4)}.yangguang.invalid/log"
        found = keys.load_or_make(path, name, LOG) if is_demo else keys.load(path)
    except (OSError, Refused) as error:
        raise LogRefused(
            Text(f"无法读取日志私钥 {path}：{error}", f"The log's key {path} cannot be read: {error}")
        ) from error
    if found.type != LOG or (DEMO in found.name) != is_demo:
        raise LogRefused(
            Text(
                f"日志私钥的名称 {found.name} 与运行环境不符：演示环境的名称必须含 demo，正式环境不得含",
                f"The log's name {found.name} is not fit for this instance: a demonstration's holds the word demo, no other's does",
            )
        )
    return found


def refusal(head: LogHead | None, log: Verifier) -> Text | None:
    """Return why the log must not grow, as far as this machine's own files and the database tell; None if it may."""
    if head is None:
        return _foreign_folder(None, log)
    if head.key != str(log):
        return Text(
            f"数据库里的日志属于另一把私钥（{head.key}）；演示环境可用 bin/run --fresh 重新开始",
            f"The log in this database has another key ({head.key}); a demonstration begins anew with bin/run --fresh",
        )
    return recorded_refusal(head) or _foreign_folder(head, log)


def recorded_refusal(head: LogHead) -> Text | None:
    """Return why the log stopped when a witness contradicted it; None if none did."""
    if not head.refusal:
        return None
    return Text(
        f"有见证人出示了本日志签过、却不在本库日志里的检查点，须人工查明：\n{head.refusal}",
        f"A witness showed a checkpoint that this log signed and its tree does not hold; people must look:\n{head.refusal}",
    )


def _foreign_folder(head: LogHead | None, log: Verifier) -> Text | None:
    folder = settings.TRANSPARENCY_ROOT
    try:
        published = head_in(folder, CHECKPOINT, log)
    except Refused as refused:
        return Text(
            f"目录 {folder} 存有另一个日志的文件（{refused.words.zh}）",
            f"The folder {folder} holds another log's files ({refused.words.en})",
        )
    return None if published is None else _seen_more(head, published.checkpoint, str(folder))


def _seen_more(head: LogHead | None, seen: Checkpoint, who: str) -> Text | None:
    if head is None:
        head = LogHead.objects.first()  # it may have begun since it was asked for
    elif seen.size > head.size:
        head.refresh_from_db()  # it may have grown since it was read: what anybody has seen was committed before
    size = head.size if head else 0
    if seen.size > size:
        return Text(
            f"{who} 见过 {seen.size} 条日志，数据库只有 {size} 条：数据库是旧的备份。请恢复最新的备份，不要在旧库上继续",
            f"{who} has seen {seen.size} leaves and the database holds {size}: it is an older copy. Restore the latest; "
            "do not go on from this one",
        )
    if head is not None and seen.size == size and seen.root != bytes(head.root):
        return Text(
            f"{who} 见过同样长度（{size} 条）的另一份日志：数据库被改写或者恢复过",
            f"{who} has seen another log of the same size ({size}): the database was rewritten or restored",
        )
    return None


def witness_refusal(
    head: LogHead | None, log: Verifier, *, fetch: Callable[[str], str | None] | None = None
) -> tuple[Text | None, int]:
    """Ask the witnesses that have an address; return what one of them knows better, and how many answered."""
    answered = 0
    for url in settings.TRANSPARENCY_WITNESS_URLS:
        text = (fetch or _fetch)(url)
        if text is None:
            continue
        answered += 1
        if not text:  # it has seen nothing yet
            continue
        try:
            seen = checkpoint.read_head(text)
            checkpoint.check(seen, log)
        except Refused:
            continue  # another log's, or damaged: it says nothing about this one
        if why := _seen_more(head, seen.checkpoint, url):
            return why, answered
    return None, answered


def problem() -> Text | None:
    """
    Return why the log must not grow, for the system check; None as well in a database that has no tables yet.

    One in which the log has not begun may be a copy from before it did: whoever knows the key asks all the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('foundation_loghead')")
        if cursor.fetchone()[0] is None:
            return None
    head = LogHead.objects.first()
    log = _own_key() or transparency.log_key()
    if log is None:
        return None
    return refusal(head, log) or witness_refusal(head, log)[0]


def refuse_older_database() -> None:
    """
    Let no process begin to work on a database that is known to be an older copy; each says why in the same words.

    While the database is away nothing can be told: this waits for it.

    :raises LogRefused: as `problem` says.
    """
    while (found := _asked()) is None:
        _logger.warning("The database does not answer; this process waits for it")
        time.sleep(PAUSE_SECONDS)
    if found:
        raise LogRefused(found[0])


def _asked() -> tuple[Text, ...] | None:
    """Return why the log must not grow, if that is so; None while the database is away. No connection is left for those who serve."""
    try:
        why = problem()
    except OperationalError:
        return None
    finally:
        if not connection.in_atomic_block:
            connection.close()
    return () if why is None else (why,)


def _own_key() -> Verifier | None:
    """Return the public side of this process's key, if it has one: only the sequencer may read it."""
    try:
        return keys.load(settings.TRANSPARENCY_KEY_PATH).verifier
    except (OSError, Refused):
        return None


def _fetch(url: str) -> str | None:
    """Return the last head a witness cosigned, empty if it has none, or None if it does not answer soon, and shortly."""
    import httpx  # here alone: every process imports this module, and asks once where witnesses have addresses

    async def asked() -> str | None:
        # The client's own timeout is for each read: an answer that comes octet by octet would keep every process from its work.
        async with (
            asyncio.timeout(WITNESS_SECONDS),
            httpx.AsyncClient(headers={"Accept-Encoding": "identity"}) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code != 200:
                return "" if answer.status_code == 404 else None
            content = b""
            async for part in answer.aiter_raw():
                content += part
                if len(content) > LONGEST_HEAD:
                    return None
            return content.decode(errors="replace")

    try:
        return asyncio.run(asked())
    except (httpx.HTTPError, TimeoutError):
        return None
