"""What was signed in time stays signed: certificates that end later stop nobody, and no time is written that the log denies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.toolkit.competition import OPENED_AT, Competition, Log
from tests.toolkit.pki import NOW
from tests.toolkit.test_attacks_on_opening import excluded, refused
from tests.toolkit.world import BIDDERS, CENTRE, DEADLINE, ENVELOPES, ORGANISER, World, milliseconds
from toolkit import receipts, relying
from toolkit.certificates import instant
from toolkit.log.proof import Proof, prove
from toolkit.log.tree import MemoryTree
from toolkit.objects import Receipt
from toolkit.policies import Pins
from toolkit.proceedings import FrozenBid
from toolkit.refusals import Refused

LONG_AFTER = NOW + timedelta(days=2)
ONE_DAY = 31  # certificates begin thirty days before


def proof_of(played: Competition, index: int, seconds: int = 0, size: int | None = None) -> Proof:
    size = size or len(played.log.leaves)
    head = played.log.head(NOW + timedelta(seconds=seconds), size)
    return prove(MemoryTree(played.log.leaves[:size]), index, head)


class TestAFreezeList:
    def envelopes(self, folder: Path) -> Competition:
        world = World(units=ENVELOPES)
        world.freezer = world.authority.issue("Freeze lists", CENTRE, days=ONE_DAY)
        played = Competition(folder, world)
        one = played.file()
        played.publish(played.freeze())
        played.release([one.filing.name])
        return played

    def test_is_believed_at_a_second_stage_after_its_certificate_has_expired(self, tmp_path: Path) -> None:
        """The second envelope comes weeks after the list; nobody can sign the list again."""
        played = self.envelopes(tmp_path)
        assert played.post(1, stage=2, at=LONG_AFTER).content

    def test_is_believed_after_its_certificate_was_revoked(self, tmp_path: Path) -> None:
        played = self.envelopes(tmp_path)
        authority = played.world.authority
        authority.revoked[played.world.freezer.certificate.serial_number] = OPENED_AT
        pins = replace(played.world.pins(), trust=authority.trust(learned=OPENED_AT + timedelta(hours=1)))
        played.clients = [replace(client, pins=pins) for client in played.clients]
        assert played.post(1, stage=2, at=LONG_AFTER).content

    def test_is_not_believed_if_it_was_revoked_before(self, tmp_path: Path) -> None:
        played = self.envelopes(tmp_path)
        authority = played.world.authority
        authority.revoked[played.world.freezer.certificate.serial_number] = instant(DEADLINE)
        pins = replace(played.world.pins(), trust=authority.trust(learned=OPENED_AT + timedelta(hours=1)))
        played.clients = [replace(client, pins=pins) for client in played.clients]
        with pytest.raises(Refused, match="certificate_revoked"):
            played.post(1, stage=2, at=LONG_AFTER)


class TestARelease:
    def released(self, folder: Path) -> Competition:
        """Experts whose certificates end soon let a bid through."""
        world = World(units=ENVELOPES)
        played = Competition(folder, world)
        one = played.file()
        played.publish(played.freeze())
        self.experts = [world.authority.issue(f"Expert {at}", days=ONE_DAY) for at in range(2)]
        played.release([one.filing.name], experts=self.experts)
        return played

    def test_is_believed_after_its_signers_certificates_have_expired(self, tmp_path: Path) -> None:
        """Experts are drawn for one evaluation; the second envelope may be opened, and verified, long after it."""
        assert self.released(tmp_path).post(1, stage=2, at=LONG_AFTER).content

    @pytest.mark.parametrize("minutes", [-1, 1])
    def test_is_judged_as_of_when_witnesses_saw_it(self, tmp_path: Path, minutes: int) -> None:
        played = self.released(tmp_path)
        authority = played.world.authority
        revoked_at = OPENED_AT + timedelta(minutes=minutes)
        authority.revoked[self.experts[0].certificate.serial_number] = revoked_at
        pins = replace(played.world.pins(), trust=authority.trust(learned=OPENED_AT + timedelta(hours=1)))
        played.clients = [replace(client, pins=pins) for client in played.clients]
        if minutes > 0:
            assert played.post(1, stage=2, at=LONG_AFTER).content
            return
        with pytest.raises(Refused, match="certificate_revoked"):
            played.post(1, stage=2, at=LONG_AFTER)

    def test_is_not_dated_by_a_head_without_its_leaf(self, tmp_path: Path) -> None:
        played = self.released(tmp_path)
        played.stages = [replace(played.stages[0], head=played.freeze_head)]
        with pytest.raises(Refused, match="stage_result"):
            played.post(1, stage=2, at=LONG_AFTER)


class TestAPolicy:
    def short(self, folder: Path) -> tuple[Competition, Pins, Proof]:
        world = World()
        world.organisers[0] = world.authority.issue("Organiser Sun", ORGANISER, days=ONE_DAY)
        played = Competition(folder, world)
        size = played.policy_head.checkpoint.size
        return played, world.pins(), proof_of(played, played.policy_index, size=size)

    def test_is_relied_on_after_its_organisers_certificate_has_expired(self, tmp_path: Path) -> None:
        played, pins, proof = self.short(tmp_path)
        relying.check(played.custody, pins, proof, LONG_AFTER)
        with pytest.raises(Refused, match="certificate_expired"):
            relying.check(played.custody, pins, None, LONG_AFTER)

    def test_is_not_relied_on_by_another_proof(self, tmp_path: Path) -> None:
        played, pins, proof = self.short(tmp_path)
        with pytest.raises(Refused, match="policy_unproven"):
            relying.check(played.custody, pins, replace(proof, index=0), LONG_AFTER)
        alone = replace(proof, head=played.log.head(NOW, witnesses=1))
        with pytest.raises(Refused, match="checkpoint_unwitnessed"):
            relying.check(played.custody, pins, alone, LONG_AFTER)

    def test_is_not_sealed_under_once_too_many_custodians_are_gone(self, tmp_path: Path) -> None:
        """What is used now is judged as of now: who could still open is nobody's memory."""
        world = World()
        for x in (0, 1):
            world.custodian_signers[x] = world.authority.issue(
                f"Custodian {x + 1}", world.organisations[x], days=ONE_DAY
            )
        played = Competition(tmp_path, world)
        proof = proof_of(played, played.policy_index)
        relying.check(played.custody, world.pins(), proof, NOW)
        with pytest.raises(Refused, match="certificate_expired"):
            relying.check(played.custody, world.pins(), proof, LONG_AFTER)


