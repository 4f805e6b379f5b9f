"""A final offer after talks: a supplier commits to it before the end, and reveals it afterwards."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from toolkit import amounts, bundles, cms, files
from toolkit.command.console import Console
from toolkit.command.options import KEY, SERVER, Command, client, now, option, signer
from toolkit.final_offers import FinalOffer
from toolkit.platforms import HttpPlatform
from toolkit.refusals import Refused
from toolkit.words import Words

KEPT = Words(
    "最后报价：{amount} 元（大写：人民币{capitals}），存于 {file}。截止之前不要给任何人；丢失就不能公开。",
    "Final offer: {amount} yuan (in words: 人民币{capitals}), kept in {file}. Give it to nobody before the end; lost, it cannot be shown.",
)
COMMITTED = Words(
    "已提交承诺 {offer}。截止后半小时内用 offer reveal 公开，否则视为退出。",
    "The commitment {offer} is in. Reveal the offer within half an hour after the end, or you have left the talks.",
)
REVEALED = Words("已公开最后报价 {price} 元。", "The final offer of {price} yuan is shown.")


def commit(given: argparse.Namespace, console: Console) -> int:
    """Make an offer and keep it in a new file, then send what it commits to; from a file that is there the same again."""
    by = signer(given, console)
    offer = _kept(given) if given.out.exists() else _made(given)
    price = amounts.read("price", offer.price)
    capitals = amounts.in_capitals(int(price * amounts.CENTS))
    console.say(KEPT, amount=f"{price:,.2f}", capitals=capitals, file=str(given.out))
    content = offer.commitment.to_bytes()
    with client(given) as connection:
        HttpPlatform(connection).commit_to_offer(offer.lot, content, cms.sign(by, content, at=now()))
    console.result(COMMITTED, offer=offer.hash, file=str(given.out), lot=offer.lot, bid=offer.bid)
    return 0


def reveal(given: argparse.Namespace, console: Console) -> int:
    """Send what was kept, once the time of the offers is over."""
    offer = FinalOffer.from_bytes(bundles.read_file(given.kept))
    with client(given) as connection:
        HttpPlatform(connection).show_offer(offer.lot, offer.hash, offer.price, offer.salt)
    console.result(REVEALED, price=offer.price, lot=offer.lot, bid=offer.bid)
    return 0


def _made(given: argparse.Namespace) -> FinalOffer:
    made = FinalOffer.made(lot=given.lot, bid=given.bid, price=given.price)
    with files.new_file(given.out) as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(made.to_bytes())
    return made


def _kept(given: argparse.Namespace) -> FinalOffer:
    """Return what an earlier try left, which the platform may not have taken; never another offer under its name."""
    kept = FinalOffer.from_bytes(bundles.read_file(given.out))
    if (kept.lot, kept.bid, kept.price) != (given.lot, given.bid, given.price):
        raise Refused("would_overwrite", path=str(given.out))
    return kept


COMMANDS: tuple[Command, ...] = (
    (
        "offer commit",
        Words("生成最后报价，留存本机，提交承诺", "make a final offer, keep it here, and send its commitment"),
        commit,
        (
            option("--lot", zh="标段", en="the lot", type=str, required=True),
            option("--bid", zh="本单位投标的编号", en="id of the own bid", type=str, required=True),
            option("--price", zh="报价（元），如 1650000.00", en="the price in yuan, such as 1650000.00", type=str, required=True),
            option("--out", zh="新文件，留存本机", en="the new file, to be kept", type=Path, required=True),
            *KEY,
            *SERVER,
        ),
    ),
    (
        "offer reveal",
        Words("截止之后公开留存的最后报价", "show the final offer that was kept, after the end"),
        reveal,
        (option("kept", zh="留存的文件", en="the file that was kept", type=Path), *SERVER),
    ),
)  # fmt: skip
