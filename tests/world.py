"""A small world for tests of actions and doors: the demonstration's cast, a tender in draft, and one that is announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts import cast, demo
from accounts.actor import Actor
from accounts.roles import Role
from config.demo import documents, materials, moves
from config.demo.stage import Stage
from foundation import clock
from tests.journeys.transport import ClientTransport
from trading.actions import walking
from trading.law.decryption import Opener
from trading.models import Deal, Lot


@dataclass(frozen=True)
class World:
    """The cast on a stage without a network."""

    stage: Stage
    cast: demo.Demo

    def actor(self, key: str) -> Actor:
        """Return a member of the cast as an actor."""
        member = self.cast.members[key]
        return Actor(
            role=Role(member.role),
            member_id=member.id,
            user_id=member.user_id,
            party_id=member.party_id,
            regions=frozenset(member.regions),
            sectors=frozenset(member.sectors),
        )

    def draft(
        self,
        *,
        lots: int = 1,
        method: str = "open",
        sector: str = "housing",
        opener: Opener | None = None,
        **more: Any,
    ) -> moves.Cast:
        """Make a construction tender that is ready to be announced; its document may say who opens sealed bids."""
        share = f"{48_000_000 // lots}.00"
        fields = materials.WORKS_LOT | {
            "estimated_price": share,
            "ceiling_price": share,
            "deposit": "100000.00",
        }
        drafted = moves.draft(
            self.stage, "sun", "测试工程", kind="construction", method=method, sector=sector,
            deal=materials.CONSTRUCTION | {"sector": sector} | more,
            lots={f"{n}标段": fields for n in range(1, lots + 1)}, classification="A01",
        )  # fmt: skip
        moves.save_document(drafted, documents.tender_document("测试工程", share, by=opener))
        moves.file_records(drafted)
        return drafted

    def announced(self, **given: Any) -> moves.Cast:
        """Make one and announce it."""
        made = self.draft(**given)
        self.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
        return made

    def tell(self, who: str, path: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> Any:
        """Send a write that must succeed."""
        return self.stage.tell(who, path, body, method=method)

    def lot(self, made: moves.Cast) -> Lot:
        """Return the first lot as it is now."""
        return Lot.objects.select_related("deal").get(id=made.lot)

    def deal(self, made: moves.Cast) -> Deal:
        """Return the deal as it is now."""
        return Deal.objects.get(id=made.deal)

    def later(self, **length: int) -> None:
        """Walk the clock."""
        for _stop in walking.walk_to(clock.now() + timedelta(**length)):
            pass


def build() -> World:
    """Make the world; inside a test with a database."""
    clock.start_demo()
    made = demo.prepare()
    stage = Stage(
        "http://testserver",
        {key: demo.token_of(key) for key in cast.PARTS},
        transport=ClientTransport(),
        patience_seconds=0,
    )
    return World(stage, made)
