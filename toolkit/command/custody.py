"""The custodian's command, and the bidder's own keys at the opening: `open-share`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from toolkit import bundles, cases, certificates, files, policies, posting
from toolkit.bundles import Bundle
from toolkit.cases import Agreed, Case
from toolkit.command import judging
from toolkit.command.bidding import open_kept
from toolkit.command.console import Console
from toolkit.command.options import (
    CHECKING,
    KEY,
    PASSPHRASE,
    PINS,
    Command,
    agreement,
    now,
    option,
    signer,
)
from toolkit.custodians import Client, Memory
from toolkit.objects import is_rehearsal
from toolkit.policies import Pins
from toolkit.proceedings import Keys, UnitKey
from toolkit.refusals import Refused
from toolkit.words import Words

SHOWN = Words(
    "项目 {deal} 标段 {lot} 第 {stage} 阶段：{count} 份投标，单元 {units}。冻结清单 {freeze}",
    "Deal {deal}, lot {lot}, stage {stage}: {count} bids, units {units}. Freeze list {freeze}",
)
REHEARSAL = Words("这是演练，不是真的开标。", "This is a rehearsal, no real opening.")
TO_OPEN = Words("将打开：{header}，{organisation}", "To be opened: {header}, {organisation}")
EXCLUDED = Words("不予开启：{header}，{cause}", "Not opened: {header}, {cause}")
RESTORED = Words(
    "替换它的投标没有见证或者时间戳证明在截止前到达，不计入；这份仍然有效：{header}",
    "What replaced it nobody outside saw in time, and it does not count; this one stands: {header}",
)
DISMISSED = Words(
    "异议不成立：回执 {receipt}，{cause}", "An objection does not hold: receipt {receipt}, {cause}"
)
SURE = Words("以上已经核对无误，现在用您的密钥打开？", "All of this was checked. Open it with your key now?")
OPENING = Words("打开份额", "Opening shares")
POSTED = Words("份额清单已签名，写入 {folder}", "The list of shares is signed, in {folder}")
KEYS = Words(
    "密钥已签名并封给开标程序，写入 {folder}",
    "The keys are signed and sealed to the opening process, in {folder}",
)


def open_share(given: argparse.Namespace, console: Console) -> int:
    """Check everything public about an opening; then, if confirmed, open one's own capsules, or send one's own keys."""
    pins = bundles.read_pins(given.pins)
    files.refuse_existing(given.out)
    if given.own:
        return _send_keys(given, console, pins)
    memory = _memory(given.memory)
    client = Client(pins, signer(given, console), agreement(given.agreement_key, given, console), memory)
    with console.reading(CHECKING, given.bundle) as (public,):
        case = Bundle(public).case(given.lot)
        agreed = client.check(case, given.stage, at=now())
    _show(console, agreed, case, agreed.opened)
    if not (given.yes or console.confirm(SURE)):
        raise Refused("not_confirmed")
    progress = console.progress(OPENING, client.size(case, agreed))
    post = client.post(case, agreed, at=now(), progress=progress)
    progress.finish()
    # Remembered before anything can leave: a machine that fails in between posts the same again, never another.
    files.replace(given.memory, post.memory.to_bytes())
    with files.new_folder(given.out) as draft:
        files.fill(draft / "posted.json", post.content)
        files.fill(draft / "posted.p7s", post.signature)
        files.fill(draft / "shares.p7m", post.shares)
    console.result(POSTED, folder=str(given.out), freeze=agreed.freeze.hash, bids=len(agreed.bids))
    return 0


def _send_keys(given: argparse.Namespace, console: Console, pins: Pins) -> int:
    filing, kept = open_kept(given.own, given, console)
    with console.reading(CHECKING, given.bundle) as (public,):
        case = Bundle(public).case(given.lot)
        agreed = cases.check(case, given.stage, pins, seen=None, at=now())
    policies.check_opener(case.custody, pins.trust, now())
    if filing.name not in agreed.bids:
        raise Refused("freeze_omits", header=filing.name)
    if filing.name in agreed.excluded:
        raise agreed.excluded[filing.name]
    _show(console, agreed, case, [filing.name])
    if not (given.yes or console.confirm(SURE)):
        raise Refused("not_confirmed")
    freeze = agreed.freeze
    keys = Keys(
        deal=freeze.deal, lot=freeze.lot, stage=given.stage, freeze=freeze.hash, header=filing.name,
        keys=[UnitKey(unit=unit, key=kept.key(unit).hex()) for unit in agreed.units],
    )  # fmt: skip
    message = posting.send_keys(keys, signer(given, console), case.custody, now())
    with files.new_folder(given.out) as draft:
        files.fill(draft / "keys.p7m", message)
    console.result(KEYS, folder=str(given.out), header=filing.name)
    return 0


def _memory(path: Path) -> Memory:
    return Memory.from_bytes(bundles.read_file(path)) if path.exists() else Memory()


def _show(console: Console, agreed: Agreed, case: Case, opened: Sequence[str]) -> None:
    """Show what was checked, and each bid that the key is used on: by its name, and whose it is."""
    if is_rehearsal(case.lot):
        console.say(REHEARSAL)
    console.say(
        SHOWN, deal=agreed.freeze.deal, lot=case.lot, stage=agreed.stage, count=len(agreed.bids),
        units="、".join(agreed.units), freeze=agreed.freeze.hash,
    )  # fmt: skip
    judging.say_readers(console, case.custody.policy)
    for header in opened:
        by = case.filings[header].signed.certificate
        console.say(TO_OPEN, header=header, organisation=certificates.organisation(by))
    for header, refused in agreed.excluded.items():
        console.say(EXCLUDED, header=header, cause=refused)
    for header in agreed.restored:
        console.say(RESTORED, header=header)
    for receipt, refused in agreed.dismissed.items():
        console.say(DISMISSED, receipt=receipt, cause=refused)


COMMANDS: tuple[Command, ...] = (
    (
        "open-share",
        Words(
            "保管人开启自己的份额，或投标人送出自己的密钥",
            "open one's share as a custodian, or send one's own keys as a bidder",
        ),
        open_share,
        (
            option("bundle", zh="公开文件所在目录", en="folder of public files", type=Path),
            PINS,
            *KEY,
            option(
                "--agreement-key",
                zh="保管密钥文件（.p12）",
                en="key file that opens capsules (.p12)",
                type=Path,
            ),
            option(
                "--agreement-label", zh="设备中保管密钥的标签", en="label of that key in the device", type=str
            ),
            option("--lot", zh="标段编号", en="id of the lot", required=True),
            option("--stage", zh="阶段", en="stage", type=int, default=1),
            option(
                "--memory",
                zh="本程序记忆文件",
                en="this client's memory",
                type=Path,
                default=Path("custodian.memory.json"),
            ),
            option(
                "--own",
                zh="投标人：自己密封的目录",
                en="as a bidder: folder of one's own sealed bid",
                type=Path,
            ),
            PASSPHRASE,
            option("--yes", zh="不再询问", en="do not ask", action="store_true"),
            option("--out", zh="新目录", en="the new folder", type=Path, required=True),
        ),
    ),
)
