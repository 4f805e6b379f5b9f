"""A live auction in browsers: two bidders, whoever leads it, a supervisor and a visitor see it move, by keyboard, on desk and phone."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from accounts import demo
from tests.accounts.test_passkeys import Key
from tests.browser.competition import PASSWORD, SECRET_SECONDS
from tests.browser.conftest import DESK, PHONE, OwnSite
from tests.browser.looks import look, look_at_both, look_at_once, wrong_fields
from tests.browser.persons import at, load_key, press

Auctioned = tuple[Any, str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def auctioned(own: OwnSite) -> Iterator[Auctioned]:
    """The site, the address of its auction, that of one to be scheduled, and other lots; what runs beside it is taken down in the end."""
    site, tell = own
    try:
        lots = tell(f"auction {site.url.rpartition(':')[2]}")
        yield site, f"/lots/{lots['lot']}/auction/", f"/lots/{lots['awaited']}/auction/", lots
    finally:
        tell("leave")


def send(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of a room by keyboard: its script sends the form beside the page, which stays."""
    page.get_by_role("button", name=name).first.press("Enter")


def test_host_schedules_an_auction(auctioned: Auctioned, browser: Browser, axe: str) -> None:
    site, _, address, _ = auctioned
    host = at(site, browser, "zheng", DESK)
    host.goto(site / f"{address}schedule/?form=dynamic_quotation")
    host.get_by_label("自由报价期（秒）").fill("299")
    press(host, "核对")
    assert wrong_fields(host) == ["free_s"]
    look_at_both(host, axe, "auction-schedule")
    host.get_by_label("自由报价期（秒）").fill("600")
    press(host, "核对")
    expect(host.get_by_role("heading", name="核对竞价规则")).to_be_visible()
    look_at_both(host, axe, "auction-check")
    press(host, "确定并公布")
    expect(host.locator("[data-banner=waiting]")).to_be_visible()


def test_bidders_host_and_watchers_meet(auctioned: Auctioned, browser: Browser, axe: str) -> None:
    site, address, _, _ = auctioned
    bai, cui = (at(site, browser, who, size) for who, size in (("bai", PHONE), ("cui", DESK)))
    host, supervisor, visitor = (
        at(site, browser, who, size) for who, size in (("zheng", DESK), ("guo", PHONE), (None, PHONE))
    )
    bai.goto(site / f"{address}room/")
    cui.goto(site / f"{address}room/")
    host.goto(site / f"{address}console/")
    supervisor.goto(site / f"{address}console/")
    visitor.goto(site / address)
    everybody = (bai, cui, host, supervisor, visitor)
    for page in everybody:
        expect(page.locator("[data-connection]")).to_have_text("实时")
        expect(page.locator("[data-left]")).to_have_text(re.compile(r"\d:\d\d"))

    # By keyboard alone: the amount on the button, the sheet, the box, the receipt.
    send(bai, "1,010,000.00")
    expect(bai.locator("#sheet")).to_be_focused()
    look_at_once(bai, axe)
    assert "壹佰零壹万元整" in bai.locator("[data-sheet]").inner_text()
    keep(bai, "auction-sheet")
    bai.get_by_label("我已核对金额并确认").press("Space")
    send(bai, re.compile("^确认报价"))
    expect(bai.locator("[data-banner=leading]")).to_be_visible()
    expect(bai.locator("#receipt")).to_be_visible()
    for page in everybody:
        expect(page.locator(".yg-room__stage [data-price]")).to_have_text("1,010,000.00")

    # Outbid, by whoever looks at a desk; what is no step is said beside the field.
    send(cui, "1,020,000.00")
    expect(cui.locator("#sheet")).to_be_focused()
    press(visitor, visitor.get_by_role("link", name="English"))
    expect(visitor.locator("[data-connection]")).to_have_text("live")
    cui.get_by_label("我已核对金额并确认").press("Space")
    send(cui, re.compile("^确认报价"))
    expect(cui.locator("[data-banner=leading]")).to_be_visible()
    expect(bai.locator("[data-banner=outbid]")).to_be_visible()
    send(bai, "1,030,000.00")
    expect(bai.locator("#sheet")).to_be_focused()
    press(bai, bai.get_by_role("link", name="返回，不报价"))
    bai.locator("#typed").fill("1035000")
    send(bai, "核对")
    expect(bai.locator("#typed-error")).to_be_visible()
    look_at_once(bai, axe)

    # Whoever leads it speaks and pauses; everybody learns it at once.
    host.get_by_label("对所有人说").fill("请各位抓紧时间")
    send(host, "发送")
    expect(visitor.locator("[data-history]")).to_contain_text("请各位抓紧时间")
    # Others may hear it before the desk has put in what it was answered.
    expect(host.locator("#told")).to_be_focused()
    host.get_by_label("暂停的理由（公开）").fill("核对竞买人资格")
    send(host, "暂停")
    for page in everybody:
        expect(page.locator("[data-banner=paused]")).to_be_visible()
    expect(supervisor.locator("#act form")).to_have_count(0)
    for page, name in ((bai, "bidder"), (cui, "bidder"), (host, "console"), (supervisor, "mirror")):
        look(page, axe, f"auction-{name}")
    press(visitor, visitor.get_by_role("link", name="简体中文"))
    for size in (PHONE, DESK):
        visitor.set_viewport_size({"width": size[0], "height": size[1]})
        look(visitor, axe, "auction-watch")
    visitor.goto(site / f"{address}?projector")
    look(visitor, axe, "auction-projector")
    visitor.goto(site / "/auctions/?family=property")
    expect(visitor.get_by_role("link", name=re.compile("房产转让")).first).to_be_visible()
    look_at_both(visitor, axe, "auctions")
    visitor.goto(site / "/")
    look_at_both(visitor, axe, "home-live")


