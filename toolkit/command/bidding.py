"""The bidder's commands: seal, submit, withdraw."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from toolkit import amounts, bundles, filings, keeping, sealing
from toolkit.command import contents, receiving, several
from toolkit.command.console import Console
from toolkit.command.options import (
    KEY,
    PASSPHRASE,
    PINS,
    POLICY,
    SERVER,
    Command,
    client,
    now,
    option,
    passphrase,
    signer,
)
from toolkit.filings import Filing, Folder
from toolkit.platforms import HttpPlatform
from toolkit.refusals import Refused
from toolkit.sealing import KEPT, SEALED_FOLDER, Before, Content, Sealing
from toolkit.words import Words

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


def seal(given: argparse.Namespace, console: Console) -> int:
    """Seal the files and forms that a list names into a new folder; of several lots, each into one of its own."""
    at = now()
    policy, _ = receiving.relied_on(given, at)
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
        dealings = receiving.desk(given, HttpPlatform(connection))

        def one(folder: Path) -> int:
            _refuse_kept(folder / "receipt")
            filing = filings.load(Folder(folder / SEALED_FOLDER))
            progress = console.progress(UPLOADING, sum(one.size for one in filing.core.parts))
            taken = dealings.submit(folder / SEALED_FOLDER, progress, heads=folder)
            progress.finish()
            words = SUBMITTED_BEFORE if taken.was_there else SUBMITTED
            return receiving.kept(taken, folder / "receipt", words, console)

        return several.each({str(folder): partial(one, folder) for folder in _sealed(given.folders)}, console)


def withdraw(given: argparse.Namespace, console: Console) -> int:
    """Withdraw a filing, and keep the receipt."""
    _refuse_kept(given.folder / "withdrawal")
    filing = filings.load(Folder(given.folder / SEALED_FOLDER))
    with client(given) as connection:
        dealings = receiving.desk(given, HttpPlatform(connection))
        taken = dealings.withdraw(filing, signer(given, console), now())
    return receiving.kept(taken, given.folder / "withdrawal", WITHDRAWN, console)


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
)
