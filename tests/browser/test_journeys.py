"""
Deals of each family from the draft to the end, their bids sealed and submitted at the bidders' pages: two envelopes of a road, an
open procurement tender, a parcel of land, the sale of an asset. Custodians open what the browser sealed; a stranger verifies it.
"""

from __future__ import annotations

import itertools
from dataclasses import fields
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.bidder import Bidder
from tests.browser.competition import Competition
from tests.browser.conftest import Site, running
from tests.scenery import Scenery

pytestmark = pytest.mark.browser

NAMES = ("construction/double_envelope", "procurement/open", "land/tender", "property/asset_transfer")
NOTHING = Scenery(**{one.name: "" for one in fields(Scenery)})


def sealed(address: str, browser: Browser, asked: dict[str, Any]) -> str:
    """Seal and submit what a story asks for at the bidder's page; return its fingerprint."""
    context = browser.new_context()
    site = Site(address, NOTHING, Competition(asked["lot"], "", {asked["who"]: asked["file"]}, {}))
    bidder = Bidder(site, context.new_page(), asked["who"])
    bidder.press("开始封装投标")
    bidder.load_certificate()
    bidder.fill(price=asked["price"])
    header = bidder.seal()
    bidder.submit()
    context.close()
    return header


def test_run_to_their_end_on_bids_sealed_in_the_browser(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> None:
    with running(tmp_path_factory, "journeys") as process:
        numbers = itertools.count()

        def tell(line: str) -> Any:
            process.say(line)
            return process.awaited(process.folder / f"{next(numbers)}.json")

        address = f"http://127.0.0.1:{process.awaited(process.folder / 'ready.json')['port']}"
        bids: dict[str, int] = {}
        asked = tell(f"begin {' '.join(NAMES)}")
        while "who" in asked:
            bids[asked["lot"]] = bids.get(asked["lot"], 0) + 1
            asked = tell(f"sealed {sealed(address, browser, asked)}")
    assert sorted(bids.values()) == [2, 3, 3, 3]
    assert (asked["missing"], asked["audit"]) == ([], [])
    for name, verified in asked["verified"].items():
        assert verified.items() <= asked["opened"][name].items(), name
    # Of the two envelopes one bid did not come to the second.
    assert {name: len(one) for name, one in asked["verified"].items()} == dict(
        zip(NAMES, (2, 3, 3, 2), strict=True)
    )
