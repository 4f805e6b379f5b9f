"""Draws: a contributor commits to a secret and reveals it later, and anybody computes the draw anew."""

from __future__ import annotations

import argparse
import json
import secrets
from pathlib import Path

from toolkit import bundles, files
from toolkit.command.console import Console
from toolkit.command.options import Command, option
from toolkit.draws import drawing, verifying
from toolkit.draws.records import Draw, Kept, Names
from toolkit.draws.words import ACTS, ENDS, PURPOSES
from toolkit.words import Words

COMMITTED = Words(
    "承诺（提交平台）：{commitment}\n随机数存于 {file}，揭示之前不要交给任何人。",
    "Commitment, for the platform: {commitment}\nThe secret is in {file}: give it to nobody before it is time to reveal.",
)
REVEALED = Words("随机数（提交平台）：{secret}", "Secret, for the platform: {secret}")
SOUND = Words(
    "抽取属实：{drawn}人（项）。揭示前固定内容的摘要 {fixed}；本文件摘要 {file}。",
    "The draw holds: {drawn} drawn. Digest fixed before the secrets {fixed}; digest of this file {file}.",
)


def commit(given: argparse.Namespace, console: Console) -> int:
    """Make a secret, keep it in a new file, and print the commitment."""
    kept = Kept(
        contributor=given.contributor, lot=given.lot, number=given.number, purpose=given.purpose, secret=secrets.token_hex(32)
    )  # fmt: skip
    with files.new_file(given.out) as out:
        out.write(kept.to_bytes())
    given.out.chmod(0o600)
    console.result(COMMITTED, commitment=drawing.commitment(kept), file=str(given.out))
    return 0


def reveal(given: argparse.Namespace, console: Console) -> int:
    """Print the secret, if the published draw has the commitment that was kept and says what was announced."""
    kept = Kept.from_bytes(bundles.read_file(given.kept))
    published = verifying.read(bundles.read_file(given.draw))
    verifying.check_kept(published, kept)
    verifying.verify(published, announced=given.fixed)
    console.result(REVEALED, secret=kept.secret)
    return 0


def verify(given: argparse.Namespace, console: Console) -> int:
    """Compute a draw anew and show it; refused with the first thing that does not follow."""
    draw = verifying.read(bundles.read_file(given.file))
    verifying.verify(draw, announced=given.fixed)
    if given.kept is not None:
        verifying.check_kept(draw, Kept.from_bytes(bundles.read_file(given.kept)))
    if given.names is not None:
        verifying.verify_names(draw, Names.from_bytes(bundles.read_file(given.names)))
    drawn = drawing.drawn(draw)
    if console.as_json:
        whole = {"drawn": drawn, "end": draw.end, "file": draw.hash, "fixed": drawing.fixed(draw)}
        console.out.write(json.dumps(whole, ensure_ascii=False, sort_keys=True) + "\n")
        return 0
    _show(draw, console)
    console.result(SOUND, drawn=sum(map(len, drawn.values())), fixed=drawing.fixed(draw), file=draw.hash)
    return 0


def _show(draw: Draw, console: Console) -> None:
    say = console.out.write
    say(f"{PURPOSES[draw.purpose].to(console.language)}  {draw.lot} #{draw.number}\n")
    for one in draw.earlier:
        say(f"  #{one.number} {ENDS[one.end].to(console.language)} {' '.join(one.missing)}\n")
    last = drawing.calls(draw).last
    for order in draw.orders:
        say(f"{order.group}\n")
        for place, entry in enumerate(order.entries, 1):
            act = last.get(entry)
            said = ACTS[act.act].to(console.language) if act and act.group == order.group else ""
            say(f"  {place}\t{entry}\t{said}\n")
    if draw.end:
        say(ENDS[draw.end].to(console.language) + "\n")


FIXED = option(
    "--fixed", zh="揭示前公布的摘要", en="digest that was announced before the secrets", type=str, default=""
)  # fmt: skip

COMMANDS: tuple[Command, ...] = (
    (
        "draw-commit",
        Words("为抽取生成随机数，得出承诺", "make a secret for a draw, and its commitment"),
        commit,
        (
            option("--lot", zh="标段", en="the lot", type=str, required=True),
            option("--purpose", zh="用途", en="what is drawn", choices=sorted(PURPOSES), default="experts"),
            option("--number", zh="第几次抽取", en="which draw for this purpose", type=int, default=1),
            option("--contributor", zh="提供方，如 organiser", en="who contributes, such as organiser", type=str, required=True),
            option("--out", zh="新文件，留存本机", en="the new file, to be kept", type=Path, required=True),
        ),
    ),
    (
        "draw-reveal",
        Words("核对公布的抽取文件后给出随机数", "check the published draw, then give the secret"),
        reveal,
        (
            option("kept", zh="留存的文件", en="the file that was kept", type=Path),
            option("draw", zh="公布的 draw.json", en="the published draw.json", type=Path),
            FIXED,
        ),
    ),
    (
        "verify draw",
        Words("仅凭公开文件重新计算一次抽取", "compute a draw anew from its published file"),
        verify,
        (
            option("file", zh="公布的 draw.json", en="the published draw.json", type=Path),
            FIXED,
            option("--kept", zh="本人留存的文件", en="the file that a contributor kept", type=Path),
            option("--names", zh="公布的姓名文件", en="the published names", type=Path),
        ),
    ),
)  # fmt: skip
