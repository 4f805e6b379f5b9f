"""An opening in tests: custodians and bidders with the published client's own functions, through the real addresses."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from accounts import demo
from accounts.actor import Actor
from accounts.models import Member
from bidding.actions import freezing
from bidding.models import FreezeList, Opening, Registration
from bidding.opener import Opener
from bidding.sealed import cases, custody, opening_key
from foundation import clock
from tests.bidding.sealed.scene import PASSPHRASE, Scene
from tests.factories.accounts import token_of
from tests.journeys.transport import ClientTransport
from toolkit import cases as checks
from toolkit import fetching, keeping, posting, verifying
from toolkit.bundles import Bundle
from toolkit.cases import Case
from toolkit.custodians import Client, Memory, Post
from toolkit.filings import Filing as Sealed
from toolkit.findings import Report
from toolkit.platforms import HttpPlatform
from toolkit.proceedings import Keys, UnitKey
from toolkit.sealing import KEPT
from trading.actions import ticking


@dataclass
class Hall:
    """One lot of the scene, frozen and opened."""

    scene: Scene
    folder: Path
    fetched: int = 0
    clients: dict[int, Client] = field(default_factory=dict)

    @property
    def lot(self) -> str:
        return self.scene.made.lot

    @property
    def row(self) -> FreezeList:
        return FreezeList.objects.select_related("policy").get(lot=self.lot)

    # The platform's own processes

    def freeze(self) -> FreezeList:
        """Let the deadline pass, the list be issued and witnessed, and the clock close the bidding."""
        self.scene.walk_to_deadline(seconds=2)
        self.scene.grow()
        row = freezing.freeze(lot_id=self.lot, at=clock.now(), by=Actor.clock())
        assert row is not None and row.issued_at is not None
        self.scene.grow()
        ticking.tick()
        return self.row

    def later(self, **time: int) -> None:
        """Let time pass; witnesses see the log at the end of it."""
        clock.shift_to(clock.now() + timedelta(**time))
        self.scene.grow()

    def living(self, *, seconds: int) -> None:
        """Let time pass while the log grows and is witnessed, as where the platform runs."""
        for step in [60] * (seconds // 60) + [seconds % 60]:
            self.later(seconds=step)

    def opener(self) -> Opener:
        """Return a fresh opening process, which knows nothing of an earlier one."""
        return Opener(opening_key.ring())

    def begin(self) -> Opening:
        """Freeze and let the opening begin, after the time for objections."""
        self.freeze()
        self.later(seconds=601)
        self.opener().turn()
        return Opening.objects.get(freeze=self.lot)

    def record(self) -> Opening:
        """Let the opening process do what is due."""
        self.opener().turn()
        return Opening.objects.filter(freeze=self.lot).order_by("-stage")[0]

    # Everybody else

    def platform(self, who: str | None) -> HttpPlatform:
        headers = {"Authorization": f"Bearer {demo.token_of(who)}"} if who else {}
        connection = httpx.Client(base_url="http://testserver/", transport=ClientTransport(), headers=headers)
        return HttpPlatform(connection, sleep=lambda _: None)

    def fetch(self, who: str | None = "kang") -> Bundle:
        """Fetch the public files, as `who` is shown them, into a new folder."""
        self.fetched += 1
        folder = self.folder / str(self.fetched)
        platform = self.platform(who)
        fetching.fetch(platform, self.lot, folder, fetching.index(platform, self.lot))
        return Bundle(folder)

    def client(self, x: int) -> Client:
        signs, opens = self.scene.custodians[x - 1]
        pins = cases.pins(self.scene.custody, clock.now())
        return self.clients.setdefault(x, Client(pins, signs, opens, Memory()))

    def post(self, x: int, stage: int = 1, *, case: Case | None = None) -> Post:
        """Check everything as custodian x and make its post."""
        client, case = self.client(x), case or self.fetch().case(self.lot)
        made = client.post(case, client.check(case, stage, at=clock.now()), at=clock.now())
        self.clients[x] = replace(client, memory=made.memory)
        return made

    def send(self, *posts: Post, who: str = "kang") -> list[Any]:
        """Send posts; return the answers."""
        return [
            self.tell(who, "posts", content=one.content, signature=one.signature, shares=one.shares)
            for one in posts
        ]

    def posted(self, xs: Sequence[int], stage: int = 1) -> None:
        """Have custodians post, from one fetched bundle."""
        case = self.fetch().case(self.lot)
        answers = self.send(*(self.post(x, stage, case=case) for x in xs))
        assert [one.status for one in answers] == [201] * len(xs), answers

    def tell(self, who: str | None, what: str, **given: Any) -> Any:
        """Send something to the opening; bytes travel in base64."""
        return self.scene.world.stage._send(
            who, "POST", f"/api/v1/lots/{self.lot}/opening/{what}/", _written(given)
        )

    def tell_as(self, member: Member, what: str, **given: Any) -> Any:
        """Send something to the opening from the account of a member who is none of the cast."""
        stage = self.scene.world.stage
        stage._tokens = {**stage._tokens, member.id: token_of(member)}
        return self.tell(member.id, what, **given)

    def keys_of(self, folder: Path, filing: Sealed, who: str, stage: int = 1, **changed: Any) -> bytes:
        """Return the sealed message with a bidder's own kept keys, after the bidder's client checked everything."""
        kept = keeping.unlock((folder / KEPT).read_bytes(), PASSPHRASE)
        case = self.fetch(who).case(self.lot)
        agreed = checks.check(case, stage, cases.pins(case.custody, clock.now()), seen=None, at=clock.now())
        values = {
            "deal": agreed.freeze.deal, "lot": self.lot, "stage": stage, "freeze": agreed.freeze.hash, "header": filing.name,
            "keys": [UnitKey(unit=unit, key=kept.key(unit).hex()) for unit in agreed.units],
        }  # fmt: skip
        return posting.send_keys(
            Keys(**(values | changed)), self.scene.signer(who), case.custody, clock.now()
        )

    # What anybody sees

    def status(self, who: str | None = None) -> Any:
        return self.scene.world.stage.get(who, f"/api/v1/lots/{self.lot}/opening/")

    def enter_deposit(self, who: str, kind: str, amount: str, *, form: str = "transfer") -> None:
        """Enter a movement on a bidder's deposit, as the centre."""
        party = self.scene.world.cast.members[who].party_id
        made = Registration.objects.get(lot=self.lot, party=party)
        body = {"kind": kind, "amount": amount, "form": form, "reference": f"{kind}-{who}"}
        self.scene.world.stage.tell("chen", f"/api/v1/registrations/{made.id}/deposits/", body)

    def bids(self, who: str | None = None) -> Any:
        return self.scene.world.stage.get(who, f"/api/v1/lots/{self.lot}/opening/bids/")

    def verified(self) -> Report:
        """Verify the opening as a stranger: from the fetched files alone."""
        self.scene.grow()
        bundle = self.fetch(None)
        return verifying.verify(bundle, self.lot, cases.pins(self.scene.custody, clock.now()))


def outcomes(hall: Hall) -> dict[str, list[str]]:
    """Return outcome and cause of each unit that was recorded, by the bidder's header."""
    return {
        one["header"]: [f"{unit['outcome']} {unit['cause']}".strip() for unit in one["units"]]
        for one in hall.bids()
    }


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: _written(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_written(one) for one in value]
    return value


__all__ = ["Hall", "custody", "outcomes"]
