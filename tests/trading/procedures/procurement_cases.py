"""Facts and steps of the methods of government procurement, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.trading.procedures.procurement_examples import EXAMPLES
from trading import particulars
from trading.law.facts import Facts
from trading.law.grammar import Step
from trading.procedures import (
    procurement_call_off,
    procurement_consultation,
    procurement_framework_closed,
    procurement_framework_open,
    procurement_inquiry,
    procurement_invited,
    procurement_negotiation,
    procurement_open,
    procurement_open_prequalified,
    procurement_single_source,
)

MODULES = (
    procurement_call_off,
    procurement_consultation,
    procurement_framework_closed,
    procurement_framework_open,
    procurement_inquiry,
    procurement_invited,
    procurement_negotiation,
    procurement_open,
    procurement_open_prequalified,
    procurement_single_source,
)
PROCEDURES = {p.method: p for module in MODULES for p in module.PROCEDURES}
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def facts(
    method: str, deal: dict[str, Any] | None = None, lot: dict[str, Any] | None = None, **known: Any
) -> Facts:
    """Return the facts of a method's example, with changes."""
    procedure, (d, package) = PROCEDURES[method], EXAMPLES[method]
    return Facts(
        at=AT,
        particulars=particulars.parse(procedure.particulars, d | (deal or {})),
        lot=particulars.parse(procedure.lot_particulars, package | (lot or {})),
        **known,
    )


def step(method: str, name: str, source: str) -> Step:
    found = PROCEDURES[method].step(name, source=source)
    assert found is not None
    return found


def refusals(found: Step, known: Facts) -> set[str]:
    return {r.code for guard in found.guards if (r := guard(known))}
