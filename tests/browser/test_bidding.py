"""A bidder seals a bid on its own device, uploads it, submits it, replaces it, withdraws it; and Python opens what was sealed."""

from __future__ import annotations

import base64
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import qrcode  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.bidder import BROKEN_OFF, COMMITTED, OFFER, PASSPHRASE, Bidder
from tests.browser.competition import PASSWORD
from tests.browser.conftest import DESK, PATIENCE_MS, PHONE, Site
from tests.browser.looks import look_at_both
from toolkit import capsules, certificates, cms, dealing, filings, holding, keeping, units
from toolkit.filings import Folder
from toolkit.log import checkpoint
from toolkit.objects import CapsuleContent, Receipt
from toolkit.policies import Custody
from toolkit.signers import KeyAgreement

pytestmark = pytest.mark.browser

PIECE = 1024 * 1024
# Every file of the one sealed bid that this browser keeps, in base64.
KEPT = """async () => {
  const found = {};
  const walk = async (folder) => {
    for await (const [name, entry] of folder.entries()) {
      if (entry.kind === "directory") { await walk(entry); continue; }
      const bytes = new Uint8Array(await (await entry.getFile()).arrayBuffer());
      found[name] = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }
  };
  await walk(await navigator.storage.getDirectory());
  return found;
}"""


COLOUR = "element => getComputedStyle(element).backgroundColor"


@pytest.fixture
def size() -> tuple[int, int]:
    """The size at which a page is opened; how it looks is looked at in both."""
    return PHONE


def unpacked(files: dict[str, str], into: Path) -> Path:
    """Write what the browser keeps as the folder that the command line would have made; return the filing's folder."""
    (into / "filing").mkdir(parents=True)
    for name, content in files.items():
        place = into if name in ("keys.locked.json", "bid.json") else into / "filing"
        (place / name).write_bytes(base64.b64decode(content))
    return into / "filing"


def opened(filing: filings.Filing, custody: Custody, keys: dict[str, str]) -> tuple[Any, bytes, bytes]:
    """Open the form with the custodians' keys: its manifest, the content of its files, its key."""
    shares = {}
    for to in custody.recipients[-custody.policy.k :]:
        number = int(keys[str(to.x)], 16)
        holder = KeyAgreement(ec.derive_private_key(number, ec.SECP256R1()), to.certificate)
        content = CapsuleContent.from_bytes(capsules.open_(filing.capsule("form", to.x), holder))
        shares[to.x] = bytes.fromhex(content.share)
    key = dealing.find_key(filing.place("form"), shares, custody.policy.k, filing.commitment("form"))
    assert key is not None
    got = bytearray()
    return units.open_unit(filing, "form", key, lambda _: got.extend), bytes(got), key


def is_qr_of(text: str, path: str) -> bool:
    """Tell whether a path draws a QR code of a text, by drawing it with another program in each of the masks that are allowed."""
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)}
    for mask in range(8):
        for level in (qrcode.ERROR_CORRECT_M, qrcode.ERROR_CORRECT_Q):
            code = qrcode.QRCode(error_correction=level, border=4, mask_pattern=mask)
            code.add_data(text, optimize=0)
            rows = code.get_matrix()
            if drawn == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}:
                return True
    return False