class TestTheTimeOfAReceipt:
    @pytest.fixture
    def played(self, competition: Competition) -> Competition:
        """One filed, witnesses saw it; the other filed ten minutes later, and witnesses saw that."""
        competition.file(BIDDERS[0])
        self.before = competition.log.head(NOW + timedelta(minutes=9))
        competition.file(BIDDERS[1], at=NOW + timedelta(minutes=10))
        self.after = competition.log.head(NOW + timedelta(minutes=10, seconds=2))
        competition.file(BIDDERS[2], at=NOW + timedelta(minutes=20))
        return competition

    def listed(self, played: Competition, received_at: int) -> Competition:
        """Publish a list that says another time of the second bid."""
        honest = played.freeze()
        name = played.filed[1].filing.name
        bids: list[FrozenBid] = [
            one.model_copy(update={"received_at": received_at}) if one.header == name else one
            for one in honest.bids
        ]
        played.publish(honest.model_copy(update={"bids": bids}))
        return played

    @pytest.mark.parametrize("minutes", [0, 7, 12, 55])
    def test_lies_between_the_heads_around_its_leaf(self, played: Competition, minutes: int) -> None:
        """A bid that is dated back to before a revocation, or on to after one, is not opened on the platform's word."""
        self.listed(played, milliseconds(NOW + timedelta(minutes=minutes)))
        case = played.case(heads=[self.before, self.after])
        excluded(played, "freeze_entry", played.filed[1], case=case)

    @pytest.mark.parametrize("minutes", [8.5, 10, 10.5])
    def test_may_differ_by_what_clocks_do(self, played: Competition, minutes: float) -> None:
        self.listed(played, milliseconds(NOW + timedelta(minutes=minutes)))
        excluded(played, "", case=played.case(heads=[self.before, self.after]))

    def test_is_told_by_heads_that_a_quorum_cosigned(self, played: Competition) -> None:
        self.listed(played, milliseconds(NOW + timedelta(minutes=10)))
        size = self.after.checkpoint.size
        refused(
            played,
            "checkpoint_unwitnessed",
            case=played.case(heads=[played.log.head(NOW, size, witnesses=1)]),
        )
        forked = Log(played.world)
        forked.leaves = [*played.log.leaves[:-1], b"another"]
        refused(played, "checkpoint_inconsistent", case=played.case(heads=[forked.head(NOW)]))

    def test_is_checked_by_its_holder(self, played: Competition) -> None:
        two = played.filed[1]
        receipt, under = Receipt.from_bytes(two.issued.content), played.custody
        size = self.after.checkpoint.size
        receipts.check_proofs(receipt, under, [proof_of(played, two.index, 602, size)], [self.before])
        early = proof_of(played, two.index, 300, size)  # witnessed five minutes before it was received
        with pytest.raises(Refused, match="receipt_unproven"):
            receipts.check_proofs(receipt, under, [early])
        late = played.log.head(NOW + timedelta(minutes=30), self.before.checkpoint.size)
        with pytest.raises(Refused, match="receipt_unproven"):
            receipts.check_proofs(receipt, under, [proof_of(played, two.index, 602, size)], [late])
