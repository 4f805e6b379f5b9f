"""Every procedure says in which codes of the Open Contracting Data Standard it is told."""

from __future__ import annotations

import dataclasses
import typing
from enum import Enum

import pytest

from trading import particulars, registry
from trading.law.grammar import Phase
from trading.law.labels import Disclosure
from trading.law.ocds import Method
from trading.law.procedure import Procedure

PROCEDURES = registry.procedures()


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.key)
class TestAProcedure:
    def test_has_a_method_unless_it_runs_elsewhere(self, procedure: Procedure) -> None:
        assert (procedure.ocds.method is Method.UNSAID) == (procedure.method == "external")

    def test_reads_public_fields_that_it_has(self, procedure: Procedure) -> None:
        terms = procedure.ocds
        of_the_deal = {one.name: one for one in particulars.describe(procedure.particulars)}
        of_the_lot = {one.name: one for one in particulars.describe(procedure.lot_particulars)}
        reported = dataclasses.astuple(terms.reported) if terms.reported else ()
        wanted = [of_the_deal[one] for one in (terms.by, terms.framework) if one]
        wanted += [
            of_the_lot[one] for one in (terms.value, terms.least, *reported) if one and one in of_the_lot
        ]
        assert all(one.disclosure is Disclosure.OPEN for one in wanted)

    def test_has_a_category_for_whatever_the_deal_may_say(self, procedure: Procedure) -> None:
        terms = procedure.ocds
        if terms.by:
            hint = typing.get_type_hints(procedure.particulars)[terms.by]
            assert issubclass(hint, Enum)
            assert {one.value for one in hint} == terms.categories.keys()
        assert {terms.category, *terms.categories.values()} <= {"", "goods", "works", "services"}

    def test_ends_by_somebodys_will_only_in_failure(self, procedure: Procedure) -> None:
        ends = [one for one in procedure.states if one.name in procedure.ocds.called_off]
        assert all(one.phase is Phase.FAILED for one in ends)
