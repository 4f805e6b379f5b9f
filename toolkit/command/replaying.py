"""
The citizen's command for auctions: replay every published move, say who wins and why each refused move was refused, check that prices are
signed where the rules ask for it, that moves are there of which a bidder has receipts, and that the transparency log has them all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from toolkit import bundles, certificates, logged_moves, move_receipts, signed_prices
from toolkit.auctions.explaining import outcome, turned
from toolkit.auctions.logbook import Logbook
from toolkit.auctions.publishing import Auction, differing
from toolkit.auctions.results import Award
from toolkit.auctions.words import FORMS, PHASES
from toolkit.command.console import Console
from toolkit.command.options import Command, option
from toolkit.log import policy, sources
from toolkit.logged_moves import Logged
from toolkit.move_receipts import Kept
from toolkit.refusals import Refused
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
SILENT = Words(
    "提交报价承诺后没有公开，视为没有报价：{bidders}。",
    "Committed to a price and did not show it, which counts as none: {bidders}.",
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
LOGGED = Words(
    "{moves}步操作都在日志里，共{heads}条（第{first}至第{last}条）。",
    "The log has all {moves} moves, by {heads} leaves ({first} to {last}).",
)
WITNESSED = Words(
    "见证人已见证到第{witnessed}步，最迟在竞买人操作后{late_s}秒：此后没有一步被改动、添加或者从中抽去。",
    "Witnesses have seen it up to move {witnessed}, {late_s} seconds after a bidder moved at the latest: since then none was changed, "
    "added or taken out from between.",
)
UNWITNESSED = Words(
    "没有见证人见证：这些条目是何时写入日志的，无从得知。",
    "No witness has seen them: nothing tells when they came into the log.",
)
OWN_KEYS = Words(
    "没有给出 --keys：日志的公钥取自日志自己公布的文件，请用从别处取得的再核验一次。",
    "Without --keys: the keys are those that the log itself publishes; check again with keys from another source.",
)


def verify(given: argparse.Namespace, console: Console) -> int:
    """
    Replay a published file, show its result, and compare it with the published one; 1 if they differ.

    :raises Refused: what `signed_prices.check`, `logged_moves.check` and `move_receipts.check` raise, once the result is shown; `usage` for
        one of `--logbook` and `--log` without the other.
    """
    if (given.logbook is None) != (given.log is None):
        raise Refused("usage", missing="--log" if given.log is None else "--logbook")
    trust = None if given.pins is None else bundles.read_pins(given.pins).trust
    receipts = {str(one): Kept.from_json(bundles.read_file(one)) for one in given.receipt}
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
        logged, digests = _logged(given, published)
        whole = {
            "follows": found is None, "difference": difference, "result": computed.model_dump(), "signing": published.rules.signing,
            "announced": signed_prices.announced_hash(published), "signed": _plain(signed),
            "receipts": {name: move_receipts.check(published, one, trust, digests) for name, one in receipts.items()},
            "logged": None if logged is None else asdict(logged),
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
    if computed.silent:
        console.result(SILENT, bidders=", ".join(computed.silent))
    for one in computed.turned:
        console.out.write(f"\t#{one.number} {turned(one).to(language)} [{one.reason.code}]\n")
    if found is None:
        console.result(FOLLOWS, moves=len(published.moves), turned=len(computed.turned))
    else:
        console.result(DIFFERS, path=found.path, published=found.published, computed=found.computed)
    _signatures(published, signed_prices.check(published, trust), console, is_pinned=trust is not None)
    logged, digests = _logged(given, published)
    if logged is not None:
        console.result(LOGGED, **asdict(logged))
        console.result(WITNESSED if logged.witnessed else UNWITNESSED, **asdict(logged))
        if given.keys is None:
            console.result(OWN_KEYS)
    for name, kept in receipts.items():
        console.result(KEPT, file=name, number=move_receipts.check(published, kept, trust, digests))
    return int(found is not None)


def _logged(
    given: argparse.Namespace, published: Auction
) -> tuple[Logged, Sequence[str]] | tuple[None, None]:
    """Return what the log has of the moves, and their digests; none where no log is given."""
    if given.log is None:
        return None, None
    opened = Logbook.from_bytes(given.logbook.read_bytes())
    try:
        with sources.named(given.log) as files:
            keys = files("policy") if given.keys is None else given.keys.read_bytes()
            found = logged_moves.check(published, opened, files, policy.read(keys.decode("utf-8", "replace")))
    except FileNotFoundError as error:
        raise Refused("log_tile_missing", path="policy") from error
    except sources.SourceUnreachable as error:
        raise Refused("server_unavailable", why=str(error)) from error
    return found, logged_moves.digests_of(published, opened)


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
            option(
                "--logbook",
                zh="公开的 auction-log.json：每步操作在日志中的凭据",
                en="the published auction-log.json, which opens what the log has of each move",
                type=Path,
            ),
            option(
                "--log",
                zh="日志的公开文件：目录或者网址",
                en="folder or address of the log's public files",
                type=str,
            ),
            option(
                "--keys",
                zh="从别处取得的日志与见证人公钥（tlog-policy）",
                en="keys of log and witnesses from another source (tlog-policy)",
                type=Path,
            ),
        ),
    ),
)
