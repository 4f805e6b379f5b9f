"""Rehearsals: the test bid opens, and nothing passes between it and what is real, in either direction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.toolkit.competition import OPENED_AT, Competition, Log, tampered
from tests.toolkit.forging import with_capsules
from tests.toolkit.pki import AGREES, NOW
from tests.toolkit.world import BIDDERS, LOT, World, milliseconds
from toolkit import bundles, canonical, cms, filings, opening, policies, posting, rehearsals, signers
from toolkit.bundles import Bundle
from toolkit.cases import Case
from toolkit.certificates import instant
from toolkit.custodians import Client, Memory, Post
from toolkit.filings import Filing, Folder
from toolkit.log import leaves
from toolkit.log.leaves import Line
from toolkit.objects import Policy, Rehearsal, is_rehearsal
from toolkit.policies import Custody
from toolkit.posting import Received
from toolkit.proceedings import Freeze, FrozenBid, Posted
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER

SALT = "5" * 64


class Staged:
    """A rehearsal from the organiser's machine to the custodians', with the platform played by hand."""

    def __init__(self, folder: Path) -> None:
        self.world, self.folder = World(k=2), folder / "rehearsal"
        prepared = rehearsals.prepare(self.world.policy(), at=NOW, posting_s=3600)
        self.made = rehearsals.make(
            prepared, self.world.organisers[0], self.world.pins(), self.folder, at=NOW
        )
        self.policy = Rehearsal.from_bytes(self.made.content)
        self.custody = Custody(self.policy, self.made.signature, {})
        self.bid = filings.load(Folder(self.folder / "bid" / SEALED_FOLDER))
        self.after = instant(self.policy.deadline) + timedelta(minutes=2)
        self.log = Log(self.world)
        self.index = self.log.add(self.policy.line.to_bytes())

    def case(self, filing: Filing | None = None) -> Case:
        """Return the case of a list with this filing alone, which is the test bid where nobody puts another in its place."""
        filing = filing or self.bid
        at = self.log.add(leaves.filed(SALT, filing.name))
        cut = self.log.head(instant(self.policy.deadline) + timedelta(seconds=5))
        entry = FrozenBid(
            header=filing.name, core=filing.header.core, salt=SALT, index=at, signer=filing.core.signer, received_at=milliseconds(NOW),
            evidence="",
        )  # fmt: skip
        self.freeze = Freeze(
            deal=self.policy.deal, lot=self.made.id, policy=self.policy.hash, change_n=0, deadline=self.policy.deadline,
            cut=cut.to_text(), bids=[entry], refused=[],
        )  # fmt: skip
        content = self.freeze.to_bytes()
        self.log.add(Line("freeze", self.policy.deal, self.made.id, 1, self.freeze.hash).to_bytes())
        head = self.log.head(self.after)
        return Case(
            custody=self.custody, lot=self.made.id, log=self.log.files(), head=head, policy_index=self.index, policy_head=head,
            freeze=(content, cms.sign(self.world.freezer, content, at=self.after)), freeze_head=head, filings={filing.name: filing},
        )  # fmt: skip

    def post(self, x: int, case: Case) -> Post:
        signs, opens = self.world.custodian_signers[x - 1], self.world.custodian_keys[x - 1]
        client = Client(self.world.pins(), signs, opens, Memory())
        return client.post(case, client.check(case, 1, at=self.after), at=self.after)

    def receive(self, post: Post, listed: Mapping[str, Filing]) -> Received:
        received = posting.check_post(
            post.content, post.signature, self.custody, self.freeze, 1, list(listed), self.world.authority.trust(), self.after
        )  # fmt: skip
        return posting.open_shares(received, post.shares, self.world.opening, listed)


@pytest.fixture
def staged(tmp_path: Path) -> Staged:
    return Staged(tmp_path)


def results(post: Post) -> list[tuple[str, str]]:
    return [(one.r, one.cause) for one in Posted.from_bytes(post.content).results]


class TestRehearsing:
    def test_opens_the_test_bid_with_every_quorum(self, staged: Staged) -> None:
        case = staged.case()
        received = [staged.receive(staged.post(x, case), case.filings) for x in (1, 2, 3)]
        for left_out in range(3):
            posts = [one for at, one in enumerate(received) if at != left_out]
            found = opening.settle(
                staged.bid, rehearsals.UNIT, posts, staged.custody, lambda _: lambda _: None
            )
            assert (found.outcome, found.blamed) == ("opened", ())
            assert found.manifest is not None
            assert found.manifest.fields == rehearsals.CONTENT.fields

    def test_keeps_everything_of_the_draft_that_custodians_must_meet_again(self, staged: Staged) -> None:
        draft, made = staged.world.policy(), staged.policy
        same = ("deal", "custodians", "k", "n", "suite", "log", "witnesses", "freeze_cert", "opening_cert")
        assert all(getattr(draft, name) == getattr(made, name) for name in same)

    def test_finds_a_lost_card_before_anything_is_sent(self, tmp_path: Path) -> None:
        world = World(k=2)
        expired = world.authority.issue("Custodian 3 opens", world.organisations[2], usages=AGREES, days=1)
        world.custodian_keys[2] = signers.agreement_of(expired)
        prepared = rehearsals.prepare(world.policy(), at=NOW, posting_s=60)
        with pytest.raises(Refused, match="certificate_expired"):
            rehearsals.make(prepared, world.organisers[0], world.pins(), tmp_path / "out", at=NOW)
        assert not (tmp_path / "out").exists()

    def test_is_read_from_a_draft_that_does_not_know_its_deadline(self) -> None:
        draft = World(k=2).policy().model_dump() | {"deadline": None, "version": None}
        assert rehearsals.read_draft(json.dumps(draft).encode()).deadline == 0
        for wrong in (b"[]", b"{", b"{}", b'{"v":"sbe1/rehearsal"}'):
            with pytest.raises(Refused):
                rehearsals.read_draft(wrong)


class TestARehearsal:
    """What makes one is in the bytes that are signed, so nothing of it means anything elsewhere."""

    def test_is_no_policy(self, staged: Staged, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="object_malformed"):
            Policy.from_bytes(staged.made.content)
        with pytest.raises(Refused, match="object_malformed"):
            Rehearsal.from_bytes(staged.world.policy().to_bytes())
        folder = tmp_path / "public"
        folder.mkdir()
        (folder / "policy.json").write_bytes(staged.made.content)
        (folder / "policy.p7s").write_bytes(staged.made.signature)
        with pytest.raises(Refused, match="object_malformed"):
            _ = Bundle(folder).custody  # from which bidders seal

    def test_has_another_hash_than_a_policy_of_the_same_fields(self, staged: Staged) -> None:
        same = Policy(**(staged.policy.model_dump() | {"v": "sbe1/policy"}))
        assert same.hash != staged.policy.hash

    def test_is_for_no_lot_and_a_policy_for_no_rehearsal(self, staged: Staged) -> None:
        pins = staged.world.pins()
        fields = staged.policy.model_dump()
        for wrong in (
            Rehearsal(**(fields | {"lots": [LOT]})),
            Rehearsal(**(fields | {"lots": sorted([LOT, staged.made.id])})),
            Rehearsal(**(fields | {"units": [{"unit": "form", "stage": 1, "audience": "experts"}]})),
            staged.world.policy(lots=[staged.made.id]),
            staged.world.policy(lots=sorted([LOT, staged.made.id])),
        ):
            with pytest.raises(Refused, match="policy_lots"):
                policies.check_pinned(wrong, pins)
        assert is_rehearsal(staged.made.id)

    def test_of_another_organiser_is_refused(self, staged: Staged) -> None:
        stranger = staged.world.bidders[BIDDERS[0]]
        signature = cms.sign(stranger, staged.made.content, at=NOW)
        with pytest.raises(Refused, match="policy_signer"):
            policies.check(replace(staged.custody, signature=signature), staged.world.pins(), NOW)

    def test_is_not_opened_before_its_own_deadline(self, staged: Staged) -> None:
        case = staged.case()
        client = Client(
            staged.world.pins(), staged.world.custodian_signers[0], staged.world.custodian_keys[0], Memory()
        )
        early = instant(staged.policy.deadline) - timedelta(seconds=1)
        with pytest.raises(Refused):
            client.check(replace(case, head=staged.log.head(early)), 1, at=early)


class TestARealBid:
    """A platform and an organiser who work together want a real bid opened early, by calling it a rehearsal."""

    def test_put_into_a_rehearsal_is_not_touched(self, staged: Staged, tmp_path: Path) -> None:
        real = staged.world.seal(tmp_path / "bid", BIDDERS[0])
        with pytest.raises(Refused, match="context_mismatch"):
            filings.check_against(real, staged.custody)
        case = staged.case(real)
        for x in (1, 2, 3):
            post = staged.post(x, case)
            assert results(post) == [("refused", "freeze_entry")]
            assert not staged.receive(post, case.filings).shares

    def test_gives_its_capsules_to_no_test_bid(self, staged: Staged, tmp_path: Path) -> None:
        real = staged.world.seal(tmp_path / "bid", BIDDERS[0])
        stolen = {(rehearsals.UNIT, x): real.capsule("form", x) for x in (1, 2, 3)}
        forged = with_capsules(staged.bid, staged.world.organisers[0], staged.folder / "bid", stolen)
        case = staged.case(forged)
        for x in (1, 2, 3):
            post = staged.post(x, case)
            assert results(post) == [("bad", "")]
            assert not staged.receive(post, case.filings).shares

    def test_is_opened_by_no_post_to_a_rehearsal(self, staged: Staged, tmp_path: Path) -> None:
        real = Competition(tmp_path / "real", staged.world)
        one = real.file()
        real.publish(real.freeze())
        case = staged.case()
        posts = {x: staged.post(x, case) for x in (1, 2, 3)}
        for x, post in posts.items():
            with pytest.raises(Refused, match="posted_context"):
                real.receive(post)
            # Nor the shares, under a statement that custodian never made.
            honest = real.post(x)
            mixed = Post(honest.content, honest.signature, post.shares, honest.memory)
            with pytest.raises(Refused, match="shares_unreadable"):
                real.receive(mixed)
        assert real.settle(one, real.posts((1, 2))).outcome == "opened"

    def test_is_posted_to_after_a_rehearsal_by_a_client_that_remembers_it(
        self, staged: Staged, tmp_path: Path
    ) -> None:
        """The memory refuses a second list of one lot for ever: a rehearsal is none of it."""
        post = staged.post(1, staged.case())
        remembered = Memory(posted=post.memory.posted)
        real = Competition(tmp_path / "real", staged.world)
        real.file()
        real.publish(real.freeze())
        real.clients[0] = replace(real.clients[0], memory=remembered)
        assert results(real.post(1)) == [("ok", "")]


class TestATestBid:
    def test_is_no_bid_of_any_list(self, staged: Staged, tmp_path: Path) -> None:
        real = Competition(tmp_path / "real", staged.world)
        good = real.file()
        wrong = real.file(filing=staged.bid)
        real.publish(real.freeze([good, wrong]))
        agreed = real.clients[0].check(real.case(), 1, at=OPENED_AT)
        assert {name: why.code for name, why in agreed.excluded.items()} == {
            wrong.filing.name: "freeze_entry"
        }
        with pytest.raises(Refused, match="context_mismatch"):
            filings.check_against(staged.bid, real.custody)
        assert real.settle(good, real.posts((1, 2))).outcome == "opened"

    def test_with_other_bytes_is_found_out(self, staged: Staged) -> None:
        broken = tampered(staged.bid, {f"{rehearsals.UNIT}.1.p7m": b""})
        case = staged.case(broken)
        assert results(staged.post(1, case)) == [("missing", "")]
        assert results(staged.post(2, case)) == [("ok", "")]


class TestTheFolder:
    def test_is_read_again_as_it_was_made(self, staged: Staged) -> None:
        again = rehearsals.read(staged.folder)
        assert again == staged.made
        assert again.files["header.json"] == staged.bid.header.to_bytes()
        assert canonical.sha256(again.content) == staged.policy.hash
        with pytest.raises(Refused, match="file_missing"):
            rehearsals.read(staged.folder.parent)
        assert bundles.read_file(staged.folder / "rehearsal.json") == again.content
