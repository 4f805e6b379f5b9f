"""
Sealed bids of a story as everybody makes them from the command line: seal, submit, open-share, post, fetch, verify; one of
them sealed as the bidder's page seals it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.demo import moves
from config.demo.envelopes import Envelopes
from config.demo.stage import Story
from foundation import clock
from tests import tools
from tests.bidding.sealed.kept import hurry
from tests.journeys.hands import Hands
from tests.journeys.page_sealer import PageSealer
from tests.journeys.transport import ClientTransport
from toolkit.command import main
from trading.law.tender_document import TOTAL

SITE = "http://testserver/"


@dataclass(kw_only=True)
class ByCommand(Envelopes):
    """
    The sealed bids of one lot. Everybody has a folder of its own.

    Where it is `alone` the first bidder seals, and a stranger verifies, with a program that has these files and nothing else.
    Where there is a `page` the second bidder seals with what it runs in a browser; whoever opens or verifies is not told.
    """

    folder: Path
    hands: Hands
    alone: bool = False
    page: PageSealer | None = None
    by_page: str = ""  # the fingerprint of what it sealed
    prices: dict[str, str] = field(default_factory=dict)

    def publish_policy(self) -> Story:
        """Publish the policy, have it accepted, and let the log show it."""
        yield from super().publish_policy()
        self.hands.work(clock.now())

    def submit(self, who: str, price: str) -> None:
        """Seal and submit a bid; its receipt must be genuine, and once the log was witnessed be proven by it."""
        own, number = self.folder / who, len(self.headers) + 1
        own.mkdir(parents=True)
        (own / "offer.pdf").write_bytes(b"%PDF-1.7 " + who.encode() * 2000)
        trusted = self._fetched(who)
        fields: dict[str, dict[str, str]] = {one.unit: {"plan": who} for one in self.units}
        fields["form"] = {TOTAL: price, **self.promises}
        if number == 2 and self.page is not None:
            header = self.by_page = self._sealed_by_page(who, fields)
        else:
            header = self._sealed(who, fields, trusted, with_file=number == 1)
        server = "--url", SITE, "--token-file", own / "token"
        code, taken = tools.run("submit", own / "bid", *trusted, *server)
        assert (code, taken.get("header")) == (4, header), taken  # no witness has seen it yet
        if number == 1:
            self.hands.work(clock.now())
            self._must("receipt", own / "bid/receipt", "--filing", own / "bid", *trusted, *server)
        self.prices[who], self.headers[who] = price, header

    def send_keys(self, who: str) -> None:
        """Open one's own bid where bidders do: check everything as the client does, and send its keys."""
        own = self.folder / who
        bundle, *pins = self._fetched(who)[1:]
        keys = "--key", own / "key.p12", "--own", own / "bid"
        self._must("open-share", bundle, *pins, *keys, "--lot", self.lot, "--yes", "--out", own / "keys")
        self._must("post", own / "keys", "--lot", self.lot, "--url", SITE, "--token-file", own / "token")

    def check(self, who: str) -> tuple[int, Any]:
        """Have a bidder check its own bid with its receipt and its keys; return the exit code and what was found."""
        return tools.run("check", self.folder / who / "bid", *self._fetched(who), "--with-keys")

    def verified(self) -> dict[str, str]:
        """Fetch as a stranger, verify from these files, and return the price of each bid."""
        own = self.folder / "anybody"
        self._must("fetch", SITE, "--lot", self.lot, "--out", own / "public")
        words = "verify", own / "public", *self._pins(own), "--lot", self.lot
        found = self._must(*words, alone=self.alone)
        assert found["holds"], [one for one in found["findings"] if not one["ok"]]
        return {one["header"]: one["fields"][TOTAL] for one in found["opened"] if one["unit"] == "form"}

    def recomputed(self) -> list[str]:
        """Fetch the published evaluation as a stranger, and compute it anew from that file alone; return the bids that have a rank."""
        path = f"{moves.LOTS}/{self.lot}/evaluation/evaluation.json"
        with httpx.Client(base_url=SITE, transport=ClientTransport()) as stranger:
            answer = stranger.get(path)
        assert answer.status_code == 200, answer.text
        file = self.folder / "anybody" / "evaluation.json"
        file.write_bytes(answer.content)
        found = self._must("verify", "ranking", file)
        assert found["follows"], found["difference"]
        return [one["bid"] for one in found["result"]["placings"] if one["rank"]]

    def _sealed(
        self, who: str, fields: dict[str, dict[str, str]], trusted: tuple[object, ...], *, with_file: bool
    ) -> str:
        own = self.folder / who
        units = {unit: {"fields": known, "files": {}} for unit, known in fields.items()}
        units["form"]["files"] = {"投标函.pdf": "offer.pdf"} if with_file else {}
        (own / "content.json").write_text(json.dumps(units))
        keys = "--key", tools.key_file(own / "key.p12", self._signer(who))
        words = (
            "seal", *trusted, *keys, "--lot", self.lot, "--content", own / "content.json", "--out", own / "bid"
        )  # fmt: skip
        return str(self._must(*words, alone=self.alone and with_file)["header"])

    def _sealed_by_page(self, who: str, fields: dict[str, dict[str, str]]) -> str:
        assert self.page is not None
        own, policy = self.folder / who, self.stage.get(None, f"{moves.LOTS}/{self.lot}/custody/")["content"]
        attached = {"投标函.pdf": (own / "offer.pdf").read_bytes()}
        return self.page.seal(policy, self.lot, self._signer(who), fields, attached, own / "bid", clock.now())

    def _post(self, who: str, number: int) -> None:
        own = self.folder / who
        trusted = self._fetched(who)
        keys = (
            "--key", tools.key_file(own / "key.p12", self._signer(who)),
            "--agreement-key", tools.key_file(own / "opens.p12", self._key(who)),
        )  # fmt: skip
        out, memory = own / f"stage-{number}", own / "memory.json"
        (bundle, *pins) = trusted[1:]
        self._must(
            "open-share", bundle, *pins, *keys, "--lot", self.lot, "--stage", number, "--memory", memory, "--yes", "--out", out
        )  # fmt: skip
        self._must("post", out, "--lot", self.lot, "--url", SITE, "--token-file", own / "token")

    def _fetched(self, who: str) -> tuple[object, ...]:
        """Fetch what is public to somebody; return where it is, with whom that client trusts."""
        own = self.folder / who
        own.mkdir(parents=True, exist_ok=True)
        (own / "token").write_text(self.stage.client_of(who).headers["Authorization"].partition(" ")[2])
        public = (
            self.folder / "public"
        )  # one for all who know more than strangers do: to fetch it takes longest
        self._must("fetch", SITE, "--lot", self.lot, "--token-file", own / "token", "--out", public)
        return "--policy", public, *self._pins(own)

    def _pins(self, own: Path) -> tuple[object, ...]:
        return "--pins", tools.write_pins(own / "pins", [self.hands.witness.verifier], clock.now())

    def _must(self, *words: object, alone: bool = False) -> Any:
        if alone:
            ahead = int(clock.now().timestamp() * 1e9) - time.time_ns()
            code, found = tools.run_alone(self.folder / "alone", *words, ahead=ahead)
        else:
            code, found = tools.run(*words)
        assert code == 0, (words[0], code, found)
        return found


def equip(patch: pytest.MonkeyPatch) -> None:
    """Give everybody a machine: its clock goes with the platform's, and guessing a password is as quick as it must not be."""
    own = {"now": clock.now, "client": client_of(ClientTransport)}
    package = main.__name__.removesuffix("main")
    for command in [module for name, module in sys.modules.items() if name.startswith(package)]:
        for name in own.keys() & vars(command).keys():
            patch.setattr(command, name, own[name])
    for name, value in tools.SECRETS.items():
        patch.setenv(name, value)
    hurry(patch)


def client_of(transport: Callable[[], httpx.BaseTransport]) -> Callable[..., httpx.Client]:
    """Return how the commands reach the platform: as its own client does, without a network."""

    def client(given: Any, *, needs_token: bool = True) -> httpx.Client:
        assert given.token_file is not None or not needs_token
        token = given.token_file.read_text() if given.token_file else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=given.url, transport=transport(), headers=headers)

    return client
