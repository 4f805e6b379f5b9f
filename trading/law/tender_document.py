"""
Structured tender documents: what drives the bid form, the evaluation sheet and the printed volume.

Frozen dataclasses of plain values. `tender_document_problems` says what is wrong with a document as a whole;
`tender_document_json` carries it through JSON, decimals as text.

Scores are in points of one hundred: the criteria that experts score and the price share them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.decryption import Decryption
from trading.law.evaluation_terms import EvaluationTerms

WHOLE = Decimal(100)
QUANTITY_PLACES = 6
UNIT_PRICE_PLACES = 6
AMOUNT_PLACES = 2
SCORE_PLACES = 4


class Method(Choice):
    """How bids are compared."""

    COMPREHENSIVE_SCORE = "comprehensive_score", "综合评分法", "Comprehensive scoring"
    COMPREHENSIVE = "comprehensive", "综合评估法", "Comprehensive evaluation"
    LOWEST_PRICE = "lowest_price", "最低评标价法", "Lowest evaluated price (procurement)"
    LOWEST_EVALUATED = "lowest_evaluated", "经评审的最低投标价法", "Lowest evaluated price"
    REASONABLE_LOW = "reasonable_low", "合理低价法", "Reasonable low price"
    TECHNICAL_THEN_PRICE = (
        "technical_then_price",
        "技术评分最低标价法",
        "Lowest price among the technically best",
    )
    LOWEST_FINAL_OFFER = "lowest_final_offer", "最后报价最低法", "Lowest final offer"
    QUALITY_FIRST = "quality_first", "质量优先法", "Quality first"
    PRICE_FIRST = "price_first", "价格优先法", "Price first"
    HIGHEST_PRICE = "highest_price", "价高者得", "Highest price"
    WEIGHTED_QUOTE = "weighted_quote", "权重报价", "Weighted quotes"


# With these the price alone decides among the bids that comply: nothing is scored.
PRICE_ONLY = frozenset(
    {
        Method.LOWEST_PRICE,
        Method.LOWEST_EVALUATED,
        Method.REASONABLE_LOW,
        Method.LOWEST_FINAL_OFFER,
        Method.PRICE_FIRST,
        Method.HIGHEST_PRICE,
    }
)
# With these the experts' points are a hundred by themselves, and the price decides afterwards or not at all.
SCORED_WITHOUT_PRICE = frozenset({Method.TECHNICAL_THEN_PRICE, Method.QUALITY_FIRST})


class Judgement(Choice):
    """How a criterion is scored. Experts must agree on an objective one; a subjective one is averaged."""

    OBJECTIVE = "objective", "客观分", "Objective"
    SUBJECTIVE = "subjective", "主观分", "Subjective"


class Part(Choice):
    """To which sum the points of a criterion go."""

    TECHNICAL = "technical", "技术部分", "Technical"
    BUSINESS = "business", "商务部分", "Commercial"


class FieldKind(Choice):
    """What a bidder fills into one line of the price form."""

    MONEY = "money", "金额", "Amount"
    UNIT_PRICES = "unit_prices", "分项单价", "Unit price of every item"
    RATE = "rate", "比率（%）", "Rate (%)"
    CURRENCY = "currency", "币种", "Currency"
    DAYS = "days", "天数", "Days"
    DATE = "date", "日期", "Date"
    TEXT = "text", "文本", "Text"


class RequirementKind(Choice):
    """Who examines a requirement: before scoring, both are passed or failed."""

    QUALIFICATION = "qualification", "资格性要求", "Qualification"
    COMPLIANCE = "compliance", "符合性要求", "Compliance"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """
    A node of the criteria tree.

    `weight` is in points of one hundred; the children of a node share out its weight. A leaf has no children but a
    `judgement`, and is scored from `lowest` to `highest`, in steps of `step` where one is given: it earns
    score / highest x weight.
    """

    code: str
    name: str
    weight: Decimal
    judgement: Judgement | None = None
    lowest: Decimal = Decimal(0)
    highest: Decimal | None = None
    step: Decimal | None = None
    standard: str = ""
    part: Part = Part.TECHNICAL
    children: tuple[Criterion, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether experts score it."""
        return not self.children

    @property
    def max_score(self) -> Decimal:
        """The best score of a leaf; where none is given, its weight."""
        return self.weight if self.highest is None else self.highest

    def leaves(self) -> Iterator[Criterion]:
        """Yield the leaves below, or the leaf itself, in order."""
        if self.is_leaf:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self) -> Iterator[Criterion]:
        """Yield the node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, kw_only=True)
class Item:
    """A line of the bill of quantities or of the list of goods. Prices are in the form's currency, to six places."""

    number: str
    name: str
    unit: str
    quantity: Decimal
    ceiling_unit_price: Decimal | None = None
    specification: str = ""


