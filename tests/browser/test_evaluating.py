"""
A committee from its draw to its ratings, by keyboard alone, at both sizes: experts are drawn and answer, declare, review, score while the
line and the page come and go, ask, vote, and sign the report; the result is read and printed; who served is paid and rated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import cast
from tests.browser.competition import PRICES
from tests.browser.conftest import DESK, PHONE, OwnSite, Site
from tests.browser.draws import draw, refused
from tests.browser.looks import look_at_both, look_at_once, look_at_paper, look_at_sheets, look_in_english
from tests.browser.persons import (
    at,
    enter,
    load_key,
    press,
    retype,
    sign_and_leave,
    tab_to,
    told_time,
    type_instant,
    type_into,
)
from tests.telling import tells

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^已保存( \d\d:\d\d:\d\d)?$")
NAMES = (
    *(cast.PARTIES[one].name for one in PRICES), "测试工程", "1标段", "技术方案", "业绩", "营业执照", "方案完整", "推选",
)  # fmt: skip
"""What the pages have from people, not from us."""
Tell = Callable[[str], Any]


def test_a_committees_work(own: OwnSite, browser: Browser, axe: str, tmp_path: Path) -> None:
    site, tell = own
    centre = draw(site, browser, tell, axe, tmp_path)
    said = tell("declare")
    room = site / f"/lots/{site.competition.lot}/evaluation/"
    expert = at(site, browser, said["who"], PHONE)
    declare(expert, room, said, axe)
    tell("preside")
    expert.goto(room)
    look_at_both(expert, axe, "evaluation-vote")
    press(expert, expert.get_by_role("button", name="赞成"))
    expect(expert.get_by_text(re.compile(r"您是\d号成员、组长"))).to_be_visible()
    review(expert, room, axe)
    expert.goto(room)
    press(expert, expert.get_by_role("link", name="投标雷同提示（供判断，不作结论）"))
    look_at_both(expert, axe, "evaluation-alike")
    ask(expert, room, axe)
    answer(at(site, browser, "bai", PHONE), site, room, axe)
    sign(expert, room + "sign/reviews/", said["file"], axe, "evaluation-sign")
    tell("judge review")
    score(expert, room, axe, tell)
    tell("judge scores")
    is_secret(expert, room)
    expert.goto(room + "sign/scores/")
    look_in_english(expert, NAMES)
    sign(expert, expert.url, said["file"], axe, "evaluation-sign-scores")
    report(expert, room, said["file"], axe)
    tell("judge report")
    expert.goto(room + "report/")
    expect(expert.get_by_text("业绩认定有误")).to_be_visible()
    look_at_sheets(expert, "evaluation-report")
    result(expert, site / f"/lots/{site.competition.lot}/ranking/", axe)
    serve(site, centre, at(site, browser, "sun", DESK), expert, room, axe)


def declare(page: Page, room: str, said: dict[str, str], axe: str) -> None:
    page.goto(room)
    look_at_both(page, axe, "evaluation-declare")
    load_key(page, said["file"], "another")
    expect(page.locator("#key-password-error")).to_have_text("证书口令不对")
    load_key(page, said["another"])
    expect(page.locator("[data-errors]")).to_contain_text("签名证书不是本人的证书")
    look_at_once(page, axe)
    assert refused(page, "回避") == ["words-avoid"]
    sign_and_leave(page, said["file"])
    expect(page.get_by_role("heading", name="等您办理")).to_be_visible()


def review(page: Page, room: str, axe: str) -> None:
    """Each bid is saved while it is judged, and then by the button."""
    page.goto(room + "review/")
    look_at_both(page, axe, "evaluation-review")
    for number in range(3):
        for box in page.locator("[data-sheet] input[value=passes]").all():
            tab_to(page, box)
            page.keyboard.press("Space")
        expect(page.locator("[data-saved]")).to_have_text(SAVED)
        press(page, "保存，到下一份" if number < 2 else "保存")
        expect(page.get_by_text(f"已填完{number + 1}份")).to_be_visible()


def score(page: Page, room: str, axe: str, tell: Tell) -> None:
    """Typed, reloaded before it is saved, cut off, and saved by another window meanwhile: nothing is lost."""
    page.goto(room + "scores/")
    bid = page.locator("[data-sheet] [name=bid]").input_value()
    page.goto(f"{room}scores/?bid={bid}")
    saved, kept = page.locator("[data-saved]"), page.get_by_role("button", name="保留本窗口的")
    technical, why = page.locator("#value-technical"), page.locator("#words-technical")
    type_into(page, technical, "99")
    expect(page.locator("#wrong-technical")).to_be_visible()
    look_at_once(page, axe)
    retype(page, technical, "45.5")
    type_into(page, why, "方案完整")
    page.reload()
    expect(why).to_have_value("方案完整")
    expect(saved).to_have_text(SAVED)
    expect(page.locator("[data-total]")).to_have_text("45.5")
    page.context.set_offline(True)
    retype(page, page.locator("#value-record"), "15")
    expect(saved).to_contain_text("离线")
    page.context.set_offline(False)
    expect(saved).to_have_text(SAVED)
    look_at_both(page, axe, "evaluation-scores")
    look_in_english(page, NAMES)
    page.goto(page.url)
    version = page.locator("[name=version]").input_value()
    tell(f"elsewhere {bid} {version}")
    retype(page, technical, "46")
    expect(page.locator("[data-conflict]")).to_be_visible()
    expect(page.locator("[data-code=technical] [data-theirs]")).to_contain_text("33")
    look_at_once(page, axe)
    enter(page, kept)
    expect(saved).to_have_text(SAVED)
    press(page, "保存，到下一份")
    for number in range(2):
        for code, value in (("technical", "40"), ("record", "15")):
            type_into(page, page.locator(f"#value-{code}"), value)
        expect(page.locator("[data-total]")).to_have_text("55")
        press(page, "保存，到下一份" if number < 1 else "保存")
    expect(page.get_by_text("已填完3份")).to_be_visible()


def is_secret(page: Page, room: str) -> None:
    """All others have signed: this one still finds none of their scores, neither on a page nor where one would ask for them."""
    page.goto(room + "scores/all/")
    assert page.url == room
    for path in ("", "review/", "scores/", "sign/scores/"):
        page.goto(room + path)
        assert not tells(page.content(), "41.7"), path


def ask(page: Page, room: str, axe: str) -> None:
    page.goto(room + "questions/")
    look_at_both(page, axe, "evaluation-ask")
    assert refused(page, "发出询问") == ["words"]
    look_at_once(page, axe)
    type_into(page, page.locator("#words"), "请说明项目经理的在建工程")
    press(page, "发出询问")
    expect(page.get_by_text("等待答复")).to_be_visible()


def answer(page: Page, site: Site, room: str, axe: str) -> None:
    page.goto(room)
    look_at_both(page, axe, "evaluation-asked")
    press(page, page.get_by_role("link", name="答复并签名"))
    look_at_both(page, axe, "evaluation-answer")
    type_into(page, page.locator("#words"), "没有在建工程")
    load_key(page, site.competition.files["cui"])
    expect(page.locator("#key-file-error")).to_have_text("证书不是本单位的")
    sign_and_leave(page, site.competition.files["bai"])
    expect(page.get_by_text("没有在建工程")).to_be_visible()


def report(page: Page, room: str, file: str, axe: str) -> None:
    page.goto(room)
    look_at_both(page, axe, "evaluation-room")
    press(page, "计算结果，形成报告")
    page.goto(room + "scores/all/")
    look_at_both(page, axe, "evaluation-all")
    look_at_paper(page, "evaluation-all")
    page.goto(room + "report/")
    look_at_both(page, axe, "evaluation-report")
    look_in_english(page, NAMES)
    tab_to(page, page.locator("#stand-agrees"))
    page.keyboard.press("ArrowDown")
    enter(page, page.get_by_role("button", name="签名并提交"))
    expect(page.locator("#words-error")).to_be_visible()
    type_into(page, page.locator("#words"), "业绩认定有误")
    sign_and_leave(page, file)
    expect(page.get_by_text("现在没有需要您办理的事")).to_be_visible()


def sign(page: Page, address: str, file: str, axe: str, name: str) -> None:
    page.goto(address)
    look_at_both(page, axe, name)
    sign_and_leave(page, file)
    expect(page.get_by_role("heading", name="进程")).to_be_visible()


def result(page: Page, address: str, axe: str) -> None:
    page.goto(address)
    look_at_both(page, axe, "ranking")
    look_at_sheets(page, "ranking")
    look_in_english(page, NAMES)


def serve(site: Site, centre: Page, organiser: Page, expert: Page, room: str, axe: str) -> None:
    """The centre notes and pays, the organiser rates, the expert reads it and says something to it."""
    centre.goto(room + "services/")
    assert refused(centre, "提交评价") == ["discipline"]
    now = told_time(centre)[:16].replace(" ", "T")
    type_instant(centre, centre.locator("#came_at"), f"{now[:11]}00:00")
    type_instant(centre, centre.locator("#left_at"), now)
    type_into(centre, centre.locator("#fee"), "八百")
    assert refused(centre, centre.locator("button[value=service]")) == ["fee"]
    look_at_once(centre, axe)
    retype(centre, centre.locator("#fee"), "800")
    press(centre, centre.locator("button[value=service]"))
    expect(centre.get_by_text("出勤和报酬已登记")).to_be_visible()
    organiser.goto(room + "services/")
    for name in ("discipline", "skill", "diligence"):
        tab_to(organiser, organiser.locator(f"#{name}-5"))
        organiser.keyboard.press("ArrowDown")
    press(organiser, "提交评价")
    expect(organiser.get_by_text("评价已登记")).to_be_visible()
    look_at_both(centre, axe, "services")
    look_at_paper(centre, "services")
    expert.goto(site / "/me/evaluations/")
    look_at_both(expert, axe, "own-evaluations")
    press(expert, expert.get_by_role("link", name="出勤、报酬和评价"))
    look_at_both(expert, axe, "own-services")
