"""Two persons are two natural persons whom the platform knows, whatever certificates they hold and in which capacity."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from accounts.actions.certificates import issue_certificate
from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from bidding.models import PolicyChange, StageRelease
from config.demo import moves
from foundation import clock
from tests.accounts.keys import new_key, request_for
from tests.bidding.opening import test_contests
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.test_contests import ENVELOPES
from tests.bidding.sealed import test_custody
from tests.bidding.sealed.scene import Scene, signer_of
from tests.factories.accounts import MemberFactory, actor
from toolkit.signers import KeySigner

pytestmark = pytest.mark.django_db


def held(scene: Scene, member: Member, by: Actor | None = None) -> KeySigner:
    key = new_key()
    row = issue_certificate(
        party_id=member.party_id, csr_pem=request_for(key), member_id=member.pk, by=by or actor(member)
    )
    return KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ())


class TestADeadline:
    def test_is_moved_by_two_persons(self, scene: Scene) -> None:
        """Before, two capacities of one member, or any certificate of the organisation, were as good as a colleague."""
        changes = test_custody.TestChanges()
        end = changes.moved(scene, days=1)

        def answer(*signers: KeySigner) -> Any:
            scene.signers |= {f"sun-{number}": one for number, one in enumerate(signers, start=1)}
            return changes.change(scene, end)

        sun = scene.world.cast.members["sun"]
        other = MemberFactory.create(party=sun.party, user=sun.user, role=Role.AGENCY)
        colleague = MemberFactory.create(party=sun.party, role=Role.ORGANISER)
        code = str(sun.party.code)
        mine, administrator = held(scene, sun), scene.world.actor("guan")
        in_two_capacities = held(scene, other, by=administrator)
        refused = answer(mine, in_two_capacities)
        assert (refused.status, refused.body["code"]) == (422, "change_signers")
        unbound = answer(signer_of("孙办事", code), signer_of("李办事", code))
        assert (unbound.status, unbound.body["code"]) == (422, "signer_unbound")
        assert not PolicyChange.objects.exists()
        gone = held(scene, colleague)
        Member.objects.filter(pk=colleague.pk).update(status="revoked", revoked_at=clock.now())
        assert answer(mine, gone).body["code"] == "signer_unbound"
        Member.objects.filter(pk=colleague.pk).update(status="active", revoked_at=None)
        assert answer(mine, gone).status == 201


class TestCustodians:
    def test_hold_one_place_each(self, bare: Scene) -> None:
        """One person, a member of two organisations, in two places: what either key opens the other opens too."""
        kang, ke = (bare.world.cast.members[who] for who in ("kang", "ke"))
        in_another = MemberFactory.create(user=kang.user, party=ke.party, role=Role.CUSTODIAN)
        administrator = bare.world.actor("guan")
        policy = bare.policy()
        for at, member in enumerate((kang, in_another)):
            _, opens = bare.custodians[at]
            bare.custodians[at] = held(bare, member, by=administrator), opens
        assert bare.publish(bare.policy()).body["code"] == "policy_custodians"
        bare.custodians[1] = held(bare, ke, by=administrator), bare.custodians[1][1]
        assert bare.publish(bare.policy()).status == 201
        assert policy.n == 3


class TestACommittee:
    def test_is_of_different_persons(self, bare_road: Scene, tmp_path: Path) -> None:
        scene, envelope = bare_road, test_contests.TestTheSecondEnvelope()
        scene.under_custody(units=list(ENVELOPES), committee_quorum=2)
        scene.register("deng")
        two = Hall(scene, tmp_path / "hall")
        filed = [scene.filed(who)[0].name for who in ("bai", "cui", "deng")]
        two.begin()
        two.posted([1, 2, 3])
        two.record()
        envelope.step(two, "chen", "record_first_opening")
        moves.record(scene.made, "first_envelope", first_envelope_passed=3)
        envelope.step(two, "sun", "open_second_envelope")
        yan = scene.world.cast.members["yan"]
        at_home = MemberFactory.create(user=yan.user, role=Role.EXPERT)
        experts = [envelope.expert(two, who) for who in ("yan", "yao")]
        again, administrator = held(scene, at_home, by=scene.world.actor("guan")), scene.world.actor("guan")
        # Twice the same person, with a third who makes the number of signatures right.
        answer = envelope.release(two, filed, members=3, experts=[*experts, again])
        assert (answer.status, answer.body["code"]) == (422, "stage_committee")
        # An expert who works for a bidder as well, under another hat.
        MemberFactory.create(
            user=scene.world.cast.members["yao"].user, party=scene.world.cast.members["bai"].party, role=Role.BIDDER
        )  # fmt: skip
        assert envelope.release(two, filed, experts=experts).body["code"] == "stage_committee"
        # The organisation's certificate names no person.
        key = new_key()
        row = issue_certificate(party_id=yan.party_id, csr_pem=request_for(key), by=administrator)
        nobody = KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ())
        assert envelope.release(two, filed, members=3, experts=[experts[0], nobody]).status == 422
        assert not StageRelease.objects.exists()
        assert envelope.release(two, filed, experts=[experts[0], envelope.expert(two, "ye")]).status == 201
        assert clock.now() > scene.deadline + timedelta(minutes=10)
