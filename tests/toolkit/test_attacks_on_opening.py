"""Attacks on freeze list, deadline, log, custodians and stages: more rows of the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateRevocationList
from cryptography.x509.ocsp import OCSPResponse

from tests.toolkit.competition import OPENED_AT, Competition, Filed, tampered
from tests.toolkit.forging import keys_of
from tests.toolkit.pki import AGREES, NOW, Authority
from tests.toolkit.world import (
    BIDDERS,
    CENTRE,
    DEADLINE,
    ENVELOPES,
    LOT,
    ORGANISER,
    PASSPHRASE,
    World,
    milliseconds,
)
from toolkit import certificates, cms, policies, receipts, signers
from toolkit.certificates import Trust, instant
from toolkit.filings import Filing
from toolkit.log import checkpoint, note
from toolkit.log.checkpoint import Checkpoint
from toolkit.log.proof import prove
from toolkit.log.tree import MemoryTree
from toolkit.policies import Pins
from toolkit.proceedings import Posted
from toolkit.refusals import Refused

LATER = DEADLINE + 7_200_000


def refused(competition: Competition, code: str, **given: object) -> None:
    """Every custodian refuses for this reason, whatever the platform shows it."""
    for x in (1, 5):
        with pytest.raises(Refused) as caught:
            competition.post(x, **given)  # type: ignore[arg-type]
        assert caught.value.code == code


def excluded(competition: Competition, code: str, *those: Filed, **given: object) -> None:
    """Every custodian names these bids with the cause, touches none of them, and opens the others; no key of a bidder helps."""
    names = {one.filing.name for one in those}
    for x in (1, 5):
        post = competition.post(x, **given)  # type: ignore[arg-type]
        results = Posted.from_bytes(post.content).results
        assert {one.header: one.cause for one in results if one.r == "refused"} == dict.fromkeys(names, code)
        assert all(one.r == "ok" for one in results if one.header not in names)
        assert {header for header, _ in competition.receive(post).shares}.isdisjoint(names)
    posts = [competition.receive(competition.post(x, **given)) for x in (1, 2, 3)]  # type: ignore[arg-type]
    case = given.get("case") or competition.case()
    own = competition.clients[0].check(case, 1, at=OPENED_AT).excluded  # type: ignore[arg-type]
    listed = {one.header for one in competition.frozen.bids}
    for one in {
        one.filing.name: one for one in reversed(competition.filed) if one.filing.name in listed
    }.values():
        key = keys_of(one.folder, PASSPHRASE)["form"]
        found = competition.settle(
            one, posts, sent=key, excluded=own[name].code if (name := one.filing.name) in own else ""
        )
        if one.filing.name in names:
            assert (found.outcome, found.cause, found.key) == ("withdrawn", code, b"")
        else:
            assert found.outcome == "opened"


class TestEndedFiling:
    def test_withdrawn_is_not_opened(self, competition: Competition) -> None:
        one = competition.file()
        competition.withdraw(one)
        competition.file(BIDDERS[1])
        competition.publish(competition.freeze([one, competition.filed[-1]]))
        excluded(competition, "freeze_ended", one)

    def test_replaced_is_not_opened(self, competition: Competition) -> None:
        one = competition.file()
        competition.replace(one, price="2.00")
        competition.file(BIDDERS[1])
        competition.publish(competition.freeze([one, competition.filed[-1]]))
        excluded(competition, "freeze_ended", one)

    def test_under_a_new_leaf_is_not_opened(self, competition: Competition) -> None:
        one = competition.file()
        competition.withdraw(one)
        again = competition.file(filing=one.filing)
        assert again.index > one.index
        competition.publish(competition.freeze([again]))
        excluded(competition, "freeze_ended", again)

    def test_leaves_the_replacement_to_open(self, competition: Competition) -> None:
        one = competition.file()
        second = competition.replace(one, price="2.00")
        competition.publish(competition.freeze())
        outcome = competition.settle(second, competition.posts((1, 2, 3)))
        assert outcome.manifest is not None
        assert outcome.manifest.fields == {"price": "2.00"}

    def test_whose_withdrawal_was_not_logged_is_seen_by_its_bidder(self, competition: Competition) -> None:
        """The platform says accepted, and writes nothing: the receipt is genuine, its proof cannot be had."""
        one = competition.file()
        competition.withdraw(one, logged=False)
        receipt = receipts.withdrawn(competition.custody, LOT, one.filing.name, received_at=milliseconds(NOW))
        issued = receipts.issue(receipt, competition.world.receipts, competition.stamp(NOW), NOW)
        assert receipts.check(issued, competition.custody, competition.trust).kind == "withdrawn"
        head = competition.log.head(NOW)
        proof = prove(MemoryTree(competition.log.leaves), one.index, head)
        with pytest.raises(Refused, match="receipt_unproven"):
            receipts.check_proofs(receipt, competition.custody, [proof])
        competition.publish(competition.freeze([one]))
        assert competition.settle(one, competition.posts((1, 2, 3))).outcome == "opened"


class TestDeadline:
    def test_is_not_judged_by_the_platforms_clock(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze(cut_at=NOW))
        refused(competition, "freeze_early", at=NOW + timedelta(minutes=30))

    @pytest.mark.parametrize("seconds", [-3600, -1, 61, 3600])
    def test_is_not_frozen_at_another_time(self, competition: Competition, seconds: int) -> None:
        competition.file()
        competition.publish(competition.freeze(cut_at=instant(DEADLINE) + timedelta(seconds=seconds)))
        refused(competition, "freeze_cut")

    def test_may_be_frozen_by_the_timestamp_authority_instead(self, competition: Competition) -> None:
        competition.file()
        freeze = competition.freeze()
        moment = instant(DEADLINE) + timedelta(seconds=30)
        cut = competition.log.head(moment, witnesses=0)
        competition.publish(freeze.model_copy(update={"cut": cut.to_text()}))
        refused(competition, "freeze_cut")
        token = competition.stamp(moment)(cut.checkpoint.text.encode())
        assert competition.post(1, case=competition.case(cut_token=token)).content
        late = competition.stamp(moment + timedelta(minutes=2))(cut.checkpoint.text.encode())
        refused(competition, "freeze_cut", case=competition.case(cut_token=late))

    def test_in_the_list_is_the_one_in_force(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze(deadline=DEADLINE - 1000))
        refused(competition, "freeze_deadline")

    def test_extended_holds(self, competition: Competition) -> None:
        competition.change(LATER)
        one = competition.file(at=instant(DEADLINE) + timedelta(minutes=30))
        competition.publish(competition.freeze())
        at = instant(LATER) + timedelta(minutes=15)
        assert competition.receive(competition.post(1, at=at), at=at).result(one.filing.name, "form") == "ok"

    def test_extended_and_hidden_is_found_in_the_log(self, competition: Competition) -> None:
        competition.file()
        competition.change(LATER)
        competition.changes.pop()
        competition.deadline = DEADLINE
        competition.publish(competition.freeze())
        refused(competition, "change_missing")

    def test_shown_extended_without_a_leaf_is_refused(self, competition: Competition) -> None:
        competition.file()
        competition.change(LATER)
        competition.log.leaves.pop()
        competition.publish(competition.freeze())
        refused(competition, "change_missing", at=instant(LATER) + timedelta(minutes=15))

    def test_never_moves_to_earlier(self, competition: Competition) -> None:
        competition.file()
        competition.change(DEADLINE - 1_800_000)
        competition.publish(competition.freeze())
        refused(competition, "change_earlier")

    def test_is_not_moved_after_it_passed(self, competition: Competition) -> None:
        competition.file()
        competition.change(LATER, at=instant(DEADLINE))
        competition.publish(competition.freeze())
        refused(competition, "change_late", at=instant(LATER) + timedelta(minutes=15))

    def test_is_not_moved_by_one_person_or_by_strangers(self, competition: Competition) -> None:
        one, _ = competition.world.organisers
        stranger = competition.world.authority.issue("Stranger", BIDDERS[0])
        namesake = competition.world.authority.issue("Organiser Sun", ORGANISER)
        for people in ([one], [one, one], [one, stranger], [stranger, stranger], [one, namesake]):
            played = Competition(competition.folder / str(id(people)), competition.world)
            played.change(LATER, signers=people)
            played.file()
            played.publish(played.freeze())
            refused(played, "change_signers", at=instant(LATER) + timedelta(minutes=15))


class TestTwoLists:
    def test_only_the_first_counts(self, competition: Competition) -> None:
        one, two = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        first, second = competition.freeze([one, two]), competition.freeze([one])
        competition.publish(first)
        competition.publish(second)
        refused(competition, "freeze_not_first")
        competition.frozen = first
        assert competition.post(1).content

    def test_without_a_leaf_counts_for_nothing(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        competition.log.leaves.pop()
        competition.log.add(b"\1" * 32)
        refused(competition, "freeze_unproven")

    def test_are_not_both_served_by_a_custodian(self, competition: Competition) -> None:
        """Even where two witnesses and the log lie together, one machine posts one list."""
        one, two = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze([one, two]))
        competition.post(1)
        memory = competition.clients[0].memory
        assert [(entry.lot, entry.stage) for entry in memory.posted] == [(LOT, 1)]
        other = Competition(competition.folder / "other", competition.world)
        other.filed = [one, two]
        other.log.leaves = list(competition.log.leaves[:-1])
        other.publish(other.freeze([one]))
        other.clients[0] = replace(other.clients[0], memory=memory.model_copy(update={"seen": []}))
        with pytest.raises(Refused, match="already_posted"):
            other.post(1)

    def test_may_be_posted_again_as_it_was(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        first, second = competition.post(1), competition.post(1)
        assert first.content == second.content


class TestAPartOfTheFiles:
    @pytest.mark.parametrize("x", [1, 5])
    def test_makes_no_custodian_sign_a_refusal(self, competition: Competition, x: int) -> None:
        """What is signed is signed for ever; what is not at hand can be fetched again."""
        one, two = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze())
        crippled = competition.case(filings={two.filing.name: two.filing})
        with pytest.raises(Refused) as caught:
            competition.post(x, case=crippled)
        assert (caught.value.code, caught.value.detail["why"]) == ("freeze_entry", "missing")
        assert competition.clients[x - 1].memory.posted == []
        received = competition.receive(competition.post(x))
        assert {received.result(each.filing.name, "form") for each in (one, two)} == {"ok"}


class TestLog:
    def test_that_was_rewritten_is_noticed_by_who_saw_it_before(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        competition.post(1)
        competition.log.leaves[0] = b"rewritten"
        competition.freeze_head = competition.log.head(instant(DEADLINE) + timedelta(seconds=20))
        with pytest.raises(Refused, match="checkpoint_inconsistent"):
            competition.post(1)

    def test_that_shrank_is_noticed(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        for _ in range(5):
            competition.log.add(b"\2" * 32)
        competition.post(1)
        del competition.log.leaves[-5:]
        with pytest.raises(Refused, match="checkpoint_inconsistent"):
            competition.post(1)

    def test_in_two_versions_is_proof_of_misbehaviour(self, competition: Competition) -> None:
        log = competition.world.log
        one = checkpoint.sign(Checkpoint(log.name, 9, b"\1" * 32), log)
        two = checkpoint.sign(Checkpoint(log.name, 9, b"\2" * 32), log)
        assert checkpoint.contradict(one, two, log.verifier)
        assert not checkpoint.contradict(one, one, log.verifier)

    def test_head_must_be_fresh_and_witnessed(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        stale = competition.log.head(OPENED_AT - timedelta(minutes=11))
        refused(competition, "checkpoint_stale", case=competition.case(head=stale))
        future = competition.log.head(OPENED_AT + timedelta(minutes=5))
        refused(competition, "checkpoint_stale", case=competition.case(head=future))
        alone = competition.log.head(OPENED_AT, witnesses=1)
        refused(competition, "checkpoint_unwitnessed", case=competition.case(head=alone))

    def test_head_of_another_log_is_refused(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        other = note.generate("other.example/log", note.LOG)
        root = Checkpoint(other.name, len(competition.log.leaves), b"\0" * 32)
        refused(competition, "checkpoint_origin", case=competition.case(head=checkpoint.sign(root, other)))
        same_name = note.generate(competition.world.log.name, note.LOG)
        head = competition.log.head(OPENED_AT)
        again = checkpoint.sign(head.checkpoint, same_name)
        refused(competition, "checkpoint_signature", case=competition.case(head=again))

    def test_leaves_must_add_up(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        head = competition.log.head(OPENED_AT)
        competition.log.leaves[-2] = b"\3" * 32
        refused(competition, "log_root", case=competition.case(head=head))

    def test_must_begin_with_the_policy(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        refused(competition, "policy_unproven", case=competition.case(policy_index=1))


class TestFreezeList:
    def test_needs_a_leaf_below_the_cut_for_each_entry(self, competition: Competition) -> None:
        """A filing that came after the cut, back-dated."""
        one = competition.file(BIDDERS[0])
        freeze = competition.freeze([one])
        late = competition.file(BIDDERS[1])
        entries = sorted([*freeze.bids, *competition.freeze([late]).bids], key=lambda entry: entry.header)
        competition.publish(freeze.model_copy(update={"bids": entries}))
        excluded(competition, "freeze_leaf", late)

    def test_points_at_the_right_leaves(self, competition: Competition) -> None:
        one, two = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        one.index, two.index = two.index, one.index
        competition.publish(competition.freeze())
        excluded(competition, "freeze_leaf", one, two)

    def test_holds_nothing_received_at_the_deadline(self, competition: Competition) -> None:
        late = competition.file(at=instant(DEADLINE))
        competition.file(BIDDERS[1])
        competition.publish(competition.freeze())
        excluded(competition, "freeze_entry", late)

    @pytest.mark.parametrize("changed", [{"core": "0" * 64}, {"signer": "0" * 64}])
    def test_says_what_its_filings_say(self, competition: Competition, changed: dict[str, str]) -> None:
        one = competition.file()
        freeze = competition.freeze()
        competition.publish(freeze.model_copy(update={"bids": [freeze.bids[0].model_copy(update=changed)]}))
        excluded(competition, "freeze_entry", one)

    def test_holds_one_filing_of_an_organisation(self, competition: Competition) -> None:
        one, same, _ = competition.file(), competition.file(), competition.file(BIDDERS[1])
        competition.publish(competition.freeze())
        excluded(competition, "freeze_twice", one, same)

    def test_holds_no_filing_of_another_lot(self, competition: Competition) -> None:
        one, two = competition.file(lot="lot_02JC8Z"), competition.file(BIDDERS[1])
        competition.publish(competition.freeze([one, two]))
        excluded(competition, "freeze_entry", one)

    def test_is_the_platforms(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        content = competition.frozen.to_bytes()
        forged = content, cms.sign(competition.world.receipts, content, at=OPENED_AT)
        refused(competition, "freeze_signer", case=competition.case(freeze=forged))

    def test_is_of_this_lot(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze(lot="lot_02JC8Z"))
        refused(competition, "freeze_context")

    def test_in_another_order_is_no_list(self, competition: Competition) -> None:
        competition.file(BIDDERS[0])
        competition.file(BIDDERS[1])
        freeze = competition.freeze()
        competition.publish(freeze.model_copy(update={"bids": freeze.bids[::-1]}))
        refused(competition, "freeze_entry")


class TestRevocation:
    """A bidder's certificate is judged as of the receipt of its filing, with what was known then."""

    def test_before_filing_excludes_the_bid_alone(self, competition: Competition) -> None:
        one, _ = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        revoke(competition, one, NOW - timedelta(minutes=1))
        competition.publish(competition.freeze())
        excluded(competition, "certificate_revoked", one)

    def test_after_filing_is_none(self, competition: Competition) -> None:
        one = competition.file()
        revoke(competition, one, NOW + timedelta(minutes=1))
        competition.publish(competition.freeze())
        excluded(competition, "")

    def test_dated_back_does_not_overrule_what_was_known_when_the_filing_was_accepted(
        self, competition: Competition
    ) -> None:
        one, _ = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        one.filing = with_evidence(one, crl=competition.world.authority.list(NOW, days=1))
        revoke(competition, one, NOW - timedelta(minutes=1))
        competition.publish(competition.freeze())
        excluded(competition, "")

    def test_that_the_custodian_knew_of_by_then_is_not_overruled_by_what_the_platform_kept(
        self, competition: Competition
    ) -> None:
        """The platform may have looked at an old list, by mistake or not."""
        one, _ = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        one.filing = with_evidence(one, crl=competition.world.authority.list(NOW - timedelta(days=2), days=7))
        revoke(competition, one, NOW - timedelta(days=1))
        known = competition.world.authority.trust(learned=NOW - timedelta(hours=1))
        with_trust(competition, known)
        competition.publish(competition.freeze())
        excluded(competition, "certificate_revoked", one)

    def test_known_when_the_filing_was_accepted_decides(self, competition: Competition) -> None:
        one, _ = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        authority, serial = competition.world.authority, one.filing.signed.certificate.serial_number
        authority.revoked = {serial: NOW - timedelta(minutes=1)}
        one.filing = with_evidence(one, crl=authority.list(NOW, days=1))
        authority.revoked = {}
        competition.publish(competition.freeze())
        excluded(competition, "certificate_revoked", one)

    def test_may_be_told_by_an_answer(self, competition: Competition) -> None:
        one, _ = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        one.filing = with_evidence(
            one, ocsp=competition.world.authority.answer(one.filing.signed.certificate)
        )
        revoke(competition, one, NOW - timedelta(minutes=1))
        competition.publish(competition.freeze())
        excluded(competition, "")

    @pytest.mark.parametrize("kind", ["stale", "forged", "garbage", "of another"])
    def test_is_not_talked_away_by_evidence_that_is_none(self, competition: Competition, kind: str) -> None:
        one, two = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        authority = competition.world.authority
        one.filing = {
            "stale": lambda: with_evidence(one, crl=authority.list(NOW - timedelta(days=9), days=2)),
            "forged": lambda: with_evidence(one, crl=Authority("Test Root").list(NOW, days=1)),
            "garbage": lambda: tampered(
                one.filing, {"revocation.1.crl": b"0" * 99, "revocation.1.ocsp": b"0"}
            ),
            "of another": lambda: with_evidence(one, ocsp=authority.answer(two.filing.signed.certificate)),
        }[kind]()
        revoke(competition, one, NOW - timedelta(minutes=1))
        competition.publish(competition.freeze())
        excluded(competition, "certificate_revoked", one)

    def test_that_nothing_tells_of_is_waited_for(self, competition: Competition) -> None:
        """Each bidder has an authority of its own, and nothing is known of one."""
        other = Authority("Other Root")
        competition.world.bidders[BIDDERS[0]] = other.issue("Bidder 1", BIDDERS[0])
        one, _ = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        own = competition.world.authority
        trust = Trust([own.certificate, other.certificate], lists=[own.list()])
        with_trust(competition, trust)
        competition.publish(competition.freeze())
        refused(competition, "revocation_unknown")
        one.filing = with_evidence(one, crl=other.list(NOW, days=1))
        again = Competition(competition.folder / "again", competition.world)
        again.log.leaves, again.filed = competition.log.leaves[:-1], competition.filed
        with_trust(again, trust)
        again.publish(again.freeze())
        excluded(again, "")

    def test_found_by_one_custodian_leaves_the_bid_to_the_others(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        posts = competition.posts((1, 2, 3))
        revoke(competition, one, NOW - timedelta(minutes=1))
        refusing = competition.posts((4, 5))
        found = competition.settle(one, [*posts, *refusing])
        assert (found.outcome, found.blamed) == ("opened", (4, 5))
        assert competition.settle(one, [*posts[:2], *refusing]).blamed == [3, 4, 5]
        assert competition.settle(one, [*posts[:2], *refusing]).cause == "key_unavailable"

    @pytest.mark.parametrize("sends", [True, False])
    def test_made_up_by_enough_custodians_drops_no_bid(self, competition: Competition, sends: bool) -> None:
        """Who refuses what everybody's check admits is as good as silent, and blamed: its bidder's key opens the bid."""
        one = competition.file()
        competition.publish(competition.freeze())
        honest = competition.posts((1, 2))
        revoke(competition, one, NOW - timedelta(minutes=1))
        posts = [*honest, *competition.posts((3, 4, 5))]
        assert [post.result(one.filing.name, "form") for post in posts] == ["ok"] * 2 + ["refused"] * 3
        key = keys_of(one.folder, PASSPHRASE)["form"] if sends else b""
        found = competition.settle(one, posts, sent=key)
        expected = ("opened", "") if sends else ("withdrawn", "key_unavailable")
        assert ((found.outcome, found.cause), list(found.blamed)) == (expected, [3, 4, 5])

    def test_is_no_cause_unless_it_is_a_code(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        revoke(competition, one, NOW - timedelta(minutes=1))
        post = competition.post(1)
        posted = Posted.from_bytes(post.content)
        for changed in ({"cause": "because"}, {"cause": ""}, {"r": "missing"}):
            results = [result.model_copy(update=changed) for result in posted.results]
            content = posted.model_copy(update={"results": results}).to_bytes()
            signature = cms.sign(competition.world.custodian_signers[0], content, at=OPENED_AT)
            with pytest.raises(Refused, match="posted_incomplete"):
                competition.receive(replace(post, content=content, signature=signature))


class TestPolicy:
    def test_with_a_substituted_certificate_is_not_the_one_signed(self, competition: Competition) -> None:
        world, custody = competition.world, competition.custody
        mine = world.authority.agreement("Custodian 2 opens", world.organisations[1])
        custodians = list(custody.policy.custodians)
        custodians[1] = custodians[1].model_copy(update={"cert": certificates.to_base64(mine.certificate)})
        policy = custody.policy.model_copy(update={"custodians": custodians})
        with pytest.raises(Refused, match="cms_digest"):
            policies.check(replace(custody, policy=policy), world.pins(), NOW)
        signed = cms.sign(world.organisers[0], policy.to_bytes(), at=NOW)
        with pytest.raises(Refused, match="policy_not_accepted"):
            policies.check(replace(custody, policy=policy, signature=signed), world.pins(), NOW)

    def test_by_another_root_is_refused(self, competition: Competition) -> None:
        other = World(authority=Authority("Test Root"))
        pins = Pins(
            other.authority.trust(), competition.world.pins().logs, competition.world.pins().witnesses
        )
        with pytest.raises(Refused, match="certificate_untrusted"):
            policies.check(competition.custody, pins, NOW)

    def test_with_another_log_or_witness_is_refused(self, competition: Competition) -> None:
        pins = competition.world.pins()
        for changed, code in (
            (replace(pins, logs=frozenset()), "policy_log_not_pinned"),
            (replace(pins, witnesses=frozenset(list(pins.witnesses)[:1])), "policy_witness_not_pinned"),
        ):
            with pytest.raises(Refused, match=code):
                policies.check(competition.custody, changed, NOW)

    def test_is_refused_where_a_committee_would_read_through_a_bad_certificate(self) -> None:
        world = World(units=ENVELOPES)
        policies.check(world.custody(), world.pins(), NOW)
        signs = world.authority.issue("Evaluation", CENTRE)
        expired = world.authority.issue("Evaluation", CENTRE, usages=AGREES, days=1)
        foreign = Authority("Test Root").issue("Evaluation", CENTRE, usages=AGREES)
        for wrong, code in (
            (signs, "certificate_usage"), (expired, "certificate_expired"), (foreign, "certificate_untrusted"),
        ):  # fmt: skip
            policy = world.policy(evaluation_cert=certificates.to_base64(wrong.certificate))
            with pytest.raises(Refused, match=code):
                policies.check(world.custody(policy), world.pins(), NOW)

    @pytest.mark.parametrize("changed", [1, 2])
    def test_accepted_by_a_stranger_is_refused(self, competition: Competition, changed: int) -> None:
        custody, world = competition.custody, competition.world
        content, _ = custody.acceptances[changed]
        stranger = world.authority.issue("Stranger", world.organisations[changed - 1])
        forged = {**custody.acceptances, changed: (content, cms.sign(stranger, content, at=NOW))}
        with pytest.raises(Refused, match="policy_not_accepted"):
            policies.check(replace(custody, acceptances=forged), world.pins(), NOW)

    def test_signed_by_another_organisation_is_refused(self, competition: Competition) -> None:
        custody, world = competition.custody, competition.world
        signed = cms.sign(world.bidders[BIDDERS[0]], custody.policy.to_bytes(), at=NOW)
        with pytest.raises(Refused, match="policy_signer"):
            policies.check(replace(custody, signature=signed), world.pins(), NOW)

    def test_is_refused_by_who_is_not_in_it(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        world = competition.world
        client = replace(competition.clients[0], key=world.opening)
        with pytest.raises(Refused, match="not_a_custodian"):
            client.check(competition.case(), 1, at=OPENED_AT)
        client = replace(competition.clients[0], signer=world.custodian_signers[1])
        with pytest.raises(Refused, match="not_a_custodian"):
            client.check(competition.case(), 1, at=OPENED_AT)

    def test_with_a_custody_certificate_that_expired_since_still_opens(self, tmp_path: Path) -> None:
        world = World()
        begins = instant(DEADLINE) - timedelta(days=1) + timedelta(minutes=5)
        short = world.authority.issue("Opens", world.organisations[0], usages=AGREES, begins=begins, days=1)
        world.custodian_keys[0] = signers.agreement_of(short)
        competition = Competition(tmp_path, world)
        one = competition.file()
        competition.publish(competition.freeze())
        assert short.certificate.not_valid_after_utc < OPENED_AT
        assert competition.settle(one, competition.posts((1, 2, 3))).outcome == "opened"


class TestLostCustodian:
    """The policy is judged as of when it was logged; who is lost afterwards is one fewer."""

    def test_whose_certificates_expired_before_the_deadline_stops_nobody(self, tmp_path: Path) -> None:
        world = World()
        begins = instant(DEADLINE) - timedelta(days=1, minutes=5)
        short = world.authority.issue("Opens", world.organisations[0], usages=AGREES, begins=begins, days=1)
        world.custodian_keys[0] = signers.agreement_of(short)
        world.custodian_signers[0] = world.authority.issue(
            "Custodian 1", world.organisations[0], begins=begins, days=1
        )
        competition = Competition(tmp_path, world)
        one = competition.file()
        competition.publish(competition.freeze())
        assert NOW < short.certificate.not_valid_after_utc < instant(DEADLINE)
        assert competition.settle(one, competition.posts((2, 3, 4))).outcome == "opened"
        post = competition.post(1)
        with pytest.raises(Refused, match="certificate_expired"):
            competition.receive(post)
        # Who renewed the signing certificate opens still.
        world.custodian_signers[0] = world.authority.issue("Custodian 1", world.organisations[0])
        competition.clients[0] = replace(competition.clients[0], signer=world.custodian_signers[0])
        assert competition.receive(competition.post(1)).result(one.filing.name, "form") == "ok"

    @pytest.mark.parametrize("lost", [1, 2, 5])
    def test_who_was_revoked_afterwards_stops_nobody(self, competition: Competition, lost: int) -> None:
        one, world = competition.file(), competition.world
        since = dict.fromkeys(serials(world, lost), NOW + timedelta(minutes=1))
        world.authority.revoked = since
        with_trust(competition, world.authority.trust())
        competition.publish(competition.freeze())
        excluded_by = [competition.post(x) for x in (1, 5)]
        assert all(post.content for post in excluded_by)
        if lost < 3:
            assert competition.settle(one, competition.posts((3, 4, 5))).outcome == "opened"

    def test_whose_revocation_was_dated_back_stops_nobody_as_long_as_enough_are_left(
        self, competition: Competition
    ) -> None:
        competition.file()
        competition.publish(competition.freeze())
        authority = competition.world.authority
        known = policies.evidence(competition.custody, authority.trust(), NOW)
        for lost, kept, code in ((1, False, ""), (2, False, "certificate_revoked"), (2, True, "")):
            authority.revoked = dict.fromkeys(serials(competition.world, lost), NOW - timedelta(days=1))
            with_trust(competition, authority.trust(learned=NOW + timedelta(hours=1)))
            under = replace(competition.custody, evidence=known) if kept else competition.custody
            if code:
                refused(competition, code, case=competition.case(custody=under))
            else:
                assert competition.post(5, case=competition.case(custody=under)).content

    def test_seals_nothing_to_an_opening_process_that_was_revoked(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        opener = certificates.from_base64(competition.custody.policy.opening_cert)
        competition.world.authority.revoked = {opener.serial_number: OPENED_AT - timedelta(minutes=2)}
        trust = competition.world.authority.trust(learned=OPENED_AT - timedelta(minutes=1))
        with_trust(competition, trust)
        refused(competition, "certificate_revoked")

    def test_is_not_an_organiser_who_left(self, competition: Competition) -> None:
        """Who signed the policy may have its certificate revoked the day after."""
        competition.file()
        organiser = competition.world.organisers[0].certificate.serial_number
        competition.world.authority.revoked = {organiser: NOW + timedelta(minutes=1)}
        with_trust(competition, competition.world.authority.trust())
        competition.publish(competition.freeze())
        assert competition.post(1).content

    def test_is_told_by_a_head_that_witnesses_saw(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        before = competition.log.head(NOW, size=competition.policy_index)
        refused(competition, "policy_unproven", case=competition.case(policy_head=before))
        alone = competition.log.head(NOW, size=competition.policy_index + 1, witnesses=1)
        refused(competition, "checkpoint_unwitnessed", case=competition.case(policy_head=alone))
        other = Competition(competition.folder / "other", competition.world)
        other.log.leaves[0] = b"another"
        head = other.log.head(NOW)
        refused(competition, "policy_unproven", case=competition.case(policy_head=head))


def serials(world: World, count: int) -> list[int]:
    """The serial numbers of the first custodians' certificates, of both kinds."""
    return [
        one.certificate.serial_number
        for holders in (world.custodian_signers, world.custodian_keys)
        for one in holders[:count]
    ]


class TestStages:
    @pytest.fixture
    def two(self, tmp_path: Path) -> Competition:
        return Competition(tmp_path, World(units=ENVELOPES))

    def opened(self, two: Competition) -> tuple[Filed, Filed]:
        one, other = two.file(BIDDERS[0]), two.file(BIDDERS[1])
        two.publish(two.freeze())
        return one, other

    def test_the_first_gives_nothing_of_the_second(self, two: Competition) -> None:
        one, other = self.opened(two)
        posts = two.posts((1, 2, 3))
        for post in posts:
            assert {entry.unit for entry in post.posted.results} == {"tech"}
            assert {unit for _, unit in post.shares} == {"tech"}
        assert two.settle(one, posts, "tech").outcome == "opened"
        assert two.settle(other, posts, "tech").outcome == "opened"

    def test_the_second_stays_closed_without_a_release(self, two: Competition) -> None:
        self.opened(two)
        refused(two, "stage_signers", stage=2)
        refused(two, "stage_unknown", stage=3)

    def test_the_second_opens_only_whom_the_committee_let_through(self, two: Competition) -> None:
        one, other = self.opened(two)
        two.release([one.filing.name])
        case = two.case()
        posts = [two.receive(two.post(x, 2, case=case), 2, [one.filing.name]) for x in (1, 3, 4)]
        assert {entry.header for post in posts for entry in post.posted.results} == {one.filing.name}
        assert two.settle(one, posts).outcome == "opened"
        assert all((other.filing.name, "form") not in post.shares for post in posts)

    def test_the_second_needs_the_result_before_it(self, two: Competition) -> None:
        one, _ = self.opened(two)
        two.release([one.filing.name], result_first=False)
        refused(two, "stage_result", stage=2)

    @pytest.mark.parametrize(("members", "organiser"), [(1, True), (2, False), (0, True)])
    def test_the_second_needs_committee_and_organiser(
        self, two: Competition, members: int, organiser: bool
    ) -> None:
        one, _ = self.opened(two)
        two.release([one.filing.name], members=members, organiser=organiser)
        refused(two, "stage_signers", stage=2)

    def test_the_second_opens_nobody_who_was_not_frozen(self, two: Competition) -> None:
        self.opened(two)
        two.release(["0" * 64])
        refused(two, "stage_bids", stage=2)

    def test_the_second_follows_the_first_release_only(self, two: Competition) -> None:
        one, other = self.opened(two)
        two.release([one.filing.name])
        two.release([one.filing.name, other.filing.name])
        refused(two, "stage_bids", stage=2)


class TestBidderMode:
    def test_opens_by_the_bidders_own_keys_and_revokes_who_stays_silent(self, tmp_path: Path) -> None:
        competition = Competition(tmp_path, World(mode="bidder"))
        one, silent = competition.file(BIDDERS[0]), competition.file(BIDDERS[1])
        competition.publish(competition.freeze())
        key = keys_of(one.folder, PASSPHRASE)["form"]
        assert competition.settle(one, [], sent=key).outcome == "opened"
        assert competition.settle(silent, [], is_over=False).outcome == "pending"
        assert competition.settle(silent, []).cause == "key_not_sent"
        assert competition.settle(silent, [], platform_failed=True).outcome == "withdrawn"
        assert competition.settle(silent, [], sent=key).outcome == "revoked"


def revoke(competition: Competition, one: Filed, when: datetime) -> None:
    """Let every custodian learn, an hour later, that a bidder's certificate was revoked at that time."""
    competition.world.authority.revoked = {one.filing.signed.certificate.serial_number: when}
    with_trust(competition, competition.world.authority.trust(learned=NOW + timedelta(hours=1)))


def with_trust(competition: Competition, trust: Trust) -> None:
    pins = replace(competition.world.pins(), trust=trust)
    competition.clients = [replace(client, pins=pins) for client in competition.clients]


def with_evidence(
    one: Filed, *, crl: CertificateRevocationList | None = None, ocsp: OCSPResponse | None = None
) -> Filing:
    """The filing with what the platform kept when it accepted it."""
    kept = {"revocation.1.crl": crl, "revocation.1.ocsp": ocsp}
    return tampered(
        one.filing,
        {name: found.public_bytes(Encoding.DER) for name, found in kept.items() if found is not None},
    )
