"""The organiser's command: `rehearse` the opening before the notice goes out."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit import bundles, rehearsals
from toolkit.command.console import Console
from toolkit.command.options import KEY, PINS, SERVER, Command, client, now, option, signer
from toolkit.platforms import HttpPlatform
from toolkit.words import Words

BEGUN = Words(
    "演练已开始：{rehearsal}。约两分钟后请各保管人用 fetch、open-share、post 提交份额，--lot 写这个编号。",
    "The rehearsal has begun: {rehearsal}. In about two minutes let custodians fetch, open-share and post, with this id as --lot.",
)
DAY_SECONDS = 86_400


def rehearse(given: argparse.Namespace, console: Console) -> int:
    """Make a rehearsal of a draft, with a test bid, and bring it to the platform; may be repeated with the same folder at once."""
    if given.out.exists():
        made = rehearsals.read(given.out)
    else:
        draft, pins, at = (
            rehearsals.read_draft(bundles.read_file(given.draft)),
            bundles.read_pins(given.pins),
            now(),
        )
        prepared = rehearsals.prepare(draft, at=at, posting_s=given.days * DAY_SECONDS)
        made = rehearsals.make(prepared, signer(given, console), pins, given.out, at=at)
    with client(given) as connection:
        HttpPlatform(connection).rehearse(given.lot, made.content, made.signature, made.files)
    console.result(BEGUN, rehearsal=made.id, folder=str(given.out), lot=given.lot)
    return 0


COMMANDS: tuple[Command, ...] = (
    (
        "rehearse",
        Words(
            "公告前演练开标：封一份测试投标交给平台",
            "rehearse the opening before the notice goes out, with a test bid",
        ),
        rehearse,
        (
            option("draft", zh="保管方案草案（JSON）", en="draft of the policy of custody (JSON)", type=Path),
            PINS,
            *KEY,
            *SERVER,
            option("--lot", zh="标段编号", en="id of the lot", required=True),
            option(
                "--days",
                zh="保管人有几天时间提交",
                en="how many days custodians have to post",
                type=int,
                default=3,
            ),
            option("--out", zh="新目录", en="the new folder", type=Path, required=True),
        ),
    ),
)
