"""How drafts of bids are kept as somebody types, a committee's members and the organiser alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bidding.models import QualificationSheet, Sheet
from foundation.errors import Conflict
from foundation.text import Text


def entries_of(given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what was typed, by code, as it is kept: a value and words for each, empty where nothing was typed."""
    return {
        code: {"value": one.get("value", ""), "words": one.get("words", "")} for code, one in given.items()
    }


def check_seen(row: Sheet | QualificationSheet | None, version: int) -> None:
    """
    Refuse to write over what the writer has not seen: `version` is that of the draft it has, 0 for none.

    :raises Conflict: `sheet_changed` with what stands.
    """
    stands = row.version if row else 0
    if stands != version:
        raise Conflict(
            "sheet_changed",
            Text("另一窗口已保存更新的内容，请核对后再保存", "Another window saved meanwhile: compare, then save again"),
            detail={"version": stands, "entries": row.entries if row else {}},
        )  # fmt: skip
