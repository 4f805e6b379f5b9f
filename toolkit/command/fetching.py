"""Getting the public files of a lot, and sending what `open-share`, `object` and `cut` made: `fetch`, `post`."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit import bundles, fetching
from toolkit.command.console import Console
from toolkit.command.options import SERVER, Command, client, option
from toolkit.platforms import HttpPlatform
from toolkit.refusals import Refused
from toolkit.words import Words

FETCHING = Words("取回公开文件", "Fetching public files")
FETCHED = Words("{folder} 已是最新：新取 {new} 个文件。", "{folder} is up to date: {new} new files.")
SENT = Words("已送出：{folder}", "Sent: {folder}")


def fetch(given: argparse.Namespace, console: Console) -> int:
    """Bring a folder up to the public files of a lot; may be interrupted and repeated."""
    with client(given, needs_token=False) as connection:
        platform = HttpPlatform(connection)
        listed = fetching.index(platform, given.lot)
        progress = console.progress(FETCHING, sum(one.size for one in listed))
        try:
            new = fetching.fetch(platform, given.lot, given.out, listed, progress)
        except FileNotFoundError as error:
            raise Refused("log_tile_missing", path=str(error)) from error
    progress.finish()
    console.result(FETCHED, folder=str(given.out), new=new, files=len(listed))
    return 0


def post(given: argparse.Namespace, console: Console) -> int:
    """Send what `open-share`, `object` or `cut` left: a custodian's list, a bidder's keys, an objection, a cut; may be repeated."""
    folder: Path = given.folder
    with client(given) as connection:
        platform = HttpPlatform(connection)
        if (folder / "keys.p7m").exists():
            platform.send_keys(given.lot, bundles.read_file(folder / "keys.p7m"))
        elif (folder / "objection.json").exists():
            platform.object(given.lot, bundles.read_objection(folder))
        elif (folder / "cut.json").exists():
            signatures = [bundles.read_file(folder / f"cut.{n}.p7s") for n in (1, 2)]
            platform.sign_cut(given.lot, bundles.read_file(folder / "cut.json"), signatures)
        else:
            names = ("posted.json", "posted.p7s", "shares.p7m")
            platform.post(given.lot, *(bundles.read_file(folder / name) for name in names))
    console.result(SENT, folder=str(folder), lot=given.lot)
    return 0


_LOT = option("--lot", zh="标段编号", en="id of the lot", required=True)
_URL, _TOKEN = SERVER
_TOKEN_IF_ANY = option(
    "--token-file",
    zh="访问令牌所在文件（保管人、投标人在开标记录形成前需要）",
    en="file with the access token, which custodians and bidders need before the record is there",
    type=Path,
)

COMMANDS: tuple[Command, ...] = (
    (
        "fetch",
        Words("取回一个标段的公开文件", "fetch the public files of a lot"),
        fetch,
        (
            option("url", zh="平台地址", en="address of the platform", type=str),
            _LOT,
            _TOKEN_IF_ANY,
            option("--out", zh="目录", en="the folder", type=Path, required=True),
        ),
    ),
    (
        "post",
        Words(
            "把 open-share、object 或 cut 的结果送到平台",
            "send what open-share, object or cut made to the platform",
        ),
        post,
        (
            option(
                "folder",
                zh="open-share、object 或 cut 写成的目录",
                en="folder that open-share, object or cut wrote",
                type=Path,
            ),
            _LOT,
            _URL,
            _TOKEN,
        ),
    ),
)
