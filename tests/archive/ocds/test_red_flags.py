"""The eleven published red flags, computed by somebody else's formulas on what we export: what is seeded is found, and nothing besides."""

from __future__ import annotations

import gzip
import importlib.util
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from archive.bulk.writers import Lines
from archive.ocds import marking, red_flags, writing
from archive.ocds.known import Bid, Known, Organisation, Span, Terms, Winner
from archive.ocds.values import encode
from foundation.days import Count, Unit
from foundation.text import Text
from tests.archive.ocds.sample import DUE, OPENS, PREFIX
from trading import registry
from trading.law import ocds
from trading.law.limits import Limit

REFERENCE = Path(__file__).parents[4] / "shared" / "ocds" / "red_flags_reference.py"
CLASSES = ("A01", "A02", "A03", "A07", "A08", "A99")


@dataclass(frozen=True)
class Case:
    """A tender: who bids how much above the lowest price, in the order of their prices, the first one wins."""

    number: int
    bidders: tuple[str, ...]
    gaps: tuple[float, ...] = (0.0, 0.12, 0.2, 0.3)
    buyer: str = "甲局"
    classification: str = "A01"
    out: tuple[int, ...] = ()
    days: float = 20.5
    minutes_late: int = 0
    method: str = "公开招标（资格后审）"
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def lot(self) -> str:
        return f"lot_{self.number:05}"

    @property
    def ocid(self) -> str:
        return writing.ocid_of(PREFIX, self.lot)

    def known(self) -> Known:
        base = Decimal(1_000_000 + 7_919 * self.number)
        bids = [
            Bid(
                f"{self.lot}-{at}",
                DUE + timedelta(minutes=self.minutes_late if at == self.winner else -5),
                (base * Decimal(str(1 + gap))).quantize(Decimal("0.01")),
                (organisation(name),),
                stands=at not in self.out,
            )
            for at, (name, gap) in enumerate(zip(self.bidders, self.gaps, strict=False))
        ]
        won = bids[self.winner]
        terms = Terms(
            f"G-{self.number}", "某工程", self.method, ocds.CONSTRUCTION.of(ocds.Method.OPEN), organisation(self.buyer),
            classification=self.classification,
        )  # fmt: skip
        return Known(
            lot=self.lot,
            number=1,
            title="一标段",
            terms=terms,
            status="complete",
            bidding=Span(DUE - timedelta(days=self.days), DUE),
            is_opened=True,
            bids=bids,
            winners=[Winner(won.bidders, won.price, True, DUE + timedelta(days=3), won.id)],
        )

    @property
    def winner(self) -> int:
        return next(at for at in range(len(self.bidders)) if at not in self.out)


def organisation(name: str) -> Organisation:
    return Organisation(name, "", f"pty_{name}")


def key(name: str) -> str:
    return f"YG-pty_{name}"


def clean() -> list[Case]:
    """Two hundred and sixty tenders of ten bidders and eight buyers, in which nothing is out of the ordinary, nor all alike."""
    chance = random.Random(18)
    names, buyers = [f"企{one}" for one in range(10)], [f"局{one}" for one in range(8)]
    found = []
    for number in range(260):
        first = number % 10
        others = chance.sample([one for one in range(10) if one != first], 4)
        ratio = 0.10 + 0.001 * chance.randrange(41)
        found.append(
            Case(
                number,
                tuple(names[one] for one in (first, *others)),
                (0.0, ratio, ratio + 0.05, ratio + 0.1, ratio + 0.2),
                buyer=buyers[number % 8],
                classification=CLASSES[(first + chance.randrange(2 + first % 2)) % 6],
                out=(4,) if chance.random() < 0.3 else (),
            )
        )
    return found


def exported(folder: Path, cases: Sequence[Case]) -> list[str]:
    """Return the lines that our export has of some tenders."""
    path = folder / "compiled.jsonl.gz"
    file = Lines(path)
    for one in cases:
        release = marking.released(None, writing.snapshot(one.known(), PREFIX), number=1, at=OPENS)
        file.add(encode(marking.compiled(release)).decode(), ())
    file.close()
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def flagged(lines: Sequence[str]) -> set[tuple[str, str, str]]:
    """Return who or what is flagged, and by which flag."""
    if not REFERENCE.is_file():
        pytest.skip("needs ../shared/ocds")
    spec = importlib.util.spec_from_file_location("red_flags_reference", REFERENCE)
    assert spec and spec.loader
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    settings = orjson.loads(orjson.dumps(red_flags.settings(registry.procedures())))
    found = reference.run(lines, settings)
    return {
        (group, one, flag)
        for group in found
        if group != "Meta"
        for one, flags in found[group].items()
        for flag in flags
    }


class TestCleanData:
    def test_has_no_flag(self, tmp_path: Path) -> None:
        assert flagged(exported(tmp_path, clean())) == set()


