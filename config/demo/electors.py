"""Those who vote on the award of a demonstration, where it is apart from the evaluation: people of organisers and an expert."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from config.demo import moves
from config.demo.certified import member_key
from config.demo.committee import Committee
from config.demo.drawing import EMPLOYERS
from config.demo.moves import Cast
from toolkit import cms
from toolkit.signers import KeySigner

ORGANISERS = ("sun", "song", "shen", "shi")
"""The organiser, and others who will use or own what is built."""


@dataclass
class Electors:
    """Who votes on one award, each with a key of its own: people of organisers, and an expert who did not evaluate."""

    cast: Cast
    committee: Committee
    _keys: dict[str, KeySigner] = field(default_factory=dict)

    @property
    def members(self) -> tuple[str, ...]:
        """All who vote."""
        return (*ORGANISERS, next(who for who in EMPLOYERS if who not in self.committee.experts))

    def begin(self) -> None:
        """Let the organiser call them together."""
        members = [self.cast.stage.get(who, "/api/v1/me/")["member"] for who in self.members]
        self.cast.stage.tell(self.cast.who, self._path(), {"members": members})

    def vote(self, choices: Sequence[int]) -> dict[str, Any]:
        """Let each vote for one of those who are equal so far, by its place among them; return how the award stands."""
        bids = self.cast.stage.get(self.cast.who, self._path())["bids"]
        for who, choice in zip(self.members, choices, strict=True):
            self._vote(who, bids[choice - 1])
        found: dict[str, Any] = self.cast.stage.get(self.cast.who, self._path())
        return found

    def _vote(self, who: str, bid: str) -> None:
        path = self._path("ballots/")
        content = base64.b64decode(self.cast.stage.get(who, f"{path}?bid={bid}")["content"])
        signature = cms.sign(self._key(who), content, at=moves.now(self.cast.stage))
        given = {"content": content, "signature": signature}
        self.cast.stage.tell(
            who, path, {name: base64.b64encode(value).decode() for name, value in given.items()}
        )

    def _key(self, who: str) -> KeySigner:
        if who not in self._keys:
            self._keys[who] = member_key(self.cast.stage, who)
        return self._keys[who]

    def _path(self, path: str = "") -> str:
        return f"{moves.LOTS}/{self.cast.lot}/award/{path}"
