"""Bids that were sealed in a browser are opened by their custodians, and hold for anybody from public files alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.bidder import Bidder
from tests.browser.conftest import Site, raised

pytestmark = pytest.mark.browser

PRICES = {"bai": "47000000.00", "cui": "46500000.50", "deng": "45111222.33"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Callable[[str], dict[str, Any]]]]:
    """A site of this file's own: its clock goes on past the deadline."""
    with raised(tmp_path_factory) as found:
        yield found


def test_browsers_bids_open_and_hold(
    own: tuple[Site, Callable[[str], dict[str, Any]]], browser: Browser
) -> None:
    site, tell = own
    headers = {}
    for who, price in PRICES.items():
        context = browser.new_context()
        bidder = Bidder(site, context.new_page(), who)
        bidder.press("开始封装投标")
        bidder.load_certificate()
        bidder.fill(price=price)
        headers[bidder.seal()] = price
        bidder.submit()
        context.close()
    opened = tell("open")
    assert opened["holds"], opened["findings"]
    assert {header: fields["total_price"] for header, fields in opened["read"].items()} == headers
    page = browser.new_page()
    page.goto(site / f"/lots/{site.competition.lot}/opening/")
    expect(page.get_by_text("46,500,000.50").first).to_be_visible()
