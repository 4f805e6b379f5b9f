"""What a verification found: each thing that was checked, good or refused for a reason, and what was read on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from toolkit.freezing import Listed
from toolkit.history import History
from toolkit.objects import Manifest
from toolkit.posting import Received
from toolkit.proceedings import Opening
from toolkit.refusals import Refused
from toolkit.words import Words


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: good, perhaps with a word about it, or refused for a reason."""

    subject: str
    refused: Refused | None = None
    note: Words | None = None

    def to_json(self, language: str) -> dict[str, Any]:
        """Return the finding for machines."""
        if self.refused is None:
            note = {"message": self.note.to(language)} if self.note else {}
            return {"subject": self.subject, "ok": True, **note}
        return {
            "subject": self.subject,
            "ok": False,
            "code": self.refused.code,
            "message": self.refused.words.to(language),
            "detail": {name: str(value) for name, value in self.refused.detail.items()},
        }


@dataclass(slots=True)
class Report:
    """All findings about one lot, what was read out of the public units, and the list and records that hold."""

    findings: list[Finding] = field(default_factory=list)
    manifests: dict[tuple[str, str], Manifest] = field(default_factory=dict)
    history: History | None = None
    listed: Listed | None = None
    records: dict[int, Opening] = field(default_factory=dict)
    """The record of each stage that holds as such, by its number."""
    posts: dict[int, list[Received]] = field(default_factory=dict)
    """What custodians posted of those stages."""

    @property
    def holds(self) -> bool:
        """Whether nothing was refused."""
        return all(one.refused is None for one in self.findings)

    def good(self, subject: str, note: Words | None = None) -> None:
        """Note that something holds."""
        self.findings.append(Finding(subject, note=note))

    def bad(self, subject: str, refused: Refused) -> None:
        """Note that something does not."""
        self.findings.append(Finding(subject, refused))
