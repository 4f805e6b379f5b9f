"""Every notice that any procedure calls for, rendered: complete, in words, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Party
from bidding.evaluation.results import Line, Standing, Why
from foundation.text import Text
from notices.context import Context, LotView
from notices.templates import TEMPLATES
from notices.writer import write
from notices.writing import Content
from tests.notices.sample import AMOUNT, choices, sample, turns
from trading import particulars, registry
from trading.law.commitments import COMMITMENTS, commitment_fields
from trading.law.construction_inputs import ReportReceived
from trading.law.decryption import Decryption, Opener
from trading.law.grammar import Phase, Step
from trading.law.labels import Disclosure
from trading.law.procedure import Procedure
from trading.law.soundness import notices
from trading.law.tender_document import standard_fields
from trading.models import Clarification, Complaint, Contract, Deal, Document, Hold, Lot, Period

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
PROCEDURES = [p for p in registry.procedures() if notices(p)]
STEPS = [(p, s) for p in PROCEDURES for s in p.steps if s.notice]
# Signs and units that Chinese texts write in Latin letters; whatever else is Latin there was never translated.
LATIN = re.compile(r"[A-Za-z_]{2,}")
KNOWN = {"SHA", "http", "https", "CN", "pH", "CA", "ID", "UTC", "GB"}
COMMITTED = {"pty_1": dict.fromkeys(COMMITMENTS, "示例承诺")}
STANDINGS = [
    Standing("bid_1", "示例一公司", 1, True, [Line("total", Text("总得分", "Total"), "91.5", "points")], []),
    Standing(
        "bid_3", "示例三公司", 0, False, [], [Why("out", Text("示例理由", "A reason"), "《示例法》第二条")]
    ),
]
CJK = re.compile(r"[\u4e00-\u9fff]")


def context(procedure: Procedure, step: Step | None, *, turn: int = 0) -> Context:
    """Return all that a notice may be written from, made of unsaved rows."""
    deal = Deal(
        id="deal_1", number="26030200001", kind=procedure.kind, method=procedure.method, title="示例项目", region="370202",
        organiser=Party(name="示例组织单位"), agency=Party(name="示例代理机构"), estimate=Decimal(AMOUNT),
        particulars=sample(procedure.particulars, turn=turn), unified_code="",
    )  # fmt: skip
    lot = Lot(
        id="lot_1", deal=deal, number=1, title="第一标段", estimate=Decimal(AMOUNT), procedure_key=procedure.key,
        particulars=sample(procedure.lot_particulars, turn=turn),
    )  # fmt: skip
    lot.__dict__["state"] = step.target if step else procedure.initial
    periods = [
        Period(
            lot=lot,
            limit=limit.name,
            starts_at=AT,
            ends_at=AT + timedelta(days=30),
            provisional=turn % 2 == 0,
        )
        for limit in (step.opens if step else ())
    ]
    candidates = [
        {"rank": 1, "name": "示例一公司", "price": AMOUNT, "party": "pty_1"},
        {"rank": 2, "name": "示例二公司", "price": None},
    ]
    contract = Contract(
        lot=lot, number="合同一号", party_name="示例一公司", price=Decimal(AMOUNT), signed_on=date(2026, 3, 2)
    )
    takes = step.takes if step else None
    return Context(
        deal=deal,
        procedure=procedure,
        lots=[LotView(lot, periods, candidates, "示例一公司", contract, COMMITTED, STANDINGS)],
        step=step,
        handed=sample(takes, turn=turn) if takes else {},
        takes=takes,
        at=AT,
        commitments=[*standard_fields(), *commitment_fields()],
        before=sample(ReportReceived, turn=turn),
        before_takes=ReportReceived,
        clarification=Clarification(number=1, title="示例澄清", content="示例内容"),
        hold=Hold(
            lot=lot,
            cause=list(Hold.Cause)[turn % len(Hold.Cause)],
            reason="示例原因",
            law="《示例法》第一条",
            starts_at=AT,
            ends_at=AT + timedelta(days=30),
        ),
        decryption=Decryption(by=list(Opener)[turn % len(Opener)], minutes=15, remedy="示例补救方案"),
        documents=[Document(kind="tender", version=1, digest="1" * 64)],
        complaint=Complaint(lot=lot, lodged_at=AT, decision="示例决定", upheld=True, decided_at=AT),
    )


def written(content: Content) -> Iterator[tuple[str, str, bool]]:
    """Yield each text in both languages, and whether it is the platform's own words rather than somebody's."""
    for section in content.sections:
        yield section.heading.zh, section.heading.en, True
        for words in section.paragraphs:
            yield words.zh, words.en, False
        for row in section.rows:
            yield row.label.zh, row.label.en, True
            yield row.value.zh, row.value.en, False
        for words in section.header:
            yield words.zh, words.en, True
        for line in section.table:
            for words in line:
                yield words.zh, words.en, False


def check(content: Content) -> None:
    """Refuse what no notice may have: empty values, raw codes, untranslated words, numbers without separators."""
    for zh, en, own in written(content):
        assert zh.strip() and en.strip()
        assert "None" not in zh + en and "{" not in zh + en
        assert set(LATIN.findall(zh)) <= KNOWN, zh
        assert "1234567" not in zh + en, zh
        if own:
            assert not CJK.search(en), en
            assert CJK.search(zh), zh


OPENING = [
    (procedure, step)
    for procedure, step in STEPS
    if procedure.state(step.target).phase in (Phase.ANNOUNCED, Phase.BIDDING)
    and step.whole_deal
    and step.name in ("announce", "disclose")
]


def named(steps: Sequence[tuple[Procedure, Step]]) -> list[Any]:
    return [pytest.param(p, s, id=f"{p.key}-{s.name}-{s.sources[0]}") for p, s in steps]


class TestNoticeOfAStep:
    @pytest.mark.parametrize(("procedure", "step"), named(STEPS))
    def test_is_written_in_words_whatever_was_chosen(self, procedure: Procedure, step: Step) -> None:
        assert step.notice
        classes = [procedure.particulars, procedure.lot_particulars, *([step.takes] if step.takes else [])]
        for turn in range(turns(*classes)):
            check(write(step.notice, context(procedure, step, turn=turn)))

    @pytest.mark.parametrize(("procedure", "step"), named([(p, s) for p, s in STEPS if s.takes]))
    def test_shows_what_was_handed_in_with_the_step(self, procedure: Procedure, step: Step) -> None:
        assert step.notice and step.takes
        shown = {row.label for s in write(step.notice, context(procedure, step)).sections for row in s.rows}
        asked = {i.label for i in particulars.describe(step.takes) if i.disclosure is Disclosure.OPEN}
        assert asked <= shown

    @pytest.mark.parametrize(("procedure", "step"), named(OPENING))
    def test_shows_every_public_field_when_it_calls_for_bids(self, procedure: Procedure, step: Step) -> None:
        assert step.notice
        content = write(step.notice, context(procedure, step))
        rows = {row.label for section in content.sections for row in section.rows}
        columns = {label for section in content.sections for label in section.header}
        for cls, shown in ((procedure.particulars, rows), (procedure.lot_particulars, columns | rows)):
            public = {i.label for i in particulars.describe(cls) if i.disclosure is Disclosure.OPEN}
            assert public <= shown
        for limit in step.opens:
            assert any(limit.title == line[0] for section in content.sections for line in section.table)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
class TestNoticeBesideTheSteps:
    def test_is_written_in_words(self, procedure: Procedure) -> None:
        for kind in notices(procedure) - {step.notice for step in procedure.steps}:
            for turn in range(len(Hold.Cause)):
                content = write(kind, context(procedure, None, turn=turn))
                check(content)
                assert len(content.sections) > 3

    def test_tells_the_organisers_reason_for_a_pause_and_nobody_elses(self, procedure: Procedure) -> None:
        assert procedure.hold_notices
        for turn, cause in enumerate(Hold.Cause):
            content = write(procedure.hold_notices.held, context(procedure, None, turn=turn))
            told = "".join(zh for zh, _, _ in written(content))
            assert ("示例原因" in told) == (cause is Hold.Cause.ORGANISER), cause
            assert "《示例法》第一条" in told and "第一标段" in told


class TestTemplates:
    def test_are_all_called_for(self) -> None:
        assert set(TEMPLATES) == {name for p in registry.procedures() for name in notices(p)}

    def test_say_how_bids_are_opened_where_they_call_for_them(self) -> None:
        for procedure, step in STEPS:
            if step.notice and step.notice.endswith(("_tender", "_invitation", "_prequalification")):
                told = list(written(write(step.notice, context(procedure, step))))
                assert {"15分钟", "示例补救方案"} <= {zh for zh, _, _ in told}, step.notice
                assert "15 minutes" in {en for _, en, _ in told}

    def test_name_winner_and_price_of_a_result(self) -> None:
        for procedure, step in STEPS:
            if step.notice and step.notice.endswith("_result") and "prequalification" not in step.notice:
                zh = "".join(words for words, _, _ in written(write(step.notice, context(procedure, step))))
                assert "示例一公司" in zh and "1,234,567.89" in zh, step.notice

    def test_do_not_name_who_lost_where_the_law_keeps_it(self) -> None:
        for procedure, step in STEPS:
            if step.notice in ("property_result", "land_result", "procurement_result"):
                zh = "".join(words for words, _, _ in written(write(step.notice, context(procedure, step))))
                assert "示例二公司" not in zh

    def test_never_name_who_complained(self) -> None:
        assert all(
            "party" not in words.lower()
            for procedure in PROCEDURES
            if procedure.complaints and procedure.complaints.notice
            for _, words, own in written(write(procedure.complaints.notice, context(procedure, None)))
            if own
        )


class TestChoices:
    """The closed lists behind the fields."""

    def test_have_words_in_both_languages(self) -> None:
        for procedure in registry.procedures():
            for cls in (procedure.particulars, procedure.lot_particulars):
                for choice in choices(cls):
                    for one in choice:
                        assert CJK.search(one.text.zh) and not CJK.search(one.text.en), one
