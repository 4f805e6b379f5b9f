"""The bidder's command after the deadline: `resend`, where the platform lost sealed bytes of a filed bid."""

from __future__ import annotations

import argparse

from toolkit import filings
from toolkit.command import receiving
from toolkit.command.bidding import FOLDER, UPLOADING
from toolkit.command.console import Console
from toolkit.command.options import PINS, POLICY, SERVER, Command, client
from toolkit.filings import Folder
from toolkit.platforms import HttpPlatform
from toolkit.sealing import SEALED_FOLDER
from toolkit.words import Words

RESENT = Words("已补传 {files} 个文件。投标指纹 {header}", "{files} files sent again. Fingerprint {header}")
NOTHING_LOST = Words(
    "平台上的文件完好，不用补传。投标指纹 {header}",
    "The platform has every file; nothing was sent. Fingerprint {header}",
)


def resend(given: argparse.Namespace, console: Console) -> int:
    """Send again, to the byte, what the platform lost of a bid that was filed."""
    with client(given) as connection:
        dealings = receiving.desk(given, HttpPlatform(connection))
        filing = filings.load(Folder(given.folder / SEALED_FOLDER))
        progress = console.progress(UPLOADING, sum(one.size for one in filing.core.parts))
        count = dealings.resend(given.folder / SEALED_FOLDER, progress)
        progress.finish()
    console.result(RESENT if count else NOTHING_LOST, files=count, header=filing.name)
    return 0


COMMANDS: tuple[Command, ...] = (
    (
        "resend",
        Words(
            "开标记录形成前，补传平台丢失的投标密文：同样的字节",
            "before the record, send again what the platform lost of a filed bid: the same bytes",
        ),
        resend,
        (FOLDER, POLICY, PINS, *SERVER),
    ),
)
