"""Attacks on filings and dealings: rows of the table in `docs/formats/sealed-bid.md`, section 11."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from tests.toolkit import forging
from tests.toolkit.competition import OPENED_AT, Competition, Filed, tampered
from tests.toolkit.pki import AGREES, NOW
from tests.toolkit.world import BIDDERS, CENTRE, DEAL, ENVELOPES, LOT, PASSPHRASE, World
from toolkit import capsules, certificates, cms, dealing, filings, intake, posting
from toolkit.filings import Folder
from toolkit.proceedings import Keys, UnitKey
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER

QUORUMS = list(combinations(range(1, 6), 3))
ALL = (1, 2, 3, 4, 5)


def forged(competition: Competition, replaced: dict[int, bytes] | None = None) -> Filed:
    """A filing of the first bidder, one capsule of which holds a share of nothing unless others are given."""
    one = competition.file()
    if replaced is None:
        replaced = {2: forging.capsule_with(one.filing, competition.custody, "form", 2, os.urandom(32))}
    competition.filed.clear()
    competition.log.leaves.pop()
    filing = forging.with_capsules(
        one.filing,
        competition.world.bidders[one.code],
        one.folder,
        {("form", x): made for x, made in replaced.items()},
    )
    return competition.file(filing=filing)


class TestEveryQuorum:
    @pytest.mark.parametrize("xs", QUORUMS)
    def test_opens_an_honest_bid(self, competition: Competition, xs: tuple[int, ...]) -> None:
        one = competition.file(price="1284500.00")
        competition.publish(competition.freeze())
        outcome = competition.settle(one, competition.posts(xs))
        assert (outcome.outcome, outcome.blamed) == ("opened", ())
        assert outcome.manifest is not None
        assert outcome.manifest.fields == {"price": "1284500.00"}

    @pytest.mark.parametrize("k", [2, 4, 5])
    def test_opens_at_other_sizes(self, tmp_path: object, k: int) -> None:
        competition = Competition(tmp_path, World(k=k))  # type: ignore[arg-type]
        one = competition.file()
        competition.publish(competition.freeze())
        assert competition.settle(one, competition.posts(range(k, 2 * k))).outcome == "opened"

    def test_needs_k(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        for xs in combinations(ALL, 2):
            assert competition.settle(one, competition.posts(xs)).outcome == "withdrawn"


class TestBadDealing:
    @pytest.mark.parametrize("xs", QUORUMS)
    def test_with_one_wrong_share_never_opens(self, competition: Competition, xs: tuple[int, ...]) -> None:
        one = forged(competition)
        competition.publish(competition.freeze())
        outcome = competition.settle(one, competition.posts(xs))
        expected = "withdrawn" if 2 in xs else "revoked"
        assert (outcome.outcome, outcome.manifest) == (expected, None)

    def test_good_for_one_quorum_only_is_the_bidders_fault(self, competition: Competition) -> None:
        one = competition.file()
        wrong = {
            x: forging.capsule_with(one.filing, competition.custody, "form", x, os.urandom(32))
            for x in (4, 5)
        }
        competition.filed.clear()
        competition.log.leaves.pop()
        one = competition.file(
            filing=forging.with_capsules(
                one.filing, competition.world.bidders[one.code], one.folder,
                {("form", x): made for x, made in wrong.items()},
            )
        )  # fmt: skip
        competition.publish(competition.freeze())
        for xs in (ALL, (1, 2, 3), (1, 2, 3, 4)):
            outcome = competition.settle(one, competition.posts(xs))
            assert (outcome.outcome, outcome.cause, outcome.blamed) == ("revoked", "dealing_wrong", ())

    def test_with_noise_in_k_capsules_is_the_bidders_fault(self, competition: Competition) -> None:
        one = competition.file()
        noise = {x: forging.scrambled(one.filing, "form", x) for x in (1, 2, 3)}
        competition.filed.clear()
        competition.log.leaves.pop()
        filing = forging.with_capsules(
            one.filing,
            competition.world.bidders[one.code],
            one.folder,
            {("form", x): n for x, n in noise.items()},
        )
        one = competition.file(filing=filing)
        competition.publish(competition.freeze())
        posts = competition.posts((1, 2, 3))
        assert {post.result(one.filing.name, "form") for post in posts} == {"bad"}
        outcome = competition.settle(one, posts)
        assert (outcome.outcome, outcome.cause, outcome.blamed) == ("revoked", "no_key", ())

    def test_with_random_shares_everywhere_is_told_only_when_all_have_posted(
        self, competition: Competition
    ) -> None:
        one = competition.file()
        wrong = {
            x: forging.capsule_with(one.filing, competition.custody, "form", x, os.urandom(32)) for x in ALL
        }
        competition.filed.clear()
        competition.log.leaves.pop()
        filing = forging.with_capsules(
            one.filing,
            competition.world.bidders[one.code],
            one.folder,
            {("form", x): n for x, n in wrong.items()},
        )
        one = competition.file(filing=filing)
        competition.publish(competition.freeze())
        four = competition.settle(one, competition.posts((1, 2, 3, 4)))
        assert (four.outcome, four.cause, tuple(four.blamed)) == ("withdrawn", "key_unavailable", (5,))
        assert competition.settle(one, competition.posts(ALL)).outcome == "revoked"

    def test_is_not_rescued_by_the_key(self, competition: Competition) -> None:
        one = forged(competition)
        key = forging.keys_of(one.folder, PASSPHRASE)["form"]
        competition.publish(competition.freeze())
        outcome = competition.settle(one, competition.posts((2, 3)), sent=key)
        assert (outcome.outcome, outcome.cause) == ("revoked", "dealing_wrong")

    def test_to_a_custodian_whose_capsule_is_not_randomised_as_derived_is_found(
        self, competition: Competition
    ) -> None:
        """The share is right, only the ephemeral key is another: still not the one capsule that K gives."""
        one = competition.file()
        key = forging.keys_of(one.folder, PASSPHRASE)["form"]
        share = dealing.share_of(one.filing.place("form"), key, 3, 4)
        again = {4: forging.capsule_with(one.filing, competition.custody, "form", 4, share)}
        competition.filed.clear()
        competition.log.leaves.pop()
        filing = forging.with_capsules(
            one.filing, competition.world.bidders[one.code], one.folder, {("form", 4): again[4]}
        )
        one = competition.file(filing=filing)
        competition.publish(competition.freeze())
        assert competition.settle(one, competition.posts((1, 2, 3))).cause == "dealing_wrong"


class TestTwoOpenings:
    def test_of_one_commitment_need_a_collision(self, competition: Competition) -> None:
        one = competition.file()
        place, commitment = one.filing.place("form"), one.filing.commitment("form")
        key = forging.keys_of(one.folder, PASSPHRASE)["form"]
        assert dealing.is_key(place, key, commitment)
        for at in range(0, 256, 17):
            flipped = bytearray(key)
            flipped[at // 8] ^= 1 << at % 8
            assert not dealing.is_key(place, bytes(flipped), commitment)
        assert not dealing.is_key(place, key + b"\0", commitment)

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"deal": "deal_other"}, "manifest_context"),
            ({"lot": "lot_02JC8Z"}, "manifest_context"),
            ({"seq": 2}, "manifest_context"),
            ({"unit": "tech"}, "manifest_context"),
            ({"policy": "0" * 64}, "manifest_context"),
            (
                {"files": [{"part": "f0001", "name": "a.pdf", "size": 1, "sha256": "0" * 64}]},
                "manifest_files",
            ),
        ],
    )
    def test_by_a_manifest_of_another_filing_are_revoked(
        self, competition: Competition, changed: dict[str, object], code: str
    ) -> None:
        filing = forging.by_hand(
            competition.folder / "forged", competition.custody, competition.world.bidders[BIDDERS[0]], LOT,
            manifest=changed,
        )  # fmt: skip
        one = competition.file(filing=filing)
        competition.publish(competition.freeze())
        outcome = competition.settle(one, competition.posts((1, 2, 3)))
        assert (outcome.outcome, outcome.cause, outcome.blamed) == ("revoked", code, ())

    def test_by_a_manifest_that_another_signed_are_revoked(self, competition: Competition) -> None:
        world = competition.world
        filing = forging.by_hand(
            competition.folder / "forged", competition.custody, world.bidders[BIDDERS[0]], LOT,
            manifest_signer=world.bidders[BIDDERS[1]],
        )  # fmt: skip
        one = competition.file(filing=filing)
        competition.publish(competition.freeze())
        assert competition.settle(one, competition.posts((1, 2, 3))).cause == "manifest_signer"

    @pytest.mark.parametrize("frame", [b"\xff" * 4096, b"\0" * 4095 + b"\1", b"\0" * 8192])
    def test_by_a_frame_that_lies_are_revoked(self, competition: Competition, frame: bytes) -> None:
        filing = forging.by_hand(
            competition.folder / "forged",
            competition.custody,
            competition.world.bidders[BIDDERS[0]],
            LOT,
            frame=frame,
        )
        one = competition.file(filing=filing)
        competition.publish(competition.freeze())
        assert competition.settle(one, competition.posts((1, 2, 3))).cause == "frame_malformed"

    @pytest.mark.parametrize("frame", [b"", b"\0" * 7, (5).to_bytes(8, "big"), b"\0" * 4097])
    def test_by_a_frame_of_no_frames_length_is_not_taken(
        self, competition: Competition, frame: bytes
    ) -> None:
        signer = competition.world.bidders[BIDDERS[0]]
        filing = forging.by_hand(competition.folder / "forged", competition.custody, signer, LOT, frame=frame)
        with pytest.raises(Refused) as refused:
            filings.check_against(filing, competition.custody)
        assert refused.value.code == "unencrypted"


class TestCopiedBid:
    def test_under_the_copiers_signature_is_refused(self, competition: Competition) -> None:
        one = competition.file(BIDDERS[0])
        copy = competition.folder / "copy"
        shutil.copytree(one.folder / SEALED_FOLDER, copy)
        copier = competition.world.bidders[BIDDERS[1]]
        (copy / filings.SIGNATURE).write_bytes(cms.sign(copier, one.filing.header.to_bytes(), at=NOW))
        with pytest.raises(Refused, match="signer_is_another"):
            filings.load(Folder(copy))

    def test_sent_as_it_is_from_another_account_is_refused(self, competition: Competition) -> None:
        one = competition.file(BIDDERS[0])
        examined = intake.examine(
            one.filing.store, intake.Account(BIDDERS[1]), competition.custody, competition.trust, lot=LOT,
            received_at=NOW, is_taken=lambda _: True,
        )  # fmt: skip
        codes = [reason.code for reason in examined.reasons]
        assert codes == ["signer_is_another_organisation", "bid_id_taken"]

    def test_by_its_capsules_in_an_own_filing_reveals_nothing(self, competition: Competition) -> None:
        """A withdrawn bid's ciphertext, filed again under another name: custodians decrypt the capsules and say only bad."""
        victim = competition.file(BIDDERS[0], price="777.00")
        competition.withdraw(victim)
        thief = competition.file(BIDDERS[1], price="1.00")
        stolen = {("form", x): victim.filing.capsule("form", x) for x in ALL}
        competition.filed.remove(thief)
        filing = forging.with_capsules(
            thief.filing, competition.world.bidders[BIDDERS[1]], thief.folder, stolen
        )
        thief = competition.file(BIDDERS[1], filing=filing)
        competition.publish(competition.freeze())
        posts = competition.posts(ALL)
        for post in posts:
            assert [(one.r, one.share_hash) for one in post.posted.results] == [("bad", "")]
            assert post.shares == {}
        outcome = competition.settle(thief, posts)
        assert (outcome.outcome, outcome.cause, outcome.key) == ("revoked", "no_key", b"")

    def test_by_its_parts_and_commitment_does_not_open_even_with_the_victims_key(
        self, competition: Competition
    ) -> None:
        """Same bid id and commitment, own signer: K fits the commitment, but no capsule of this core can have come from it."""
        victim = competition.file(BIDDERS[0], price="777.00")
        key = forging.keys_of(victim.folder, PASSPHRASE)["form"]
        thief = competition.world.bidders[BIDDERS[1]]
        folder = competition.folder / "stolen"
        shutil.copytree(victim.folder / SEALED_FOLDER, folder / SEALED_FOLDER)
        core = victim.filing.core.model_copy(update={"signer": certificates.fingerprint(thief.certificate)})
        header = victim.filing.header.model_copy(update={"core": core.hash})
        target = folder / SEALED_FOLDER
        (target / filings.CORE).write_bytes(core.to_bytes())
        (target / filings.HEADER).write_bytes(header.to_bytes())
        (target / filings.SIGNATURE).write_bytes(cms.sign(thief, header.to_bytes(), at=NOW))
        filing = filings.load(Folder(target))
        assert dealing.is_key(filing.place("form"), key, filing.commitment("form"))
        one = competition.file(BIDDERS[1], filing=filing)
        competition.withdraw(victim)
        competition.publish(competition.freeze())
        outcome = competition.settle(one, competition.posts(ALL), sent=key)
        assert (outcome.outcome, outcome.cause, outcome.manifest) == ("revoked", "dealing_wrong", None)


