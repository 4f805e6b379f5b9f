"""The index finds what stands in a text, all of it and nothing else, whichever way it is asked."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from config.environment import BASE
from foundation import copying
from notices.models import SearchEntry, Subject
from notices.search import asking, pages
from notices.search.asking import Found, Hit, Place, Question, find, phrases_of
from notices.search.folding import fold, is_signs
from notices.search.indexing import entry
from tests.world import World
from trading.models import Deal

pytestmark = pytest.mark.django_db
BEGIN = datetime(2024, 11, 3, tzinfo=UTC)
REAL = BASE.parent / "shared" / "data" / "notices"
WORDS = [
    "公共资源", "国有土地", "使用权", "出讓", "工程", "施工", "监理", "采购", "公告", "结果", "更正", "青岛市", "市南区", "学校", "医院",
    "道路", "改造", "第一", "标段", "二〇二六", "2026", "20260302", "A12", "km", "bridge", "Building", "𠮷田",
    "１２３号", "臺灣路", "（二期）", "设备", "招标", "中标", "候选人", "公示",
]  # fmt: skip


@pytest.fixture
def deal(world: World) -> Deal:
    return world.deal(world.draft())


def filled(deal: Deal, texts: Sequence[tuple[str, str]], **given: Any) -> list[SearchEntry]:
    """Index texts, each a title and the rest, eleven hours apart; some at the same instant."""
    rows = [
        entry(deal, f"ntc_{n:06}", Subject.NOTICE, "land_result", BEGIN + timedelta(hours=11 * (n // 2)), title, [rest])
        for n, (title, rest) in enumerate(texts)
    ]  # fmt: skip
    for row in rows:
        vars(row).update(given)
    copying.insert(rows)
    return rows


def made_up(number: int) -> list[tuple[str, str]]:
    chance = random.Random(7)

    def some(most: int) -> str:
        return "".join(
            chance.choice(WORDS) + chance.choice(["", "", " ", "，"]) for _ in range(chance.randint(1, most))
        )

    return [(some(6), some(25)) for _ in range(number)]


def stands(phrase: str, text: str) -> bool:
    """Tell whether a folded phrase stands in a folded text, by an expression and no index."""
    begins = "" if is_signs(phrase[0]) else r"(?<!\S)"
    last = phrase.split()[-1]
    ends = r"(?!\S)" if not is_signs(last) and len(last) < 3 else ""
    return re.search(begins + re.escape(phrase) + ends, text) is not None


def expected(texts: Sequence[tuple[str, str]], looked_for: str) -> list[str]:
    phrases = phrases_of(looked_for)
    return [
        f"ntc_{n:06}"
        for n, parts in enumerate(texts)
        if all(any(stands(phrase, fold(part)) for part in parts) for phrase in phrases)
    ]


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found.hits]


class TestFinding:
    def test_is_complete_and_exact_for_phrases_of_any_length(self, deal: Deal) -> None:
        texts = made_up(1_500)
        filled(deal, texts)
        chance = random.Random(11)
        looked_for = [
            "国有土地使用权出让",
            "國有土地",
            "２０２６",
            "K M",
            "青岛市 公告 2026",
            "building",
            "uilding",
            "没有",
            "台湾路",
        ]
        for length in (1, 1, 2, 2, 2, 3, 4, 5, 7, 9, 9):
            for _ in range(3):
                whole = fold(chance.choice(texts)[1])
                start = chance.randrange(max(1, len(whole) - length))
                looked_for.append(whole[start : start + length].replace(" ", "，").strip("，") or "公")
        several = 0
        for text in looked_for:
            found = find(Question(phrases_of(text)), most=2_000)
            assert sorted(ids(found)) == expected(texts, text), text
            assert found.is_all
            several += len(found.hits) > 1
        assert several >= 20

    def test_in_real_notices_is_complete_and_exact(self, deal: Deal) -> None:
        if not REAL.is_dir():
            pytest.skip("needs ../shared/data/notices")
        texts = [_real(path) for path in sorted(REAL.glob("*.json"))]
        filled(deal, texts)
        assert len(texts) == 25
        chance = random.Random(3)
        for _, said in texts:
            for length in range(1, 10):
                start = chance.randrange(len(said) - length)
                phrases = phrases_of(said[start : start + length])
                found = ids(find(Question(phrases))) if phrases else []
                wanted = expected(texts, said[start : start + length]) if phrases else []
                assert sorted(found) == wanted, said[start : start + length]

    @pytest.mark.parametrize("text", ["%", "_", "'", "\\", "&!():*", "\u202e", "。、！", " ", ""])
    def test_of_mere_punctuation_asks_for_nothing(self, text: str) -> None:
        assert phrases_of(text) == ()

    @pytest.mark.parametrize(
        "text", ["a'b", "a\\", "𠮷", "\u202e公告", "公" * 300, "x" * 300, "٣٤", "a\x01b", "İ", "ﷺ"]
    )
    def test_takes_whatever_is_typed(self, text: str, deal: Deal) -> None:
        filled(deal, [(text, text)])
        phrases = phrases_of(text)
        assert ids(find(Question(phrases))) == ["ntc_000000"]
        asking.nearly(Question(phrases))

    def test_asks_few_questions(
        self, deal: Deal, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        filled(deal, made_up(60))
        with django_assert_max_num_queries(4):  # two of them a savepoint, which only a test needs
            find(Question(phrases_of("公告")))


class TestOrder:
    def test_is_that_of_time_however_it_was_found(self, deal: Deal) -> None:
        texts = made_up(400)
        rows = {row.id: row for row in filled(deal, texts)}
        fitting = expected(texts, "公告")
        assert len(fitting) > 60
        for oldest_first in (False, True):
            in_order = sorted(fitting, key=lambda pk: (rows[pk].at, pk), reverse=not oldest_first)
            question = Question(phrases_of("公告"), oldest_first=oldest_first)
            assert ids(find(question)) == in_order  # at once
            gone, after = [], None
            while True:
                found = find(question, after=after, most=7)  # month by month
                gone += ids(found)
                if found.is_all:
                    break
                after = found.hits[-1].place()
            assert gone == in_order

    def test_of_what_is_not_looked_for_by_words_is_that_of_time_too(self, deal: Deal) -> None:
        rows = filled(deal, made_up(50))
        newest = sorted((row.id for row in rows), key=lambda pk: (rows[int(pk[4:])].at, pk), reverse=True)
        first = find(Question(), most=20)
        assert ids(first) == newest[:20]
        assert ids(find(Question(), after=first.hits[-1].place())) == newest[20:]

    def test_page_after_page_shows_everything_once(self, deal: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = filled(deal, [("公告", str(n)) for n in range(75)])
        monkeypatch.setattr(find, "__kwdefaults__", {"after": None, "most": 30})
        for order in (pages.NEWEST, pages.OLDEST):
            seen, after = [], ""
            while True:
                page = pages.page(Question(("公告",)), order, after)
                seen += [hit.id for hit in page.hits]
                after = page.following
                if not after:
                    break
            assert seen == sorted(
                (row.id for row in rows),
                key=lambda pk: (rows[int(pk[4:])].at, pk),
                reverse=order == pages.NEWEST,
            )

    def test_by_amount_or_title_is_of_what_was_found(self, deal: Deal) -> None:
        filled(deal, [("公告", "道路"), ("道路", "公告"), ("公告", "道路")])
        for n, amount in enumerate((None, Decimal(5), Decimal(7))):
            SearchEntry.objects.filter(id=f"ntc_{n:06}").update(amount=amount)
        question = Question(("道路",))
        for order, wanted in ((pages.AMOUNT, [2, 1, 0]), (pages.TITLE, [1, 2, 0])):
            assert [int(hit.id[4:]) for hit in pages.page(question, order).hits] == wanted
        found = pages.page(question, pages.AMOUNT, f"{BEGIN.isoformat()}~ntc_000001")
        assert [hit.id for hit in found.hits] == ["ntc_000000"]


class TestNarrowing:
    @pytest.mark.parametrize(
        ("given", "fits"),
        [
            ({"subject": "notice"}, True), ({"subject": "deal"}, False), ({"family": "construction"}, True),
            ({"family": "land"}, False), ({"kind": "land_result"}, True), ({"kind": "x"}, False), ({"phase": "preparing"}, True),
            ({"phase": "failed"}, False), ({"region": "37"}, True), ({"region": "44"}, False), ({"organiser": "pty_0"}, False),
            ({"least": Decimal(100)}, True), ({"least": Decimal("100.01")}, False), ({"below": Decimal(100)}, False),
            ({"below": Decimal("100.01")}, True), ({"since": BEGIN}, True), ({"since": BEGIN + timedelta(seconds=1)}, False),
            ({"before": BEGIN}, False), ({"before": BEGIN + timedelta(seconds=1)}, True),
        ],
    )  # fmt: skip
    def test_leaves_what_fits(self, given: dict[str, Any], fits: bool, deal: Deal) -> None:
        filled(deal, [("公告", "")], amount=Decimal(100), region="370202")
        for phrases in ((), ("公告",)):
            assert len(find(Question(phrases, **given)).hits) == fits


class TestPlans:
    """What it costs does not grow with what there is: the plans say so, on a table of any size."""

    def plans(self, question: Question, monkeypatch: pytest.MonkeyPatch, **how: Any) -> str:
        said: list[str] = []

        def explained(sql: str, values: Sequence[Any]) -> list[Hit]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", values)
                said.append("\n".join(row[0] for row in cursor.fetchall()))
            return [Hit("ntc_1", "notice", "", "", "", "", "", None, BEGIN, "")] * 3

        monkeypatch.setattr(asking, "_hits", explained)
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = "
                + ("on" if question.phrases else "off")
            )
        find(question, most=2, **how)
        return said[-1]

    def test_of_a_list_go_down_an_index_also_on_a_late_page(
        self, deal: Deal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        filled(deal, made_up(20))
        for question in (
            Question(),
            Question(subject="deal"),
            Question(family="land"),
            Question(organiser="pty_1"),
        ):
            plan = self.plans(question, monkeypatch, after=Place(BEGIN, "ntc_1"))
            assert "Index Scan using search_" in plan
            assert "Sort" not in plan

    def test_of_a_common_word_go_month_by_month(self, deal: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
        filled(deal, made_up(20))
        plan = self.plans(Question(("公告",)), monkeypatch)
        outer, _, month = plan.partition("Function Scan on unnest")
        assert "Sort" not in outer
        assert re.search(r"Bitmap Index Scan on search_lexemes .*\n.*month = .*lexemes @@", month)


def _real(path: Path) -> tuple[str, str]:
    raw = json.loads(path.read_text(encoding="utf-8"))
    first = raw[0] if isinstance(raw, list) else raw
    return str(first.get("title") or path.stem), json.dumps(first, ensure_ascii=False)[:15_000]
