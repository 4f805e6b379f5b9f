"""The sealed bids of several lots, in one folder, submitted in one go: each for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts import demo
from tests.browser.conftest import PHONE, Site, raised
from tests.browser.looks import misfits, violations
from tests.browser.test_joint import look, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Callable[[str], dict[str, Any]]]]:
    """A site of this file's own, with another tender."""
    with raised(tmp_path_factory) as found:
        yield found


def test_each_lot_is_submitted_for_itself(
    own: tuple[Site, Callable[[str], dict[str, Any]]], browser: Browser, axe: str, tmp_path: Path
) -> None:
    site, tell = own
    said = tell("several")
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    page = sign_in(site, context.new_page(), demo.email_of("bai"))
    page.goto(site / "/me/bids/")
    look(page, axe, "several-new")
    submit = page.get_by_role("button", name="上传并递交")
    submit.click()
    expect(page.locator("#folder-error")).to_have_text("请选择封装好的文件夹")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/offer.pdf").write_bytes(b"%PDF")
    page.locator("#folder").set_input_files(tmp_path / "empty")
    submit.click()
    expect(page.locator("#folder-error")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("#folder").set_input_files(said["folder"])
    submit.press("Enter")
    expect(page.locator("[data-summary]")).to_contain_text("共 2 个标段，已递交 1 个", timeout=60_000)
    expect(page.locator(f"[data-lot={said['good']}] [data-state]")).to_contain_text("已递交")
    expect(page.locator(f"[data-lot={said['bad']}] [data-state]")).to_contain_text("未被接受")
    assert violations(page, axe) == []
    assert misfits(page) == []
    assert sum(url.endswith("/filings/") for url in sent) == 1
    page.goto(site / f"/lots/{said['good']}/bid/")
    expect(page.locator("[data-own-bids]")).to_contain_text("已递交")
    page.goto(site / "/me/bids/")
    expect(page.get_by_text("再递交即替换")).to_be_visible()
    look(page, axe, "several-done")
