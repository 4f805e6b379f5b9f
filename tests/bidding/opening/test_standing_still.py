"""What stops an opening that has begun, and what does not: holds and endings; one custodian, one key, one certificate."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts import ca
from accounts.pki.profiles import Holder
from bidding.models import OpenedUnit, Opening
from bidding.opener import Opener
from bidding.sealed import keys
from foundation import clock
from foundation.errors import Unavailable
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.scene import Scene
from toolkit import certificates, opening, posting, signers
from toolkit.refusals import Refused
from toolkit.signers import KeyAgreement
from trading.models import Hold, Lot

pytestmark = pytest.mark.django_db
ORDER = {"reason": "投诉处理需要", "law": "招标投标法实施条例第六十二条"}


def suspend(hall: Hall) -> Any:
    answer = hall.scene.world.stage.attempt("su", f"/api/v1/lots/{hall.lot}/holds/", ORDER)
    assert answer.status == 201, answer.body
    return answer.body


def another_key() -> KeyAgreement:
    key, at = ca.new_key(), clock.now()
    made = ca.issue(Holder("另一把", organisation="阳光平台（演示）"), key.public_key(), "custody", at)
    return signers.agreement_of(signers.KeySigner(key, made, ()))


class TestAHold:
    def test_keeps_everything_closed_until_it_is_lifted(self, begun: Hall) -> None:
        posts = [begun.post(x) for x in (1, 2, 3)]
        begun.send(posts[0], posts[1])
        hold = suspend(begun)
        assert begun.send(posts[2])[0].body["code"] == "opening_stands_still"
        begun.later(hours=2)
        assert begun.record().status == "collecting"
        assert begun.bids() == []
        answer = begun.scene.world.stage.attempt(
            "su", f"/api/v1/holds/{hold['id']}/resume/", {"reason": "处理完毕"}
        )
        assert answer.status == 200
        # The time that was taken is given back: the third custodian is not too late.
        assert begun.send(posts[2])[0].status == 201
        assert begun.record().status == "recorded"

    def test_gives_back_its_time_to_who_objects(self, hall: Hall) -> None:
        """What is shown, what the opening process waits for and what is taken are one time."""
        for who in ("bai", "cui", "deng"):
            hall.scene.filed(who)
        hall.freeze()
        until = datetime.fromisoformat(hall.status()["objections_until"])
        hall.later(seconds=300)
        hold = suspend(hall)
        hall.later(hours=1)
        answer = hall.scene.world.stage.attempt(
            "su", f"/api/v1/holds/{hold['id']}/resume/", {"reason": "处理完毕"}
        )
        assert answer.status == 200
        later = datetime.fromisoformat(hall.status()["objections_until"])
        assert later >= until + timedelta(hours=1)
        hall.opener().turn()
        assert not Opening.objects.exists()
        clock.shift_to(later - timedelta(seconds=60))
        hall.scene.grow()
        hall.opener().turn()
        assert not Opening.objects.exists()
        hall.later(seconds=61)
        hall.opener().turn()
        assert Opening.objects.get().status == "collecting"
        # A hold that comes after it gives nothing more.
        suspend(hall)
        hall.later(hours=1)
        assert datetime.fromisoformat(hall.status()["objections_until"]) == later

    def test_stops_what_was_worked_out_already(self, begun: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        """The order comes while the opening process decrypts."""
        begun.posted([1, 2, 3])
        real = opening.record

        def held_meanwhile(*given: Any) -> Any:
            suspend(begun)
            return real(*given)

        with monkeypatch.context() as patch:
            patch.setattr(opening, "record", held_meanwhile)
            begun.record()
        assert not OpenedUnit.objects.exists()
        assert Opening.objects.get().status == "settling"
        Hold.objects.update(ended_at=clock.now())
        assert begun.record().status == "recorded"

    def test_is_no_work_for_a_lot_that_ended(self, begun: Hall) -> None:
        begun.posted([1, 2, 3])
        Lot.objects.filter(id=begun.lot).update(state="void", phase="failed")
        begun.record()
        assert Opening.objects.get().status == "collecting"
        assert not OpenedUnit.objects.exists()


class TestOneAlone:
    def test_custodian_stops_nothing_by_a_certificate_that_turns_out_bad(
        self, begun: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun.posted([1, 2, 3])
        real = posting.check_post

        def judged(content: bytes, *given: Any) -> Any:
            found = real(content, *given)
            if found.x == 2:
                raise Refused("certificate_revoked")
            return found

        monkeypatch.setattr(posting, "check_post", judged)
        # There is time still to post with another one.
        row = begun.record()
        assert (row.status, row.unreadable) == ("collecting", [2])
        begun.later(seconds=1801)
        row = begun.record()
        assert (row.status, row.unreadable) == ("recorded", [2])
        assert {one.outcome for one in OpenedUnit.objects.all()} == {"opened"}

    def test_process_with_another_key_touches_nothing(self, begun: Hall) -> None:
        """A renewed key would find every share unreadable, and that would be signed for ever."""
        begun.posted([1, 2, 3])
        key = another_key()
        assert Opener({certificates.fingerprint(key.certificate): key}).turn() == 0
        assert Opening.objects.get().status == "collecting"
        assert begun.record().status == "recorded"

    def test_signing_key_is_the_one_that_the_policy_names(self, begun: Hall) -> None:
        begun.posted([1, 2, 3])
        shutil.rmtree(keys.folder())
        keys._of_file.cache_clear()
        with pytest.raises(Unavailable, match="platform_key_missing"):
            keys.signer_named(keys.FREEZE, begun.scene.custody.policy.freeze_cert)


class TestWhoReadsTheList:
    def test_before_the_record(self, begun: Hall) -> None:
        for who, reads in {
            "kang": True,
            "sun": True,
            "bai": True,
            "su": True,
            None: False,
            "fang": False,
        }.items():
            names = {
                one["name"]
                for one in begun.scene.world.stage.get(who, f"/api/v1/lots/{begun.lot}/bundle/")["files"]
            }
            assert (f"lots/{begun.lot}/freeze.json" in names) == reads, who
            assert any("/filings/" in name for name in names) == reads, who

    def test_of_a_lot_with_too_few_bids_nobody_who_did_not_file(self, hall: Hall) -> None:
        hall.scene.filed("bai")
        hall.freeze()
        assert Lot.objects.get(id=hall.lot).phase == "failed"
        for who, reads in {"bai": True, "cui": False, None: False, "sun": False, "kang": False}.items():
            shown = hall.scene.world.stage.get(who, f"/api/v1/lots/{hall.lot}/bundle/")["files"]
            names = {one["name"] for one in shown}
            assert (f"lots/{hall.lot}/freeze.json" in names) == reads, who
            assert not any("/filings/" in name for name in names), who


class TestPolicies:
    def test_name_custodians_whose_certificates_last(
        self, bare: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        policy = bare.policy()
        ends = bare.deadline + timedelta(seconds=600 + 1800 + 900)
        assert certificates.from_base64(policy.custodians[1].signer).not_valid_after_utc > ends
        read = certificates.from_base64
        short = policy.custodians[1].signer
        monkeypatch.setattr(certificates, "judge", lambda *_, **__: None)
        monkeypatch.setattr(
            certificates, "from_base64", lambda one: Short(read(one), ends) if one == short else read(one)
        )
        answer = bare.publish(policy)
        assert (answer.status, answer.body["code"]) == (422, "certificate_expired")

    def test_give_time_to_file_again(self, scene: Scene) -> None:
        clock.shift_to(scene.deadline - timedelta(days=3))
        policy = scene.policy(version=2, prev=scene.custody.policy.hash)
        answer = scene.publish(policy)
        assert (answer.status, answer.body["code"]) == (409, "policy_too_late")

    def test_are_not_completed_in_the_last_moment(self, scene: Scene) -> None:
        policy = scene.policy(version=2, prev=scene.custody.policy.hash)
        made = scene.publish(policy)
        assert made.status == 201
        assert [scene.accept(policy, made.body["id"], x).status for x in (1, 2)] == [201, 201]
        clock.shift_to(scene.deadline - timedelta(seconds=60))
        answer = scene.accept(policy, made.body["id"], 3)
        assert (answer.status, answer.body["code"]) == (409, "policy_too_late")
        assert scene.custody.policy.version == 1

    def test_keep_their_mode(self, scene: Scene) -> None:
        policy = scene.policy(
            version=2, prev=scene.custody.policy.hash, mode="bidder", k=0, n=0, custodians=[]
        )
        answer = scene.publish(policy)
        assert (answer.status, answer.body["code"]) == (409, "policy_mode_fixed")


class Short:
    """A certificate that ends earlier."""

    def __init__(self, real: Any, ends: Any) -> None:
        self._real, self.not_valid_after_utc = real, ends

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)
