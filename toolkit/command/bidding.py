"""The bidder's commands: seal, submit, withdraw, receipt."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from toolkit import amounts, bundles, files, filings, holding, keeping, receipts, relying, sealing
from toolkit.bundles import Bundle
from toolkit.certificates import instant
from toolkit.command import contents, several
from toolkit.command.console import Console
from toolkit.command.options import (
    CHECKING,
    KEY,
    PASSPHRASE,
    PINS,
    POLICY,
    SERVER,
    Command,
    client,
    custody,
    now,
    option,
    passphrase,
    signer,
)
from toolkit.filings import Filing, Folder
from toolkit.platforms import HttpPlatform
from toolkit.policies import Custody, Pins
from toolkit.refusals import Refused
from toolkit.sealing import KEPT, SEALED_FOLDER, Before, Content, Sealing
from toolkit.submitting import Desk, Taken, keep
from toolkit.words import Words

UNWITNESSED = 4

PRICE = Words(
    "报价 {field}：{amount} 元（大写：人民币{capitals}）",
    "Price {field}: {amount} yuan (in words: 人民币{capitals})",
)
SEALING = Words("密封", "Sealing")
UPLOADING = Words("上传", "Uploading")
SEALED = Words(
    "已密封，尚未递交。投标指纹 {header}\n目录 {folder}；密钥只在这台机器上，请妥善保管并记住口令。",
    "Sealed, not submitted. Fingerprint {header}\nFolder {folder}; the keys are on this machine only: keep them and the passphrase.",
)
UPLOADED = Words("已上传；上传不等于递交，正在递交……", "Uploaded, which is not submitted; submitting …")
SUBMITTED = Words(
    "已递交。收到时间 {received_at}，回执 {receipt}，{witnessed}",
    "Submitted. Received {received_at}, receipt {receipt}, {witnessed}",
)
SUBMITTED_BEFORE = Words(
    "此前已递交，未重复收取。收到时间 {received_at}，回执编号 {id}，保存于 {receipt}，{witnessed}",
    "Submitted before, and not taken twice. Received {received_at}, number {id}, kept as {receipt}, {witnessed}",
)
WITHDRAWN = Words("已撤回。回执 {receipt}，{witnessed}", "Withdrawn. Receipt {receipt}, {witnessed}")
WITNESSED = Words("日志已见证。", "witnessed in the log.")
NOT_WITNESSED = Words(
    "未见证：日志里还没有证明，请一分钟后用 receipt 命令再查，仍没有时请通过其他途径联系平台。",
    "NOT WITNESSED: the log does not prove it yet. Ask again in a minute with `receipt`; if it still does not, use another channel.",
)
GENUINE = Words(
    "回执真实：{kind}，收到时间 {received_at}，{witnessed}",
    "The receipt is genuine: {kind}, received {received_at}, {witnessed}",
)


def seal(given: argparse.Namespace, console: Console) -> int:
    """Seal the files and forms that a list names into a new folder; of several lots, each into one of its own."""
    at = now()
    policy, _ = _relied_on(given, at)
    by, secret = signer(given, console), passphrase(given, console)

    def one(lot: str, content: Mapping[str, Content], out: Path, replaces: Path | None) -> int:
        before = Before()
        if replaces:
            old = filings.load(Folder(replaces / SEALED_FOLDER))
            before = Before(old.core.bid, old.core.seq, old.name)
        for field, price in contents.prices(content):
            capitals = amounts.in_capitals(int(price * amounts.CENTS))
            console.say(PRICE, field=field, amount=f"{price:,.2f}", capitals=capitals)
        progress = console.progress(SEALING, sealing.sizes(content))
        filing = Sealing(policy, lot, by, at, before=before, progress=progress).seal(content, out, secret)
        progress.finish()
        core = filing.core
        console.result(SEALED, header=filing.name, folder=str(out), lot=lot, bid=core.bid, seq=core.seq)
        return 0

    if given.lot:
        return one(given.lot, contents.read(given.content), given.out, given.replaces)
    work = {
        lot: partial(one, lot, content, given.out / lot, _older(given.replaces, lot))
        for lot, content in contents.read_lots(given.content).items()
    }
    given.out.mkdir(exist_ok=True)
    return several.each(work, console)


def submit(given: argparse.Namespace, console: Console) -> int:
    """Upload sealed folders, file each, and keep its receipt."""
    with client(given) as connection:
        dealings = desk(given, HttpPlatform(connection))

        def one(folder: Path) -> int:
            _refuse_kept(folder / "receipt")
            filing = filings.load(Folder(folder / SEALED_FOLDER))
            progress = console.progress(UPLOADING, sum(one.size for one in filing.core.parts))
            taken = dealings.submit(folder / SEALED_FOLDER, progress, heads=folder)
            progress.finish()
            words = SUBMITTED_BEFORE if taken.was_there else SUBMITTED
            return _keep(taken, folder / "receipt", words, console)

        return several.each({str(folder): partial(one, folder) for folder in _sealed(given.folders)}, console)


def withdraw(given: argparse.Namespace, console: Console) -> int:
    """Withdraw a filing, and keep the receipt."""
    _refuse_kept(given.folder / "withdrawal")
    filing = filings.load(Folder(given.folder / SEALED_FOLDER))
    with client(given) as connection:
        dealings = desk(given, HttpPlatform(connection))
        taken = dealings.withdraw(filing, signer(given, console), now())
    return _keep(taken, given.folder / "withdrawal", WITHDRAWN, console)


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


def open_kept(folder: Path, given: argparse.Namespace, console: Console) -> tuple[Filing, keeping.Kept]:
    """
    Return a sealed folder's filing and its keys.

    :raises Refused: `passphrase_wrong`, `units_mismatch` if the keys are another filing's.
    """
    filing = filings.load(Folder(folder / SEALED_FOLDER))
    kept = keeping.unlock(bundles.read_file(folder / KEPT), passphrase(given, console))
    if kept.header != filing.name:
        raise Refused("units_mismatch")
    return filing, kept


def desk(given: argparse.Namespace, platform: HttpPlatform) -> Desk:
    """Return a bidder's dealings with the platform, under the policy that the options name."""
    policy, pins = _relied_on(given, now())
    return Desk(platform, policy, pins.trust)


