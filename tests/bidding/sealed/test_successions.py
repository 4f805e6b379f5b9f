"""Several policies of one deal on the platform: none comes in force late, outdated or out of turn, and each moves its own deadline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bidding.actions import freezing
from bidding.models import CustodyPolicy, PolicyChange
from bidding.sealed import custody
from bidding.sealed.custody import milliseconds
from foundation import clock
from tests.bidding.sealed.conftest import prepared
from tests.bidding.sealed.scene import Scene, written
from tests.bidding.sealed.test_freezing import BY, checked
from toolkit import cms
from toolkit.log import note
from toolkit.objects import Change, Policy
from trading.models import Lot, Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def several(db: None, tmp_path: Path, settings: Any) -> Scene:
    """A tender of two lots, announced; each to have a policy of its own."""
    scene = prepared(tmp_path, settings, lots=2)
    scene.world.tell("sun", f"/api/v1/deals/{scene.made.deal}/steps/announce/", {})
    return scene


def lots_of(scene: Scene) -> list[Lot]:
    return list(Lot.objects.filter(deal=scene.made.deal).order_by("id"))


def end_of(lot: Lot) -> datetime:
    limit = lot.procedure.bidding
    assert limit is not None
    return Period.objects.get(lot=lot, limit=limit.name, current=True).ends_at


def move(lot: Lot, end: datetime) -> int:
    """Move a lot's period, as a clarification does."""
    Period.objects.filter(lot=lot, current=True, ends_at=end_of(lot)).update(ends_at=end)
    return milliseconds(end)


def published(scene: Scene, **changed: Any) -> tuple[Policy, str]:
    policy = scene.policy(**changed)
    answer = scene.publish(policy)
    assert answer.status == 201, answer.body
    return policy, answer.body["id"]


def accepted(scene: Scene, policy: Policy, policy_id: str, *xs: int) -> list[Any]:
    return [scene.accept(policy, policy_id, x) for x in xs or range(1, policy.n + 1)]


def change(scene: Scene, row: CustodyPolicy, deadline: int) -> Any:
    """Have two persons of the organiser move a policy's deadline."""
    number, _ = custody.deadline_of(row)
    prev = row.changes.get(number=number).sha256 if number else row.sha256
    content = Change(deal=row.deal_id, n=number + 1, prev=prev, deadline=deadline).to_bytes()
    signatures = [cms.sign(scene.signer("sun", at), content, at=clock.now()) for at in (1, 2)]
    body = {
        "content": written(content, b"")["content"],
        "signatures": [written(b"", one)["signature"] for one in signatures],
    }
    return scene.world.stage.attempt("sun", f"/api/v1/custody/{row.id}/changes/", body)


class TestLotsWithOtherDeadlines:
    def test_are_opened_each_under_its_own_policy(self, several: Scene) -> None:
        """A change of one was a line of the deal: the other's list was refused by everybody, for good."""
        first, second = lots_of(several)
        rows = [several.under_custody(lots=[one.id]) for one in (first, second)]
        several.grow()
        later = move(second, end_of(second) + timedelta(days=2))
        assert change(several, rows[1], later).status == 201
        several.grow()
        for lot, changes in ((first, 0), (second, 1)):
            (folder := several.folder / lot.id).mkdir()
            one = replace(several, made=replace(several.made, lots=(lot.id,)), folder=folder)
            one.register("bai", "cui")
            clock.shift_to(end_of(lot) - timedelta(hours=1))
            one.filed("bai")
            clock.shift_to(end_of(lot) + timedelta(seconds=2))
            several.grow()
            row = freezing.freeze(lot_id=lot.id, at=clock.now(), by=BY)
            assert row is not None
            listed = checked(one, row)
            assert (listed.change_n, len(listed.bids)) == (changes, 1)

    def test_move_while_another_lot_went_on_to_a_later_version(self, several: Scene) -> None:
        first, second = lots_of(several)
        row = several.under_custody(lots=[first.id, second.id])
        several.under_custody(lots=[second.id])
        later = move(first, end_of(first) + timedelta(days=2))
        assert change(several, row, later).status == 201


