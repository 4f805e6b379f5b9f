"""A bidder at the page of the lot, as the tests that drive a browser play it."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from accounts import demo
from tests.browser.competition import PASSWORD
from tests.browser.conftest import Site
from tests.browser.persons import sign_in
from toolkit.objects import Policy
from toolkit.policies import Custody

PASSPHRASE = "correct horse 电池"
OFFER: FilePayload = {
    "name": "投标函.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7 offer\n" * 5000 + b"%%EOF\n",
}
BROKEN_OFF: FilePayload = {**OFFER, "buffer": b"%PDF-1.7 broken off"}
COMMITTED = {
    "quality": "合格", "qualification": "施工总承包壹级", "project_leader": "赵工", "leader_certificate": "一级注册建造师",
}  # fmt: skip


class Bidder:
    """A member of a bidder before the page of the lot."""

    def __init__(self, site: Site, page: Page, who: str) -> None:
        self.site, self.page, self.who = site, page, who
        sign_in(site, page, demo.email_of(who))
        page.goto(site / f"/lots/{site.competition.lot}/bid/")

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def step(self, name: str) -> Any:
        found = self.page.locator(f"[data-step={name}]")
        expect(found).to_be_visible()
        return found

    def state(self) -> Any:
        return self.page.locator("[data-now]")

    def load_certificate(self, name: str = "", password: str = PASSWORD) -> None:
        self.page.locator("#key-file").set_input_files([self.site.competition.file(name or self.who)])
        self.page.locator("#key-password").fill(password)
        self.press("载入")

    def fill(self, price: str = "47,000,000.5", files: list[FilePayload] | None = None) -> None:
        """Fill in what the form asks for, and give these files with each part."""
        self.step("content")
        values = {
            "total_price": price,
            "tax_rate": "9",
            "validity_days": "90",
            "delivery_days": "300",
        } | COMMITTED
        for code, value in values.items():
            for field in self.page.locator(f"#field-{code}").all():
                field.fill(value)
        for chooser in self.page.locator("[data-step=content] input[type=file]").all():
            chooser.set_input_files([OFFER] if files is None else files)
        self.press("下一步")

    def seal(self) -> str:
        """Seal what was filled in; return the fingerprint."""
        self.step("seal")
        self.page.locator("#passphrase").fill(PASSPHRASE)
        self.page.locator("#passphrase-again").fill(PASSPHRASE)
        self.press("封装")
        self.step("check")
        return str(self.page.locator("[data-step=check] [data-fingerprint]").text_content())

    def submit(self) -> None:
        """Upload and submit."""
        self.press("上传（上传不是递交）")
        self.step("submit")
        self.press("递交投标")
        self.step("receipt")

    def custody(self) -> Custody:
        """Return the policy in force, as the platform gives it."""
        answer = self.page.request.get(
            self.site / f"/api/v1/lots/{self.site.competition.lot}/custody/"
        ).json()
        policy = Policy.from_bytes(base64.b64decode(answer["content"]))
        return Custody(policy, base64.b64decode(answer["signature"]), {})

    def rows(self) -> list[str]:
        """Return the own bids as they are listed: state and fingerprint."""
        texts = self.page.locator("[data-own-bids] > li").all_inner_texts()
        return [" ".join(text.split()) for text in texts]
