"""The forms of drafts: what every deal and every lot says of itself, before what its procedure asks beside that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from django.http import QueryDict

from accounts.models import Party
from foundation import codes
from foundation.errors import Invalid
from foundation.text import Text
from portal.desk import forms, typed
from portal.desk.forms import Field
from portal.desk.typed import Tree
from trading import particulars
from trading.law.labels import Amount, Label, MaxLen, MinLen
from trading.models import Deal, Lot

OWN, PREFIX = "own", "particulars"
"""How the names of inputs begin: of what every draft has, and of what its procedure asks."""


@dataclass(frozen=True, kw_only=True)
class DealHead:
    """What every deal says of itself."""

    title: Annotated[str, MinLen(1), MaxLen(300), Label("项目名称", "Title of the deal")]
    region: Annotated[
        str,
        MinLen(6),
        MaxLen(6),
        Label(
            "地区",
            "Region",
            hint=Text("六位行政区划代码，如 370202", "The six-digit code of GB/T 2260, as 370202"),
        ),
    ]
    sector: Annotated[
        str,
        MinLen(1),
        MaxLen(40),
        Label("行业", "Sector", hint=Text("行业代码，如 housing、land", "A code, such as housing or land")),
    ]
    classification: Annotated[str, MaxLen(3), Label("交易分类", "Class of deal")] = ""
    estimate: Annotated[Amount | None, Label("金额（元）", "Amount (yuan)")] = None
    project_code: Annotated[str, MaxLen(24), Label("投资项目代码", "Code of the project")] = ""
    agency: Annotated[
        str,
        MaxLen(18),
        Label(
            "代理机构", "Agency",
            hint=Text("受委托机构的统一社会信用代码；自行组织的留空", "Its unified social credit code; empty where there is none"),
        ),
    ] = ""  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LotHead:
    """What every lot says of itself."""

    title: Annotated[str, MinLen(1), MaxLen(300), Label("标段（包、宗地、标的）名称", "Title of the lot")]
    estimate: Annotated[Amount | None, Label("金额（元）", "Amount (yuan)")] = None


@dataclass(frozen=True)
class Draft:
    """A form in two parts, and what was typed into each."""

    head: Sequence[Field]
    particulars: Sequence[Field]

    @property
    def fields(self) -> Sequence[Field]:
        """All inputs."""
        return [*self.head, *self.particulars]


def form(head: type, cls: type, own: Tree | None, asked: Tree | None) -> Draft:
    """Return the form of a draft, filled with what was typed or is kept."""
    fields = [_with_choices(one) for one in forms.fields(head, own, OWN)]
    return Draft(fields, forms.fields(cls, asked, PREFIX))


def _with_choices(field: Field) -> Field:
    if field.path == "classification":
        listed = [
            (code, Text(f"{code} {title.zh}", f"{code} {title.en}")) for code, title in codes.CLASSES.items()
        ]
        return replace(field, kind="choice", choices=listed)
    return field


def typed_into(head: type, cls: type, given: QueryDict) -> tuple[Tree, Tree]:
    """Return what was typed into both parts of a form."""
    return typed.shown(head, given, OWN), typed.shown(cls, given, PREFIX)


def of_deal(deal: Deal) -> tuple[Tree, Tree]:
    """Return what a draft says, as it would be typed."""
    own = {
        name: getattr(deal, name) for name in ("title", "region", "sector", "classification", "project_code")
    }
    agency = deal.agency.code if deal.agency else ""
    kept = own | {"estimate": _amount(deal.estimate), "agency": agency}
    return typed.of_stored(DealHead, kept), typed.of_stored(deal.procedure.particulars, deal.particulars)


def of_lot(lot: Lot) -> tuple[Tree, Tree]:
    """Return what a lot in preparation says, as it would be typed."""
    kept = {"title": lot.title, "estimate": _amount(lot.estimate)}
    return typed.of_stored(LotHead, kept), typed.of_stored(lot.procedure.lot_particulars, lot.particulars)


def _amount(value: Any) -> str | None:
    return None if value is None else str(value)


def deal_values(own: Tree) -> dict[str, Any]:
    """
    Return the head of a deal as its actions take it.

    :raises Invalid: for what is wrong in it, and `unknown_agency` for a code that no agency has.
    """
    head = _head(DealHead, own)
    kept = {
        one.name: getattr(head, one.name) for one in particulars.describe(DealHead) if one.name != "agency"
    }
    return kept | {"agency_id": _agency(head.agency)}


def lot_values(own: Tree) -> dict[str, Any]:
    """Return the head of a lot as its actions take it. :raises Invalid: for what is wrong in it."""
    head = _head(LotHead, own)
    return {"title": head.title, "estimate": head.estimate}


def _head(cls: type, own: Tree) -> Any:
    """Return the head of a form; what is wrong in it is said with the names of its inputs, for particulars may be called the same."""
    try:
        return particulars.parse(cls, typed.to_json(cls, own))
    except Invalid as refused:
        fields = {f"{OWN}.{name}": said for name, said in refused.fields.items()}
        raise Invalid(refused.code, refused.message, fields=fields) from refused


def _agency(code: str) -> str | None:
    if not code:
        return None
    found = Party.objects.filter(code=code.upper()).values_list("id", flat=True).first()
    if found is None:
        words = Text("没有这个代理机构", "There is no such agency")
        raise Invalid("unknown_agency", words, fields={"agency": [words]})
    return found
