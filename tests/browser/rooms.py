"""Other deals at the states that pages around an evaluation are about; done inside the site's own process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bidding import announcing
from bidding.evaluation import document as documents
from config.demo import final_offers, materials, moves
from config.demo.documents import tender_document
from foundation import clock
from tests.bidding.evaluation.chancing import INSIDE, Chance
from tests.bidding.evaluation.room import EXPERTS, Room
from tests.bidding.evaluation.test_chance import SHARES
from tests.bidding.evaluation.test_qualifying import offered
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.readers import ENVELOPES
from tests.bidding.results.bench import Bench
from tests.bidding.results.test_award import VOTERS, Hustings
from tests.bidding.sealed.scene import Scene
from tests.browser.competition import PRICES, ca_file
from tests.called_off import call_offs
from tests.toolkit.blind.planted import drawn, write
from toolkit.final_offers import FinalOffer
from toolkit.scoring.evaluating import Rule
from toolkit.scoring.methods import separate_award
from trading.law.decryption import Opener
from trading.law.tender_document import Method, TenderDocument
from trading.models import Lot

OFFERER = "bai"
FIRST_OFFERS = {"bai": "1730000.00", "cui": "1742000.00", "deng": "1748000.00"}
FINAL_OFFERS = {"cui": "1670000.00", "deng": "1640000.00"}
INTENT = timedelta(days=31)
"""Longer than an intent is public before the announcement."""


@dataclass
class Rooms:
    """A scene, a folder, and what was made beside that scene, by the name of its act."""

    scene: Scene
    folder: Path
    drawing: Chance | None = None
    poll: Hustings | None = None
    asked: Scene | None = None
    kept: dict[str, FinalOffer] = field(default_factory=dict)
    until: ExitStack = field(default_factory=ExitStack)

    def chance(self) -> dict[str, Any]:
        """Have a tender whose documents leave a coefficient to chance."""
        tender = self._tender("chance")
        _announce(tender.made.lot, _with_discounts)
        self.drawing = Chance(tender, "coefficient")
        return {"lot": tender.made.lot}

    def commit_beside(self) -> None:
        """Have the centre and the supervisor commit to that draw."""
        assert self.drawing is not None
        self.drawing.commit(INSIDE)

    def blind(self) -> dict[str, Any]:
        """Have a road's technical parts before a committee that reads them without names: one names its bidder, one is no PDF."""
        road = self._tender("blind", units=list(ENVELOPES), method="double_envelope", sector="transport")
        name = road.world.cast.members["bai"].party.name
        made = {
            "bai": drawn(lambda _: None, lambda canvas: write(canvas, f"投标人 {name} 承诺")),
            "cui": drawn(lambda canvas: write(canvas, "工期一百日")),
            "deng": b"PK\x03\x04" + bytes(100),
        }
        for who, content in made.items():
            path = road.folder.parent / f"{who}.pdf"
            path.write_bytes(content)
            road.filed(who, plans={path.name: path})
        self._opened(road)
        real, documents.is_blind = documents.is_blind, _is_blind
        Room(road).declared()
        documents.is_blind = real
        return {"lot": road.made.lot, "who": EXPERTS[0]}

    def examine(self) -> dict[str, Any]:
        """Have a tender's bids opened whose organiser examines who qualifies; return its lot and the organiser's certificate file."""
        tender = self._tender("examine")
        for who, price in PRICES.items():
            tender.filed(who, price=price)
        self._opened(tender)
        self.until.enter_context(offered(tender.lot, due=True))
        return {"lot": tender.made.lot, "file": ca_file(tender.signer("sun"), clock.now())}

    def examined(self) -> None:
        """Let tenders of its method have their committee examine who qualifies, as they do."""
        self.until.close()

    def award(self) -> dict[str, Any]:
        """Have a tender's candidates publicised, among whom the organiser has people vote; return whom, and one's certificate file."""
        tender = self._tender("award")
        for who, price in PRICES.items():
            tender.filed(who, price=price)
        bench = Bench(self._opened(tender))
        _announce(tender.made.lot, _apart)
        bench.report(bench.evaluation())
        Lot.objects.filter(id=tender.made.lot).update(state="shortlisted", phase="publicising")
        self.poll = Hustings(bench)
        return {
            "lot": tender.made.lot,
            "members": self.poll.members(*VOTERS)["members"],
            "file": ca_file(tender.signer(VOTERS[0]), clock.now()),
        }

    def vote(self) -> None:
        """Have the others vote for the first candidate."""
        assert self.poll is not None
        for who in VOTERS[1:]:
            answer = self.poll.ask(who, "ballots/", self.poll.ballot(who, self.poll.bids[0]))
            assert answer.status == 201, answer.body

    def call_offs(self) -> dict[str, str]:
        """Have a call-off in turn and one by choice announced under a framework; return their lots."""
        made = call_offs(self.scene.world, "call_off_rotation", "call_off_direct")
        return {kind: one.lot for kind, one in made.items()}

    def talks(self) -> dict[str, Any]:
        """
        Have a consultation whose group asks three suppliers for final offers, of whom two give theirs.

        Return its lot, the third with its certificate file, one of the group.
        """
        stage, title = self.scene.world.stage, "智慧病案管理系统采购"
        made = moves.draft(
            stage, "sun", title, kind="procurement", method="consultation", sector="finance", classification="D01",
            deal=materials.PROCUREMENT | materials.CONSULTATION, lots={"第一包": materials.PACKAGE | {"price_weight": "0.30"}},
            estimate=materials.PACKAGE["budget"],
        )  # fmt: skip
        how = tender_document(
            title, materials.PACKAGE["ceiling_price"], Method.COMPREHENSIVE_SCORE, by=Opener.CUSTODIANS
        )
        moves.save_document(made, how)
        stage.tell("sun", f"{moves.DEALS}/{made.deal}/steps/publish_intent/", {})
        clock.shift_to(clock.now() + INTENT)
        stage.tell("sun", f"{moves.DEALS}/{made.deal}/steps/announce/", {})
        self.asked = self._under_custody("talks", made)
        for who, price in FIRST_OFFERS.items():
            self.asked.filed(who, price=price)
        self._opened(self.asked)
        Room(self.asked).declared().reviewed().voted("call", "")
        stage.tell("sun", f"{moves.LOTS}/{made.lot}/steps/call_final_offers/", {"data": {}})
        self.kept = {
            who: final_offers.give(made, self.asked, who, price) for who, price in FINAL_OFFERS.items()
        }
        file = ca_file(self.asked.signer(OFFERER), clock.now())
        return {"lot": made.lot, "who": OFFERER, "file": file, "group": EXPERTS[0]}

    def end_of_offers(self) -> None:
        """Let the time for final offers end, and those two show theirs."""
        assert self.asked is not None
        clock.shift_to(final_offers.ends_at(self.asked.made))
        for who, offer in self.kept.items():
            final_offers.show(self.asked.made, who, offer)

    def evaluate_offers(self) -> None:
        """Let the lot go on to the evaluation of what was shown."""
        assert self.asked is not None
        self.scene.world.tell("sun", f"{moves.LOTS}/{self.asked.made.lot}/steps/evaluate/", {"data": {}})

    def _tender(self, name: str, *, units: list[Any] | None = None, **given: Any) -> Scene:
        """Announce another tender under custody, in which three are registered."""
        return self._under_custody(name, self.scene.world.announced(**given), units)

    def _under_custody(self, name: str, made: moves.Cast, units: list[Any] | None = None) -> Scene:
        folder = self.folder / name
        (folder / "bids").mkdir(parents=True)
        scene = replace(self.scene, made=made, folder=folder / "bids", custodians=[], signers={})
        scene.register(*PRICES)
        scene.under_custody(**({"units": units, "committee_quorum": 2} if units else {}))
        return scene

    def _opened(self, scene: Scene) -> Hall:
        hall = Hall(scene, scene.folder.parent / "hall")
        hall.begin()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        return hall


def _is_blind(document: TenderDocument) -> bool:
    return True


def _announce(which: str, changed: Callable[[Any], Rule]) -> None:
    """Let the documents of one lot announce another rule than they do."""
    real = announcing.rule_of

    def rule_of(lot: Lot, document: TenderDocument | None) -> Rule:
        found = real(lot, document)
        return changed(found) if lot.id == which else found

    announcing.rule_of = rule_of


def _with_discounts(rule: Any) -> Rule:
    found: Rule = rule.model_copy(
        update={"benchmark": rule.benchmark.model_copy(update={"discounts": SHARES})}
    )
    return found


def _apart(rule: Any) -> Rule:
    return separate_award.Rule.model_validate({"shortlist": rule, "award": "vote"})
