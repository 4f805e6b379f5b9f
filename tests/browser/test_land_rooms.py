"""Land is listed, bid for and sold in browsers: two bidders, whoever leads it, a visitor and a projector, from the notice to the record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, OwnSite
from tests.browser.listing import LONGEST_SILENCE
from tests.browser.looks import look_at_once
from tests.browser.persons import at, press
from tests.browser.test_auctions import confirm, keep, send
from toolkit.command.main import main

SHOWN = 4
"""Of what happens everybody sees the four prices: who asks to go on is told to nobody."""


@pytest.fixture
def listed(own: OwnSite) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """The site, how to have things done on it, and what is known of the listing."""
    site, tell = own
    try:
        yield site, tell, tell("listing")
    finally:
        tell("leave")


def test_land_is_listed_bid_for_and_sold(
    listed: tuple[Any, Any, dict[str, Any]], browser: Browser, axe: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    site, tell, known = listed
    address, deal = f"/lots/{known['lot']}/auction/", site / f"/deals/{known['deal']}/"
    host = at(site, browser, "zheng", DESK)
    host.goto(site / f"{address}schedule/")
    host.get_by_label("平台失去联系多少秒后暂停计时（秒）").fill(str(LONGEST_SILENCE))
    press(host, "核对")
    press(host, "确定并公布")
    expect(host.locator("[data-banner=waiting]")).to_be_visible()

    # From the notice to the room: a visitor follows the deal's page, whoever was admitted agrees to the rules.
    visitor, projector = (at(site, browser, None, size) for size in (PHONE, DESK))
    visitor.goto(deal)
    press(visitor, visitor.get_by_role("link", name="竞价：观看与报价"))
    projector.goto(site / f"{address}?projector")
    fang, gao = (at(site, browser, who, size) for who, size in (("fang", PHONE), ("gao", DESK)))
    for page in (fang, gao):
        page.goto(site / f"{address}room/")
        page.get_by_label("我已阅读并同意下列竞价规则").press("Space")
        send(page, "进入")
        expect(page.locator(".yg-room__own")).to_be_visible()
    everybody = (fang, gao, host, visitor, projector)
    for page in everybody:
        expect(page.locator("[data-connection]")).to_have_text("实时")

    assert tell("next") == "listing"
    bid(gao, "187,000,000.00")
    bid(fang, "187,100,000.00")
    stands(everybody, "187,100,000.00", "挂牌")
    expect(gao.locator("[data-banner=outbid]")).to_be_visible()

    # When the listing ends it is asked who goes on.
    assert tell("next") == "asking"
    for page in (fang, gao):
        send(page, "要求继续竞价")
        page.get_by_label("我确认").press("Space")
        send(page, re.compile("^确认$"))
        expect(page.locator("#sheet")).to_have_count(0)
    look_at_once(fang, axe)

    # A large step is typed twice; each price begins the countdown anew.
    assert tell("next") == "limited"
    gao.locator("#typed").fill("200000000")
    send(gao, "核对")
    gao.get_by_label("加价较大，请再次输入金额").fill("200000000")
    confirm(gao)
    stands(everybody, "200,000,000.00", "限时")

    # Lines that stand open and say nothing: pages say so, ask by themselves, and know all of it once.
    tell("hush")
    bid(fang, "200,100,000.00")
    stands(everybody, "200,100,000.00", "限时")
    for page in everybody:
        expect(page.locator("[data-connection]")).to_have_text("每3秒更新")
    tell("speak")
    for page in everybody:
        expect(page.locator("[data-connection]")).to_have_text("实时")
        seen = [int(one) for one in page.locator("[data-history] td:first-child").all_text_contents()]
        assert seen == [*range(len(seen), 0, -1)]
        assert len(seen) == SHOWN
    number = fang.locator(".yg-room__own b").inner_text()

    assert tell("next") == "closed"
    for page in everybody:
        expect(page.locator("[data-banner=over]")).to_be_visible()
        expect(page.locator(".yg-room__stage [data-leader]")).to_have_text(number)
    for page, name in ((fang, "bidder"), (host, "console"), (projector, "projector")):
        look_at_once(page, axe)
        keep(page, f"land-over-{name}")

    # Who has it stands on the deal's page, and in the record, which anybody replays.
    assert tell("conclude") == known["names"]["fang"]
    visitor.reload()
    record = visitor.get_by_role("link", name="下载竞价记录，自己核算结果").get_attribute("href")
    content = visitor.request.get(site / str(record)).body()
    visitor.goto(deal)
    lot = visitor.locator("section[aria-labelledby=lots]")
    for shown in (known["names"]["fang"], "200,100,000.00"):
        expect(lot).to_contain_text(shown)
    keep(visitor, "land-result")
    file = tmp_path / "auction.json"
    file.write_bytes(content)
    assert json.loads(content)["result"]["awards"][0]["bidder"] == number
    assert main(["verify", "auction", str(file), "--lang", "zh"]) == 0
    assert number in capsys.readouterr().out


def bid(page: Page, amount: str) -> None:
    """Press the button of an amount, look at the sheet, confirm."""
    send(page, amount)
    expect(page.locator("#sheet")).to_be_focused()
    confirm(page)
    expect(page.locator("[data-banner=leading]")).to_be_visible()


def stands(everybody: tuple[Page, ...], price: str, phase: str) -> None:
    """See a price and a phase at everybody's."""
    for page in everybody:
        expect(page.locator(".yg-room__stage [data-price]")).to_have_text(price)
        expect(page.locator(".yg-room__stage [data-phase]")).to_contain_text(phase)
