"""Who may read what: every field of every record has one answer, with its law, and the doors keep to it."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from api.serializers import activities, deals
from notices.models import SearchEntry
from tests.trading.law.test_statutes import articles, needs_laws, numeral, read
from trading.law import disclosure
from trading.law.disclosure import Disclosure, Moment, Since
from trading.law.disclosure_records import TABLES
from trading.law.facts import Facts
from trading.law.grammar import Phase
from trading.models import Lot

# What is searched is what is public elsewhere, once more.
MODELS = [
    model
    for app in ("trading", "bidding", "notices")
    for model in apps.get_app_config(app).get_models()
    if model is not SearchEntry
]
DOORS = {
    "deal": deals.DealDetailSerializer,
    "lot": deals.LotSerializer,
    "period": deals.PeriodSerializer,
    "step_taken": deals.StepTakenSerializer,
    "question": activities.QuestionSerializer,
    "clarification": activities.ClarificationSerializer,
    "document": activities.DocumentSerializer,
    "attachment": activities.AttachmentSerializer,
    "hold": activities.HoldSerializer,
}
OPEN_PHASES = [
    Phase.PREPARING,
    Phase.ANNOUNCED,
    Phase.BIDDING,
    Phase.EVALUATING,
    Phase.PUBLICISING,
    Phase.CONCLUDED,
]


def snake(name: str) -> str:
    """Return a class name as records are called."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class TestTables:
    @pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
    def test_answer_for_every_field_once(self, model: type[Lot]) -> None:
        told = [name for name, _ in disclosure.rules(snake(model.__name__))]
        assert sorted(told) == sorted(field.name for field in model._meta.concrete_fields)

    def test_answer_for_no_record_that_is_not_there(self) -> None:
        assert set(TABLES) - {"outcome.values", "candidate", "objection.opening"} == {
            snake(m.__name__) for m in MODELS
        }

    def test_answer_for_every_count_that_is_recorded(self) -> None:
        names = [name for name, _ in disclosure.rules("outcome.values")]
        assert len(names) == len(set(names))
        assert set(names) <= set(Facts.__dataclass_fields__)

    @pytest.mark.parametrize("record", sorted(TABLES))
    def test_say_why_what_is_not_public(self, record: str) -> None:
        for name, rule in disclosure.rules(record):
            assert bool(rule.why.zh) == (rule.disclosure is not Disclosure.OPEN), name
            assert rule.why.zh == "" or rule.why.zh in disclosure.describe(rule).zh

    @needs_laws
    def test_cite_articles_that_exist(self) -> None:
        for rule in {rule for table in TABLES.values() for rule in table}:
            if read(rule.law) and rule.law.number:
                number, _, paragraph = rule.law.number.partition("-")
                assert len(articles(rule.law.statute)[numeral(int(number))]) >= int(paragraph or 1)

    @needs_laws
    @pytest.mark.parametrize(
        ("statute", "number", "words"),
        [
            ("招标投标法", "22", "不得向他人透露已获取招标文件的潜在投标人的名称、数量"),
            ("电子招标投标办法", "32", "开标记录并向社会公众公布"),
            ("政府信息公开条例", "15", "涉及商业秘密、个人隐私"),
            ("政府信息公开条例", "16", "过程性信息"),
            ("招标投标法实施条例", "54", "公示中标候选人"),
        ],
    )
    def test_cite_what_they_say(self, statute: str, number: str, words: str) -> None:
        cited = {r.law for table in TABLES.values() for r in table if r.law.statute.title == statute}
        assert number in {law.number.partition("-")[0] for law in cited}
        law = next(law for law in cited if law.number.partition("-")[0] == number)
        assert words in "".join(articles(law.statute)[numeral(int(number))])


class TestMoments:
    @pytest.mark.parametrize("record", sorted(TABLES))
    def test_show_nothing_before_the_announcement(self, record: str) -> None:
        for phase in Phase:
            assert disclosure.public_fields(record, Moment(False, phase, True, True)) == frozenset()

    @given(
        record=st.sampled_from(sorted(TABLES)),
        earlier=st.integers(0, 5),
        later=st.integers(0, 5),
        published=st.booleans(),
        answered=st.booleans(),
    )
    def test_show_more_and_never_less(
        self, record: str, earlier: int, later: int, published: bool, answered: bool
    ) -> None:
        first, second = sorted((earlier, later))
        before = disclosure.public_fields(record, Moment(True, OPEN_PHASES[first]))
        after = disclosure.public_fields(record, Moment(True, OPEN_PHASES[second], published, answered))
        assert before <= after

    @pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.ANNOUNCED, Phase.BIDDING, Phase.SUSPENDED])
    def test_tell_nothing_of_bidders_before_the_opening(self, phase: Phase) -> None:
        for record in ("outcome", "outcome.values", "candidate", "registration", "deposit_entry"):
            assert disclosure.public_fields(record, Moment(True, phase, True, True)) == frozenset()

    @pytest.mark.parametrize(
        ("phase", "counts", "candidates"),
        [(Phase.BIDDING, False, False), (Phase.EVALUATING, True, False), (Phase.PUBLICISING, True, True)],
    )
    def test_tell_counts_at_the_opening_and_candidates_later(
        self, phase: Phase, counts: bool, candidates: bool
    ) -> None:
        values = disclosure.public_values(
            "outcome.values", {"bids_received": 3, "price": "1.00", "unknown": 1}, Moment(True, phase)
        )
        assert values == ({"bids_received": 3} if counts else {}) | ({"price": "1.00"} if candidates else {})
        assert bool(disclosure.public_fields("candidate", Moment(True, phase))) == candidates

    def test_tell_who_asked_never(self) -> None:
        shown = disclosure.public_fields("question", Moment(True, Phase.CONCLUDED, True, True))
        assert {"text", "answer"} <= shown and "party" not in shown


class TestDoors:
    @pytest.mark.parametrize("record", sorted(DOORS))
    def test_show_what_is_public_alone(self, record: str) -> None:
        shown = {
            str(field.source).removesuffix("_id")
            for field in DOORS[record]().fields.values()
            if not isinstance(field, serializers.SerializerMethodField | serializers.BaseSerializer)
        }
        rules = dict(disclosure.rules(record))
        assert {name for name in shown if rules[name].disclosure is not Disclosure.OPEN} == set()


def test_since_is_a_phase_or_a_deed() -> None:
    assert set(disclosure.PHASES) < set(Since)
