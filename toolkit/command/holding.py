"""The commands of who holds a receipt: `check` whether the own bid is where it must be, `object` where it is not."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from toolkit import bundles, files, filings, holding
from toolkit.bundles import Bundle
from toolkit.command import judging
from toolkit.command.bidding import open_kept
from toolkit.command.console import Console
from toolkit.command.fetching import SENT
from toolkit.command.options import (
    CHECKING,
    KEY,
    PASSPHRASE,
    PINS,
    POLICY,
    Command,
    client,
    now,
    option,
    signer,
)
from toolkit.filings import Folder
from toolkit.holding import Own
from toolkit.platforms import HttpPlatform
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER
from toolkit.words import Words

GOOD = Words(
    "清单载明的正是贵单位的投标，已开启的内容就是当初密封的：{checks} 项核验全部通过。",
    "The list names your bid as you filed it, and it opened to what you sealed: {checks} checks hold.",
)
WAITING = Words(
    "清单载明的正是贵单位的投标，尚未开启：{checks} 项核验全部通过。",
    "The list names your bid as you filed it; it is not opened yet: {checks} checks hold.",
)
BAD = Words("{checks} 项核验中有 {bad} 项不成立。", "{bad} of {checks} checks failed.")
READ = Words("　{unit}：{name} = {value}", "  {unit}: {name} = {value}")
FILE = Words(
    "　{unit}：文件 {name}，{size} 字节，SHA-256 {sha256}",
    "  {unit}: file {name}, {size} bytes, SHA-256 {sha256}",
)
INSPECTING = Words("打开", "Opening")
INSPECTED = Words(
    "这份投标的指纹是 {header}，上面就是密封在里面的内容。若与网页或回执显示的指纹、与您要投的内容不一致，请在截止前撤回并重新密封。",
    "The fingerprint of this bid is {header}, and the above is what is sealed in it. If page or receipt show another fingerprint, "
    "or this is not what you meant to offer, withdraw it before the deadline and seal anew.",
)
OBJECTED = Words(
    "异议已签名，写入 {folder}。请在异议期内用 post 命令送达平台；同样的文件也可以直接交给保管人。",
    "The objection is signed, in {folder}. Send it with `post` while the time for objections runs; custodians take the same files.",
)


def check(given: argparse.Namespace, console: Console) -> int:
    """Check the own bid against the public files: listed, in the log, opened to what was sealed."""
    kept = open_kept(given.folder, given, console)[1] if given.with_keys else None
    with console.reading(CHECKING, given.policy, given.folder) as (public, folder):
        own = replace(_own(given, folder), kept=kept)
        report = holding.check(Bundle(public), own, bundles.read_pins(given.pins))
    if not console.as_json:
        for (_, unit), manifest in report.manifests.items():
            for name, value in manifest.fields.items():
                words = READ.to(console.language).format(unit=unit, name=name, value=value)
                console.out.write(f"{words}\n")
    return judging.tell(report, console, GOOD if report.records else WAITING, BAD)


def inspect(given: argparse.Namespace, console: Console) -> int:
    """Open a sealed bid with its own keys, on any machine and before it is filed or after, and say what is in it."""
    filing, kept = open_kept(given.folder, given, console)
    if given.fingerprint and given.fingerprint != filing.name:
        raise Refused("fingerprint_mismatch", expected=given.fingerprint, found=filing.name)
    custody = Bundle(given.policy).custody if given.policy else None
    with console.reading(INSPECTING, given.folder / SEALED_FOLDER) as (sealed,):
        found = holding.inspect(filings.load(Folder(sealed)), kept, custody)
    if custody is not None:
        judging.say_readers(console, custody.policy)
    told = {
        unit: {"fields": one.fields, "files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in one.files]}
        for unit, one in found.items()
    }  # fmt: skip
    if not console.as_json:
        for unit, one in found.items():
            for name, value in one.fields.items():
                console.out.write(READ.to(console.language).format(unit=unit, name=name, value=value) + "\n")
            for file in one.files:
                words = FILE.to(console.language)
                console.out.write(
                    words.format(unit=unit, name=file.name, size=file.size, sha256=file.sha256) + "\n"
                )
    console.result(INSPECTED, header=filing.name, lot=filing.core.lot, units=told)
    return 0


def object_to(given: argparse.Namespace, console: Console) -> int:
    """
    Sign an objection to a list that omits the own bid, or names it though it was withdrawn, keep it in a new folder, and send it
    if an address is given.
    """
    files.refuse_existing(given.out)
    pins, by = bundles.read_pins(given.pins), signer(given, console)
    with console.reading(CHECKING, given.policy, given.folder) as (public, folder):
        own = _own(given, folder)
        if (folder / "withdrawal").exists():
            own = replace(own, receipt=bundles.read_issued(folder / "withdrawal"))
        raised = holding.object_to(Bundle(public), own, by, pins, now())
    lot = own.filing.core.lot
    with files.new_folder(given.out) as draft:
        for name, content in (
            ("objection.json", raised.content),
            ("objection.p7s", raised.signature),
            ("receipt.json", raised.receipt.content),
            ("receipt.p7s", raised.receipt.signature),
            ("receipt.tst", raised.receipt.token),
        ):
            files.fill(draft / name, content)
        if raised.head is not None:
            files.fill(draft / bundles.OBJECTION_HEAD, raised.head.to_text().encode())
    if given.url is None:
        console.result(OBJECTED, folder=str(given.out), lot=lot, header=own.filing.name)
        return 0
    with client(given) as connection:
        HttpPlatform(connection).object(lot, raised)
    console.result(SENT, folder=str(given.out), lot=lot, header=own.filing.name)
    return 0


def _own(given: argparse.Namespace, kept: Path) -> Own:
    folder: Path = given.receipt or kept / "receipt"
    filing = filings.load(Folder(kept / SEALED_FOLDER))
    before = holding.read_heads(kept)
    return Own(filing, bundles.read_issued(folder), holding.read_proofs(folder), before=before)


_FOLDER = option("folder", zh="密封好的投标目录", en="folder of the sealed bid", type=Path)
_RECEIPT = option(
    "--receipt",
    zh="回执目录（默认为投标目录下的 receipt）",
    en="folder of the receipt, else `receipt` in that of the bid",
    type=Path,
)

COMMANDS: tuple[Command, ...] = (
    (
        "check",
        Words(
            "凭回执核对自己的投标：在清单上、在日志里、开出的就是密封的",
            "check one's own bid by its receipt: on the list, in the log, opened to what was sealed",
        ),
        check,
        (
            _FOLDER,
            POLICY,
            PINS,
            _RECEIPT,
            option(
                "--with-keys",
                zh="再用自己的密钥打开一次（需要口令）",
                en="open it with one's own keys as well, which needs the passphrase",
                action="store_true",
            ),
            PASSPHRASE,
        ),
    ),
    (
        "inspect",
        Words(
            "用自己的密钥打开自己密封的投标，看里面到底是什么；可在另一台机器上做",
            "open one's own sealed bid with one's own keys, and see what is really in it; also on another machine",
        ),
        inspect,
        (
            _FOLDER,
            option(
                "--policy",
                zh="公开文件目录：同时核对保管人的密钥封套",
                en="folder of the public files: the custodians' capsules are checked as well",
                type=Path,
            ),
            option("--fingerprint", zh="应当是的指纹", en="the fingerprint that it should have", type=str),
            PASSPHRASE,
        ),
    ),
    (
        "object",
        Words(
            "凭回执对漏列自己投标的冻结清单提出异议",
            "object with one's receipt to a freeze list that omits one's bid",
        ),
        object_to,
        (
            _FOLDER,
            POLICY,
            PINS,
            _RECEIPT,
            *KEY,
            option("--out", zh="新目录", en="the new folder", type=Path, required=True),
            option(
                "--url",
                zh="平台地址：随即送出",
                en="address of the platform: send it at once",
                type=str,
            ),
            option("--token-file", zh="访问令牌所在文件", en="file with the access token", type=Path),
        ),
    ),
)
