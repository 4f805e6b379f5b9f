"""Bidders open their own bids: keys in time, keys in the time that a remedy gave, and one that never comes."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.models import Member
from config.demo import documents, moves
from config.demo.certified import member_key
from config.demo.director import direct
from config.demo.envelopes import UNITS
from config.demo.moves import Cast, until
from config.demo.proof import Proof
from config.demo.stage import Stage, Story
from foundation import clock, followers
from tests.factories.accounts import MemberFactory, token_of
from tests.journeys.hands import Hands
from tests.journeys.page_sealer import PageSealer
from tests.journeys.sealed import ByCommand
from tests.journeys.sealed_case import Sealed
from tests.journeys.sealed_procedures import PROCEDURES, WORKS
from tests.journeys.test_sealed import _desks
from toolkit import cms
from toolkit.proceedings import Remedy
from toolkit.signers import KeySigner
from trading import audit
from trading.law.decryption import Opener

__all__ = ["_desks"]
LATE, SILENT = "deng", "gao"
PRICES = WORKS | {SILENT: "46990000.00"}


def shown(cast: Cast, who: str | None = None) -> Any:
    return cast.stage.get(who, f"{moves.LOTS}/{cast.lot}/opening/")


def alive(cast: Cast, end: datetime) -> Story:
    """Let time pass while the platform runs: its log grows, and is witnessed, every minute."""
    while (at := moves.now(cast.stage)) < end:
        yield min(at + timedelta(minutes=1), end)


def colleague(cast: Cast) -> str:
    """Return another person of the organiser, with an own account, by the name under which the stage knows it."""
    first = Member.objects.get(id=cast.stage.get(cast.who, "/api/v1/me/")["member"])
    other = MemberFactory.create(party=first.party, role=first.role)
    cast.stage._tokens = {**cast.stage._tokens, other.id: token_of(other)}
    return str(other.id)


def remedy(cast: Cast, bids: ByCommand, begins: datetime, ends: datetime, end: datetime) -> None:
    """One person of the organiser proposes that keys may be sent until `end`, a second one signs what it finds there."""
    since, to, until = (int(one.timestamp() * 1000) for one in (begins, ends, end))
    content = Remedy(
        deal=cast.deal, lot=cast.lot, stage=1, freeze=shown(cast)["freeze"], n=1, since=since, to=to, until=until,
        reason="开标期间机房断网",
    ).to_bytes()  # fmt: skip
    other = colleague(cast)
    own, others = member_key(cast.stage, cast.who), member_key(cast.stage, other)
    path = f"{moves.LOTS}/{cast.lot}/opening/remedies/"

    def signed(signer: KeySigner, said: bytes) -> str:
        return base64.b64encode(cms.sign(signer, said, at=clock.now())).decode()

    first = {
        "content": base64.b64encode(content).decode(),
        "signature": signed(own, content),
    }
    cast.stage.tell(cast.who, f"{path}proposals/", first)
    assert cast.stage.get("bai", f"{path}proposals/") == []
    (found,) = cast.stage.get(cast.who, f"{path}proposals/")
    said = base64.b64decode(found["content"])
    assert Remedy.from_bytes(said).reason == found["reason"] == "开标期间机房断网"
    again = {"content": found["content"], "signatures": [found["signature"]] * 2}
    assert cast.stage.attempt(cast.who, path, again).body["code"] == "remedy_signers"
    both = again | {"signatures": [found["signature"], signed(others, said)]}
    assert cast.stage.attempt(cast.who, path, both).body["code"] == "remedy_not_proposed"
    cast.stage.tell(other, path, both)
    assert cast.stage.get(cast.who, f"{path}proposals/") == []


def opened(cast: Cast, bids: ByCommand) -> Story:
    """Two send their keys in time, one in the time that a remedy gave, one never."""
    path = f"{moves.LOTS}/{cast.lot}/opening/"
    over = yield from bids._awaited(
        path, lambda found: found["objections_until"], "the list that witnesses saw"
    )
    yield datetime.fromisoformat(over)
    ends = yield from bids._awaited(
        path,
        lambda found: [one["rescue_until"] for one in found["stages"] if one["rescue_until"]],
        "the time for keys",
    )
    for who in ("bai", "cui"):
        assert bids.check(who)[0] == 0
        bids.send_keys(who)
    assert cast.stage.get(None, f"{path}bids/") == []
    end = datetime.fromisoformat(ends[0])
    later = end + timedelta(minutes=10)
    remedy(cast, bids, end - timedelta(seconds=900), end, later)
    yield from alive(cast, datetime.fromisoformat(ends[0]) + timedelta(minutes=1))
    assert [one["status"] for one in shown(cast)["stages"]] == ["settling"]
    bids.send_keys(LATE)
    yield from alive(cast, later + timedelta(seconds=1))
    yield from bids._awaited(
        path, lambda found: [one["status"] for one in found["stages"]] == ["recorded"], "the record"
    )


def told(sealed: Sealed, cast: Cast, bids: ByCommand) -> Iterator[datetime]:
    yield from sealed.before(cast, PRICES)
    yield from bids.publish_policy()
    for who, price in PRICES.items():
        bids.submit(who, price)
    yield from until(cast, sealed.waits_in)
    yield from opened(cast, bids)
    del bids.prices[SILENT]
    yield from sealed.after(cast, bids)


def test_bidders_open_their_own_bids_and_anybody_verifies_it(
    stage: Stage, hands: Hands, page: PageSealer, tmp_path: Path
) -> None:
    one = replace(PROCEDURES["construction/open"], bids=PRICES)
    cast = one.draft(stage)
    moves.save_document(cast, documents.tender_document(cast.title, "48000000.00", by=Opener.BIDDER))
    bids = ByCommand(
        cast, cast.lot, units=UNITS, mode="bidder", folder=tmp_path / "people", hands=hands, page=page,
    )  # fmt: skip
    direct({"works": told(one, cast, bids)}, stage.say)
    followers.catch_up()
    assert Proof(stage).missing({"works": (cast, {cast.lot: one.end})}) == []
    assert list(audit.findings()) == []
    assert bids.verified() == {bids.headers[who]: PRICES[who] for who in ("bai", "cui", LATE)}
    outcomes = {
        row["header"]: [(unit["outcome"], unit["cause"]) for unit in row["units"]]
        for row in stage.get(None, f"{moves.LOTS}/{cast.lot}/opening/bids/")
    }
    assert outcomes == {
        header: [("revoked", "key_not_sent") if who == SILENT else ("opened", "")]
        for who, header in bids.headers.items()
    }
    for who in PRICES:
        code, found = bids.check(who)
        wrong = [one["code"] for one in found["findings"] if not one["ok"]]
        assert (code, wrong) == ((1, ["not_opened"]) if who == SILENT else (0, []))