def confirm(page: Page) -> None:
    """Tick the box of the sheet and confirm."""
    page.get_by_label("我已核对金额并确认").press("Space")
    send(page, re.compile("^确认报价"))


def test_a_bidder_signs_by_a_certificate_file(auctioned: Auctioned, browser: Browser, axe: str) -> None:
    site, _, _, lots = auctioned
    bai = at(site, browser, "bai", PHONE)
    bai.goto(site / f"/lots/{lots['signed']['certificate']}/auction/room/")
    expect(bai.locator("[data-connection]")).to_have_text("实时")
    send(bai, "1,000,000.00")
    expect(bai.locator("#sheet")).to_be_focused()
    expect(bai.locator("[data-signed]")).to_contain_text('"price":"1000000.00"')
    look_at_once(bai, axe)
    confirm(bai)
    expect(bai.locator("#key-file-error")).to_have_text("请选择证书文件")
    load_key(bai, lots["files"]["bai"], "another password")
    expect(bai.locator("#key-password-error")).to_have_text("证书口令不对")
    load_key(bai, lots["files"]["cui"])
    expect(bai.locator("#key-file-error")).to_have_text("证书不是本单位的")
    look_at_once(bai, axe)
    load_key(bai, lots["files"]["bai"])
    expect(bai.locator("[data-banner=leading]")).to_be_visible()
    receipt = bai.get_by_role("link", name="下载平台签名的回执")
    kept = bai.request.get(site / str(receipt.get_attribute("href"))).json()
    assert b"auction-move/2" in base64.b64decode(kept["statement"])
    look(bai, axe, "auction-certificate")


def test_a_bidder_signs_by_a_passkey(auctioned: Auctioned, browser: Browser, axe: str) -> None:
    """By Cui alone, who has a second factor from then on."""
    site, _, _, lots = auctioned
    site = replace(site, url=site.url.replace("127.0.0.1", "localhost"))
    cui = at(site, browser, "cui", DESK)
    room = site / f"/lots/{lots['signed']['passkey']}/auction/room/"
    cui.goto(room)
    expect(cui.get_by_role("link", name="添加登录用的通行密钥")).to_be_visible()
    key = Key(cui)
    cui.goto(site / "/accounts/2fa/webauthn/add/")
    if "/reauthenticate/" in cui.url:
        cui.locator("input[name=password]").fill(demo.PASSWORD)
        cui.locator("input[name=password]").press("Enter")
        cui.wait_for_url(lambda url: "/reauthenticate/" not in url)
    cui.locator("#mfa_webauthn_add").click()
    cui.wait_for_url(lambda url: "/webauthn/add" not in url)
    cui.goto(room)
    look(cui, axe, "auction-bind")
    with cui.expect_navigation():
        send(cui, "建立并登记")
    expect(cui.locator("[data-binds]")).to_be_hidden()
    assert len(key.credentials()) == 2
    send(cui, "1,000,000.00")
    expect(cui.locator("#sheet")).to_be_focused()
    look_at_once(cui, axe)
    confirm(cui)
    expect(cui.locator("[data-banner=leading]")).to_be_visible()
    receipt = cui.get_by_role("link", name="下载平台签名的回执")
    kept = cui.request.get(site / str(receipt.get_attribute("href"))).json()
    assert b'"authenticator"' in base64.b64decode(kept["proof"])


