"""Two persons of the organiser decide about a fault of the platform on the opening's page, each with its own certificate."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from foundation.clock import ZONE
from tests import tools
from tests.browser.competition import PASSWORD
from tests.browser.conftest import DESK, PHONE, Site, raised
from tests.browser.looks import misfits, violations
from tests.browser.test_joint import look, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Callable[[str], dict[str, Any]]]]:
    """A site of this file's own: its clock goes on past the deadline."""
    with raised(tmp_path_factory) as found:
        yield found


def person(site: Site, browser: Browser, said: dict[str, str], size: tuple[int, int]) -> Page:
    """Sign a person in and go to the opening."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = sign_in(site, context.new_page(), said["email"])
    page.goto(site / f"/lots/{site.competition.lot}/opening/")
    return page


def load(page: Page, file: str, password: str = PASSWORD) -> None:
    content = base64.b64decode(file)
    chosen: FilePayload = {"name": "me.p12", "mimeType": "application/x-pkcs12", "buffer": content}
    page.locator("#key-file").set_input_files([chosen])
    page.locator("#key-password").fill(password)
    page.keyboard.press("Enter")


def test_remedy_takes_two_persons(
    own: tuple[Site, Callable[[str], dict[str, Any]]], browser: Browser, axe: str
) -> None:
    site, tell = own
    persons = tell("starve")
    first = person(site, browser, persons["1"], PHONE)
    look(first, axe, "remedy-new")
    load(first, persons["1"]["file"], "another")
    expect(first.locator("#key-password-error")).to_have_text("证书口令不对")
    load(first, site.competition.files["bai"])
    expect(first.locator("#key-file-error")).to_have_text("证书不是本单位的")
    load(first, persons["1"]["file"])
    propose = first.get_by_role("button", name="签名并提请另一人复核")
    propose.click()
    expect(first.locator("#reason-error")).to_be_visible()
    first.get_by_label("理由（公开）").fill("机房断电")
    propose.click()
    expect(first.locator("#until-error")).to_be_visible()
    ends = datetime.fromisoformat(
        first.locator("[data-ends-at]").first.get_attribute("data-ends-at") or ""
    ).astimezone(ZONE)
    first.locator("#until").fill((ends - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    propose.click()
    expect(first.locator("[data-errors]")).to_contain_text("补救期限不得早于现在的期限")
    assert misfits(first) == []
    first.locator("#until").fill((ends + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    propose.click()
    expect(first.get_by_text("这是您提出的")).to_be_visible()
    look(first, axe, "remedy-own")

    second = person(site, browser, persons["2"], DESK)
    look(second, axe, "remedy-asked")
    # The same certificate again is not another person.
    load(second, persons["1"]["file"])
    second.get_by_role("button", name="复核无误，签名并生效").click()
    expect(second.locator("[data-errors]")).to_contain_text("补救决定须由招标人两人签名")
    load(second, persons["2"]["file"])
    second.get_by_role("button", name="复核无误，签名并生效").press("Enter")
    expect(second.get_by_text("招标人两人签署于")).to_be_visible()
    look(second, axe, "remedy-signed")

    anybody = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}).new_page()
    anybody.goto(site / f"/lots/{site.competition.lot}/opening/")
    expect(anybody.get_by_text("机房断电")).to_be_visible()
    expect(anybody.locator("[data-decide]")).to_have_count(0)
    look(anybody, axe, "remedy-public")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Callable[[str], dict[str, Any]]]]:
    """Another site, for a tender in two envelopes."""
    with raised(tmp_path_factory) as found:
        yield found


def test_second_envelope_is_released_with_the_committee(
    other: tuple[Site, Callable[[str], dict[str, Any]]], browser: Browser, axe: str, tmp_path: Path
) -> None:
    """The page makes what is to be signed, experts sign it with the command line, the organiser brings all of it."""
    site, tell = other
    said = tell("envelopes")
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, accept_downloads=True)
    page = sign_in(site, context.new_page(), said["email"])
    page.goto(site / f"/lots/{said['lot']}/opening/")
    look(page, axe, "release-new")
    make = page.get_by_role("button", name="下载待签文件")
    make.click()
    expect(page.locator("#passed-error")).to_be_visible()
    for box in page.locator("[data-bid-header]").all()[:2]:
        box.press("Space")
    result = tmp_path / "result.pdf"
    result.write_bytes(b"%PDF technical result")
    page.locator("#result").set_input_files(result)
    page.locator("#committee").set_input_files([one["pem"] for one in said["experts"]])
    with page.expect_download() as download:
        make.click()
    stage = tmp_path / "stage.2.json"
    download.value.save_as(stage)
    signatures = []
    for number, one in enumerate(said["experts"]):
        signatures.append(tmp_path / f"{number}.p7s")
        words = "sign", stage, "--key", one["key"], "--yes", "--out", signatures[-1]
        code, found = tools.run_alone(tmp_path / "alone", *words, ahead=said["ahead"])
        assert code == 0, found
    load(page, said["file"])
    go = page.get_by_role("button", name="签名并放行")
    page.locator("#stage-file").set_input_files(stage)
    page.locator("#result-again").set_input_files(result)
    page.locator("#signatures").set_input_files(signatures[:1])
    go.click()
    expect(page.locator("[data-errors]")).to_contain_text("阶段开启缺少评委会或者招标人的签名")
    look_at_once(page, axe)
    page.locator("#signatures").set_input_files(signatures)
    go.press("Enter")
    expect(page.locator("[data-decide]")).to_have_count(0)


def look_at_once(page: Page, axe: str) -> None:
    """As `look`, without leaving the page: what was filled in stays."""
    assert violations(page, axe) == []
    assert misfits(page) == []
