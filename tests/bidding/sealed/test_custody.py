"""Policies of custody: this platform's, the organiser's, accepted by all; deadlines that two persons move, to later only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts import demo
from bidding.actions import freezing
from bidding.models import CustodyPolicy, Filing, FreezeList, PolicyChange
from bidding.sealed import custody
from config.demo import documents
from foundation import clock, transparency
from tests.bidding.sealed.scene import Scene, written
from tests.bidding.sealed.test_freezing import BY, checked
from toolkit import cms, policies, refusals
from toolkit.log import leaves
from toolkit.log.leaves import Line
from toolkit.log.proof import read_proof
from toolkit.objects import Change
from toolkit.policies import Pins
from trading.law.decryption import Opener
from trading.models import Period

pytestmark = pytest.mark.django_db


class TestPolicies:
    def test_in_force_are_believed_by_the_published_client(self, scene: Scene) -> None:
        scene.grow()
        row = CustodyPolicy.objects.get()
        log = transparency.log_key()
        pins = Pins(
            custody.trust(clock.now()), frozenset({str(log)}), frozenset({str(scene.witness.verifier)})
        )
        policies.check(scene.custody, pins, clock.now())
        proof = read_proof((scene.log_folder / "proof" / f"{row.ref}.tlog-proof").read_text())
        line = Line("policy", scene.made.deal, leaves.WHOLE_DEAL, 1, scene.custody.policy.hash)
        assert proof.proves(line.to_bytes())

    def test_are_in_force_only_when_all_have_accepted(self, bare: Scene) -> None:
        policy = bare.policy()
        answer = bare.publish(policy)
        assert answer.status == 201
        for x in (1, 2):
            assert bare.accept(policy, answer.body["id"], x).status == 201
        assert custody.in_force(bare.lot) is None
        assert bare.accept(policy, answer.body["id"], 2).body["code"] == "custody_accepted"
        assert bare.accept(policy, answer.body["id"], 3).status == 201
        assert custody.in_force(bare.lot) is not None

    def test_open_bids_as_the_tender_document_says(self, bare: Scene) -> None:
        """What it does not say it leaves to custodians; each of them is asked by what it says then."""
        own: dict[str, Any] = {"mode": "bidder", "k": 0, "n": 0, "custodians": []}
        lot = f"/api/v1/lots/{bare.made.lot}/"

        def refused(answer: Any) -> dict[str, Any]:
            assert (answer.status, answer.body["code"]) == (422, "policy_not_as_tendered")
            return {name: words[0] for name, words in answer.body["fields"].items()}

        assert bare.world.stage.get(None, lot)["decryption"] is None
        assert refused(bare.publish(bare.policy(**own))) == {"mode": "招标文件：custodians"}
        policy = bare.policy()
        made = bare.publish(policy)
        assert made.status == 201
        bare.tender(Opener.BIDDER)
        assert refused(bare.accept(policy, made.body["id"], 1)) == {"mode": "招标文件：bidder"}
        assert refused(bare.publish(bare.policy(**own, rescue_s=1200))) == {"rescue_s": "招标文件：900"}
        assert bare.publish(bare.policy(**own)).status == 201
        otherwise = documents.tender_document("测试工程", "48000000.00", by=Opener.CUSTODIANS)
        body = {"kind": "tender", "content": otherwise}
        later = bare.world.stage.attempt("sun", f"/api/v1/deals/{bare.made.deal}/documents/", body)
        assert (later.status, later.body["code"]) == (409, "decryption_fixed")
        shown = bare.world.stage.get(None, lot)["decryption"]
        assert shown == {"by": "bidder", "minutes": 15, "remedy": documents.decryption().remedy}

    def test_wait_while_the_log_cannot_be_read(self, bare: Scene) -> None:
        for content in (b"", b"no checkpoint", b"\xff\xfe"):
            (bare.log_folder / "checkpoint").write_bytes(content)
            headers = {"Authorization": f"Bearer {demo.token_of('sun')}"}
            answer = Client().get(f"/api/v1/deals/{bare.made.deal}/custody/", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (503, "log_unreadable")

    def test_are_the_organisers_to_set(self, bare: Scene) -> None:
        policy = bare.policy()
        for who in ("bai", "chen", "su"):
            assert bare.publish(policy, who=who).body["code"] == "role_not_allowed"
        assert bare.publish(policy, signer=bare.signer("bai")).body["code"] == "policy_signer"
        assert not CustodyPolicy.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("deal", "deal_x"), ("deadline", 1), ("organiser", "9" * 18), ("log", "x"), ("receipt_cert", "eA=="),
            ("freeze_cert", "eA=="), ("opening_cert", "eA=="), ("tsa_cert", "eA=="), ("prev", "a" * 64), ("lots", ["lot_x"]),
            ("witnesses", ["another"]),
        ],
    )  # fmt: skip
    def test_of_another_platform_or_deal_are_refused(self, bare: Scene, field: str, value: object) -> None:
        changed = {field: value} | ({"version": 2} if field == "prev" else {})
        answer = bare.publish(bare.policy(**changed))
        if field == "organiser":
            assert answer.body["code"] == "policy_signer"
        else:
            assert (answer.status, answer.body["code"]) == (422, "policy_not_ours"), answer.body
            assert field in answer.body["fields"]

    def test_that_protect_nobody_are_refused(self, bare: Scene, settings: Any) -> None:
        assert bare.publish(bare.policy(k=1, n=1)).body["code"] == "policy_quorum"
        operator = bare.policy().custodians[0].org
        assert bare.publish(bare.policy(operators=[operator])).body["code"] == "policy_operator_is_custodian"
        settings.OPERATORS = ("9" * 18,)
        assert bare.publish(bare.policy()).body["fields"].keys() == {"operators"}

    def test_never_change(self, scene: Scene) -> None:
        for change in ({"content": b"x"}, {"deadline_ms": 1}, {"in_force_from": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                CustodyPolicy.objects.update(**change)


class TestChanges:
    def moved(self, scene: Scene, **by: int) -> int:
        """Move the period, as a clarification does."""
        end = scene.deadline + timedelta(**by)
        Period.objects.filter(lot=scene.made.lot, current=True, ends_at=scene.deadline).update(ends_at=end)
        return custody.milliseconds(end)

    def change(
        self,
        scene: Scene,
        deadline: int,
        *,
        number: int = 1,
        people: tuple[str, str] = ("sun", "sun"),
        **more: Any,
    ) -> Any:
        prev = custody.policy_of(CustodyPolicy.objects.get()).hash
        content = Change(
            **({"deal": scene.made.deal, "n": number, "prev": prev, "deadline": deadline} | more)
        ).to_bytes()
        signatures = [
            cms.sign(scene.signer(who, at), content, at=clock.now()) for at, who in enumerate(people, start=1)
        ]
        body = {
            "content": written(content, b"")["content"],
            "signatures": [written(b"", one)["signature"] for one in signatures],
        }
        return scene.world.stage.attempt(
            "sun", f"/api/v1/custody/{CustodyPolicy.objects.get().id}/changes/", body
        )

    def test_of_a_hold_shut_nobody_out(self, scene: Scene) -> None:
        """A hold stops the period and not the log: without a change the list would be frozen while nobody may file."""
        old, stage = scene.deadline, scene.world.stage
        later = custody.milliseconds(old + timedelta(days=30))
        assert self.change(scene, later).body["code"] == "deadline_not_moved"
        order = {"reason": "投诉处理需要", "law": "招标投标法实施条例第六十二条"}
        hold = stage.attempt("su", f"/api/v1/lots/{scene.made.lot}/holds/", order)
        assert hold.status == 201
        assert self.change(scene, later).status == 201
        scene.grow()
        clock.shift_to(old + timedelta(days=3))
        assert freezing.due(clock.now()) == []
        lifted = stage.attempt("su", f"/api/v1/holds/{hold.body['id']}/resume/", {"reason": "处理完毕"})
        assert lifted.status == 200
        assert old < clock.now() < scene.deadline
        scene.filed("bai")

    def test_move_the_deadline_in_the_log_and_for_tickets(self, scene: Scene) -> None:
        old = scene.deadline
        assert self.change(scene, self.moved(scene, days=2)).status == 201
        scene.grow()
        clock.shift_to(old + timedelta(hours=1))
        scene.filed("bai")
        assert freezing.due(clock.now()) == []
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        listed = checked(scene, freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY))  # type: ignore[arg-type]
        assert (listed.change_n, len(listed.bids)) == (1, 1)

    @pytest.mark.parametrize(("lost", "status"), [(1, 201), (2, 422)])
    def test_go_on_without_a_custodian_that_was_lost_as_long_as_enough_are_left(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch, lost: int, status: int
    ) -> None:
        """Otherwise one certificate that is revoked keeps a deadline from being moved."""
        gone = {x: refusals.Refused("certificate_revoked", x=x) for x in range(1, lost + 1)}
        monkeypatch.setattr(policies, "lost", lambda *_: dict(gone))
        answer = self.change(scene, self.moved(scene, days=2))
        assert (answer.status, answer.body.get("code")) == (
            status,
            "certificate_revoked" if lost > 1 else None,
        )

    def test_must_be_those_of_the_period(self, scene: Scene) -> None:
        later = custody.milliseconds(scene.deadline) + 1000
        assert self.change(scene, later).body["code"] == "deadline_not_moved"

    def test_go_to_later_alone(self, scene: Scene) -> None:
        assert (
            self.change(scene, custody.milliseconds(scene.deadline) - 1000).body["code"] == "change_earlier"
        )

    def test_take_two_persons_of_the_organiser(self, scene: Scene) -> None:
        later = self.moved(scene, days=1)
        assert self.change(scene, later, people=("sun", "bai")).body["code"] == "change_signers"
        scene.signers["sun-2"] = scene.signer("sun", 1)
        assert self.change(scene, later).body["code"] == "change_signers"

    def test_have_no_gaps(self, scene: Scene) -> None:
        assert self.change(scene, self.moved(scene, days=1), number=2).body["code"] == "change_malformed"

    def test_come_before_the_deadline_that_they_move(self, scene: Scene) -> None:
        old = scene.deadline
        later = self.moved(scene, days=1)
        clock.shift_to(old)
        assert self.change(scene, later).body["code"] == "deadline_passed"
        assert not PolicyChange.objects.exists()
        folder = scene.seal()
        assert (
            scene.file(folder).body["code"] == "deadline_passed"
        )  # what the log does not know does not count


class TestWhatCameIn:
    def test_never_changes(self, scene: Scene) -> None:
        scene.filed()
        changes: tuple[dict[str, Any], ...] = (
            {"header": "0" * 64}, {"core_bytes": b"x"}, {"received_at": clock.now()}, {"salt": b"x" * 32}, {"files": {}},
            {"status": "reserved"}, {"status": "refused"}, {"seq": 9},
        )  # fmt: skip
        for change in changes:
            with pytest.raises(DatabaseError), transaction.atomic():
                Filing.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Filing.objects.all().delete()

    def test_is_listed_once_for_ever(self, scene: Scene) -> None:
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        row = freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY)
        assert row is not None
        for change in ({"content": b"x"}, {"sha256": "0" * 64}, {"change_number": 3}):
            with pytest.raises(DatabaseError), transaction.atomic():
                FreezeList.objects.update(**change)
