"""A lot whose experts are drawn, in tests: a register of people with different employers, and parties that contribute to the seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from bidding.actions import calling, drawing, expertise, planning
from bidding.experts import publishing, seals
from bidding.models import Draw, Expert
from bidding.tasks import settle
from foundation import clock
from tests.bidding.sealed.scene import Scene
from tests.factories.accounts import MemberFactory, actor
from toolkit.draws import drawing as computing
from toolkit.draws.records import Kept

WHO = {"organiser": "sun", "centre": "chen", "supervisor": "su"}
GROUPS = {"a06": 2, "a08": 3}


@dataclass
class Drawing:
    """The draw of a tender's lot; nothing is sealed, so who bids is known once bids are due."""

    scene: Scene
    experts: list[Expert] = field(default_factory=list)

    @property
    def lot(self) -> str:
        return self.scene.made.lot

    @property
    def row(self) -> Draw:
        return Draw.objects.exclude(status="dropped").filter(lot=self.lot).order_by("-number")[0]

    def actor(self, who: str) -> Actor:
        return self.scene.world.actor(who)

    def admitted(
        self, employer: str = "", *, majors: tuple[str, ...] = ("a06", "a08"), region: str = "370202"
    ) -> Expert:
        """Take one more into the register; without an employer of a unit of its own."""
        member = MemberFactory.create(role=Role.EXPERT)
        made = expertise.admit(
            member_id=member.id, majors=majors, region=region, title="正高级工程师", years=12, by=self.actor("chen"),
            employer=employer or f"第{len(self.experts) + 1}设计院", employed_from=date(2015, 7, 1),
        )  # fmt: skip
        self.experts.append(made)
        return made

    def register(self, count: int = 9) -> None:
        for _ in range(count):
            self.admitted()

    def plan(self, *, who: str = "sun", **changed: Any) -> Draw:
        given: dict[str, Any] = {
            "groups": GROUPS, "representatives": 2, "contributors": list(WHO), "work_on": self.due_on(), "answer_minutes": 30,
        }  # fmt: skip
        return planning.plan(lot_id=self.lot, by=self.actor(who), **(given | changed))

    def due_on(self) -> date:
        return self.scene.deadline.astimezone(clock.ZONE).date()

    def kept(self, contributor: str) -> Kept:
        number, secret = self.row.number, hashlib.sha256(f"{contributor} {self.row.id}".encode()).hexdigest()
        return Kept(contributor=contributor, lot=self.lot, number=number, purpose="experts", secret=secret)

    def commit(self, *those: str) -> None:
        for one in those or WHO:
            commitment = computing.commitment(self.kept(one))
            drawing.commit(lot_id=self.lot, commitment=commitment, by=self.actor(WHO[one]))

    def fix(self) -> Draw:
        if clock.now() < self.scene.deadline:
            clock.shift_to(self.scene.deadline + timedelta(seconds=1))
        return drawing.fix_pool(lot_id=self.lot, by=self.actor("chen"))

    def reveal(self, *those: str) -> Draw:
        for one in those or WHO:
            drawing.reveal(lot_id=self.lot, secret=self.kept(one).secret, by=self.actor(WHO[one]))
        return self.row

    def ordered(self, count: int = 9, **changed: Any) -> Draw:
        """Go as far as the first calls."""
        self.register(count - len(self.experts))
        self.plan(**changed)
        self.commit()
        self.fix()
        return self.reveal()

    def member(self, entry: str) -> Member:
        """Return whom an entry stands for, as only the platform knows."""
        expert = seals.read(self.row.entries.get(entry=entry)).expert
        return Expert.objects.get(id=expert).member

    def waiting(self) -> list[str]:
        """Return the entries that are called and have not answered, in the order of their calls."""
        last = computing.calls(publishing.file(self.row)).last
        return [entry for entry, act in last.items() if act.act == "called"]

    def answer(self, entry: str, answer: str = "accepted", **more: Any) -> None:
        calling.answer(draw_id=self.row.id, answer=answer, by=actor(self.member(entry)), **more)

    def filled(self) -> Draw:
        """Have everybody accept who is called."""
        for entry in self.waiting():
            self.answer(entry)
        return self.row

    def later(self, **time: int) -> int:
        """Let time pass and the clock do what is due."""
        clock.shift_to(clock.now() + timedelta(**time))
        return settle()