class TestBidder:
    def test_seals_submits_replaces_and_withdraws(
        self, site: Site, page: Page, axe: str, tmp_path: Path
    ) -> None:
        bidder = Bidder(site, page, "bai")
        spoken: list[bytes] = []
        page.on(
            "request", lambda request: spoken.append(request.url.encode() + (request.post_data_buffer or b""))
        )

        look_at_both(page, axe, "bid-new")
        bidder.press("开始封装投标")
        bidder.step("certificate")
        look_at_both(page, axe, "bid-certificate")
        bidder.load_certificate()
        bidder.step("content")
        page.locator("#field-total_price").fill("47,000,000.5")
        expect(page.locator("[data-capital-of=field-total_price]")).to_have_text("人民币肆仟柒佰万元零伍角")
        broken = page.locator("[data-files=form]")
        page.locator("#files-form").set_input_files([BROKEN_OFF])
        expect(broken).to_contain_text("可能打不开")
        look_at_both(page, axe, "bid-content")
        bidder.fill()
        look_at_both(page, axe, "bid-content-filled")
        expect(broken).not_to_contain_text("可能打不开")
        first = bidder.seal()
        for bar in ("hashing", "sealing"):  # each its own work, to its end
            shown = page.locator(f"progress#{bar}")
            assert shown.get_attribute("max") == "1" and float(shown.evaluate("bar => bar.value")) == 1, bar
        check = bidder.step("check")
        expect(check).to_contain_text("47,000,000.50 元")
        expect(check).to_contain_text("人民币肆仟柒佰万元零伍角")
        expect(check).to_contain_text("投标函.pdf")
        picture = check.get_by_role("img", name="投标指纹的二维码")
        assert is_qr_of(
            f"sbe1 {site.competition.lot} {first}", picture.locator("path").get_attribute("d") or ""
        )
        expect(bidder.state()).to_have_text("当前状态：已封装，未上传")
        look_at_both(page, axe, "bid-check")

        folder = unpacked(page.evaluate(KEPT), tmp_path / "bid")
        filing, custody = filings.load(Folder(folder)), bidder.custody()
        assert filing.name == first
        filings.check_against(filing, custody)
        filings.check_capsules(filing, custody)
        manifest, content, key = opened(filing, custody, site.competition.custodian_keys)
        assert manifest.fields == {
            "total_price": "47000000.50", "tax_rate": "9", "currency": "CNY", "validity_days": 90, "delivery_days": 300,
            **COMMITTED,
        }  # fmt: skip
        assert ([one.name for one in manifest.files], content) == ([OFFER["name"]], OFFER["buffer"])
        kept = keeping.unlock((folder.parent / "keys.locked.json").read_bytes(), PASSPHRASE)
        assert (kept.header, kept.key("form")) == (first, key)

        bidder.press("上传（上传不是递交）")
        pending = bidder.step("submit")
        expect(pending.get_by_role("heading")).to_have_text("△ 已上传，尚未递交")
        expect(bidder.state()).to_have_text("当前状态：已上传，尚未递交")
        look_at_both(page, axe, "bid-pending")
        colours = [check.evaluate(COLOUR), pending.evaluate(COLOUR)]
        bidder.press("递交投标")
        receipt = bidder.step("receipt")
        expect(receipt.get_by_role("heading").first).to_contain_text("已递交")
        submitted = receipt.locator(".yg-tag").first
        expect(submitted).to_have_text("✓ 已递交")
        colours.append(submitted.evaluate(COLOUR))
        assert len(set(colours)) == 3, colours  # told apart by colour as well
        expect(receipt).to_contain_text(first)
        expect(bidder.state()).to_have_text("当前状态：已递交")
        look_at_both(page, axe, "bid-receipt")
        self.check_keepsake(page, first, custody, tmp_path)

        bidder.press("返回")
        bidder.press("开始封装投标")
        expect(page.locator("[data-replaces]")).to_contain_text(first[:16])
        bidder.fill(price="46000000")
        second = bidder.seal()
        bidder.submit()
        rows = page.locator("[data-own-bids] > li")
        expect(rows).to_have_text(
            [re.compile(rf"^\s*⇄\s*已替换\s*{first}"), re.compile(rf"^\s*✓\s*已递交\s*{second}")]
        )

        page.get_by_role("button", name="撤回", exact=True).click()
        bidder.step("withdraw")
        look_at_both(page, axe, "bid-withdraw")
        bidder.press("确认撤回")
        expect(bidder.step("receipt").get_by_role("heading").first).to_contain_text("已撤回")
        expect(page.locator("[data-own-bids]")).to_contain_text(f"已撤回 {second}")
        expect(bidder.state()).to_have_text("当前状态：已撤回")

        # Nothing of the key, the passphrases or the offer was ever sent, only the sealed files.
        secrets = [text.encode() for text in (PASSWORD, PASSPHRASE, "47000000.50", "%PDF-1.7 offer")]
        secrets.append(site.competition.content(bidder.who)[60:90])
        for secret in secrets:
            forms = secret, base64.b64encode(secret)[:-4]
            assert not any(form in body for body in spoken for form in forms), secret
        assert sum(map(len, spoken)) > 2 * len(OFFER["buffer"])

        # After a withdrawal the sequence goes on; the page knows where, also when it is loaded again.
        page.reload()
        bidder.press("开始封装投标")
        bidder.load_certificate()
        bidder.fill(price="45000000", files=[])
        bidder.seal()
        bidder.submit()
        look_at_both(page, axe, "bid-again")

    def check_keepsake(self, page: Page, header: str, custody: Custody, tmp_path: Path) -> None:
        """What is downloaded is what the command line works with."""
        with page.expect_download() as download:
            page.get_by_role("link", name="下载回执包").click()
        assert download.value.suggested_filename == f"bid-{header[:8]}.zip"
        with zipfile.ZipFile(download.value.path()) as archive:
            archive.extractall(tmp_path / "keepsake")
        folder = tmp_path / "keepsake"
        assert filings.load(Folder(folder / "filing")).name == header
        assert keeping.unlock((folder / "keys.locked.json").read_bytes(), PASSPHRASE).header == header
        content = (folder / "receipt" / "receipt.json").read_bytes()
        signed = cms.verify((folder / "receipt" / "receipt.p7s").read_bytes(), content)
        assert certificates.to_base64(signed.certificate) == custody.policy.receipt_cert
        assert Receipt.from_bytes(content).header == header
        assert (folder / "receipt" / "receipt.tst").stat().st_size > 100
        # What the log was before: whoever has it needs nobody's word that the bid came no earlier.
        (before,) = holding.read_heads(folder)
        checkpoint.quorum(before, custody.witnesses, custody.policy.witness_quorum)


