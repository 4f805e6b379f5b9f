"""
The citizen's command for auctions: replay every published move, say who wins and why each refused move was refused, check that prices are
signed where the rules ask for it, and that moves are there of which a bidder has receipts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from toolkit import bundles, certificates, move_receipts, signed_prices
from toolkit.auctions.explaining import outcome, turned
from toolkit.auctions.publishing import Auction, differing
from toolkit.auctions.results import Award
from toolkit.auctions.words import FORMS, PHASES
from toolkit.command.console import Console
from toolkit.command.options import Command, option
from toolkit.signed_prices import Found
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
SIGNED = Words(
    "{prices}个报价均由登记给报价人的通行密钥签名，页面为 {origin}。登记由“{signer}”签名，证书指纹 {fingerprint}。",
    "Each of {prices} prices is signed by a passkey that was bound to its bidder, on pages of {origin}. Bound by “{signer}”, "
    "certificate {fingerprint}.",
)
UNPINNED = Words(
    "没有给出 --pins：登记的签名人是不是平台，请用上面的指纹核对。",
    "Without --pins: compare the fingerprint to know that who bound the keys is the platform.",
)
KEPT = Words(
    "回执 {file} 所写的操作是记录里的第{number}步。",
    "The move of the receipt {file} is no. {number} of the record.",
)
CERTIFIED = Words(
    "报价由单位证书签名；签名写有单位名称，不公开，由投标人和平台各自保存。",
    "Prices are signed by certificates, which name their bidder: bidder and platform keep these signatures, nobody else sees them.",
)


def verify(given: argparse.Namespace, console: Console) -> int:
    """
    Replay a published file, show its result, and compare it with the published one; 1 if they differ.

    :raises Refused: what `signed_prices.check` and `move_receipts.check` raise, once the result is shown.
    """
    trust = None if given.pins is None else bundles.read_pins(given.pins).trust
    receipts = {str(one): move_receipts.Kept.from_json(bundles.read_file(one)) for one in given.receipt}
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
        signed = signed_prices.check(published, trust)
        whole = {
            "follows": found is None, "difference": difference, "result": computed.model_dump(), "signing": published.rules.signing,
            "announced": signed_prices.announced_hash(published), "signed": _plain(signed),
            "receipts": {name: move_receipts.check(published, one, trust) for name, one in receipts.items()},
        }  # fmt: skip
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
    _signatures(published, signed_prices.check(published, trust), console, is_pinned=trust is not None)
    for name, kept in receipts.items():
        console.result(KEPT, file=name, number=move_receipts.check(published, kept, trust))
    return int(found is not None)


def _signatures(published: Auction, signed: Found, console: Console, *, is_pinned: bool) -> None:
    if published.rules.signing == "certificate":
        console.result(CERTIFIED)
    if signed.signer is not None:
        console.result(SIGNED, **_plain(signed))
        if not is_pinned:
            console.result(UNPINNED)


def _plain(signed: Found) -> dict[str, object]:
    if signed.signer is None:
        return {"prices": signed.prices}
    names = {
        "signer": signed.signer.subject.rfc4514_string(),
        "fingerprint": certificates.fingerprint(signed.signer),
    }
    return {"prices": signed.prices, "origin": signed.origin, **names}


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
        (
            option("file", zh="公开的 auction.json", en="the published auction.json", type=Path),
            option(
                "--pins",
                zh="预先信任的根证书：据以核对谁登记了通行密钥、签发了回执",
                en="what is trusted beforehand: by it is judged who bound the passkeys and signed receipts",
                type=Path,
            ),
            option(
                "--receipt",
                zh="竞买人留存的操作回执（JSON），可以有多份",
                en="receipts of moves that a bidder kept (JSON)",
                type=Path,
                nargs="+",
                default=[],
            ),
        ),
    ),
)