def test_prices_are_secret_and_show_themselves(
    own: OwnSite, auctioned: Auctioned, browser: Browser, axe: str
) -> None:
    """Two bidders commit, on phone and desk; it walks the clock. What is typed is sent nowhere before the end."""
    (site, tell), (_, _, _, lots) = own, auctioned
    address = f"/lots/{lots['secret']}/auction/"
    bai, deng = at(site, browser, "bai", PHONE), at(site, browser, "deng", DESK)
    visitor, supervisor = at(site, browser, None, PHONE), at(site, browser, "guo", DESK)
    visitor.goto(site / address)
    supervisor.goto(site / f"{address}console/")
    sent: list[str] = []
    for page, who, price in ((bai, "bai", "1234567.89"), (deng, "deng", "1345678.90")):
        page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
        page.goto(site / f"{address}room/")
        expect(page.locator("[data-connection]")).to_have_text("实时")
        page.get_by_label("报价（元）").fill("999999.99")
        page.get_by_label("再次输入金额").fill("999999.99")
        send(page, "提交报价承诺")
        expect(page.locator("#secret-price-error")).to_contain_text("不得低于")
        page.get_by_label("报价（元）").fill(price)
        page.get_by_label("再次输入金额").fill(price)
        expect(page.locator("[data-capital]")).to_contain_text("人民币壹佰")
        expect(page.locator("[data-signed]")).to_contain_text('"kind":"commit"')
        page.get_by_label("我已核对金额并确认").press("Space")
        chosen: FilePayload = {
            "name": "me.p12", "mimeType": "application/x-pkcs12", "buffer": base64.b64decode(lots["files"][who]),
        }  # fmt: skip
        page.locator("#key-file").set_input_files([chosen])
        page.locator("#key-password").fill(PASSWORD)
        look_at_once(page, axe)
        keep(page, f"auction-commit-{who}")
        send(page, "提交报价承诺")
        expect(page.get_by_text("已提交报价承诺。")).to_be_visible()
        expect(page.locator("[data-kept-price]")).to_have_text(f"{Decimal(price):,.2f}")
        expect(page.locator("[data-price]").first).to_have_text("—")
        look(page, axe, f"auction-committed-{who}")
    assert not any(one in whole for whole in sent for one in ("1234567", "1345678", "999999"))
    expect(visitor.locator("[data-nothing]")).to_be_visible()  # nor how many there are
    # Bai stays; Deng's page was closed, and comes back in time. Nobody presses anything.
    deng.goto(site / "/")
    tell(f"later {SECRET_SECONDS}")
    expect(bai.get_by_text("您的报价已经公开。")).to_be_visible()
    expect(visitor.locator("[data-phase]")).to_have_text("公开报价")
    look(bai, axe, "auction-shown")
    deng.goto(site / f"{address}room/")
    for page in (bai, deng, visitor):
        expect(page.locator("[data-banner=over]")).to_be_visible()
        expect(page.locator(".yg-room__stage [data-price]")).to_have_text("1,345,678.90")
    for page, name in ((visitor, "watch"), (supervisor, "mirror"), (bai, "room")):
        page.reload()
        expect(page.get_by_role("heading", name="截止后公开的报价")).to_be_visible()
        look(page, axe, f"auction-secret-{name}")


def test_somebody_tries_a_room_to_the_hammer(
    own: OwnSite, auctioned: Auctioned, browser: Browser, axe: str
) -> None:
    """By keyboard on a phone; the last test here, for it walks the clock."""
    (site, tell), marked = own, re.compile("任何操作都没有法律效力")
    guo = at(site, browser, "guo", PHONE)
    guo.goto(site / "/auctions/trial/")
    guo.get_by_label("竞价方式").select_option("called_auction")
    guo.get_by_label("大约多长").select_option("5")
    guo.get_by_label("模拟的对手").select_option("0")
    look_at_once(guo, axe)
    press(guo, "开始试用")
    guo.get_by_label("我已阅读并同意下列竞价规则").press("Space")
    send(guo, "进入")
    expect(guo.locator(".yg-room__own")).to_be_visible()
    tell("later 21")
    send(guo, "1,000,000.00")
    expect(guo.locator("#sheet")).to_be_focused()
    expect(guo.get_by_text("试用，没有法律效力。")).to_be_visible()
    look_at_once(guo, axe)
    guo.get_by_label("我已核对金额并确认").press("Space")
    send(guo, re.compile("^确认报价"))
    expect(guo.locator("[data-banner=leading]")).to_be_visible()
    room = guo.url
    press(guo, guo.get_by_role("link", name="投影大字"))
    expect(guo.get_by_text(marked)).to_be_visible()
    look(guo, axe, "trial-projector")
    guo.goto(room)
    tell("later 130")
    expect(guo.locator("[data-banner=over]")).to_be_visible()
    expect(guo.get_by_role("heading", name="试用结束")).to_be_visible()
    expect(guo.locator("[data-history]")).to_contain_text("落槌")
    expect(guo.get_by_text(marked)).to_be_visible()
    look_at_once(guo, axe)


def keep(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to see it."""
    if folder := os.environ.get("KEEP_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
