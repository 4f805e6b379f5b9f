"""
Deals of each family from the draft to the opening of all bids, one bid of each sealed and submitted at the bidder's page in
Chromium: two envelopes of a road, an open procurement tender, a parcel of land, the sale of an asset. Custodians open what the
browser sealed beside what the command line did; a stranger verifies it. The page's sealing module, without a page, seals one bid
of every procedure, and there all go on to their end: `tests/journeys/test_sealed.py`.
"""

from __future__ import annotations

import itertools
from dataclasses import fields
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.bidder import Bidder
from tests.browser.competition import Competition
from tests.browser.conftest import DESK, Site, running
from tests.browser.persons import tab
from tests.scenery import Scenery

pytestmark = pytest.mark.browser

NAMES = ("construction/double_envelope", "procurement/open", "land/tender", "property/asset_transfer")
NOTHING = Scenery(**{one.name: "" for one in fields(Scenery)})


def sealed(address: str, browser: Browser, asked: dict[str, Any]) -> str:
    """Seal and submit what a story asks for at the bidder's page; return its fingerprint."""
    page = tab(browser, DESK)
    site = Site(address, NOTHING, Competition(asked["lot"], "", {asked["who"]: asked["file"]}, {}))
    bidder = Bidder(site, page, asked["who"])
    bidder.press("开始封装投标")
    bidder.load_certificate()
    bidder.fill(price=asked["price"])
    header = bidder.seal()
    bidder.submit()
    page.context.close()
    return header


def test_open_bids_sealed_in_the_browser_and_anybody_verifies_it(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> None:
    with running(tmp_path_factory, "journeys") as process:
        numbers = itertools.count()

        def tell(line: str) -> Any:
            process.say(line)
            return process.awaited(process.folder / f"{next(numbers)}.json")

        address = f"http://127.0.0.1:{process.awaited(process.folder / 'ready.json')['port']}"
        headers = []
        asked = tell(f"begin {' '.join(NAMES)}")
        while "who" in asked:
            headers.append(sealed(address, browser, asked))
            asked = tell(f"sealed {headers[-1]}")
    assert sorted(asked["in_browser"].values()) == sorted(headers)
    assert asked["audit"] == []
    for name, verified in asked["verified"].items():
        assert verified.items() <= asked["opened"][name].items(), name
        assert asked["in_browser"][name] in verified
    # Of the two envelopes one bid did not come to the second.
    assert {name: len(one) for name, one in asked["verified"].items()} == dict(
        zip(NAMES, (2, 4, 3, 2), strict=True)
    )
