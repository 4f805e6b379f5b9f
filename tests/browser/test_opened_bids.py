"""A bid sealed in a browser is opened by custodians' own programs, beside others, and holds for anybody from public files alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import tools
from tests.browser.bidder import Bidder
from tests.browser.competition import CUSTODIANS, PRICES
from tests.browser.conftest import DESK, OwnSite, Site
from tests.browser.persons import tab

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Desks:
    """The machines of custodians and of a stranger: each runs the command line as a program of its own, and fetches for itself."""

    site: Site
    folder: Path
    desks: str
    ahead: int

    def run(self, *words: object) -> Any:
        code, found = tools.run_alone(self.folder / "alone", *words, ahead=self.ahead)
        assert code == 0, (words[0], found)
        return found

    def post(self, who: str) -> None:
        """Fetch, check everything, open one's shares, and send them."""
        own, lot, public = Path(self.desks) / who, self.site.competition.lot, self.folder / who
        self.run("fetch", self.site.url, "--lot", lot, "--token-file", own / "token", "--out", public)
        self.run(
            "open-share", public, "--pins", own.parent / "pins", "--lot", lot, "--key", own / "signs.p12",
            "--agreement-key", own / "opens.p12", "--memory", own / "memory", "--yes", "--out", own / "post",
        )  # fmt: skip
        self.run("post", own / "post", "--lot", lot, "--url", self.site.url, "--token-file", own / "token")

    def verified(self) -> dict[str, str]:
        """Fetch as nobody, verify, and return the price of each bid by its fingerprint."""
        lot, public = self.site.competition.lot, self.folder / "anybody"
        self.run("fetch", self.site.url, "--lot", lot, "--out", public)
        found = self.run("verify", public, "--pins", Path(self.desks) / "pins", "--lot", lot)
        assert found["holds"]
        # A bid of the scenery calls its price otherwise than the page does.
        return {
            one["header"]: one["fields"].get("total_price") or one["fields"]["price"]
            for one in found["opened"]
        }


def test_browsers_bid_opens_and_holds(own: OwnSite, browser: Browser, tmp_path: Path) -> None:
    site, tell = own
    page, price = tab(browser, DESK), PRICES["cui"]
    bidder = Bidder(site, page, "cui")
    bidder.press("开始封装投标")
    bidder.load_certificate()
    bidder.fill(price=price)
    header = bidder.seal()
    bidder.submit()
    tell("file bai deng")
    desks = Desks(site, tmp_path, **tell("begin"))
    for who in CUSTODIANS[:2]:
        desks.post(who)
    tell("post 3")
    assert tell("record") == {"status": "recorded"}
    verified = desks.verified()
    assert verified[header] == price and sorted(verified.values()) == sorted(PRICES.values())
    page.goto(site / f"/lots/{site.competition.lot}/opening/")
    expect(page.get_by_text("46,500,000.50").first).to_be_visible()
