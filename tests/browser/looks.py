"""What every page must stand: asked of any of them, at any size, in any language."""

from __future__ import annotations

import io
import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import DESK, PHONE

PAPER = 658
"""What A4 has between the margins of `_print.scss`, in pixels of the screen."""

VIOLATIONS = """async () => (await axe.run(document, {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join("; ")}`)"""

TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= window.innerWidth) return [];
  return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 5).map(e => `${e.tagName}.${e.className}`);
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll("button, input, select, .govuk-button, nav a, footer a")]
  .filter(e => e.checkVisibility() && !e.classList.contains("govuk-skip-link"))
  .filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height < 24; })
  .map(e => `${e.tagName} ${e.textContent.trim().slice(0, 20)} ${e.getBoundingClientRect().height}`)"""

CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
"""Characters and full-width marks."""

CITED = re.compile(r"《[^》]+》(第[\d-]+条(第\d+款)?)?(（条号待核）)?")
"""An article; the titles of statutes are translated nowhere."""

IN_CHINESE = """pattern => {
  const isRead = e => e.closest("[lang]").lang.startsWith("en") && !e.closest("script, style, textarea, code, pre");
  const found = [document.title], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (isRead(texts.currentNode.parentElement)) found.push(texts.currentNode.data);
  for (const name of ["aria-label", "title", "placeholder", "data-label", "alt"])
    for (const e of document.querySelectorAll(`[${name}]`)) if (isRead(e)) found.push(e.getAttribute(name));
  return found.filter(one => new RegExp(pattern).test(one));
}"""


def violations(page: Page, axe: str) -> list[str]:
    """Return what the accessibility checker finds; before it is loaded a page has no styles, and may be left for another."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found: list[str] = page.evaluate(VIOLATIONS)
    return found


def too_wide(page: Page) -> list[str]:
    """Return elements that make the page scroll sideways; none if it does not."""
    found: list[str] = page.evaluate(TOO_WIDE)
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found or ([f"scrolls by {width}"] if width > 0 else [])


def small_targets(page: Page) -> list[str]:
    """Return what is too small to be hit with a finger (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(SMALL_TARGETS)
    return found


def misfits(page: Page) -> list[str]:
    """Return what does not fit the screen or the finger; before it is loaded a page has no styles."""
    page.wait_for_load_state()
    return too_wide(page) + small_targets(page)


def look(page: Page, axe: str, name: str) -> None:
    """The page must fit in both languages; the checker looks at one, for the elements are the same."""
    assert violations(page, axe) == []
    for words in ("English", "简体中文"):
        keep(page, f"{name}-{'zh' if words == 'English' else 'en'}")
        found = misfits(page)
        assert not found, found
        with page.expect_navigation():
            page.get_by_role("link", name=words, exact=True).click()


def look_at_both(page: Page, axe: str, name: str) -> None:
    """The page must stand at both sizes, without being left: what was filled in stays."""
    own = page.viewport_size or {"width": DESK[0], "height": DESK[1]}
    for size in (PHONE, DESK):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        keep(page, f"{name}-zh")
        look_at_once(page, axe)
    page.set_viewport_size(own)


def look_at_paper(page: Page, name: str) -> None:
    """The page must fit the width of A4 between its margins, and show nothing to press."""
    own = page.viewport_size or {"width": DESK[0], "height": DESK[1]}
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": own["height"]})
    keep(page, f"{name}-paper")
    assert too_wide(page) == [], name
    assert page.locator("button:visible, .govuk-button:visible, input:visible, select:visible").count() == 0
    page.emulate_media(media="null")  # as it was; "screen" would be on paper, too
    page.set_viewport_size(own)


def look_in_english(page: Page, names: Iterable[str]) -> None:
    """In English none of our words is Chinese, names apart, and the page fits a phone; another tab reads it, so that this one stays."""
    other, address = page.context.new_page(), page.url
    other.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    _speak(other, address, "en")
    other.goto(address)
    said: list[str] = other.evaluate(IN_CHINESE, CHINESE)
    named = sorted(names, key=len, reverse=True)
    assert [one for one in said if re.search(CHINESE, _without(named, one))] == [], address
    assert misfits(other) == []
    keep(other, f"{address.rstrip('/').rsplit('/', 1)[-1]}-en")
    other.close()
    _speak(page, address, "zh-hans")


def _speak(page: Page, address: str, language: str) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])


def _without(names: Iterable[str], said: str) -> str:
    said = CITED.sub("", said)
    for one in names:
        said = said.replace(one, "")
    return said


def printed(page: Page, name: str = "") -> list[str]:
    """Return the text of each sheet of paper, without its white space; keep the sheets under a name where somebody wants to see them."""
    file = page.pdf(prefer_css_page_size=True, print_background=False)
    if name and (folder := os.environ.get("KEEP_PICTURES")):
        (Path(folder) / f"{name}.pdf").write_bytes(file)
    # A font may draw 工 by the sign for its radical; folding makes them one.
    return [plain(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(file)).pages]


def plain(text: str) -> str:
    """Return a text as `printed` has it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def look_at_sheets(page: Page, name: str) -> None:
    """As `look_at_paper`, and on the sheets that come out: the heading, every figure of every table, and none of the doors."""
    look_at_paper(page, name)
    whole = "".join(printed(page, name))
    shown = page.locator("h1, table .yg-number, table .govuk-table__cell--numeric").all_inner_texts()
    assert [one for one in shown if plain(one) not in whole] == [], name
    assert shown and [one for one in ("公告公示", "承诺与边界", "跳到正文") if one in whole] == [], name


def wrong_fields(page: Page) -> list[str]:
    """Return the fields to which the summary of mistakes leads, once it is told: each must be there, and say what is wrong."""
    page.locator(".govuk-error-summary__list a").first.wait_for()
    named: list[str] = page.evaluate("""() => [...document.querySelectorAll(".govuk-error-summary__list a")]
      .map(a => a.getAttribute("href").slice(1))""")
    for one in named:
        assert page.locator(f'[id="{one}"]').count() == 1, one
        assert page.locator(f'[id="{one}-error"]').is_visible(), one
    return named


def keep(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to see it."""
    if folder := os.environ.get("KEEP_PICTURES"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def look_at_once(page: Page, axe: str) -> None:
    """As `look`, without leaving the page: what was filled in stays."""
    assert violations(page, axe) == []
    assert misfits(page) == []
