"""Structured tender documents: what is wrong with one, and that none changes on its way through JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import Text
from toolkit import shapes
from trading import particulars
from trading.law.decryption import LEAST_MINUTES, Decryption, Opener
from trading.law.tender_document import (
    PRICE_ONLY,
    SCORED_WITHOUT_PRICE,
    Chapter,
    Criterion,
    FieldKind,
    Item,
    Judgement,
    Method,
    PriceField,
    PriceForm,
    Requirement,
    RequirementKind,
    TenderDocument,
    standard_fields,
)
from trading.law.tender_document_json import from_dict, to_dict
from trading.law.tender_document_problems import problems

D = Decimal
SCORED = sorted(set(Method) - PRICE_ONLY - SCORED_WITHOUT_PRICE)
OBJECTIVE, SUBJECTIVE = Judgement.OBJECTIVE, Judgement.SUBJECTIVE


def leaf(code: str, weight: str, judgement: Judgement | None = OBJECTIVE, **more: Any) -> Criterion:
    return Criterion(code=code, name=f"评分项{code}", weight=D(weight), judgement=judgement, **more)


DOCUMENT = TenderDocument(
    title="医疗设备采购招标文件",
    method=Method.COMPREHENSIVE_SCORE,
    price_weight=D("0.3"),
    price_form=PriceForm(fields=standard_fields(unit_prices=True), ceiling=D("950000.00")),
    criteria=(
        Criterion(
            code="technical",
            name="技术部分",
            weight=D(50),
            children=(
                leaf("parameters", "30", step=D("0.5"), standard="每负偏离一项扣0.5分"),
                leaf("plan", "20", SUBJECTIVE, highest=D(100), lowest=D(60)),
            ),
        ),
        leaf("service", "20", SUBJECTIVE),
    ),
    items=(
        Item(number="1", name="彩超", unit="台", quantity=D(2), ceiling_unit_price=D("450000")),
        Item(number="2", name="耦合剂", unit="瓶", quantity=D("100.123456"), specification="250 ml"),
    ),
    requirements=(
        Requirement(
            code="licence",
            name="医疗器械经营许可",
            kind=RequirementKind.QUALIFICATION,
            evidence="许可证扫描件",
        ),
    ),
    chapters=(Chapter(title="投标人须知", text="一、总则"),),
    decryption=Decryption(by=Opener.BIDDER, minutes=15, remedy="延长解密时间"),
)


def words(document: TenderDocument) -> list[str]:
    return [p.en for p in problems(document)]


@st.composite
def criteria(draw: st.DrawFn, weight: Decimal, code: str, depth: int = 0) -> Criterion:
    """A node of a given weight: a leaf, or parts that come to it exactly."""
    if depth == 3 or draw(st.booleans()):
        return Criterion(
            code=code,
            name="项",
            weight=weight,
            judgement=draw(st.sampled_from(Judgement)),
            highest=draw(st.sampled_from([None, D(10), D(100)])),
        )
    parts = draw(shares(weight))
    return Criterion(
        code=code,
        name="组",
        weight=weight,
        children=tuple(draw(criteria(w, f"{code}_{i}", depth + 1)) for i, w in enumerate(parts)),
    )


def shares(weight: Decimal) -> st.SearchStrategy[list[Decimal]]:
    """Lists of positive weights, to a hundredth, that come to `weight`."""
    units = int(weight * 100)
    cuts = st.sets(st.integers(1, max(units - 1, 1)), max_size=3).map(
        lambda s: sorted(c for c in s if c < units)
    )
    return cuts.map(lambda cs: [D(b - a) / 100 for a, b in zip([0, *cs], [*cs, units], strict=True)])


@st.composite
def documents(draw: st.DrawFn) -> TenderDocument:
    """Any sound document."""
    method = draw(st.sampled_from(Method))
    price = D(1) if method in PRICE_ONLY else D(0)
    if method in SCORED:
        price = D(draw(st.integers(1, 99))) / 100
    points = 100 - price * 100
    tree = (
        () if points == 0 else tuple(draw(criteria(w, f"c{i}")) for i, w in enumerate(draw(shares(points))))
    )
    quantities = draw(st.lists(st.decimals(D("0.000001"), D(10) ** 9, places=6), max_size=4))
    ceilings = st.none() | st.decimals(D("0.000001"), D(10) ** 6, places=6)
    items = tuple(
        Item(number=str(i), name="项目", unit="m³", quantity=q, ceiling_unit_price=draw(ceilings))
        for i, q in enumerate(quantities)
    )
    form = PriceForm(
        fields=standard_fields(unit_prices=bool(items) and draw(st.booleans()), tax=draw(st.booleans())),
        tax_included=draw(st.booleans()),
        ceiling=draw(st.none() | st.decimals(1, 10**12, places=2)),
    )
    texts = st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"),
        min_size=1,
        max_size=20,
    )
    chapters = tuple(Chapter(title=t, text=t) for t in draw(st.lists(texts, max_size=2)))
    return TenderDocument(
        title="文件",
        method=method,
        price_weight=price,
        price_form=form,
        criteria=tree,
        items=items,
        chapters=chapters,
    )


class TestProblems:
    def test_are_none_in_a_sound_document(self) -> None:
        assert problems(DOCUMENT) == []

    @given(documents())
    def test_are_none_in_any_sound_document(self, document: TenderDocument) -> None:
        assert problems(document) == []

    @given(
        documents().filter(lambda d: d.criteria), st.data(), st.sampled_from([D("0.01"), D("-0.01"), D(7)])
    )
    def test_find_points_that_do_not_add_up(
        self, document: TenderDocument, data: st.DataObject, change: Decimal
    ) -> None:
        index = data.draw(st.integers(0, len(document.criteria) - 1))
        changed = list(document.criteria)
        changed[index] = replace(changed[index], weight=changed[index].weight + change)
        found = words(replace(document, criteria=tuple(changed)))
        assert any("they must be 100" in w for w in found)

    @given(documents().filter(lambda d: d.items))
    def test_find_an_item_number_that_occurs_twice(self, document: TenderDocument) -> None:
        doubled = replace(document, items=(*document.items, document.items[0]))
        assert words(doubled) == [f"Item number “{document.items[0].number}” occurs twice"]

    @pytest.mark.parametrize("method", sorted(PRICE_ONLY))
    def test_find_criteria_where_only_the_price_decides(self, method: Method) -> None:
        assert any("scores nothing" in w for w in words(replace(DOCUMENT, method=method)))
        assert words(replace(DOCUMENT, method=method, criteria=(), price_weight=D(1))) == []

    @pytest.mark.parametrize("method", sorted(SCORED_WITHOUT_PRICE))
    def test_find_a_price_weight_where_the_price_is_not_scored(self, method: Method) -> None:
        assert "The price takes no part in the score: weight 0" in words(replace(DOCUMENT, method=method))
        sound = replace(DOCUMENT, method=method, price_weight=D(0), criteria=(leaf("all", "100"),))
        assert words(sound) == []

    @pytest.mark.parametrize("weight", ["0", "1", "-0.1", "1.1", "0.30001", "NaN"])
    def test_find_a_price_weight_that_cannot_be(self, weight: str) -> None:
        assert any("price weight" in w for w in words(replace(DOCUMENT, price_weight=D(weight))))

    @pytest.mark.parametrize(
        ("bad", "expected"),
        [
            (leaf("service", "20", judgement=None), "“评分项service” must be objective or subjective"),
            (leaf("service", "20", lowest=D(20)), "The points of “评分项service” are positive, the lowest below the highest"),
            (leaf("service", "20", lowest=D(-1)), "The points of “评分项service” are positive, the lowest below the highest"),
            (leaf("service", "20", step=D(3)), "The steps of “评分项service” do not fit its range"),
            (leaf("service", "20", step=D(0)), "The steps of “评分项service” do not fit its range"),
            (leaf("service", "20", highest=D("0.00001")), "The points of “评分项service” have at most 4 places"),
            (leaf("plan", "20"), "Criterion code “plan” occurs twice"),
            (leaf("Service", "20"), "Criterion code “Service” is not in lower case letters, digits and underscores"),
            (replace(leaf("service", "20"), name=" "), "Criterion “ ” has no name"),
            (
                replace(leaf("service", "20"), children=(leaf("speed", "20"),)),
                "“评分项service” has parts and cannot be scored itself",
            ),
            (
                Criterion(code="service", name="服务", weight=D(20), children=(leaf("speed", "19.5"),)),
                "The parts of “服务” come to 19.5 points; they must be 20",
            ),
        ],
    )  # fmt: skip
    def test_find_what_is_wrong_with_a_criterion(self, bad: Criterion, expected: str) -> None:
        assert words(replace(DOCUMENT, criteria=(DOCUMENT.criteria[0], bad))) == [expected]

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({"quantity": D(0)}, "The quantity of item “1” is positive, with at most 6 places"),
            ({"quantity": D("1.0000001")}, "The quantity of item “1” is positive, with at most 6 places"),
            ({"ceiling_unit_price": D(0)}, "The ceiling of item “1” is positive, with at most 6 places"),
            (
                {"ceiling_unit_price": D("0.0000001")},
                "The ceiling of item “1” is positive, with at most 6 places",
            ),
            ({"unit": ""}, "Item “1” needs a number, a name and a unit"),
        ],
    )
    def test_find_what_is_wrong_with_an_item(self, change: dict[str, Any], expected: str) -> None:
        assert words(replace(DOCUMENT, items=(replace(DOCUMENT.items[0], **change),))) == [expected]

    def test_find_a_price_form_without_a_total(self) -> None:
        form = PriceForm(fields=standard_fields()[1:])
        assert words(replace(DOCUMENT, price_form=form)) == ["The price form asks for a total price"]
        optional = replace(DOCUMENT.price_form.fields[0], required=False)
        assert words(replace(DOCUMENT, price_form=PriceForm(fields=(optional,)))) == [
            "The price form asks for a total price"
        ]

    def test_find_unit_prices_of_nothing(self) -> None:
        assert words(replace(DOCUMENT, items=())) == ["Unit prices are asked for, but there are no items"]

    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            (replace(DOCUMENT.price_form, currency="元"), "The currency is a code of three letters"),
            (
                replace(DOCUMENT.price_form, ceiling=D("0.001")),
                "The ceiling is positive, with at most 2 places",
            ),
            (replace(DOCUMENT.price_form, ceiling=D(0)), "The ceiling is positive, with at most 2 places"),
        ],
    )
    def test_find_what_is_wrong_with_the_price_form(self, form: PriceForm, expected: str) -> None:
        assert words(replace(DOCUMENT, price_form=form)) == [expected]

    def test_find_bounds_that_bound_nothing(self) -> None:
        note = PriceField(code="note", name=Text("备注", "Note"), kind=FieldKind.TEXT, lowest=D(1))
        rate = PriceField(
            code="rate", name=Text("率", "Rate"), kind=FieldKind.RATE, lowest=D(2), highest=D(1)
        )
        form = replace(DOCUMENT.price_form, fields=(*DOCUMENT.price_form.fields, note, rate))
        assert words(replace(DOCUMENT, price_form=form)) == [
            "“Note” is no number and has no bounds",
            "The bounds of “Rate” are the wrong way round",
        ]

    def test_find_a_requirement_without_evidence(self) -> None:
        bare = replace(DOCUMENT.requirements[0], evidence="")
        assert words(replace(DOCUMENT, requirements=(bare,))) == [
            "Requirement “licence” needs a name and its evidence"
        ]

    @pytest.mark.parametrize(("minutes", "remedy", "found"), [
        (10, "延长", []), (9, "延长", ["from 10 to 1440"]), (1441, "延长", ["from 10 to 1440"]), (0, " ", ["from 10", "does not open"]),
    ])  # fmt: skip
    def test_find_what_is_wrong_with_the_opening(self, minutes: int, remedy: str, found: list[str]) -> None:
        said = Decryption(by=Opener.CUSTODIANS, minutes=minutes, remedy=remedy)
        told = words(replace(DOCUMENT, decryption=said))
        assert len(told) == len(found) and all(one in two for one, two in zip(found, told, strict=True))

    def test_leave_the_time_that_the_format_wants(self) -> None:
        assert LEAST_MINUTES * 60 == shapes.LEAST_S

    def test_are_all_told_at_once(self) -> None:
        assert len(problems(replace(DOCUMENT, title="", items=(), price_weight=D("0.2")))) == 3


class TestLeaves:
    def test_are_what_experts_score_in_order(self) -> None:
        assert [c.code for c in DOCUMENT.leaves()] == ["parameters", "plan", "service"]
        assert [c.max_score for c in DOCUMENT.leaves()] == [D(30), D(100), D(20)]

    @given(documents())
    def test_share_out_all_points_that_the_price_does_not_have(self, document: TenderDocument) -> None:
        assert sum((c.weight for c in document.leaves()), start=D(0)) + document.price_weight * 100 == 100


class TestJson:
    @given(documents())
    def test_gives_the_same_document_back(self, document: TenderDocument) -> None:
        assert from_dict(json.loads(json.dumps(to_dict(document)))) == document

    @given(documents())
    def test_is_read_alike_by_the_particulars_adapter(self, document: TenderDocument) -> None:
        assert particulars.parse(TenderDocument, to_dict(document)) == document

    def test_writes_decimals_as_plain_text(self) -> None:
        written = to_dict(replace(DOCUMENT, items=(replace(DOCUMENT.items[0], quantity=D("1E+3")),)))
        assert written["items"][0]["quantity"] == "1000"
        assert written["method"] == "comprehensive_score"
        assert written["price_form"]["fields"][0]["name"] == {"zh": "投标总价", "en": "Total price"}

    @pytest.mark.parametrize(
        ("path", "value", "expected"),
        [
            (("title",), None, "title: str is expected"),
            (("title",), "a\x00b", "title: contains a character that is not allowed"),
            (("price_weight",), 0.3, "price_weight: a number as text is expected"),
            (("price_weight",), "NaN", "price_weight: a number as text is expected"),
            (("method",), "guess", "method: not one of"),
            (("surprise",), 1, "surprise: unknown field"),
            (("items", 0, "quantity"), "1e3", r"items\[0\].quantity: a number as text is expected"),
            (
                ("criteria", 0, "children", 1, "judgement"),
                "mood",
                r"criteria\[0\].children\[1\].judgement: not one of",
            ),
            (("price_form",), [], "price_form: an object is expected"),
            (("chapters",), "text", "chapters: a list is expected"),
            (("price_form", "tax_included"), 1, "price_form.tax_included: bool is expected"),
        ],
    )
    def test_refuses_what_is_no_document(
        self, path: tuple[str | int, ...], value: Any, expected: str
    ) -> None:
        raw: Any = to_dict(DOCUMENT)
        place = raw
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        with pytest.raises(ValueError, match=f"^{expected}"):
            from_dict(raw)

    @pytest.mark.parametrize("name", ["title", "method", "price_weight", "price_form"])
    def test_refuses_a_document_without_what_it_needs(self, name: str) -> None:
        raw = {k: v for k, v in to_dict(DOCUMENT).items() if k != name}
        with pytest.raises(ValueError, match=f"^{name}: missing"):
            from_dict(raw)

    def test_refuses_a_tree_without_end(self) -> None:
        node = to_dict(DOCUMENT)["criteria"][1]
        for _ in range(500):
            node = {**node, "children": [node]}
        with pytest.raises(ValueError, match="nested too deeply"):
            from_dict({**to_dict(DOCUMENT), "criteria": [node]})
