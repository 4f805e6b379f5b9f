"""The citizen's other command: compute a ranking anew from what was published, and say why each bid stands where it stands."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from toolkit import bundles
from toolkit.command.console import Console
from toolkit.command.options import Command, option
from toolkit.draws import verifying
from toolkit.scoring import drawn
from toolkit.scoring.evaluating import evaluate
from toolkit.scoring.explaining import figure, why
from toolkit.scoring.publishing import Evaluation, first_difference
from toolkit.scoring.results import Placing
from toolkit.scoring.words import METHODS
from toolkit.words import Words

FOLLOWS = Words(
    "公布的排序与重新计算的结果一致：{bids}家投标。", "The published ranking is what follows: {bids} bids."
)
DIFFERS = Words(
    "公布的结果与重新计算的不一致：{path} 公布为“{published}”，应为“{computed}”。",
    "The published result is not what follows: {path} says “{published}”, and should say “{computed}”.",
)
UNRANKED = Words("不排序", "no rank")


def verify(given: argparse.Namespace, console: Console) -> int:
    """
    Compute the result of a published file, show it, and compare it with the published one; 1 if they differ. With the files of its draws
    what it calls drawn is compared with these first.
    """
    published = Evaluation.from_bytes(given.file.read_bytes())
    if given.draw:
        drawn.check(published, [verifying.read(bundles.read_file(one)) for one in given.draw])
    computed = evaluate(published.rule, published.inputs)
    found = first_difference(published)
    if console.as_json:
        difference = (
            {}
            if found is None
            else {"path": found.path, "published": found.published, "computed": found.computed}
        )
        whole = {"follows": found is None, "difference": difference, "result": computed.model_dump()}
        console.out.write(json.dumps(whole, ensure_ascii=False, sort_keys=True) + "\n")
        return int(found is not None)
    console.out.write(METHODS[published.rule.method].to(console.language) + "\n")
    for one in computed.figures:
        console.out.write(f"  {figure(one.name).to(console.language)} {one.value}\n")
    for placing in computed.placings:
        _show(placing, console)
    if found is None:
        console.result(FOLLOWS, bids=len(computed.placings))
    else:
        console.result(DIFFERS, path=found.path, published=found.published, computed=found.computed)
    return int(found is not None)


def _show(placing: Placing, console: Console) -> None:
    rank = str(placing.rank or UNRANKED.to(console.language))
    figures = "  ".join(f"{figure(one.name).to(console.language)} {one.value}" for one in placing.figures)
    console.out.write(f"{rank}\t{placing.bid}\t{figures}\n")
    for one in why(placing):
        console.out.write(f"\t\t{one.to(console.language)}\n")


COMMANDS: tuple[Command, ...] = (
    (
        "verify ranking",
        Words("仅凭公开的评审数据重新计算排序", "compute a ranking anew from the published evaluation"),
        verify,
        (
            option("file", zh="公开的 evaluation.json", en="the published evaluation.json", type=Path),
            option(
                "--draw",
                zh="其所列的每一次抽取的 draw.json",
                en="the draw.json of each draw that it names",
                type=Path,
                action="append",
                default=[],
            ),
        ),
    ),
)