@dataclass(frozen=True, kw_only=True)
class PriceField:
    """One line that a bidder fills in. `lowest` and `highest` bound a number."""

    code: str
    name: Text
    kind: FieldKind
    required: bool = True
    lowest: Decimal | None = None
    highest: Decimal | None = None


TOTAL = "total_price"
CLAIMS, SMALL_SHARE, BRAND = "claims", "small_share", "core_brand"
"""Fields in which a bidder claims preferences, says what small firms get, and names the brand of its core product."""


@dataclass(frozen=True, kw_only=True)
class PriceForm:
    """The form of the offer. `ceiling` is the highest total price that is accepted."""

    fields: tuple[PriceField, ...]
    currency: str = "CNY"
    tax_included: bool = True
    ceiling: Decimal | None = None

    def field(self, code: str) -> PriceField | None:
        """Return the line with a code, or `None`."""
        return next((f for f in self.fields if f.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What every bidder must show, with the evidence that is accepted."""

    code: str
    name: str
    kind: RequirementKind
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A chapter of plain text: instructions, terms of contract, technical requirements."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TenderDocument:
    """
    A whole document. `price_weight` is the price's share of the score, from 0 to 1.

    One that does not speak of `decryption` leaves it to custodians: no bidder has to be there to open its own bid. `evaluation`
    are the numbers of the ranking beside these; None in documents from before they were asked for.
    """

    title: str
    method: Method
    price_weight: Decimal
    price_form: PriceForm
    criteria: tuple[Criterion, ...] = ()
    items: tuple[Item, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    decryption: Decryption | None = None
    evaluation: EvaluationTerms | None = None

    def leaves(self) -> tuple[Criterion, ...]:
        """Return what experts score, in order."""
        return tuple(leaf for criterion in self.criteria for leaf in criterion.leaves())


def standard_fields(*, unit_prices: bool = False, tax: bool = True) -> tuple[PriceField, ...]:
    """Return the usual lines: total price, unit prices, tax rate, currency, validity and delivery period."""
    day = Decimal(1)
    rate = PriceField(
        code="tax_rate",
        name=Text("税率（%）", "Tax rate (%)"),
        kind=FieldKind.RATE,
        lowest=Decimal(0),
        highest=WHOLE,
    )
    units = PriceField(code="unit_prices", name=Text("分项单价", "Unit prices"), kind=FieldKind.UNIT_PRICES)
    lines = (
        PriceField(code=TOTAL, name=Text("投标总价", "Total price"), kind=FieldKind.MONEY, lowest=Decimal(0)),
        units if unit_prices else None,
        rate if tax else None,
        PriceField(code="currency", name=Text("币种", "Currency"), kind=FieldKind.CURRENCY),
        PriceField(
            code="validity_days",
            name=Text("投标有效期（日）", "Validity (days)"),
            kind=FieldKind.DAYS,
            lowest=day,
        ),
        PriceField(
            code="delivery_days",
            name=Text("工期（交货期，日）", "Delivery (days)"),
            kind=FieldKind.DAYS,
            lowest=day,
        ),
    )
    return tuple(line for line in lines if line is not None)


def policy_fields() -> tuple[PriceField, ...]:
    """Return the lines in which suppliers claim the preferences of procurement policy and name the core product's brand."""
    return (
        PriceField(
            code=CLAIMS,
            name=Text(
                "申请的政策优惠（小微企业、监狱企业、残疾人福利性单位、联合体、分包、本国产品）",
                "Preferences claimed (small, prison, welfare, joint, subcontract, domestic)",
            ),
            kind=FieldKind.TEXT,
            required=False,
        ),
        PriceField(
            code=SMALL_SHARE,
            name=Text("小微企业合同份额（%）", "Share of the contract for small firms (%)"),
            kind=FieldKind.RATE,
            required=False,
            lowest=Decimal(0),
            highest=WHOLE,
        ),
        PriceField(
            code=BRAND,
            name=Text("核心产品品牌", "Brand of the core product"),
            kind=FieldKind.TEXT,
            required=False,
        ),
    )
