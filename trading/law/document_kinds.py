"""What the kinds of structured documents are called; any other is a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from foundation.text import Text

_KINDS: Final[Mapping[str, Text]] = {
    "tender": Text("招标（采购、出让、转让）文件", "Tender document"),
    "prequalification": Text("资格预审文件", "Prequalification document"),
}
_OTHER: Final = Text("文件", "Document")


def title_of(kind: str) -> Text:
    """Return what a kind is called."""
    return _KINDS.get(kind, _OTHER)