class TestOutdated:
    def test_version_does_not_take_an_extension_back(self, scene: Scene) -> None:
        """Its last acceptance is held back until the deadline was moved."""
        row = CustodyPolicy.objects.get()
        policy, policy_id = published(scene)
        assert [one.status for one in accepted(scene, policy, policy_id, 1, 2)] == [201, 201]
        later = move(scene.lot, scene.deadline + timedelta(days=2))
        assert change(scene, row, later).status == 201
        (last,) = accepted(scene, policy, policy_id, 3)
        assert (last.status, last.body["code"]) == (409, "policy_outdated")
        assert custody.in_force(scene.lot) == row
        again, again_id = published(scene)
        assert again.deadline == later
        assert {one.status for one in accepted(scene, again, again_id)} == {201}

    def test_version_waits_for_a_change_that_a_hold_let_come_first(self, scene: Scene) -> None:
        order = {"reason": "投诉处理需要", "law": "招标投标法实施条例第六十二条"}
        hold = scene.world.stage.attempt("su", f"/api/v1/lots/{scene.made.lot}/holds/", order)
        assert hold.status == 201
        later = milliseconds(scene.deadline + timedelta(days=30))
        assert change(scene, CustodyPolicy.objects.get(), later).status == 201
        answer = scene.publish(scene.policy())
        assert (answer.status, answer.body["code"]) == (409, "policy_outdated")

    def test_version_does_not_come_in_force_after_a_later_one(self, bare: Scene) -> None:
        first, first_id = published(bare)
        row = bare.under_custody()
        assert row.version == 2
        (answer, *_) = accepted(bare, first, first_id)
        assert (answer.status, answer.body["code"]) == (409, "policy_outdated")
        assert custody.in_force(bare.lot) == row

    def test_policy_is_moved_no_more(self, scene: Scene) -> None:
        row = CustodyPolicy.objects.get()
        scene.under_custody()
        later = move(scene.lot, scene.deadline + timedelta(days=2))
        answer = change(scene, row, later)
        assert (answer.status, answer.body["code"]) == (409, "policy_outdated")
        assert not PolicyChange.objects.exists()


class TestTime:
    @pytest.mark.parametrize(
        ("left", "status"), [(timedelta(days=1, hours=1), 201), (timedelta(hours=23), 409)]
    )
    def test_to_file_is_left_under_the_first_policy(self, bare: Scene, left: timedelta, status: int) -> None:
        policy, policy_id = published(bare)
        clock.shift_to(bare.deadline - left)
        answer, *_ = accepted(bare, policy, policy_id)
        assert (answer.status, answer.body.get("code")) == (
            status,
            "policy_too_late" if status == 409 else None,
        )
        if status == 409:
            late = bare.publish(bare.policy())
            assert late.body["code"] == "policy_too_late"

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"objection_s": 0}, "policy_times"), ({"posting_s": 1}, "policy_times"), ({"rescue_s": 0}, "policy_too_little"),
            ({"mode": "bidder", "k": 0, "n": 0, "custodians": [], "rescue_s": 60}, "policy_times"),
        ],
    )  # fmt: skip
    def test_is_left_for_what_it_is_for(self, bare: Scene, changed: dict[str, Any], code: str) -> None:
        answer = bare.publish(bare.policy(**changed))
        assert (answer.status, answer.body["code"]) == (422, code)
        assert not CustodyPolicy.objects.exists()


class TestWitnesses:
    def test_are_more_than_half_of_the_platforms(self, bare: Scene, settings: Any) -> None:
        """One friend out of three sees whatever it is shown."""
        own = str(bare.witness.verifier)
        others = [_another(number) for number in (2, 3)]
        settings.TRANSPARENCY_WITNESSES = (own, *others)
        friendly = bare.publish(bare.policy(witnesses=[own], witness_quorum=1))
        assert (friendly.status, friendly.body["code"]) == (422, "policy_too_little")
        assert friendly.body["fields"].keys() == {"witness_quorum"}
        assert bare.publish(bare.policy(witness_quorum=1)).body["code"] == "policy_witnesses"
        assert bare.publish(bare.policy(witness_quorum=2)).status == 201


class TestStateOfTheLog:
    @pytest.mark.parametrize(
        "changed",
        [
            lambda policy: {"log_size": policy.log_size + 1_000},
            lambda policy: {"log_root": "0" * 64},
            lambda policy: {"log_size": policy.log_size - 1},
        ],
    )
    def test_is_one_that_was(self, bare: Scene, changed: Callable[[Policy], dict[str, Any]]) -> None:
        bare.grow()
        policy = bare.policy()
        assert policy.log_size > 1
        answer = bare.publish(policy.model_copy(update=changed(policy)))
        assert (answer.status, answer.body["code"]) == (422, "policy_not_ours")
        assert answer.body["fields"].keys() == {"log_size"}

    def test_is_no_old_one(self, bare: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everybody reads the log from there."""
        bare.grow()
        policy = bare.policy()
        bare.grow()
        monkeypatch.setattr("bidding.sealed.terms.MOST_BEHIND", 1)
        assert bare.publish(policy).body["fields"].keys() == {"log_size"}


def _another(number: int) -> str:
    return str(note.generate(f"w.example/{number}", note.WITNESS).verifier)