class TestMistakes:
    def test_of_a_certificate_are_told_beside_its_field(self, site: Site, page: Page, axe: str) -> None:
        bidder = Bidder(site, page, "jiang")
        bidder.press("开始封装投标")
        summary = page.locator(".govuk-error-summary")
        for file, password, field, words in (
            ("jiang", "another", "key-password", "证书口令不对"),
            ("damaged", PASSWORD, "key-file", "这不是证书文件，或者文件已损坏"),
            ("expired", PASSWORD, "key-file", r"证书已过期（20\d\d-\d\d-\d\d）"),
            ("gao", PASSWORD, "key-file", "证书不是本单位的"),
        ):
            bidder.load_certificate(file, password)
            expect(page.locator(f"#{field}-error")).to_have_text(re.compile(words))
            expect(summary).to_be_focused()
            expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
            assert f"{field}-error" in str(page.locator(f"#{field}").get_attribute("aria-describedby"))
            summary.get_by_role("link").click()
            expect(page.locator(f"#{field}")).to_be_focused()
        look_at_both(page, axe, "bid-mistakes")
        bidder.load_certificate()
        bidder.step("content")
        expect(summary).to_be_hidden()

    def test_of_the_form_are_told_together(self, site: Site, page: Page) -> None:
        bidder = Bidder(site, page, "jiang")
        bidder.press("开始封装投标")
        bidder.load_certificate()
        bidder.step("content")
        page.locator("#field-total_price").fill("48000000.01")
        page.locator("#field-validity_days").fill("九十")
        bidder.press("下一步")
        expect(page.locator("#field-total_price-error")).to_contain_text("不得高于 48,000,000.00")
        expect(page.locator("#field-validity_days-error")).to_contain_text("请填写整数")
        expect(page.locator("#field-delivery_days-error")).to_contain_text("必填")
        bidder.fill(files=[{**OFFER, "name": "con.pdf"}])
        bidder.step("seal")
        page.locator("#passphrase").fill("short")
        page.locator("#passphrase-again").fill("short")
        bidder.press("封装")
        expect(page.locator("#passphrase-error")).to_contain_text("8 个字符")
        page.locator("#passphrase").fill(PASSPHRASE)
        bidder.press("封装")
        expect(page.locator("#passphrase-again-error")).to_contain_text("不同")
        page.locator("#passphrase-again").fill(PASSPHRASE)
        bidder.press("封装")
        expect(page.locator(".govuk-error-summary")).to_contain_text("con.pdf")


