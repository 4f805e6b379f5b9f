"""What a bidder is given: the policy that it relies on, dealings with the platform under it, and receipts."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit import bundles, files, filings, holding, receipts, relying
from toolkit.bundles import Bundle
from toolkit.certificates import instant
from toolkit.command.console import Console
from toolkit.command.options import CHECKING, PINS, POLICY, Command, client, custody, now, option
from toolkit.filings import Filing, Folder
from toolkit.platforms import HttpPlatform
from toolkit.policies import Custody, Pins
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER
from toolkit.submitting import Desk, Taken, keep
from toolkit.words import Words

UNWITNESSED = 4

WITNESSED = Words("日志已见证。", "witnessed in the log.")
NOT_WITNESSED = Words(
    "未见证：日志里还没有证明，请一分钟后用 receipt 命令再查，仍没有时请通过其他途径联系平台。",
    "NOT WITNESSED: the log does not prove it yet. Ask again in a minute with `receipt`; if it still does not, use another channel.",
)
GENUINE = Words(
    "回执真实：{kind}，收到时间 {received_at}，{witnessed}",
    "The receipt is genuine: {kind}, received {received_at}, {witnessed}",
)


def receipt(given: argparse.Namespace, console: Console) -> int:
    """Check a kept receipt; with an address, ask the platform for the log's proofs and keep them too."""
    policy, pins = custody(given)
    found = receipts.check(bundles.read_issued(given.receipt), policy, pins.trust)
    if given.filing:
        filing = filings.load(Folder(given.filing / SEALED_FOLDER))
        if (found.header or found.ended) != filing.name:
            raise Refused("receipt_context")
        if given.url:
            _fetch_proofs(given, filing)
    with console.reading(CHECKING, given.receipt) as (kept,):
        proofs = holding.read_proofs(kept)
    before = holding.read_heads(given.filing) if given.filing else []
    try:
        receipts.check_proofs(found, policy, proofs, before)
    except Refused as refused:
        if refused.code != "receipt_unproven":
            raise
        _tell(GENUINE, found.model_dump(), console, is_witnessed=False)
        return UNWITNESSED
    _tell(GENUINE, found.model_dump(), console, is_witnessed=True)
    return 0


def desk(given: argparse.Namespace, platform: HttpPlatform) -> Desk:
    """Return a bidder's dealings with the platform, under the policy that the options name."""
    policy, pins = relied_on(given, now())
    return Desk(platform, policy, pins.trust)


def relied_on(given: argparse.Namespace, at: datetime) -> tuple[Custody, Pins]:
    """Return a policy to seal and file under now, which may have been signed long ago: its proof says when."""
    policy, pins = custody(given)
    try:
        proof = Bundle(given.policy).proof_of(policy.policy)
    except Refused as refused:
        if refused.code != "file_missing":
            raise
        proof = None
    relying.check(policy, pins, proof, at)
    return policy, pins


def _fetch_proofs(given: argparse.Namespace, filing: Filing) -> None:
    """Ask for the proofs that were not there when the receipt came, and keep them beside it."""
    with client(given) as connection:
        taken = desk(given, HttpPlatform(connection)).fetch(filing)
    for number, text in enumerate(taken.proofs, start=1):
        path = given.receipt / f"{number}.tlog-proof"
        if not path.exists():
            files.write(path, text.encode())


def kept(taken: Taken, folder: Path, words: Words, console: Console) -> int:
    """Keep a receipt in a new folder, and say what it is of; return the exit code."""
    keep(taken, folder)
    _tell(
        words,
        {**taken.receipt.model_dump(), "receipt": str(folder)},
        console,
        is_witnessed=taken.is_witnessed,
    )
    return 0 if taken.is_witnessed else UNWITNESSED


def _tell(words: Words, values: dict[str, Any], console: Console, *, is_witnessed: bool) -> None:
    seen = (WITNESSED if is_witnessed else NOT_WITNESSED).to(console.language)
    received = instant(values["received_at"]).isoformat(timespec="milliseconds")
    console.result(
        words, **(values | {"received_at": received, "is_witnessed": is_witnessed, "witnessed": seen})
    )


COMMANDS: tuple[Command, ...] = (
    (
        "receipt",
        Words("离线核验回执", "check a receipt offline"),
        receipt,
        (
            option("receipt", zh="回执目录", en="folder of the receipt", type=Path),
            POLICY,
            PINS,
            option(
                "--filing", zh="回执应属于的投标目录", en="folder of the bid that it must be of", type=Path
            ),
            option(
                "--url",
                zh="平台地址：取日志证明",
                en="address of the platform: fetch the log's proofs",
                type=str,
            ),
            option("--token-file", zh="访问令牌所在文件", en="file with the access token", type=Path),
        ),
    ),
)
