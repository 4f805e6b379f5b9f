"""A draw by lot in tests: who contributes keeps a secret of its own, and everything goes through the real addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.bidding.sealed.scene import Scene
from toolkit.draws import drawing
from toolkit.draws.records import Kept

INSIDE: Mapping[str, str] = {"centre": "chen", "supervisor": "su"}


@dataclass
class Chance:
    """The draws of one lot for one purpose."""

    scene: Scene
    purpose: str

    def ask(self, who: str | None, path: str = "", body: Any = None, *, method: str = "POST") -> Any:
        address = f"/api/v1/lots/{self.scene.made.lot}/chance/{self.purpose}/{path}"
        return self.scene.world.stage._send(who, method, address, body or ({} if method == "POST" else None))

    def do(self, who: str, path: str = "", body: Any = None) -> Any:
        answer = self.ask(who, path, body)
        assert answer.status == 201, (who, path, answer.status, answer.body)
        return answer.body

    def refused(self, who: str, path: str = "", body: Any = None) -> str:
        answer = self.ask(who, path, body)
        assert answer.status >= 400, (who, path, answer.status)
        return str(answer.body["code"])

    def plan(self, who: str = "chen", *roles: str) -> Any:
        return self.do(who, body={"contributors": roles or list(INSIDE)})

    def kept(self, contributor: str) -> Kept:
        number = self.ask("chen", method="GET").body[0]["number"]
        secret = hashlib.sha256(f"{contributor} {self.purpose} {number}".encode()).hexdigest()
        return Kept.model_validate({
            "contributor": contributor, "lot": self.scene.made.lot, "number": number, "purpose": self.purpose, "secret": secret,
        })  # fmt: skip

    def commitment(self, contributor: str) -> dict[str, str]:
        return {"commitment": drawing.commitment(self.kept(contributor))}

    def commit(self, who: Mapping[str, str] = INSIDE) -> None:
        for contributor, one in who.items():
            self.do(one, "commitments/", self.commitment(contributor))

    def reveal(self, who: Mapping[str, str] = INSIDE) -> Any:
        found = None
        for contributor, one in who.items():
            found = self.do(one, "secrets/", {"secret": self.kept(contributor).secret})
        return found

    def drawn(self, who: Mapping[str, str] = INSIDE) -> Any:
        """Go from the plan to the end."""
        self.plan("chen", *who)
        self.commit(who)
        self.do("chen", "pool/")
        return self.reveal(who)
