"""Signing for somebody else to bring: `sign`, of what an expert or a second person of the organiser is asked to agree to."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit import bundles, cms, files
from toolkit.certificates import instant
from toolkit.command.console import Console
from toolkit.command.options import KEY, Command, now, option, signer
from toolkit.objects import Change
from toolkit.proceedings import Cut, Remedy, Stage
from toolkit.refusals import Refused
from toolkit.words import Words

STAGE = Words(
    "放行第 {stage} 阶段：项目 {deal} 标段 {lot}，{count} 份投标，结果 {result}，评委 {committee} 名\n{bids}",
    "Release of stage {stage}: deal {deal}, lot {lot}, {count} bids, result {result}, {committee} of the committee\n{bids}",
)
REMEDY = Words(
    "补救决定第 {n} 号：项目 {deal} 标段 {lot}，平台在 {since} 至 {to} 之间有故障，送出密钥至 {until}，理由：{reason}",
    "Remedy no. {n}: deal {deal}, lot {lot}, a fault between {since} and {to}, keys until {until}, reason: {reason}",
)
CHANGE = Words(
    "截止时间变更第 {n} 号：项目 {deal}，改至 {until}",
    "Change no. {n} of the deadline: deal {deal}, now {until}",
)
CUT = Words(
    "截断：项目 {deal} 标段 {lot}，截止 {deadline} 后一分钟内日志没有见证，改从下列检查点继续，"
    "理由：{reason}\n{cut}\n见证人在那一分钟结束前最后看到：\n{seen}",
    "Cut: deal {deal}, lot {lot}; nobody saw the log in the minute after {deadline}; it goes on from this head, "
    "reason: {reason}\n{cut}\nwitnesses had seen last by the end of that minute:\n{seen}",
)
SURE = Words("以上内容，签名？", "Sign this?")
SIGNED = Words("已签名，写入 {path}", "Signed, in {path}")


def sign(given: argparse.Namespace, console: Console) -> int:
    """Show what a file of the format says, ask, and write one's detached signature over it."""
    content = bundles.read_file(given.file)
    files.refuse_existing(given.out)
    _show(content, console)
    if not (given.yes or console.confirm(SURE)):
        raise Refused("not_confirmed")
    files.write(given.out, cms.sign(signer(given, console), content, at=now()))
    console.result(SIGNED, path=str(given.out))
    return 0


def _show(content: bytes, console: Console) -> None:
    """
    Say in words what is about to be signed; what nobody has words for is not signed.

    :raises Refused: `object_malformed`, and what objects are refused for.
    """
    if b'"v":"sbe1/stage"' in content:
        stage = Stage.from_bytes(content)
        console.say(
            STAGE, stage=stage.stage, deal=stage.deal, lot=stage.lot, count=len(stage.bids), result=stage.result,
            committee=len(stage.committee), bids="\n".join(stage.bids),
        )  # fmt: skip
    elif b'"v":"sbe1/remedy"' in content:
        remedy = Remedy.from_bytes(content)
        since, to, until = (
            instant(one).isoformat(timespec="seconds") for one in (remedy.since, remedy.to, remedy.until)
        )
        console.say(
            REMEDY, n=remedy.n, deal=remedy.deal, lot=remedy.lot, since=since, to=to, until=until, reason=remedy.reason
        )  # fmt: skip
    elif b'"v":"sbe1/change"' in content:
        change = Change.from_bytes(content)
        until = instant(change.deadline).isoformat(timespec="seconds")
        console.say(CHANGE, n=change.n, deal=change.deal, until=until)
    elif b'"v":"sbe1/cut"' in content:
        cut = Cut.from_bytes(content)
        deadline = instant(cut.deadline).isoformat(timespec="seconds")
        console.say(
            CUT, deal=cut.deal, lot=cut.lot, deadline=deadline, reason=cut.reason, cut=cut.cut, seen=cut.seen
        )
    else:
        raise Refused("object_malformed")


COMMANDS: tuple[Command, ...] = (
    (
        "sign",
        Words(
            "看清内容后签名：阶段放行、补救决定、截止时间变更、截断",
            "read and sign what others bring: a release, a remedy, a change of the deadline, a cut",
        ),
        sign,
        (
            option("file", zh="待签文件（JSON）", en="what is to be signed (JSON)", type=Path),
            *KEY,
            option("--yes", zh="不再询问", en="do not ask", action="store_true"),
            option("--out", zh="新文件（.p7s）", en="the new file (.p7s)", type=Path, required=True),
        ),
    ),
)
