"""The citizen's command for auctions: replay every published move, and say who wins and why each refused move was refused."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from toolkit.auctions.explaining import outcome, turned
from toolkit.auctions.publishing import Auction, differing
from toolkit.auctions.results import Award
from toolkit.auctions.words import FORMS, PHASES
from toolkit.command.console import Console
from toolkit.command.options import Command, option
from toolkit.words import Words

READING = Words("重放", "Replaying")
FOLLOWS = Words(
    "公布的结果与重放的结果一致：{moves}步操作，其中{turned}步无效。",
    "The published result is what follows: {moves} moves, {turned} of them without effect.",
)
TRIAL = Words(
    "这是试用竞价室的记录：没有竞价，没有法律效力。",
    "This is the record of a trial room: nothing was auctioned, and nobody is bound.",
)
DIFFERS = Words(
    "公布的结果与重放的不一致：{path} 公布为“{published}”，应为“{computed}”。",
    "The published result is not what follows: {path} says “{published}”, and should say “{computed}”.",
)


def verify(given: argparse.Namespace, console: Console) -> int:
    """Replay a published file, show its result, and compare it with the published one; 1 if they differ."""
    with console.reading(READING, given.file) as [file]:
        with file.open("rb") as content:
            published = Auction.from_bytes(content.read())
        computed, found = differing(published)
    if console.as_json:
        difference = (
            {}
            if found is None
            else {"path": found.path, "published": found.published, "computed": found.computed}
        )
        whole = {"follows": found is None, "difference": difference, "result": computed.model_dump()}
        whole |= {"trial": True} if published.is_trial else {}
        console.out.write(json.dumps(whole, ensure_ascii=False, sort_keys=True) + "\n")
        return int(found is not None)
    language = console.language
    if published.is_trial:
        console.out.write(f"{TRIAL.to(language)}\n")
    console.out.write(f"{FORMS[published.rules.form].to(language)}  {PHASES[computed.phase].to(language)}\n")
    console.out.write(f"{outcome(computed).to(language)}\n")
    for award in computed.awards:
        console.out.write(_line(award))
    for one in computed.turned:
        console.out.write(f"\t#{one.number} {turned(one).to(language)} [{one.reason.code}]\n")
    if found is None:
        console.result(FOLLOWS, moves=len(published.moves), turned=len(computed.turned))
    else:
        console.result(DIFFERS, path=found.path, published=found.published, computed=found.computed)
    return int(found is not None)


def _line(award: Award) -> str:
    more = [f"× {award.quantity}"] if award.quantity else []
    more += [f"{award.percent} %"] if award.percent is not None else []
    more += [f"({award.value})"] if award.value is not None else []
    return "\t".join([award.bidder, str(award.price), *more]) + "\n"


COMMANDS: tuple[Command, ...] = (
    (
        "verify auction",
        Words("仅凭公开的竞价记录重放，核对结果", "replay a published auction, and compare its result"),
        verify,
        (option("file", zh="公开的 auction.json", en="the published auction.json", type=Path),),
    ),
)
