"""A requirement of a document is no ground of the law: by its code both are told of a bid that fails."""

from __future__ import annotations

from dataclasses import replace

from tests.trading.law.test_tender_document import DOCUMENT
from trading import registry
from trading.actions import documents
from trading.models import Deal


def test_no_requirement_takes_the_code_of_a_ground() -> None:
    key = next(one.key for one in registry.procedures() if (one.kind, one.method) == ("procurement", "open"))
    first, *others = DOCUMENT.requirements
    for code, is_taken in ((first.code, False), ("not_capable", True), ("collusion", True)):
        said = replace(DOCUMENT, requirements=(replace(first, code=code), *others))
        found = [one.zh for one in documents._taken(said, Deal(procedure_key=key))]
        assert [code in one for one in found] == [True] * is_taken
