"""Reading the words of a command, running it, and ending with a code that scripts can rely on."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from toolkit.command import (
    bidding,
    blinding,
    custody,
    drawing,
    fetching,
    holding,
    judging,
    mirroring,
    offering,
    ranking,
    receiving,
    rehearsing,
    replaying,
    resending,
    signing,
    supervising,
)
from toolkit.command.console import Console
from toolkit.command.options import Command
from toolkit.refusals import Refused
from toolkit.words import Words, language_of_environment

# Exit codes, as `docs/formats/README.md` lists them.
DONE, REFUSED, USAGE, UNAVAILABLE, UNWITNESSED, INTERRUPTED = 0, 1, 2, 3, 4, 130

COMMANDS: tuple[Command, ...] = (
    *bidding.COMMANDS,
    *receiving.COMMANDS,
    *blinding.COMMANDS,
    *resending.COMMANDS,
    *fetching.COMMANDS,
    *custody.COMMANDS,
    *holding.COMMANDS,
    *signing.COMMANDS,
    *judging.COMMANDS,
    *ranking.COMMANDS,
    *drawing.COMMANDS,
    *offering.COMMANDS,
    *replaying.COMMANDS,
    *mirroring.COMMANDS,
    *rehearsing.COMMANDS,
    *supervising.COMMANDS,
)
ABOUT = Words(
    "在自己的机器上密封、递交、撤回、核验投标。", "Seal, file, withdraw and verify bids on your own machine."
)
STOPPED = Words("已中断；没有留下写了一半的文件。", "Interrupted; no half-written file is left.")


def main(words: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    language = language_of_environment()
    if "--lang" in words[:-1]:
        language = words[words.index("--lang") + 1]
    try:
        given = _parser(language).parse_args(_named(words))
    except SystemExit as stopped:
        return DONE if stopped.code in (0, None) else USAGE
    console = Console(given.lang or language, given.json, given.progress)
    try:
        return int(given.run(given, console))
    except Refused as refused:
        console.refuse(refused)
        return {"usage": USAGE, "server_unavailable": UNAVAILABLE}.get(refused.code, REFUSED)
    except OSError as error:
        console.refuse(Refused("system_error", why=str(error)))
        return REFUSED
    except KeyboardInterrupt:
        console.say(STOPPED)
        return INTERRUPTED


def _named(words: Sequence[str]) -> list[str]:
    """Return the words with a command of two, such as `verify ranking`, as one; a folder of that name is `verify ./ranking`."""
    both = " ".join(words[:2])
    return [both, *words[2:]] if any(both == name for name, *_rest in COMMANDS) else list(words)


def _parser(language: str) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=["zh", "en"], help=_("语言", "language", language))
    common.add_argument(
        "--json", action="store_true", help=_("结果用 JSON 输出", "print the result as JSON", language)
    )
    common.add_argument(
        "--progress",
        action="store_true",
        help=_("不在终端也显示进度", "show progress even without a terminal", language),
    )
    parser = argparse.ArgumentParser(prog="python -m toolkit", description=ABOUT.to(language))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, about, run, shape in COMMANDS:
        one = commands.add_parser(
            name, parents=[common], help=about.to(language), description=about.to(language)
        )
        for option in shape:
            one.add_argument(*option.names, help=option.words.to(language), **option.given)
        one.set_defaults(run=run)
    return parser


def _(zh: str, en: str, language: str) -> str:
    return Words(zh, en).to(language)
