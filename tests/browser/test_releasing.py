"""The second envelope of a tender in two is released on the opening's page, by the organiser with its committee."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import tools
from tests.browser.conftest import PHONE, OwnSite
from tests.browser.looks import look, look_at_both, look_at_once
from tests.browser.persons import load_key, press, sign_in, tab

pytestmark = pytest.mark.browser


def test_second_envelope_is_released_with_the_committee(
    own: OwnSite, browser: Browser, axe: str, tmp_path: Path
) -> None:
    """The page makes what is to be signed, experts sign it with the command line, the organiser brings all of it."""
    site, tell = own
    said = tell("envelopes")
    page = sign_in(site, tab(browser, PHONE), said["email"])
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
    load_key(page, said["file"])
    go = page.get_by_role("button", name="签名并放行")
    page.locator("#stage-file").set_input_files(stage)
    page.locator("#result-again").set_input_files(result)
    page.locator("#signatures").set_input_files(signatures[:1])
    go.click()
    expect(page.locator("[data-errors]")).to_contain_text("阶段开启缺少评委会或者招标人的签名")
    look_at_both(page, axe, "release-refused")
    # A closed page loses nothing of the draft: the committee's signatures may come days later.
    page.reload()
    expect(page.locator("[data-bid-header]:checked")).to_have_count(2)
    load_key(page, said["file"])
    expect(page.locator("[data-drafted]")).to_be_visible()
    look_at_once(page, axe)
    page.locator("#signatures").set_input_files(signatures)
    press(page, go)
    expect(page.locator("[data-decide]")).to_have_count(0)
