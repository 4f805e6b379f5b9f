"""A member of a committee at work: declares, reviews, scores while the line and the page come and go, asks, and signs the report."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, OwnSite, Site
from tests.browser.looks import look, look_at_once
from tests.browser.persons import at, enter, load_key, tab_to, type_into

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^已保存( \d\d:\d\d:\d\d)?$")
PATIENCE_MS = 90_000


def test_a_committees_work(own: OwnSite, browser: Browser, axe: str) -> None:
    site, tell = own
    said = tell("committee")
    room = site / f"/lots/{site.competition.lot}/evaluation/"
    phone = at(site, browser, said["who"], PHONE)
    phone.goto(room)
    declare(phone, said, axe)
    tell("preside")
    phone.goto(room)
    look(phone, axe, "evaluation-vote")
    phone.get_by_role("button", name="赞成").click()
    expect(phone.get_by_text("您是1号成员、组长")).to_be_visible(timeout=PATIENCE_MS)
    review(phone, room, axe)
    sign(phone, room + "sign/reviews/", said["file"], axe, "evaluation-sign")
    tell("judge review")

    desk = at(site, browser, said["who"], DESK)
    desk.goto(room + "scores/")
    score(desk, axe, tell)
    ask_and_answer(site, browser, phone, room, axe)
    sign(desk, room + "sign/scores/", said["file"], axe, "evaluation-sign-scores")
    tell("judge scores")

    desk.goto(room)
    look(desk, axe, "evaluation-room")
    desk.get_by_role("button", name="计算结果，形成报告").click()
    desk.goto(room + "report/")
    look(desk, axe, "evaluation-report")
    desk.get_by_label("有不同意见").check()
    desk.get_by_role("button", name="签名并提交").click()
    expect(desk.locator("#words-error")).to_be_visible()
    desk.locator("#words").fill("业绩认定有误")
    load_key(desk, said["file"])
    expect(desk.get_by_text("现在没有需要您办理的事")).to_be_visible(timeout=PATIENCE_MS)
    tell("judge report")
    phone.goto(room + "report/")
    expect(phone.get_by_text("业绩认定有误")).to_be_visible()
    look(phone, axe, "evaluation-signed")


def declare(page: Page, said: dict[str, str], axe: str) -> None:
    look(page, axe, "evaluation-declare")
    load_key(page, said["file"], "another")
    expect(page.locator("#key-password-error")).to_have_text("证书口令不对", timeout=PATIENCE_MS)
    load_key(page, said["another"])
    expect(page.locator("[data-errors]")).to_contain_text("签名证书不是本人的证书", timeout=PATIENCE_MS)
    look_at_once(page, axe)
    load_key(page, said["file"])
    expect(page.get_by_role("heading", name="等您办理")).to_be_visible(timeout=PATIENCE_MS)


def review(page: Page, room: str, axe: str) -> None:
    """By keyboard alone; the last bid with a ground of the law open."""
    page.goto(room + "review/")
    look(page, axe, "evaluation-review")
    for number in range(3):
        for box in page.locator("[data-sheet] input[value=passes]").all():
            tab_to(page, box)
            page.keyboard.press("Space")
        expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=PATIENCE_MS)
        enter(page, page.get_by_role("button", name="保存，到下一份" if number < 2 else "保存", exact=True))
        expect(page.get_by_text(f"已填完{number + 1}份")).to_be_visible()


def score(page: Page, axe: str, tell: object) -> None:
    """Typed, reloaded before it is saved, cut off, and saved by another window meanwhile: nothing is lost."""
    saved = page.locator("[data-saved]")
    technical, why = page.locator("#value-technical"), page.locator("#words-technical")
    type_into(page, technical, "99")
    expect(page.locator("#wrong-technical")).to_be_visible()
    look_at_once(page, axe)
    technical.fill("45.5")
    why.fill("方案完整")
    page.reload()
    expect(why).to_have_value("方案完整")
    expect(technical).to_have_value("45.5")
    expect(saved).to_have_text(SAVED, timeout=PATIENCE_MS)
    expect(page.locator("[data-total]")).to_have_text("45.5")
    page.context.set_offline(True)
    page.locator("#value-record").fill("18")
    expect(saved).to_contain_text("离线", timeout=PATIENCE_MS)
    page.context.set_offline(False)
    expect(saved).to_have_text(SAVED, timeout=PATIENCE_MS)
    look(page, axe, "evaluation-scores")
    page.goto(page.url)

    bid, version = page.locator("[name=bid]").last.input_value(), page.locator("[name=version]").input_value()
    tell(f"elsewhere {bid} {version}")  # type: ignore[operator]
    technical.fill("46")
    expect(page.locator("[data-conflict]")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("[data-code=technical] [data-theirs]")).to_contain_text("33")
    look_at_once(page, axe)
    enter(page, page.get_by_role("button", name="保留本窗口的"))
    expect(saved).to_have_text(SAVED, timeout=PATIENCE_MS)
    page.get_by_role("button", name="保存，到下一份").click()
    for number in range(2):
        for code, value in (("technical", "40"), ("record", "15")):
            type_into(page, page.locator(f"#value-{code}"), value)
        expect(page.locator("[data-total]")).to_have_text("55")
        enter(page, page.get_by_role("button", name="保存，到下一份" if number < 1 else "保存", exact=True))
    expect(page.get_by_text("已填完3份")).to_be_visible()


def ask_and_answer(site: Site, browser: Browser, chair: Page, room: str, axe: str) -> None:
    chair.goto(room + "questions/")
    look(chair, axe, "evaluation-ask")
    chair.locator("#words").fill("请说明项目经理的在建工程")
    chair.locator("#due_at").fill("30")
    chair.get_by_role("button", name="发出询问").click()
    expect(chair.get_by_text("等待答复")).to_be_visible()
    bidder = at(site, browser, "bai", PHONE)
    bidder.goto(room)
    look(bidder, axe, "evaluation-asked")
    bidder.get_by_role("link", name="答复并签名").click()
    look(bidder, axe, "evaluation-answer")
    bidder.locator("#words").fill("没有在建工程")
    load_key(bidder, site.competition.files["cui"])
    expect(bidder.locator("#key-file-error")).to_have_text("证书不是本单位的", timeout=PATIENCE_MS)
    load_key(bidder, site.competition.files["bai"])
    expect(bidder.get_by_text("没有在建工程")).to_be_visible(timeout=PATIENCE_MS)


def sign(page: Page, address: str, file: str, axe: str, name: str) -> None:
    page.goto(address)
    look(page, axe, name)
    load_key(page, file)
    expect(page.get_by_role("heading", name="进程")).to_be_visible(timeout=PATIENCE_MS)
