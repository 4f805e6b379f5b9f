"""The public vocabulary of phases and kinds, as pages name them."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.text import Text
from trading import registry
from trading.law.grammar import Phase

PHASES: Mapping[str, Text] = {
    Phase.PREPARING.value: Text("准备中", "Preparing"),
    Phase.ANNOUNCED.value: Text("公告中", "Announced"),
    Phase.BIDDING.value: Text("投标（竞价）中", "Open for bids"),
    Phase.EVALUATING.value: Text("评审中", "Evaluating"),
    Phase.PUBLICISING.value: Text("公示中", "Result publicised"),
    Phase.CONCLUDED.value: Text("已成交", "Concluded"),
    Phase.FAILED.value: Text("未成交", "Failed"),
    Phase.SUSPENDED.value: Text("暂停", "Suspended"),
}


def kinds() -> dict[str, Text]:
    """Return the families that any procedure belongs to, by code."""
    return {procedure.kind: procedure.kind_title for procedure in registry.procedures()}
