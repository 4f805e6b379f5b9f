"""Deals that run elsewhere."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from trading import particulars
from trading.law.grammar import Phase
from trading.law.procedure import Procedure
from trading.procedures import (
    external,
)


class TestExternal:
    @pytest.mark.parametrize("procedure", external.PROCEDURES, ids=lambda p: p.key)
    def test_reports_forward_only_from_any_earlier_state(self, procedure: Procedure) -> None:
        order = [s.name for s in procedure.states]
        assert procedure.initial == "received"
        for s in procedure.steps:
            assert s.roles == (Role.EXCHANGE,)
            assert s.name == f"report_{s.target}"
            earlier = {
                name
                for name in order
                if order.index(name) < order.index(s.target) and not procedure.state(name).final
            }
            assert set(s.sources) == earlier
        assert {s.target for s in procedure.steps} == set(order[1:])

    def test_serves_every_family(self) -> None:
        assert [p.kind for p in external.PROCEDURES] == ["construction", "land", "procurement", "property"]
        assert {p.method for p in external.PROCEDURES} == {"external"}

    def test_shows_each_public_phase_once(self) -> None:
        phases = [s.phase for s in external.STATES]
        assert phases == [p for p in Phase if p is not Phase.SUSPENDED]

    def test_needs_little(self) -> None:
        found = particulars.parse(
            external.ExternalParticulars, {"source_system": "suaee", "native_number": "R32026SH1000004"}
        )
        assert found.budget is None
        assert particulars.parse(external.ExternalLot, {}).winner == ""
        lot = {"winner": "甲公司", "award_amount": "4800000.00", "awarded_on": "2026-03-16"}
        assert lot.items() <= particulars.dump(particulars.parse(external.ExternalLot, lot)).items()
