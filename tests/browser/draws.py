"""How experts come to a committee, at the pages: the register, the draw with its secrets, an invitation, and the seats."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.looks import look_at_both, look_at_once, look_at_paper, wrong_fields
from tests.browser.persons import at, choose, enter, press, retype, tab_to, told_time, type_day, type_into


def refused(page: Page, by: str | Locator) -> list[str]:
    """Press what is refused; return the fields that are named."""
    press(page, by)
    return wrong_fields(page)


def admit(page: Page, site: Site, member: str, axe: str) -> None:
    """Take an expert in, by keyboard alone: what is wrong stands at its field, and nothing typed is lost."""
    page.goto(site / "/experts/")
    look_at_both(page, axe, "experts")
    fields = {
        "member_id": "mem_unknown",
        "region": "370200",
        "title": "高级工程师",
        "years": "12",
        "employer": "第五设计院",
    }
    for name, value in fields.items():
        type_into(page, page.locator(f"#{name}"), value)
    type_day(page, page.locator("#employed_from"), "2012-07-01")
    assert refused(page, "入库") == ["member_id"]
    retype(page, page.locator("#member_id"), member)
    assert refused(page, "入库") == ["majors"]
    expect(page.locator("#title")).to_have_value("高级工程师")
    look_at_once(page, axe)
    tab_to(page, page.locator("#major_b03"))
    page.keyboard.press("Space")
    press(page, "入库")
    expect(page.get_by_text("货物：医疗")).to_be_visible()
    assert refused(page, "暂停") == ["reason"]
    look_at_both(page, axe, "expert")


def plan(page: Page, address: str, axe: str, folder: Path) -> Path:
    """Plan a draw, commit to a secret, and send the organiser's representative; return the file with the secret."""
    page.goto(address)
    look_at_both(page, axe, "draw-plan")
    assert refused(page, "申请抽取") == ["work_on"]
    day = told_time(page)[:10]
    later = f"{int(day[:4]) + 1}{day[4:8]}15"
    type_day(page, page.locator("#work_on"), later)
    assert refused(page, "申请抽取") == ["groups"]
    type_into(page, page.locator("#wanted_a08"), "4")
    retype(page, page.locator("#representatives"), "1")
    press(page, "申请抽取")
    assert refused(page, "提交承诺") == ["commitment"]
    look_at_both(page, axe, "draw-commit")
    with page.expect_download() as download:
        enter(page, page.get_by_role("button", name="生成随机数并保存文件"))
    secret = folder / "secret.json"
    download.value.save_as(secret)
    expect(page.locator("#commitment")).to_have_value(re.compile("^[0-9a-f]{64}$"))
    press(page, "提交承诺")
    expect(page.get_by_text("尚未提交")).to_have_count(2)
    tab_to(page, page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    press(page, "委派")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    return secret


def draw(site: Site, browser: Browser, tell: Callable[[str], Any], axe: str, folder: Path) -> Page:
    """Draw the committee's experts, and let it sit down; return the centre's page."""
    address = site / f"/lots/{site.competition.lot}/draw/"
    centre, organiser = at(site, browser, "chen", DESK), at(site, browser, "sun", DESK)
    admit(centre, site, tell("register")["another"], axe)
    secret = plan(organiser, address, axe, folder)
    centre.goto(address)
    expect(centre.get_by_text("还有提供方没有提交承诺")).to_be_visible()
    tell("commit")
    tell("open")
    centre.goto(address)
    look_at_once(centre, axe)
    press(centre, "固定名单")
    organiser.goto(address)
    retype(organiser, organiser.locator("#secret"), "0" * 64)
    assert refused(organiser, "揭示") == ["secret"]
    look_at_both(organiser, axe, "draw-reveal")
    choose(organiser, organiser.locator("#kept"), secret)
    expect(organiser.locator("#secret")).not_to_have_value("0" * 64)
    press(organiser, "揭示")
    tell("reveal")
    answer(at(site, browser, "yan", PHONE), site, axe)
    tell("accept")
    centre.goto(address)
    look_at_both(centre, axe, "draw-called")
    assert refused(centre, "查阅姓名") == ["reason"]
    type_into(centre, centre.locator("#reason"), "通知到场")
    press(centre, "查阅姓名")
    expect(centre.locator("#names ~ ul > li")).to_have_count(4)
    press(centre, "结束抽取")
    look_at_paper(centre, "draw")
    convene(centre, site, axe)
    return centre


def answer(expert: Page, site: Site, axe: str) -> None:
    """Answer a call: whoever stands aside says why; what stands in the register can be read."""
    expert.goto(site / "/me/invitations/")
    look_at_both(expert, axe, "invitations")
    assert len(refused(expert, "有利害关系，回避")) == 1
    look_at_once(expert, axe)
    assert refused(expert, "申报") == ["party"]
    assert refused(expert, "请假") == ["from_on"]
    press(expert, "接受")
    expect(expert.get_by_text("已接受")).to_be_visible()


def convene(page: Page, site: Site, axe: str) -> None:
    """Let those who were drawn sit down, with whom the organiser sent."""
    page.goto(site / f"/lots/{site.competition.lot}/evaluation/")
    look_at_both(page, axe, "evaluation-convene")
    type_into(page, page.locator("#city"), "青岛")
    type_into(page, page.locator("#room"), "评标室1")
    press(page, "就座，开始评审")
    expect(page.get_by_text("评标（评审）委员会已就座")).to_be_visible()
    look_at_both(page, axe, "evaluation-secretary")