class TestConnection:
    @pytest.fixture
    def size(self) -> tuple[int, int]:
        """As most bidders upload."""
        return DESK

    def test_lost_at_forty_per_cent_costs_less_than_a_piece(
        self, site: Site, page: Page, context: BrowserContext, size: tuple[int, int]
    ) -> None:
        bidder = Bidder(site, page, "deng")
        sent: list[int] = []

        def note(request: Any) -> None:
            if request.method == "PATCH":
                offset, whole = (int(request.headers[name]) for name in ("upload-offset", "upload-length"))
                sent.append(min(PIECE, whole - offset))

        page.on("request", note)
        bidder.press("开始封装投标")
        bidder.load_certificate()
        bidder.fill(files=[{**OFFER, "buffer": os.urandom(6 * PIECE)}])
        bidder.seal()
        whole = page.evaluate(KEPT)
        total = sum(len(base64.b64decode(content)) for name, content in whole.items() if "locked" not in name)
        total -= len(base64.b64decode(whole["bid.json"]))
        held: list[Any] = []

        def hold(route: Any) -> None:
            """Let pieces pass until two fifths are there; keep the next one on its way while the network goes."""
            if held or sum(sent) < 0.4 * total:
                route.continue_()
            else:
                held.append(route)

        page.route("**/api/v1/uploads/**", hold)
        bidder.press("上传（上传不是递交）")
        for _ in range(PATIENCE_MS // 20):
            if held:
                break
            page.wait_for_timeout(20)
        context.set_offline(True)
        held[0].abort("internetdisconnected")
        expect(page.locator("[data-pace]")).to_contain_text("连接中断")
        expect(bidder.state()).to_have_text("当前状态：正在上传")
        context.set_offline(False)
        bidder.step("submit")
        assert 0 <= sum(sent) - total <= PIECE
        # A tab that was closed before the bid was submitted loses nothing either.
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        expect(page.locator("[data-own-bids]")).to_contain_text("已封装，未上传")
        before = len(sent)
        bidder.press("继续上传")
        bidder.step("submit")
        assert sent[before:] == []
        bidder.press("递交投标")
        bidder.step("receipt")


class TestSession:
    def test_that_ended_is_told_and_nothing_is_lost(
        self, site: Site, page: Page, context: BrowserContext
    ) -> None:
        bidder = Bidder(site, page, "jiang")
        bidder.press("开始封装投标")
        bidder.load_certificate()
        bidder.fill()
        header = bidder.seal()
        bidder.press("上传（上传不是递交）")
        bidder.step("submit")
        context.clear_cookies()
        bidder.press("递交投标")
        expect(page.locator(".govuk-error-summary")).to_contain_text("请在另一个标签页登录")
        expect(bidder.state()).to_have_text("当前状态：已上传，尚未递交")
        Bidder(site, context.new_page(), "jiang")
        bidder.press("递交投标")
        expect(bidder.step("receipt")).to_contain_text(header)


class TestReader:
    def test_comes_from_the_page_of_the_deal(self, site: Site, page: Page) -> None:
        bidder = Bidder(site, page, "jiang")
        with page.expect_navigation():
            page.locator(".govuk-breadcrumbs__link").last.click()
        page.get_by_role("link", name="封装并递交投标").click()
        expect(page).to_have_url(site / f"/lots/{site.competition.lot}/bid/")
        expect(bidder.state()).to_have_count(1)
        page.context.clear_cookies()
        page.go_back()
        page.reload()
        expect(page.get_by_role("link", name="封装并递交投标")).to_have_count(0)

    def test_of_english_is_told_the_same(self, site: Site, page: Page, axe: str) -> None:
        Bidder(site, page, "jiang")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name="Seal and submit a bid")).to_be_visible()
        expect(page.locator(".govuk-inset-text").first).to_contain_text(
            "protects against readers of the database, not against a platform that changes this page"
        )
        page.get_by_role("button", name="Begin to seal a bid").click()
        page.get_by_role("button", name="Load").click()
        expect(page.locator("#key-file-error")).to_have_text("Choose the certificate file")
        look_at_both(page, axe, "bid-english")

    def test_of_another_bidder_learns_of_nobody(
        self, site: Site, page: Page, context: BrowserContext
    ) -> None:
        Bidder(site, page, "jiang")
        own = page.content()
        other = context.new_page()
        context.clear_cookies()
        bidder = Bidder(site, other, "bai")
        expect(other.locator("[data-own-bids] > li")).not_to_have_count(0)
        headers = set(re.findall(r"\b[0-9a-f]{64}\b", " ".join(bidder.rows())))
        assert not any(header in own for header in headers)
