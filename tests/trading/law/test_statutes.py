"""Every article that a table cites and whose statute was read: it exists, and it says the number."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from foundation.days import Unit
from trading import registry
from trading.law import statutes
from trading.law.grammar import Law, Limit, Statute, Verified
from trading.law.labels import Label
from trading.law.procedure import Procedure

LAWS = Path(__file__).parents[4] / "shared" / "laws"
DIGITS = "零一二三四五六七八九"
UNITS = {
    Unit.DAYS: ("日", "天"),
    Unit.WORKING_DAYS: ("个工作日", "工作日"),
    Unit.MONTHS: ("个月",),
    Unit.YEARS: ("年",),
    Unit.HOURS: ("小时",),
    Unit.MINUTES: ("分钟",),
}
# Limits whose number the article does not print.
DERIVED = {
    ("construction", "bid_validity"): "长度由招标文件载明",
    ("construction", "opening_reply"): "当场",
}

needs_laws = pytest.mark.skipif(not LAWS.is_dir(), reason="needs ../shared/laws")


def numeral(number: int) -> str:
    """Return a number below 1,000 as articles are numbered: 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


@cache
def text_of(statute: Statute) -> str:
    """Return the file whose heading names the statute."""
    for path in sorted(LAWS.glob("*.md")):
        text = path.read_text("utf-8")
        if text.splitlines()[0].removeprefix("# ").removeprefix("中华人民共和国").endswith(statute.title):
            return text
    raise LookupError(f"{statute.title} is said to have been read, but no file has it")


@cache
def articles(statute: Statute) -> dict[str, tuple[str, ...]]:
    """Return the paragraphs of each article, by its Chinese number; enumerated items belong to their paragraph."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in filter(None, map(str.strip, text_of(statute).splitlines())):
        if head := re.match(r"第([零一二三四五六七八九十百]+)条[\s　]*(.*)", line):
            current = found.setdefault(head[1], [])
            current.append(head[2])
        elif line.startswith("#"):
            current = None
        elif current is not None:
            if line[0] in "(（":
                current[-1] += line
            else:
                current.append(line)
    return {number: tuple(paragraphs) for number, paragraphs in found.items()}


def inside(value: object, seen: set[int]) -> Iterator[object]:
    """Yield the laws and limits inside a value of the grammar."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Law | Limit):
        yield value
    if isinstance(value, tuple):
        for part in value:
            yield from inside(part, seen)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from inside(getattr(value, field.name), seen)


def labels(cls: type) -> Iterator[Law]:
    """Yield the laws that the fields of a dataclass cite."""
    for hint in typing.get_type_hints(cls, include_extras=True).values():
        for label in getattr(hint, "__metadata__", ()):
            if isinstance(label, Label) and label.law:
                yield label.law


def cited(procedure: Procedure) -> set[Law]:
    """Return every law that a procedure cites, in its tables and in its fields."""
    found = {value for value in inside(procedure, set()) if isinstance(value, Law)}
    taken = {step.takes for step in procedure.steps if step.takes}
    for cls in (procedure.particulars, procedure.lot_particulars, *taken):
        found |= set(labels(cls))
    return found


def read(law: Law) -> bool:
    """Tell whether the article is said to have been read in the statute itself."""
    return law.verified is Verified.TEXT and law.statute is not statutes.PRACTICE


PROCEDURES = registry.procedures()


class TestNumeral:
    """How articles are numbered."""

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (1, "一"),
            (10, "十"),
            (16, "十六"),
            (20, "二十"),
            (87, "八十七"),
            (100, "一百"),
            (103, "一百零三"),
            (110, "一百一十"),
        ],
    )
    def test_is_chinese(self, number: int, words: str) -> None:
        assert numeral(number) == words


@needs_laws
class TestArticles:
    """The articles behind the tables."""

    def test_statutes_said_to_be_read_are_there(self) -> None:
        for statute in vars(statutes).values():
            if (
                isinstance(statute, Statute)
                and statute.verified is Verified.TEXT
                and statute is not statutes.PRACTICE
            ):
                assert text_of(statute)

    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
    def test_exist(self, procedure: Procedure) -> None:
        missing = set()
        for law in filter(read, cited(procedure)):
            number, _, paragraph = law.number.partition("-")
            paragraphs = articles(law.statute).get(numeral(int(number)), ()) if number else ("",)
            if len(paragraphs) < int(paragraph or 1):
                missing.add(str(law))
        assert missing == set()

    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
    def test_print_the_number_of_the_limit(self, procedure: Procedure) -> None:
        wrong = set()
        for limit in inside(procedure, set()):
            if not isinstance(limit, Limit) or limit.practice or not read(limit.law) or not limit.law.number:
                continue
            if (procedure.kind, limit.name) in DERIVED:
                continue
            article = "".join(articles(limit.law.statute)[numeral(int(limit.law.number.partition("-")[0]))])
            forms = {
                f"{n}{unit}" for n in (str(limit.length), numeral(limit.length)) for unit in UNITS[limit.unit]
            }
            if not any(re.search(rf"(?<![\d一二三四五六七八九十百]){form}", article) for form in forms):
                wrong.add(f"{limit.name}: {limit.length} {limit.unit} in {limit.law}")
        assert wrong == set()

    @pytest.mark.parametrize(
        ("law", "words"),
        [
            (statutes.TENDERING.article("17"), "三个以上"),
            (statutes.TENDERING.article("28"), "投标人少于三个的"),
            (statutes.TENDERING.article("34"), "同一时间公开进行"),
            (statutes.TENDERING.article("42"), "否决所有投标"),
            (statutes.TENDERING_RULES.article("19"), "少于3个的，应当重新招标"),
            (statutes.TENDERING_RULES.article("26"), "不得超过招标项目估算价的2%"),
            (statutes.TENDERING_RULES.article("44"), "投标人少于3个的，不得开标"),
            (statutes.TENDERING_RULES.article("53"), "不超过3个"),
            (statutes.TENDERING_RULES.article("55"), "排名第一的中标候选人"),
            (statutes.TENDERING_RULES.article("58"), "不得超过中标合同金额的10%"),
            (statutes.LAND_USE_RIGHT.article("12"), "居住用地七十年"),
            (statutes.LAND_USE_RIGHT.article("12"), "工业用地五十年"),
            (statutes.LAND_USE_RIGHT.article("12"), "教育、科技、文化、卫生、体育用地五十年"),
            (statutes.LAND_USE_RIGHT.article("12"), "商业、旅游、娱乐用地四十年"),
            (statutes.LAND_USE_RIGHT.article("12"), "综合或者其他用地五十年"),
        ],
    )
    def test_say(self, law: Law, words: str) -> None:
        assert words in "".join(articles(law.statute)[numeral(int(law.number))])


class TestMemory:
    """What was not read."""

    def test_says_so(self) -> None:
        assert str(statutes.LAND_ORDER_39.article("18")).endswith("（条号待核）")
        assert "待核" not in str(statutes.TENDERING.article("24"))