def _relied_on(given: argparse.Namespace, at: datetime) -> tuple[Custody, Pins]:
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


def _sealed(folders: Sequence[Path]) -> list[Path]:
    """Return the sealed folders: those that were named, and those inside of one that `seal` made for several lots."""
    found: dict[Path, None] = {}
    for folder in folders:
        inside = [] if (folder / SEALED_FOLDER).exists() or not folder.is_dir() else sorted(folder.iterdir())
        found |= dict.fromkeys([one for one in inside if (one / SEALED_FOLDER).exists()] or [folder])
    return list(found)


def _older(folder: Path | None, lot: str) -> Path | None:
    """Return the folder of the lot's older bid among those of several lots; a lot may have none."""
    found = folder / lot if folder else None
    return found if found is not None and found.exists() else None


def _refuse_kept(folder: Path) -> None:
    if folder.exists():
        raise Refused("would_overwrite", path=str(folder))


def _fetch_proofs(given: argparse.Namespace, filing: Filing) -> None:
    """Ask for the proofs that were not there when the receipt came, and keep them beside it."""
    with client(given) as connection:
        taken = desk(given, HttpPlatform(connection)).fetch(filing)
    for number, text in enumerate(taken.proofs, start=1):
        path = given.receipt / f"{number}.tlog-proof"
        if not path.exists():
            files.write(path, text.encode())


def _keep(taken: Taken, folder: Path, words: Words, console: Console) -> int:
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


FOLDER = option("folder", zh="密封好的投标目录", en="folder of the sealed bid", type=Path)

COMMANDS: tuple[Command, ...] = (
    (
        "seal",
        Words("把投标文件密封到一个新目录", "seal a bid into a new folder"),
        seal,
        (
            POLICY,
            PINS,
            *KEY,
            PASSPHRASE,
            option(
                "--lot",
                zh="标段编号；不写则内容清单按标段列出，一次密封多个标段",
                en="id of the lot; without it the list of contents names several lots, and all are sealed in one run",
            ),
            option(
                "--content", zh="内容清单（JSON）", en="list of contents (JSON)", type=Path, required=True
            ),
            option("--out", zh="新目录", en="the new folder", type=Path, required=True),
            option(
                "--replaces", zh="被替换的投标目录", en="folder of the bid that this one replaces", type=Path
            ),
        ),
    ),
    (
        "submit",
        Words(
            "上传并递交，留下回执；可一次递交多个标段",
            "upload and file, of several lots in one run, and keep the receipts",
        ),
        submit,
        (
            option("folders", zh="密封好的投标目录", en="folders of sealed bids", type=Path, nargs="+"),
            POLICY,
            PINS,
            *SERVER,
        ),
    ),
    (
        "withdraw",
        Words("撤回已递交的投标", "withdraw a filed bid"),
        withdraw,
        (FOLDER, POLICY, PINS, *SERVER, *KEY),
    ),
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
