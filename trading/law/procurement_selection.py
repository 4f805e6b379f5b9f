"""How suppliers are chosen who are asked without a notice: drawn from the library or recommended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.grammar import Guard, Law
from trading.law.guards import require
from trading.law.labels import Disclosure, Label, LongText, MinLen, ShortText
from trading.law.procurement_particulars import CompetedPackage, Count, ScoredPackage
from trading.law.statutes import ORDER_74


class Source(Choice):
    """How the suppliers that are asked are found (74号令 art. 12; 财库〔2014〕214号 art. 6)."""

    NOTICE = "notice", "发布公告", "By public notice"
    LIBRARY = "library", "供应商库中随机抽取", "Drawn from the supplier library"
    RECOMMENDED = "recommended", "采购人和评审专家分别书面推荐", "Recommended in writing"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The suppliers that were chosen to be asked, and how: none but these may respond."""

    source: Annotated[Source, Label("选择方式", "How they were found", ORDER_74.article("12"))]
    pool: Annotated[Count, Label("备选供应商总数", "Suppliers to choose from")]
    suppliers: Annotated[
        tuple[ShortText, ...],
        MinLen(1),
        Label(
            "选定的供应商（统一社会信用代码）",
            "Suppliers chosen (credit codes)",
            ORDER_74.article("12"),
            disclosure=Disclosure.WITHHELD,
        ),
    ]
    recommended_by_purchaser: Annotated[Count, Label("其中采购人推荐数", "Recommended by the purchaser")] = 0
    record: Annotated[LongText, Label("选择过程记录", "Record of the choice")]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What is kept of the choice with the package; who was chosen is nobody's to know before the offers are opened."""

    drawn: Annotated[
        tuple[ShortText, ...],
        Label(
            "抽取或者推荐选定的供应商（统一社会信用代码，选定时记录）",
            "Suppliers chosen (credit codes, kept at the choice)",
            ORDER_74.article("12"),
            disclosure=Disclosure.WITHHELD,
        ),
    ] = ()


@dataclass(frozen=True, kw_only=True)
class ChosenCompetedPackage(Chosen, CompetedPackage):
    """A package for which prices compete, among those chosen where suppliers are not found by notice."""


@dataclass(frozen=True, kw_only=True)
class ChosenScoredPackage(Chosen, ScoredPackage):
    """A package that is scored, likewise."""


def suppliers_chosen(law: Law) -> Guard:
    """Require that three or more suppliers were chosen, by a way that needs no notice."""
    title = Text("以抽取或者推荐方式选定不少于3家", "three or more chosen by draw or recommendation")
    return require(
        "too_few_chosen",
        title,
        lambda f: (
            f.data is None
            or (
                3 <= len(set(f.data.suppliers)) == len(f.data.suppliers) <= f.data.pool
                and f.data.source is not Source.NOTICE
            )
        ),
        law=law,
    )


def recommended_by_half(law: Law) -> Guard:
    """Require that the purchaser recommended no more than half of those recommended."""
    title = Text("采购人推荐的不高于推荐总数的50%", "the purchaser recommended half of them at most")
    return require(
        "purchaser_recommends_too_many",
        title,
        lambda f: (
            f.data is None
            or f.data.source is not Source.RECOMMENDED
            or 2 * f.data.recommended_by_purchaser <= f.data.pool
        ),
        law=law,
    )


def by_notice(law: Law) -> Guard:
    """Require that suppliers are found by public notice."""
    return require(
        "not_by_notice",
        Text("以公告方式邀请供应商", "suppliers are found by notice"),
        lambda f: f.particulars.source is Source.NOTICE,
        law=law,
    )


def not_by_notice(law: Law) -> Guard:
    """Require that suppliers are drawn or recommended."""
    return require(
        "by_notice",
        Text("以抽取或者推荐方式邀请供应商", "suppliers are drawn or recommended"),
        lambda f: f.particulars.source is not Source.NOTICE,
        law=law,
    )


@dataclass(frozen=True, kw_only=True)
class Approach:
    """How a procurement by another method than a tender finds its suppliers."""

    source: Annotated[Source, Label("邀请供应商的方式", "How suppliers are found", ORDER_74.article("12"))]
