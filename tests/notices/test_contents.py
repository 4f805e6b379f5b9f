"""What the law asks of each notice: no step is taken without it, and what is published says it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from accounts.roles import Role
from bidding.models import Auction
from foundation.text import Text
from notices.known import LABELS, SECTIONS
from notices.parts import NONE
from notices.writer import write
from notices.writing import Content
from tests.notices.sample import sample
from tests.notices.test_templates import AT, context
from tests.trading.law.test_statutes import articles, needs_laws, numeral, read, text_of
from trading import particulars, refusals, registry
from trading.law.facts import Facts
from trading.law.grammar import Phase, Step
from trading.law.notice_contents import FAMILIES, KINDS, contents, problems
from trading.law.notice_kinds import KNOWN, Asked
from trading.law.procedure import Procedure
from trading.law.procurement_selection import Source
from trading.law.property_choices import Competition
from trading.law.soundness import notices
from trading.models import Lot

PROCEDURES = registry.procedures()
ASKS_ALL = {"source": Source.RECOMMENDED, "competition": Competition.AUCTION, "managers_intend": True}
"""What a deal says of which everything is asked that may be."""


def cases(procedure: Procedure) -> Iterator[tuple[Step, Asked, str]]:
    """Yield each place of each notice that a step of a method calls for, once."""
    seen = set()
    for step in procedure.steps:
        for one, place in contents(step.notice, procedure):
            if (key := (step.notice, one.words, place)) not in seen:
                seen.add(key)
                yield step, one, place


each = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.key)


@cache
def filled(cls: type | None) -> Any:
    """Return an instance that says something in every field."""
    if cls is None:
        return None
    row = particulars.parse(cls, sample(cls))
    asks = {field.name for field in dataclasses.fields(row)} & ASKS_ALL.keys()
    return replace(row, **{name: ASKS_ALL[name] for name in asks})


def known(procedure: Procedure, step: Step, *, without: str = "") -> Facts:
    """Return the facts before a step that lacks nothing but what stands in one place."""
    rows = {
        "deal": filled(procedure.particulars),
        "lot": filled(procedure.lot_particulars),
        "step": filled(step.takes),
    }
    whose, _, name = without.partition(".")
    if name and rows[whose] is not None:
        value = getattr(rows[whose], name)
        empty = "" if type(value) is str else () if isinstance(value, tuple) else None
        rows[whose] = replace(rows[whose], **{name: empty})
    source = _source(procedure, step)
    return Facts(
        at=AT, state=source, deal_is_draft=_prepares(procedure, source), particulars=rows["deal"], lot=rows["lot"], data=rows["step"],
        has_agency=True,
    )  # fmt: skip


def _source(procedure: Procedure, step: Step) -> str:
    return next((one for one in step.sources if _prepares(procedure, one)), step.sources[0])


def _prepares(procedure: Procedure, state: str) -> bool:
    return procedure.state(state).phase is Phase.PREPARING


def asking(procedure: Procedure, step: Step, place: str) -> list[Step]:
    """Return the steps that ask for what stands in a place: its own, or where it cannot be mended then, those that end the preparation."""
    if place.startswith("step.") or _prepares(procedure, _source(procedure, step)):
        return [step]
    return [
        one
        for one in procedure.steps
        if _prepares(procedure, _source(procedure, one))
        and procedure.state(one.target).phase not in (Phase.PREPARING, Phase.FAILED)
    ]


def refused(procedure: Procedure, step: Step, facts: Facts) -> dict[str, str]:
    """Return what is said to be missing, each with its article."""
    lot = Lot(procedure_key=procedure.key)
    found = refusals.incomplete_notice(step, lot, facts)
    assert {one.code for one in found} <= {"notice_incomplete"}
    return {one.message.zh: str(one.law) for one in found}


def label_of(procedure: Procedure, step: Step, place: str) -> Text:
    whose, _, name = place.partition(".")
    cls = {"deal": procedure.particulars, "lot": procedure.lot_particulars, "step": step.takes}[whose]
    assert cls is not None
    return next(one.label for one in particulars.describe(cls) if one.name == name)


class TestAStep:
    @each
    def test_is_refused_while_anything_is_missing_that_the_law_asks_for(self, procedure: Procedure) -> None:
        for step, one, place in cases(procedure):
            if place.startswith(("known.", "period.")):
                continue  # The platform writes it, or the step itself opens it.
            asked = asking(procedure, step, place)
            assert asked, "nobody asks for it before it is too late"
            for before in asked:
                facts = known(procedure, before, without=place)
                if one.when is None or one.when(facts):
                    words = f"公告缺少“{label_of(procedure, step, place).zh}”"
                    assert list(refused(procedure, before, facts)) == [words], (before.name, one)

    @each
    def test_is_not_refused_where_nothing_is_missing(self, procedure: Procedure) -> None:
        for step in procedure.steps:
            assert refused(procedure, step, known(procedure, step)) == {}

    def test_asks_nothing_of_an_agency_where_there_is_none(self) -> None:
        procedure, step = opening("procurement", "open")
        facts = known(procedure, step, without="deal.agency_address")
        assert list(refused(procedure, step, facts)) == ["公告缺少“代理机构地址”"]
        assert refused(procedure, step, replace(facts, has_agency=False)) == {}

    def test_names_every_missing_field_once_with_its_article(self) -> None:
        procedure, step = opening("procurement", "open")
        facts = known(procedure, step)
        facts = replace(
            facts, particulars=replace(facts.particulars, organiser_address=" ", opening_place="")
        )
        assert refused(procedure, step, facts) == {
            "公告缺少“采购人地址”": "《政府采购货物和服务招标投标管理办法》第13条",
            "公告缺少“开标（开启）地点”": "《政府采购货物和服务招标投标管理办法》第13条",
        }

    def test_does_not_ask_for_what_can_be_filled_in_no_more(self) -> None:
        procedure, _ = opening("procurement", "open")
        step = next(one for one in procedure.steps if one.notice == "procurement_result")
        assert refused(procedure, step, known(procedure, step, without="deal.organiser_address")) == {}
        again, first = opening("procurement", "open")
        facts = replace(known(again, first, without="deal.organiser_address"), deal_is_draft=False)
        assert refused(again, first, facts) == {}

    def test_may_be_looked_at_before_anything_is_handed_in(self) -> None:
        procedure, _ = opening("procurement", "open")
        step = next(one for one in procedure.steps if one.notice == "procurement_result")
        assert refused(procedure, step, replace(known(procedure, step), data=None)) == {}


def opening(kind: str, method: str) -> tuple[Procedure, Step]:
    """Return a procedure and its announcement from the draft."""
    procedure = next(one for one in PROCEDURES if (one.kind, one.method) == (kind, method))
    step = procedure.step("announce", source="draft")
    assert step is not None
    return procedure, step


class TestANotice:
    @each
    def test_says_what_the_law_asks_for(self, procedure: Procedure) -> None:
        written: dict[str, Content] = {}
        for step, one, place in cases(procedure):
            assert step.notice
            if step.notice not in written:
                written[step.notice] = write(step.notice, context(procedure, step))
            assert says(written[step.notice], procedure, step, place), (step.notice, one, place)

    def test_of_a_procurement_says_where_its_parties_are(self) -> None:
        procedure, _ = opening("procurement", "open")
        step = next(one for one in procedure.steps if one.notice == "procurement_result")
        *_, contacts, closing = write("procurement_result", context(procedure, step)).sections
        assert contacts.heading == Text("八、联系方式", "8. Contacts")
        assert [row.label.zh for row in contacts.rows] == [
            "采购人地址", "采购人联系方式", "项目联系人", "联系电话", "代理机构地址", "代理机构联系方式",
        ]  # fmt: skip
        assert [(row.label.zh, row.value.zh) for row in closing.rows] == [
            ("发布依据", "《政府采购法实施条例》第43条第3款"), ("发布人", "示例组织单位"), ("落款日期", "2026年03月02日"),
        ]  # fmt: skip

    @each
    def test_of_an_auctions_schedule_says_what_the_law_asks_for(self, procedure: Procedure) -> None:
        if procedure.auction is None:
            return
        kind = procedure.auction.scheduled
        asked = list(contents(kind, procedure))
        assert asked, kind
        auction = Auction(form="listing", starts_at=AT, room="一号竞价室", rules_sha256="a" * 64)
        written = write(kind, replace(context(procedure, None), auction=auction))
        for one, place in asked:
            assert says(written, procedure, procedure.steps[0], place), (kind, one, place)

    def test_of_a_supervisor_is_not_signed_by_the_organiser(self) -> None:
        procedure, _ = opening("procurement", "open")
        step = next(one for one in procedure.steps if one.notice and one.roles == (Role.SUPERVISOR,))
        *_, closing = write(step.notice or "", context(procedure, step)).sections
        assert [row.label.zh for row in closing.rows] == ["发布依据", "落款日期"]


def says(content: Content, procedure: Procedure, step: Step, place: str) -> bool:
    """Tell whether what stands in a place is printed, under its name."""
    whose, _, name = place.partition(".")
    if whose == "known" and name in SECTIONS:
        return any(SECTIONS[name] in section.heading.zh for section in content.sections)
    said = told(content)
    if whose == "period":
        return procedure.limits()[name].title.zh in said[Text("期限", "Period")]
    if place == "known.organiser":
        return said[procedure.organiser_title] == {"示例组织单位"}
    if place == "known.committed":
        return any("示例承诺" in values for values in said.values())
    label = LABELS[name] if whose == "known" else label_of(procedure, step, place)
    return bool(said.get(label, set()) - {NONE.zh})


def told(content: Content) -> dict[Text, set[str]]:
    """Return what a notice says, in rows and in columns, by label."""
    found: dict[Text, set[str]] = {}
    for section in content.sections:
        for row in section.rows:
            found.setdefault(row.label, set()).add(row.value.zh)
        for line in section.table:
            for label, cell in zip(section.header, line, strict=True):
                found.setdefault(label, set()).add(cell.zh)
    return found


class TestTheTables:
    def test_name_nothing_that_no_notice_writes(self) -> None:
        assert {*LABELS, *SECTIONS, "organiser", "committed"} == KNOWN
        places = {place for kind in KINDS.values() for one in kind.contents for place in one.places}
        assert {place.removeprefix("known.") for place in places if place.startswith("known.")} == KNOWN

    def test_are_each_called_for_by_a_method_of_their_family(self) -> None:
        for family, kinds in FAMILIES.items():
            ours = [one for one in PROCEDURES if one.kind == family]
            for kind in kinds.values():
                callers = [one for one in ours if kind.name in notices(one)]
                for one in kind.contents:
                    assert any(one.concerns(p.particulars, p.lot_particulars) for p in callers), one

    def test_are_told_from_tables_that_cannot_provide_what_is_asked(self) -> None:
        procedure, step = opening("procurement", "open")
        blind = replace(procedure, steps=(replace(step, opens=()),), lot_particulars=Facts)
        found = list(problems(blind, {state.name: () for state in procedure.states}))
        assert [words.split("(")[0] for words in found] == [
            "'procurement_tender' of step 'announce' lacks 'lot.ceiling_price' ",
            *(
                f"'procurement_tender' of step 'announce' lacks 'period.{name}' "
                for name in ("documents", "notice_period", "bidding")
            ),
        ]

    @needs_laws
    @pytest.mark.parametrize(
        "kind", [one for one in KINDS.values() if one.contents], ids=lambda one: one.name
    )
    def test_speak_in_the_words_of_the_law(self, kind: Any) -> None:
        for one in filter(lambda one: read(one.law), kind.contents):
            number, _, paragraph = one.law.number.partition("-")
            said = articles(one.law.statute)[numeral(int(number))] if number else (text_of(one.law.statute),)
            assert one.words in (said[int(paragraph) - 1] if paragraph else "".join(said)), one
