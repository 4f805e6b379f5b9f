"""One thing that waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from foundation.text import Text

MOST = 100
"""How many rows one source brings."""


@dataclass(frozen=True)
class Task:
    """What is to be done, with which deal and lot, on which page, and until when; None where nothing says it."""

    what: Text
    deal: str
    lot: Text | None
    address: str
    due_at: datetime | None
