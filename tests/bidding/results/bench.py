"""An evaluation laid out in rows: what members wrote, and what follows when the report is signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from bidding import announcing
from bidding.evaluation import concluding
from bidding.models import Evaluation, Filing, Seat, Sheet, Signed
from config.demo import materials
from foundation import clock, journal
from foundation.transactions import action
from tests.bidding.opening.hall import Hall
from toolkit import canonical
from trading import in_force
from trading.models import Document, Lot, Outcome

EXPERTS = ("yan", "yao", "ye", "yin")
PRICES = {"bai": "47000000.00", "cui": "46000000.00", "deng": "45000000.00"}
REPORT = materials.REPORT | {"competition_argument": "两家报价均低于限价，仍有竞争。"}
SCORES = {"bai": ("48", "20"), "cui": ("40", "15"), "deng": ("40", "15")}


@dataclass
class Bench:
    """One lot with opened bids and a committee."""

    hall: Hall

    @property
    def lot(self) -> Lot:
        return Lot.objects.select_related("deal").get(id=self.hall.lot)

    def bid_of(self, who: str) -> str:
        party = self.hall.scene.world.cast.members[who].party_id
        return str(Filing.objects.get(lot=self.hall.lot, registration__party=party, status="accepted").id)

    def evaluation(self) -> Evaluation:
        """An evaluation at its scores, whose members gave what `SCORES` has."""
        lot, at = self.lot, clock.now()
        document = in_force.tender_document(lot.deal_id)
        assert document is not None
        rule = announcing.rule_of(lot, document).to_bytes()
        version = Document.objects.filter(deal=lot.deal_id, kind="tender").latest("version")
        made = Evaluation.objects.create(
            lot=lot, number=1, document=version, rule=rule, rule_sha256=canonical.sha256(rule), began_at=at, began_by="m:chen"
        )  # fmt: skip
        for number, who in enumerate(EXPERTS, start=1):
            member = self.hall.scene.world.actor(who).member_id
            seat = Seat.objects.create(
                evaluation=made, number=number, member_id=member, kind="expert", seated_at=at
            )
            seat.declare(at=at)
            seat.save()
            for bidder, (plan, record) in SCORES.items():
                entries = {
                    "technical": {"value": plan, "words": ""},
                    "record": {"value": record, "words": ""},
                }
                Sheet.objects.create(
                    seat=seat, filing_id=self.bid_of(bidder), part="scores", entries=entries, at=at
                )
        made.review()
        made.score()
        made.save()
        return made

    def fails(self, evaluation: Evaluation, who: str, code: str = "licence") -> None:
        """Let every member find that a bid does not comply, and sign it."""
        for seat in evaluation.seats.all():
            Sheet.objects.create(
                seat=seat, filing_id=self.bid_of(who), part="review", at=clock.now(),
                entries={code: {"value": "fails", "words": "无营业执照"}},
            )  # fmt: skip
            Signed.objects.create(
                seat=seat, act="reviews", content=b"{}", signature=b"", at=clock.now(), by="m:yan"
            )

    def report(self, evaluation: Evaluation) -> Outcome:
        """Close, sign and conclude."""

        @action
        def whole() -> None:
            at = journal.instant(self.hall.lot)
            Lot.objects.select_for_update().get(id=self.hall.lot)
            result = concluding.computed(evaluation)
            evaluation.close(
                result=result, result_sha256=canonical.sha256(result), report=b"{}", report_sha256=canonical.sha256(b"{}")
            )  # fmt: skip
            evaluation.report_in(at=at)
            evaluation.save()
            concluding.conclude(evaluation, by=Actor.clock(), at=at)

        whole()
        return Outcome.objects.filter(lot=self.hall.lot).latest("recorded_at")

    def publicised(self, **out: str) -> Evaluation:
        """Evaluate, with these bids out by these requirements, and publish the candidates."""
        made = self.evaluation()
        for who, code in out.items():
            self.fails(made, who, code)
        self.report(made)
        self.taken(("chen", "record_opening", {}), ("sun", "receive_report", REPORT))
        self.taken(("sun", "publish_candidates", {"other": "业绩：见投标文件"}))
        return made

    def taken(self, *steps: tuple[str, str, Mapping[str, Any]]) -> None:
        """Have steps taken with the lot."""
        for who, step, data in steps:
            self.hall.scene.world.tell(who, f"/api/v1/lots/{self.hall.lot}/steps/{step}/", {"data": data})

    def name_of(self, who: str) -> str:
        return str(self.hall.scene.world.cast.members[who].party.name)

    def file(self, evaluation: Evaluation) -> dict[str, Any]:
        """The published file."""
        found: dict[str, Any] = json.loads(bytes(evaluation.result or b""))
        return found
