"""What bidders commit themselves to in their offers, and what candidates' publicity tells of it. Nothing here knows Django."""

from __future__ import annotations

from typing import Final

from foundation.text import Text
from trading.law.tender_document import FieldKind, PriceField, TenderDocument

QUALITY, DURATION, QUALIFICATION = "quality", "delivery_days", "qualification"
LEADER, CERTIFICATE = "project_leader", "leader_certificate"
ALWAYS: Final = (QUALITY, DURATION, QUALIFICATION)
OF_THE_LEADER: Final = (LEADER, CERTIFICATE)
COMMITMENTS: Final = (*ALWAYS, *OF_THE_LEADER)
"""The lines of an offer that are told of each candidate, in the order of 招标公告和公示信息发布管理办法第六条."""
UNASKED: Final = "commitments_unasked"
"""The guard of a notice that asks for them, by its name."""


def asked(document: TenderDocument) -> frozenset[str]:
    """Return the codes of the lines that are told of candidates and that every offer must fill in."""
    return frozenset(COMMITMENTS) & {one.code for one in document.price_form.fields if one.required}


def commitment_fields() -> tuple[PriceField, ...]:
    """Return the lines that `standard_fields` lacks: quality, qualification, the project leader and its certificate."""
    return (
        _words(QUALITY, Text("质量承诺", "Quality")),
        _words(QUALIFICATION, Text("响应的资格能力条件", "Qualification and capacity")),
        _words(LEADER, Text("项目负责人", "Project leader")),
        _words(CERTIFICATE, Text("项目负责人证书名称及编号", "Leader's certificate and its number")),
    )


def _words(code: str, name: Text) -> PriceField:
    return PriceField(code=code, name=name, kind=FieldKind.TEXT)