class TestReplay:
    def test_on_another_lot_is_refused(self, competition: Competition) -> None:
        one = competition.file()
        examined = intake.examine(
            one.filing.store, intake.Account(BIDDERS[0]), competition.custody, competition.trust,
            lot="lot_02JC8Z", received_at=NOW, is_taken=lambda _: False,
        )  # fmt: skip
        assert [reason.code for reason in examined.reasons] == ["context_mismatch"]

    @pytest.mark.parametrize(
        "changed", [{"deal": "deal_02"}, {"version": 2, "prev": "0" * 64}, {"deadline": 5}]
    )
    def test_under_another_deal_or_policy_is_refused(
        self, competition: Competition, changed: dict[str, object]
    ) -> None:
        one = competition.file()
        other = competition.world.custody(competition.world.policy(**changed))
        with pytest.raises(Refused, match="context_mismatch"):
            filings.check_against(one.filing, other)

    def test_under_a_policy_through_which_others_would_read_is_refused(self, tmp_path: Path) -> None:
        """Whoever runs the machine shows another certificate for what only a committee may read: no bid was sealed for that."""
        world = World(units=ENVELOPES)
        played = Competition(tmp_path, world)
        one = played.file()
        own = world.authority.issue("Evaluation", CENTRE, usages=AGREES)
        other = world.policy(evaluation_cert=certificates.to_base64(own.certificate))
        with pytest.raises(Refused, match="context_mismatch"):
            filings.check_against(one.filing, world.custody(other))

    def test_of_an_older_filing_is_refused(self, competition: Competition) -> None:
        one = competition.file()
        second = competition.replace(one, price="2.00")
        account = intake.Account(BIDDERS[0], one.filing.core.bid, 2, second.filing.name, is_live=True)
        for filing, code in ((one.filing, "sequence_mismatch"), (second.filing, "already_filed")):
            examined = intake.examine(
                filing.store, account, competition.custody, competition.trust, lot=LOT, received_at=NOW,
                is_taken=lambda _: False,
            )  # fmt: skip
            assert [reason.code for reason in examined.reasons] == [code]

    @pytest.mark.parametrize("field", ["core", "unit", "x"])
    def test_of_a_capsule_in_another_place_is_bad(self, competition: Competition, field: str) -> None:
        one = competition.file()
        place = one.filing.place("form")
        core = "0" * 64 if field == "core" else one.filing.header.core
        place = replace(place, unit="tech") if field == "unit" else place
        content = dealing.capsule_content(place, core, 4 if field == "x" else 3, os.urandom(32))
        capsule = capsules.seal(content, competition.custody.recipients[2].certificate)
        competition.filed.clear()
        competition.log.leaves.pop()
        signer = competition.world.bidders[BIDDERS[0]]
        one = competition.file(
            filing=forging.with_capsules(one.filing, signer, one.folder, {("form", 3): capsule})
        )
        competition.publish(competition.freeze())
        assert competition.posts((3,))[0].result(one.filing.name, "form") == "bad"


