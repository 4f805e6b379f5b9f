"""From a paper to pages: headings, paragraphs, labelled rows and tables, set one below the other, and the place of the seal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from archive.documents import ornaments, tables
from archive.documents.marks import (
    BOTTOM,
    GREY,
    HAIR,
    HEIGHT,
    INK,
    LEFT,
    MEASURE,
    RED,
    RIGHT,
    TOP,
    Block,
    Mark,
    Page,
    Tag,
    Type,
    Words,
)  # fmt: skip
from archive.documents.outlines import SANS, SERIF
from archive.documents.paper import Paper
from archive.documents.setting import Line, lines, natural
from foundation.days import ZONE

TITLE = Type(SERIF, 21, INK, heavy=0.45)
SUBTITLE = Type(SERIF, 12.5, INK)
ENGLISH_TITLE = Type(SANS, 9.5, GREY)
HEADING = Type(SANS, 11.5, INK, heavy=0.2)
ENGLISH = Type(SANS, 7.5, GREY)
BODY = Type(SERIF, 10.5)
LEADING = 18.0
SMALL = Type(SANS, 8, GREY)
CLOSING_HEIGHT = 128.0
_VALID = "本文件以电子签名为准，内含机读数据。Valid by its electronic signature; the data are attached."


class Composer:
    """Pages as they fill, from top to bottom; `y` is where the next thing begins, from the foot of the sheet."""

    def __init__(self) -> None:
        self.root = Tag("Document")
        self.pages = [Page()]
        self.y = TOP

    @property
    def page(self) -> Page:
        """The page that is being filled."""
        return self.pages[-1]

    @property
    def left(self) -> float:
        """How much height is left on it."""
        return self.y - BOTTOM

    def turn(self) -> None:
        """Begin another page."""
        self.pages.append(Page())
        self.y = TOP

    def need(self, height: float) -> None:
        """Begin another page unless `height` is left on this one."""
        if self.left < height and self.y < TOP:
            self.turn()

    def put(self, tag: Tag | None, *marks: Mark) -> None:
        """Put marks on the page."""
        self.page.put(tag, *marks)

    def set(
        self, tag: Tag, said: Sequence[Line], type_: Type, leading: float, x: float = LEFT, width: float = 0.0
    ) -> None:
        """Set lines one below the other from `x` on, in the middle of `width` where it is given, over pages where they need them."""
        for line in said:
            if self.left < leading:
                self.turn()
            self.y -= leading
            at = x + (width - line.width) / 2 if width else x
            self.put(tag, Words(at, self.y + leading * 0.28, line, type_))


def compose(paper: Paper) -> tuple[list[Page], Tag]:
    """Return the pages of a paper without what every page has, and its structure."""
    composer = Composer()
    _head(composer, paper)
    for section in paper.sections:
        _section(composer, section)
    _closing(composer, paper)
    return composer.pages, composer.root


def _head(composer: Composer, paper: Paper) -> None:
    whole = {"x": LEFT, "width": MEASURE}
    issuer = _first(paper.issuer, Type(SANS, 13, RED), MEASURE)
    composer.y = HEIGHT - 44
    composer.set(composer.root.add("P"), [issuer], Type(SANS, 13, RED), 20, **whole)
    composer.y -= 7
    composer.put(
        None,
        Block(LEFT, composer.y, MEASURE, 1.7, RED),
        Block(LEFT, composer.y - 2.8, MEASURE, 0.5, RED),
    )
    composer.y -= 26
    title = lines(paper.title.zh, style=SERIF, size=TITLE.size, width=MEASURE - 20)
    composer.set(composer.root.add("H1"), title, TITLE, 31, **whole)
    if paper.title.en and paper.title.en != paper.title.zh:
        english = lines(paper.title.en, style=SANS, size=ENGLISH_TITLE.size, width=MEASURE - 60)
        composer.set(composer.root.add("P"), english, ENGLISH_TITLE, 15, **whole)
    if paper.subtitle.zh:
        composer.y -= 4
        under = lines(paper.subtitle.zh, style=SERIF, size=SUBTITLE.size, width=MEASURE - 40)
        composer.set(composer.root.add("P"), under, SUBTITLE, 20, **whole)
    if paper.is_demonstration:
        _demonstration(composer)
    composer.y -= 6
    _about(composer, paper)
    if paper.addressee:
        composer.y -= 8
        composer.set(
            composer.root.add("P"),
            lines(f"{paper.addressee}：", style=SERIF, size=BODY.size, width=MEASURE),
            BODY,
            LEADING,
        )


def _demonstration(composer: Composer) -> None:
    red = Type(SANS, 8.5, RED)
    said = "演示文件，不具有法律效力　Demonstration: without legal force"
    line = lines(said, style=SANS, size=red.size, width=MEASURE)
    composer.y -= 3
    composer.set(composer.root.add("P"), line, red, 14, x=LEFT, width=MEASURE)


def _about(composer: Composer, paper: Paper) -> None:
    """Number, edition and day, on one line, or on several where the number is long."""
    day = paper.issued_at.astimezone(ZONE)
    said = (
        f"编号 No.　{paper.number}",
        f"第 {paper.edition} 版 Edition {paper.edition}",
        f"签发 Issued　{day:%Y年%m月%d日 %H:%M} (UTC+8)",
    )
    tag = composer.root.add("P")
    together = "　　".join(said)
    if natural(together, style=SANS, size=SMALL.size) <= MEASURE:
        composer.set(
            tag, lines(together, style=SANS, size=SMALL.size, width=MEASURE), SMALL, 13, x=LEFT, width=MEASURE
        )
        return
    for one in said:
        set_ = lines(one, style=SANS, size=SMALL.size, width=MEASURE)
        composer.set(tag, set_, SMALL, 13, x=LEFT, width=MEASURE)


def _section(composer: Composer, section: Mapping[str, Any]) -> None:
    if section["heading"]["zh"]:
        _heading(composer, section["heading"])
    for one in section["paragraphs"]:
        _paragraph(composer, one)
    if section["rows"]:
        tables.labelled(composer, section["rows"])
    if section["table"]:
        tables.table(composer, section["header"], section["table"])


def _heading(composer: Composer, said: Mapping[str, str]) -> None:
    composer.y -= 14
    composer.need(17 + 3 * LEADING)
    tag = composer.root.add("H2")
    set_ = lines(said["zh"], style=SANS, size=HEADING.size, width=MEASURE)
    composer.set(tag, set_, HEADING, 17)
    english = said["en"].strip()
    if english and english != said["zh"]:
        beside = set_[-1].width + 10
        room = MEASURE - beside
        line = _first(english, ENGLISH, room) if room > 120 else None
        if line and natural(english, style=SANS, size=ENGLISH.size) <= room:
            composer.put(tag, Words(LEFT + beside, composer.y + 17 * 0.28, line, ENGLISH))
        else:
            composer.set(tag, lines(english, style=SANS, size=ENGLISH.size, width=MEASURE), ENGLISH, 11)
    composer.y -= 4


def _paragraph(composer: Composer, said: Mapping[str, str]) -> None:
    for one in said["zh"].split("\n"):
        if one.strip():
            set_ = lines("　　" + one.strip(), style=SERIF, size=BODY.size, width=MEASURE, justified=True)
            composer.set(composer.root.add("P"), set_, BODY, LEADING)


def _closing(composer: Composer, paper: Paper) -> None:
    """Who issued it and when, with the seal over both. Never a page that says nothing else without saying so."""
    composer.y -= 20
    if composer.left < CLOSING_HEIGHT:
        composer.turn()
        composer.set(
            composer.root.add("P"),
            lines("（此页无正文 No further text on this page）", style=SERIF, size=BODY.size, width=MEASURE),
            BODY, LEADING, x=LEFT, width=MEASURE,
        )  # fmt: skip
        composer.y -= 20
    day = paper.issued_at.astimezone(ZONE)
    middle = RIGHT - 96
    foot = composer.y - 104
    mark = composer.root.add("Figure", alt=f"电子印章 Electronic seal: {paper.issuer}")
    radius = ornaments.SEAL_RADIUS
    centre = (middle, foot + radius + 8)
    mark.box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    composer.put(mark, *ornaments.seal(paper.issuer, *centre, is_demonstration=paper.is_demonstration))
    said = composer.root.add("P")
    issuer = _first(paper.issuer, BODY, 240)
    date = lines(f"{day:%Y}年{day.month}月{day.day}日", style=SERIF, size=BODY.size, width=240)[0]
    at = min(middle - issuer.width / 2, RIGHT - issuer.width)
    composer.put(said, Words(at, foot + 62, issuer, BODY))
    composer.put(said, Words(middle - date.width / 2, foot + 40, date, BODY))
    composer.y = foot


def furnish(page: Page, paper: Paper, number: int, count: int) -> None:
    """Put on a page what every page has: what it is of, its number of how many, the digest, and the way to what we keep."""
    grey, small = Type(SANS, 7, GREY), Type(SANS, 6.3, GREY)
    if number > 1:
        head = _first(f"{paper.title.zh}", grey, MEASURE * 0.62)
        beside = _first(paper.number, grey, MEASURE * 0.34)
        page.put(
            None, Words(LEFT, HEIGHT - 48, head, grey), Words(RIGHT - beside.width, HEIGHT - 48, beside, grey)
        )
        page.put(None, Block(LEFT, HEIGHT - 54, MEASURE, 0.5, RED))
    page.put(None, Block(LEFT, 74, MEASURE, 0.5, HAIR))
    page.put(None, *ornaments.quick_response(paper.url, LEFT, 22, 46))
    x = LEFT + 56
    chinese = _first(f"第 {number} 页，共 {count} 页", Type(SANS, 8, INK), 120)
    english = _first(f"Page {number} of {count}", grey, 120)
    page.put(
        None,
        Words(RIGHT - chinese.width, 59, chinese, Type(SANS, 8, INK)),
        Words(RIGHT - english.width, 49, english, grey),
        Words(x, 59, _first(f"编号 No.　{paper.number}　第 {paper.edition} 版 Edition {paper.edition}", grey, MEASURE - 140), grey),
        Words(x, 47, _first(f"核验 Verify　{paper.url}", grey, MEASURE - 140), grey),
        Words(x, 35, _first(f"内容摘要 Digest of the content (SHA-256)　{paper.digest}", small, MEASURE - 56), small),
        Words(x, 25, _first(_VALID, small, MEASURE - 56), small),
    )  # fmt: skip


def _first(said: str, type_: Type, width: float) -> Line:
    """Return what of a text goes on one line, with a sign that more was said."""
    set_ = lines(said, style=type_.style, size=type_.size, width=width)
    if len(set_) == 1:
        return set_[0]
    return lines(set_[0].text[:-1] + "…", style=type_.style, size=type_.size, width=width + type_.size)[0]
