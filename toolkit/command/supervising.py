"""The supervisor's command: `cut`, where nobody outside saw the log in the minute after a deadline."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit import bundles, certificates, cms, files, supervising
from toolkit.bundles import Bundle
from toolkit.certificates import instant
from toolkit.command.console import Console
from toolkit.command.options import CHECKING, KEY, PINS, POLICY, Command, client, now, option, signer
from toolkit.command.signing import CUT, SURE
from toolkit.log import checkpoint
from toolkit.platforms import HttpPlatform
from toolkit.refusals import Refused
from toolkit.words import Words

DRAFTED = Words(
    "截断已由一人签名，写入 {folder}。请另一人用 sign 命令签署 cut.json，存为 cut.2.p7s，再用 post 命令送出。",
    "One person signed the cut, in {folder}. Another signs cut.json with `sign` as cut.2.p7s; then send it with `post`.",
)


def cut(given: argparse.Namespace, console: Console) -> int:
    """Check the state of the log that the platform shows after a missed minute, say what it is, and sign it as the first of two."""
    files.refuse_existing(given.out)
    with client(given, needs_token=False) as connection:
        shown = HttpPlatform(connection).awaited_cut(given.lot)
    own = [
        checkpoint.read_head(bundles.read_file(one).decode("utf-8", "replace")) for one in given.seen or ()
    ]
    pins = bundles.read_pins(given.pins)
    with console.reading(CHECKING, given.policy) as (public,):
        said = supervising.draft(Bundle(public), given.lot, shown, given.reason, pins, now(), own)
    by = signer(given, console)
    if certificates.organisation(by.certificate) != Bundle(given.policy).custody.policy.supervisor:
        raise Refused("cut_signers")
    deadline = instant(said.deadline).isoformat(timespec="seconds")
    console.say(
        CUT, deal=said.deal, lot=said.lot, deadline=deadline, reason=said.reason, cut=said.cut, seen=said.seen
    )
    if not (given.yes or console.confirm(SURE)):
        raise Refused("not_confirmed")
    content = said.to_bytes()
    with files.new_folder(given.out) as draft:
        files.fill(draft / "cut.json", content)
        files.fill(draft / "cut.1.p7s", cms.sign(by, content, at=now()))
    console.result(DRAFTED, folder=str(given.out), lot=said.lot)
    return 0


COMMANDS: tuple[Command, ...] = (
    (
        "cut",
        Words(
            "监督部门：截止后一分钟内没有见证时，签署从哪个检查点继续",
            "as the supervisor: sign from which head a lot goes on whose deadline's minute nobody saw",
        ),
        cut,
        (
            POLICY,
            PINS,
            *KEY,
            option("--lot", zh="标段编号", en="id of the lot", required=True),
            option("--reason", zh="理由（公开）", en="the reason, which is public", required=True),
            option(
                "--seen",
                zh="本单位直接从见证人处得到的检查点，可多次给出",
                en="a head that you had from witnesses and not from the platform; may be given several times",
                type=Path,
                action="append",
            ),
            option("--url", zh="平台地址", en="address of the platform", type=str, required=True),
            option("--token-file", zh="访问令牌所在文件", en="file with the access token", type=Path),
            option("--yes", zh="不再询问", en="do not ask", action="store_true"),
            option("--out", zh="新目录", en="the new folder", type=Path, required=True),
        ),
    ),
)