class TestLyingCustodian:
    def lie(self, competition: Competition, x: int, one: Filed, *, share: bytes = b"") -> posting.Received:
        """Custodian x's true post, changed to a false share, or to `bad` where none is given, and signed again."""
        case = competition.case()
        received = competition.receive(competition.post(x, case=case))
        place, core = one.filing.place("form"), one.filing.header.core
        hashed = dealing.share_hash(place, core, x, share) if share else ""
        results = [
            entry.model_copy(update={"r": "ok" if share else "bad", "share_hash": hashed})
            if entry.header == one.filing.name
            else entry
            for entry in received.posted.results
        ]
        posted = received.posted.model_copy(update={"results": results})
        signature = cms.sign(competition.world.custodian_signers[x - 1], posted.to_bytes(), at=OPENED_AT)
        names = [entry.header for entry in competition.frozen.bids]
        checked = posting.check_post(
            posted.to_bytes(),
            signature,
            competition.custody,
            competition.frozen,
            1,
            names,
            competition.trust,
            OPENED_AT,
        )
        return posting.Received(
            checked.x, checked.posted, {(one.filing.name, "form"): share} if share else {}
        )

    @pytest.mark.parametrize("share", [b"", b"\7" * 32])
    def test_is_named_and_the_bid_opens(self, competition: Competition, share: bytes) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        posts = [self.lie(competition, 2, one, share=share), *competition.posts((1, 3, 4))]
        outcome = competition.settle(one, posts)
        assert (outcome.outcome, tuple(outcome.blamed)) == ("opened", (2,))

    def test_up_to_n_minus_k_do_not_stop_an_opening(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        liars = [self.lie(competition, 1, one), self.lie(competition, 4, one, share=b"\1" * 32)]
        outcome = competition.settle(one, [*liars, *competition.posts((2, 3, 5))])
        assert (outcome.outcome, tuple(outcome.blamed)) == ("opened", (1, 4))

    def test_beyond_that_the_bidders_own_key_rescues_it(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        posts = [self.lie(competition, x, one, share=bytes([x]) * 32) for x in (1, 2, 3)] + competition.posts(
            (4,)
        )
        assert competition.settle(one, posts, is_over=False).outcome == "pending"
        keys = Keys(
            deal=DEAL, lot=LOT, stage=1, freeze=competition.frozen.hash, header=one.filing.name,
            keys=[UnitKey(unit="form", key=forging.keys_of(one.folder, PASSPHRASE)["form"].hex())],
        )  # fmt: skip
        message = posting.send_keys(keys, competition.world.bidders[one.code], competition.custody, OPENED_AT)
        sent = posting.check_keys(
            message,
            competition.world.opening,
            competition.frozen,
            1,
            one.filing,
            competition.trust,
            OPENED_AT,
        )
        outcome = competition.settle(one, posts, sent=sent["form"])
        assert (outcome.outcome, tuple(outcome.blamed)) == ("opened", (1, 2, 3))

    def test_silence_is_no_fault_of_the_bidders(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        outcome = competition.settle(one, competition.posts((1, 2)))
        assert (outcome.outcome, outcome.cause, tuple(outcome.blamed)) == (
            "withdrawn",
            "key_unavailable",
            (3, 4, 5),
        )

    def test_an_honest_bid_is_never_revoked_by_fewer_than_k(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        for silent in ((), (5,), (4, 5)):
            posts = [self.lie(competition, x, one) for x in (1, 2)]
            posts += competition.posts([x for x in (3, 4, 5) if x not in silent])
            assert competition.settle(one, posts).outcome != "revoked"

    def test_cannot_leave_a_bid_out(self, competition: Competition) -> None:
        competition.file(BIDDERS[0])
        competition.file(BIDDERS[1])
        competition.publish(competition.freeze())
        received = competition.receive(competition.post(1))
        short = received.posted.model_copy(update={"results": received.posted.results[:1]})
        signature = cms.sign(competition.world.custodian_signers[0], short.to_bytes(), at=OPENED_AT)
        names = [entry.header for entry in competition.frozen.bids]
        with pytest.raises(Refused, match="posted_incomplete"):
            posting.check_post(
                short.to_bytes(), signature, competition.custody, competition.frozen, 1, names, competition.trust,
                OPENED_AT,
            )  # fmt: skip

    def test_cannot_speak_for_another(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        post = competition.post(1)
        signature = cms.sign(competition.world.custodian_signers[1], post.content, at=OPENED_AT)
        with pytest.raises(Refused, match="posted_signer"):
            posting.check_post(
                post.content, signature, competition.custody, competition.frozen, 1,
                [entry.header for entry in competition.frozen.bids], competition.trust, OPENED_AT,
            )  # fmt: skip

    def test_cannot_send_other_shares_than_it_signed(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        one, two = competition.post(1), competition.post(2)
        with pytest.raises(Refused, match="shares_unreadable"):
            competition.receive(replace(one, shares=two.shares))


class TestTheStore:
    def test_that_lost_a_part_is_no_fault_of_the_bidders(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        posts = competition.posts((1, 2, 3))
        name = filings.part_name("form", "manifest")
        whole = (one.folder / SEALED_FOLDER / name).read_bytes()
        changed = bytes([whole[0] ^ 1]) + whole[1:]
        for content, cause in ((b"", "part_missing"), (changed, "part_hash"), (whole[:-1], "part_hash")):
            hurt = replace(one, filing=tampered(one.filing, {name: content}))
            outcome = competition.settle(hurt, posts)
            assert (outcome.outcome, outcome.cause) == ("withdrawn", cause)
        again = replace(one, filing=tampered(one.filing, {name: whole}))
        assert competition.settle(again, posts).outcome == "opened"

    def test_that_lost_a_capsule_is_told_from_a_bad_one(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        for content in (b"", b"other bytes"):
            hurt = tampered(one.filing, {filings.capsule_name("form", 1): content})
            case = competition.case(filings={one.filing.name: hurt})
            received = competition.receive(competition.post(1, case=case))
            assert received.result(one.filing.name, "form") == "missing"

    def test_that_copies_shares_on_their_way_reads_nothing(self, competition: Competition) -> None:
        competition.file()
        competition.publish(competition.freeze())
        post = competition.post(1)
        thief = competition.world.custodian_keys[1]
        with pytest.raises(Refused, match=r"capsule_(recipient|malformed)"):
            capsules.open_(post.shares, thief)
        received = competition.receive(post)
        share = next(iter(received.shares.values())).hex().encode()
        assert share not in post.content
        assert share not in post.shares

    def test_says_nothing_with_fewer_than_k_shares(self, competition: Competition) -> None:
        one = competition.file()
        competition.publish(competition.freeze())
        posts = competition.posts((1, 2))
        place = one.filing.place("form")
        found = {post.x: post.shares[one.filing.name, "form"] for post in posts}
        assert dealing.find_key(place, found, 3, one.filing.commitment("form")) is None
        key = forging.keys_of(one.folder, PASSPHRASE)["form"]
        # Any key at all is consistent with two shares: the third can be chosen to fit.
        assert len({bytes(key), *found.values()}) == 3
