"""Sealed bids of a story as everybody makes them from the command line: seal, submit, open-share, post, fetch, verify."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from config.demo.envelopes import Envelopes
from config.demo.stage import Story
from foundation import clock
from tests import tools
from tests.journeys.hands import Hands
from trading.law.tender_document import TOTAL

SITE = "http://testserver/"


@dataclass(kw_only=True)
class ByCommand(Envelopes):
    """
    The sealed bids of one lot. Everybody has a folder of its own.

    Where it is `alone` the first bidder seals, and a stranger verifies, with a program that has these files and nothing else.
    """

    folder: Path
    hands: Hands
    alone: bool = False
    prices: dict[str, str] = field(default_factory=dict)

    def publish_policy(self) -> Story:
        """Publish the policy, have it accepted, and let the log show it."""
        yield from super().publish_policy()
        self.hands.work(clock.now())

    def submit(self, who: str, price: str) -> None:
        """Seal and submit a bid; its receipt must be genuine, and once the log was witnessed be proven by it."""
        own, is_first = self.folder / who, not self.headers
        own.mkdir(parents=True)
        (own / "offer.pdf").write_bytes(b"%PDF-1.7 " + who.encode() * 2000)
        units = {one.unit: {"fields": {"plan": who}, "files": {}} for one in self.units}
        units["form"] = {"fields": {TOTAL: price}, "files": {"投标函.pdf": "offer.pdf"} if is_first else {}}
        (own / "content.json").write_text(json.dumps(units))
        trusted = self._fetched(who)
        keys = "--key", tools.key_file(own / "key.p12", self._signer(who))
        words = (
            "seal", *trusted, *keys, "--lot", self.lot, "--content", own / "content.json", "--out", own / "bid"
        )  # fmt: skip
        sealed = self._must(*words, alone=self.alone and is_first)
        server = "--url", SITE, "--token-file", own / "token"
        code, taken = tools.run("submit", own / "bid", *trusted, *server)
        assert (code, taken["header"]) == (4, sealed["header"]), taken  # no witness has seen it yet
        if is_first:
            self.hands.work(clock.now())
            self._must("receipt", own / "bid/receipt", "--filing", own / "bid", *trusted, *server)
        self.prices[who], self.headers[who] = price, sealed["header"]

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


def client_of(transport: Callable[[], httpx.BaseTransport]) -> Callable[..., httpx.Client]:
    """Return how the commands reach the platform: as its own client does, without a network."""

    def client(given: Any, *, needs_token: bool = True) -> httpx.Client:
        assert given.token_file is not None or not needs_token
        token = given.token_file.read_text() if given.token_file else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=given.url, transport=transport(), headers=headers)

    return client