def seeded() -> list[tuple[Case, set[tuple[str, str, str]]]]:
    """Return tenders with something out of the ordinary, each with what is to be found of it."""
    some = ("企0", "企1", "企2", "企3")

    def case(
        number: int, *flags: str, who: dict[str, str] | None = None, **of: Any
    ) -> tuple[Case, set[tuple[str, str, str]]]:
        one = Case(1000 + number, **{"bidders": some, "buyer": f"局{number % 8}", **of})
        named = {
            ("Tenderer", key(name), flag) for flag, names in (who or {}).items() for name in names.split()
        }
        return one, {("OCID", one.ocid, flag) for flag in flags} | named

    return [
        case(1, "R003", days=12.5),
        case(2, "R018", bidders=("企4",), gaps=(0.0,)),
        case(3, "R024", gaps=(0.0, 0.01, 0.2, 0.3), who={"R024": "企0 企1"}),
        case(4, "R028", gaps=(0.0, 0.12, 0.12, 0.3), who={"R028": "企1 企2"}),
        case(5, "R030", minutes_late=1, who={"R030": "企0"}),
        case(6, "R035", out=(1, 2, 3), who={"R035": "企0"}),
        case(7, "R036", gaps=(0.0, 0.12, 0.26, 0.3), out=(0,)),
        case(8, "R058", gaps=(0.0, 0.8, 0.9, 1.0), who={"R058": "企0"}),
    ]


def losing() -> list[Case]:
    """A bidder that never wins, however often it bids."""
    return [
        replace(one, number=one.number + 2000, bidders=(*one.bidders[:3], "陪标企业", one.bidders[3]))
        for one in clean()
    ]


def sifting() -> list[Case]:
    """A buyer that leaves most out, and whoever it leaves out."""
    found = []
    for one in range(12):
        first, *others = (f"企{(one + more) % 10}" for more in range(3))
        gaps = (0.0, 0.05, 0.12, 0.2)
        found.append(Case(4000 + one, (first, "被废企业", *others), gaps, buyer="废标局", out=(1, 3)))
    return found


def doing_everything() -> list[Case]:
    """A supplier of everything."""
    return [
        replace(
            one,
            number=one.number + 6000,
            bidders=("万能企业", *one.bidders[1:]),
            classification=CLASSES[at % 6],
        )
        for at, one in enumerate(clean()[:60])
    ]


class TestSeededCases:
    @pytest.mark.parametrize(("one", "expected"), seeded(), ids=lambda of: getattr(of, "lot", ""))
    def test_are_found_and_nothing_besides(
        self, tmp_path: Path, one: Case, expected: set[tuple[str, str, str]]
    ) -> None:
        assert flagged(exported(tmp_path, [*clean(), one])) == expected

    def test_are_found_together(self, tmp_path: Path) -> None:
        cases, expected = zip(*seeded(), strict=True)
        assert flagged(exported(tmp_path, [*clean(), *cases])) == set().union(*expected)

    def test_are_a_bidder_that_never_wins(self, tmp_path: Path) -> None:
        assert flagged(exported(tmp_path, [*clean(), *losing()])) == {("Tenderer", key("陪标企业"), "R025")}

    def test_are_a_buyer_that_leaves_most_out(self, tmp_path: Path) -> None:
        expected = {("Buyer", "废标局"), ("ProcuringEntity", "废标局"), ("Tenderer", "被废企业")}
        found = flagged(exported(tmp_path, [*clean(), *sifting()]))
        assert found == {(group, key(name), "R038") for group, name in expected}

    def test_are_a_supplier_of_everything(self, tmp_path: Path) -> None:
        found = flagged(exported(tmp_path, [*clean(), *doing_everything()]))
        assert found == {("Tenderer", key("万能企业"), "R048")}


class TestTheSettings:
    def test_name_all_flags_that_there_are(self) -> None:
        found = red_flags.settings(registry.procedures())
        assert {one for one in found if one.startswith("R")} == set(red_flags.FLAGS)

    def test_keep_a_lawful_inquiry_from_being_flagged(self, tmp_path: Path) -> None:
        short = Case(9001, ("企0", "企1", "企2"), (0.0, 0.12, 0.2), days=2.6, method="询价")
        assert flagged(exported(tmp_path, [*clean(), short])) == set()
        assert flagged(exported(tmp_path, [*clean(), replace(short, days=1.9)])) == {
            ("OCID", short.ocid, "R003")
        }

    def test_compare_no_prices_where_the_highest_wins(self, tmp_path: Path) -> None:
        sold = Case(9002, ("企0", "企1"), (0.0, 0.001), method="挂牌出让")
        assert flagged(exported(tmp_path, [*clean(), sold])) == set()

    def test_know_every_title_that_a_release_may_have_with_a_period(self) -> None:
        periods = red_flags.settings(registry.procedures())["R003"]["procurement_method_details"]
        assert periods.keys() == {one.title.zh for one in registry.procedures() if one.bidding}

    @pytest.mark.parametrize(
        ("length", "unit", "count", "days"),
        [
            (20, Unit.DAYS, Count.EXCLUDE_FIRST, 19),  # from an evening to the morning twenty days later
            (20, Unit.DAYS, Count.INCLUDE_FIRST, 18),
            (3, Unit.WORKING_DAYS, Count.EXCLUDE_FIRST, 2),
            (24, Unit.HOURS, Count.EXCLUDE_FIRST, 0),
        ],
    )
    def test_take_the_fewest_days_that_keep_a_floor(
        self, length: int, unit: Unit, count: Count, days: int
    ) -> None:
        law = registry.procedures()[0].law
        limit = Limit("x", Text("甲", "a"), law, unit, at_least=length, count=count)
        assert red_flags.least_days(limit) == days

    @pytest.mark.django_db
    def test_are_published_with_their_articles(self) -> None:
        answer = Client().get("/ocds/red-flags.json")
        assert answer.json() == orjson.loads(orjson.dumps(red_flags.settings(registry.procedures())))
        assert all(one["law"] for one in answer.json()["procedures"])
