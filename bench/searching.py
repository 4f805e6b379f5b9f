"""
What searching costs as the record grows: `python -m bench.searching`.

Notices are made up of words whose frequencies fall as those of a language do, with the headings that every notice has, over eight
years; fifty thousand of them, then a million, are indexed by the product's own code. Then words of one to four signs, phrases that cross
words, rare words, words that stand everywhere, two words at once, what nobody wrote, and lists without words are asked for as the
search page asks: the first page with its counts, and a page far down. Each question is another one, so no plan or answer is kept.

Ends with 1 if the 95th percentile of any sort of question grows by more than four times.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from bench.servers import migrate, servers, using_database

MOST_GROWTH = 4.0
BATCH = 2_000
BEGIN, YEARS = datetime(2018, 6, 1, tzinfo=UTC), 8
HEADINGS = "一、项目基本情况 二、申请人的资格要求 三、获取招标文件 四、提交投标文件截止时间、开标时间和地点 五、公告期限 六、其他补充事宜"


class Language:
    """Words of one to four signs, the frequent ones often, all from one seed."""

    def __init__(self, words: int = 30_000) -> None:
        self.chance = random.Random(6)
        signs = [chr(self.chance.randint(0x4E00, 0x9000)) for _ in range(3_000)]
        self.words = [
            "".join(self.chance.choices(signs, k=self.chance.choice((1, 2, 2, 2, 3, 4))))
            for _ in range(words)
        ]
        self.weights = list(accumulate(1 / rank for rank in range(1, words + 1)))

    def word(self) -> str:
        return self.words[bisect(self.weights, self.chance.random() * self.weights[-1])]

    def text(self, words: int) -> str:
        return "".join(self.word() + ("，" if n % 9 == 8 else "") for n in range(words))


def fill(notices: int, language: Language) -> list[str]:
    """Index so many notices; return some of their texts."""
    from django.db import connection, transaction

    from foundation import copying
    from notices.models import Subject
    from notices.search.indexing import entry
    from trading.models import Deal

    deal = _deal()
    apart = timedelta(days=365 * YEARS) / notices
    kept: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_lexemes")
    for start in range(0, notices, BATCH):
        rows = []
        for n in range(start, min(start + BATCH, notices)):
            title, rest = language.text(8), f"{language.text(90)}{HEADINGS}{n:09} Building works {n % 977}"
            rows.append(
                entry(deal, f"ntc_{n:026}", Subject.NOTICE, "land_result", BEGIN + n * apart, title, [rest])
            )
            if n % max(1, notices // 500) == 0:
                kept.append(rest)
        with transaction.atomic():
            copying.insert(rows)
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("CREATE INDEX search_lexemes ON notices_searchentry USING gin (month, lexemes)")
        cursor.execute("VACUUM ANALYZE notices_searchentry")
    assert Deal.objects.count() == 1
    return kept


def _deal() -> Any:
    from accounts.models import Party
    from trading.models import Deal

    party = Party.objects.create(name="示例单位", created_at=BEGIN)
    return Deal.objects.create(
        number="B1", kind="land", method="listing", procedure_key="land/listing/2007-11-01", title="示例", organiser=party,
        region="370200", sector="land", origin="external", created_at=BEGIN, created_by="bench", announced_at=BEGIN,
    )  # fmt: skip


def sorts(language: Language, texts: list[str]) -> dict[str, Callable[[], str]]:
    """Return how a question of each sort is made."""
    chance = random.Random(8)

    def cut(length: int) -> str:
        text = chance.choice(texts)
        start = chance.randrange(len(text) - length - 60)
        return text[start : start + length].replace("，", "")

    return {
        "one sign": lambda: cut(1) or "公",
        "two signs": lambda: cut(2),
        "three signs": lambda: cut(3),
        "four signs": lambda: cut(4),
        "a phrase of nine": lambda: cut(9),
        "a frequent word": lambda: chance.choice(language.words[:30]),
        "a rare word": lambda: chance.choice(language.words[-9_000:]),
        "in every notice": lambda: chance.choice(["资格要求", "公告期限", "building", "获取招标文件"]),
        "two words": lambda: f"{cut(2)} {cut(3)}",
        "a number": lambda: f"{chance.randrange(50_000):09}",
        "nobody wrote it": lambda: "".join(chance.sample(HEADINGS.replace(" ", "").replace("、", ""), 4)),
        "no word": lambda: "",
    }


def measured(made: Callable[[], str], questions: int, *, is_far_down: bool) -> tuple[list[float], int]:
    """Return the milliseconds of some questions, and how many were not answered in time."""
    from foundation.patience import TooBroad
    from notices.search import asking, pages
    from notices.search.asking import Question

    took, late = [], 0
    far = f"{(BEGIN + timedelta(days=365)).isoformat()}~ntc_0"
    for _ in range(questions):
        question = Question(asking.phrases_of(made()))
        began = time.perf_counter()
        try:
            pages.page(question, after=far if is_far_down else "")
        except TooBroad:
            late += 1
        took.append((time.perf_counter() - began) * 1000)
    return took, late


def ask(notices: int, questions: int) -> Iterator[tuple[str, float]]:
    """Measure one size; yield the 95th percentile of each sort of question."""
    from django.db import connection

    language = Language()
    began = time.perf_counter()
    texts = fill(notices, language)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('search_lexemes'), pg_total_relation_size('notices_searchentry')"
        )
        index, whole = cursor.fetchone() or (0, 0)
    print(
        f"\n{notices:,} notices: {time.perf_counter() - began:.0f} s, lexemes {index / 1e6:,.0f} MB, all {whole / 1e6:,.0f} MB"
    )
    print(f"{'':>22} {'p50 ms':>8} {'p95 ms':>8} {'far p95':>8} {'late':>5}")
    for name, made in sorts(language, texts).items():
        measured(made, 3, is_far_down=False)
        took, late = measured(made, questions, is_far_down=False)
        far, _ = measured(made, questions, is_far_down=True)
        p95 = _p95(took)
        print(f"{name:>22} {statistics.median(took):>8.1f} {p95:>8.1f} {_p95(far):>8.1f} {late:>5}")
        yield name, p95


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=60, help="of each sort")
    asked = parser.parse_args()
    found: list[dict[str, float]] = []
    with servers() as (server, _, _):
        import django

        django.setup()
        for size in asked.sizes:
            with using_database(server, f"searched_{size}"):
                migrate()
                found.append(dict(ask(size, asked.questions)))
    first, last = found[0], found[-1]
    growth = {name: last[name] / first[name] for name in first}
    worst = max(growth, key=lambda name: growth[name])
    is_kept = growth[worst] <= MOST_GROWTH
    print(
        f"\nworst growth of p95: {growth[worst]:.1f} ({worst})   bound {MOST_GROWTH}   {'kept' if is_kept else 'BROKEN'}"
    )
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
