"""A document before it is typeset: plain values, and the bytes by whose digest they are known. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import orjson

from foundation.text import Text

VERSION = "document/1"
NOTHING = Text("", "")


@dataclass(frozen=True)
class Paper:
    """
    What a document says. `sections` are as notices keep theirs (`notices.writing.Section`); `record` is what programs read of it.

    `issuer` is the centre; `addressee` to whom alone it is sent, if it is. `url` is the page where anybody holds it against ours.
    """

    kind: str
    number: str
    edition: int
    title: Text
    issuer: str
    issued_at: datetime
    url: str
    sections: Sequence[Mapping[str, Any]]
    record: Mapping[str, Any] = field(default_factory=dict)
    subtitle: Text = NOTHING
    addressee: str = ""
    is_demonstration: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept, and as it is attached to the document."""
        return {
            "v": VERSION,
            "kind": self.kind,
            "number": self.number,
            "edition": self.edition,
            "title": _pair(self.title),
            "subtitle": _pair(self.subtitle),
            "issuer": self.issuer,
            "issued_at": self.issued_at.isoformat(),
            "url": self.url,
            "addressee": self.addressee,
            "demonstration": self.is_demonstration,
            "sections": [dict(one) for one in self.sections],
            "record": dict(self.record),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read it as it was kept."""
        return cls(
            kind=kept["kind"],
            number=kept["number"],
            edition=kept["edition"],
            title=Text(**kept["title"]),
            subtitle=Text(**kept["subtitle"]),
            issuer=kept["issuer"],
            issued_at=datetime.fromisoformat(kept["issued_at"]),
            url=kept["url"],
            addressee=kept["addressee"],
            is_demonstration=kept["demonstration"],
            sections=kept["sections"],
            record=kept["record"],
        )

    @cached_property
    def content(self) -> bytes:
        """The bytes that are attached: JSON in UTF-8, keys sorted, without spaces."""
        return orjson.dumps(self.to_json(), option=orjson.OPT_SORT_KEYS)

    @property
    def digest(self) -> str:
        """SHA-256 of `content` in hex: printed on each page."""
        return hashlib.sha256(self.content).hexdigest()


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
