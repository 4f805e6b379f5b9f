"""What stops an opening, what is not taken for it, and the second envelope, which stays closed until it is released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from accounts.actions.certificates import issue_certificate
from bidding.actions import contests, freezing
from bidding.actions.posts import MOST_POSTS
from bidding.models import CustodianPost, Filing, Opening, ReceiptObjection
from bidding.sealed import bundle
from config.demo import moves
from foundation import clock, transparency_audit
from foundation.models import Event
from tests.accounts.keys import new_key, request_for
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.sealed.scene import FIRST, Scene, signer_of
from tests.factories.accounts import organisation_code
from toolkit import canonical, capsules, certificates, cms
from toolkit.custodians import Post
from toolkit.filings import Filing as Sealed
from toolkit.objects import PolicyUnit
from toolkit.proceedings import Freeze, Objection, Posted, Stage
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.sealing import Before
from toolkit.signers import KeySigner

pytestmark = pytest.mark.django_db
ENVELOPES = (
    PolicyUnit(unit="form", stage=2, audience="public"), PolicyUnit(unit="tech", stage=1, audience="experts"),
)  # fmt: skip


def objects(
    hall: Hall, who: str, filing: Sealed, *, signer: KeySigner | None = None, kept: Issued | None = None, head: str = "",
    **changed: Any,
) -> Any:  # fmt: skip
    """Show the receipt that the bidder kept of a filing."""
    kept = kept or hall.scene.desk(who).fetch(filing).issued
    values = {
        "deal": hall.scene.made.deal,
        "lot": hall.lot,
        "freeze": hall.row.sha256,
        "receipt": canonical.sha256(kept.content),
    }
    content = Objection(**(values | changed)).to_bytes()
    signature = cms.sign(signer or hall.scene.signer(who), content, at=clock.now())
    receipt = {"content": kept.content, "signature": kept.signature, "token": kept.token}
    return hall.tell(who, "objections", content=content, signature=signature, receipt=receipt, head=head)


class TestObjections:
    def test_with_the_receipt_of_a_bid_left_out_stop_the_opening(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        left_out, _ = hall.scene.filed("bai")
        for who in ("cui", "deng"):
            hall.scene.filed(who)
        honest = freezing._list
        monkeypatch.setattr(
            freezing,
            "_list",
            lambda row, found, *more: honest(
                row, [one for one in found if one.header != left_out.name], *more
            ),
        )
        # Two bids would not be opened at all; that is not what is tried here.
        monkeypatch.setattr("trading.law.construction.FEWEST_BIDS", 2)
        hall.freeze()
        first = objects(hall, "bai", left_out)
        assert (first.status, first.body["number"], objects(hall, "bai", left_out).body["number"]) == (
            201,
            1,
            1,
        )
        hall.scene.lot.__class__.objects.filter(id=hall.lot).update(state="opening", phase="evaluating")
        hall.later(seconds=601)
        hall.opener().turn()
        assert not Opening.objects.exists()
        assert [one["header"] for one in hall.status()["objections"]] == [left_out.name]
        with pytest.raises(Refused, match="objection_open"):
            hall.post(1)

    @pytest.mark.parametrize("false", [{"received_at": 0}, {"index": 0}])
    def test_with_the_receipt_of_a_bid_that_is_listed_as_another_stop_the_opening(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch, false: dict[str, int]
    ) -> None:
        victim, other = (hall.scene.filed(who)[0] for who in ("bai", "cui"))
        hall.scene.filed("deng")
        honest = freezing._list

        def falsified(*given: Any) -> Freeze:
            made = honest(*given)
            bids = [one.model_copy(update=false) if one.header == victim.name else one for one in made.bids]
            return made.model_copy(update={"bids": bids})

        monkeypatch.setattr(freezing, "_list", falsified)
        hall.freeze()
        assert objects(hall, "cui", other).body["code"] == "objection_invalid"
        assert objects(hall, "bai", victim).status == 201
        hall.later(seconds=601)
        hall.opener().turn()
        assert not Opening.objects.exists()
        with pytest.raises(Refused, match="objection_open"):
            hall.post(1)

    def test_with_the_receipt_of_a_bid_that_was_replaced_stop_nothing(self, hall: Hall) -> None:
        old, _ = hall.scene.filed("bai")
        hall.scene.filed("bai", before=Before(old.core.bid, 1, old.name))
        withdrawn, _ = hall.scene.filed("cui")
        taken = hall.scene.desk("cui").withdraw(withdrawn, hall.scene.signer("cui"), clock.now())
        hall.scene.filed("cui", before=Before(withdrawn.core.bid, 1, withdrawn.name))
        hall.scene.filed("deng")
        hall.freeze()
        head = (hall.scene.log_folder / "witnessed").read_text()
        numbers = [
            objects(hall, who, filing, kept=kept, head=kept_head).body["number"]
            for who, filing, kept, kept_head in (
                ("bai", old, None, ""),
                ("bai", old, None, head),  # a better paper is another objection
                ("bai", old, None, ""),
                ("cui", withdrawn, None, ""),
                ("cui", withdrawn, taken.issued, ""),
                ("bai", old, None, head),
            )
        ]
        assert numbers == [1, 2, 1, 3, 4, 2]
        hall.later(seconds=601)
        hall.opener().turn()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert hall.verified().holds
        given_up = hall.folder / str(hall.fetched) / "lots" / hall.lot / "filings" / old.name
        assert sorted(one.name for one in given_up.iterdir()) == ["core.json", "header.json", "header.p7s"]

    def test_with_the_receipt_of_a_bid_under_an_older_policy_stop_nothing(self, hall: Hall) -> None:
        """It was replaced, and the replacement is void as well: its bidder did not file again under the later version."""
        hall.scene.register("gao")
        old, _ = hall.scene.filed("gao")
        last, _ = hall.scene.filed("gao", before=Before(old.core.bid, 1, old.name))
        hall.scene.under_custody(version=2, prev=hall.scene.custody.policy.hash)
        for who in ("bai", "cui", "deng"):
            hall.scene.filed(who)
        hall.freeze()
        assert [objects(hall, "gao", one).status for one in (old, last)] == [201, 201]
        hall.later(seconds=601)
        hall.opener().turn()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert hall.verified().holds

    def test_come_in_time_and_are_few(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        replaced: list[Sealed] = []
        for number in range(3):
            before = Before(replaced[-1].core.bid, number, replaced[-1].name) if replaced else FIRST
            replaced.append(hall.scene.filed("bai", before=before)[0])
        for who in ("cui", "deng"):
            hall.scene.filed(who)
        hall.freeze()
        monkeypatch.setattr(contests, "MOST_OBJECTIONS", 1)
        assert objects(hall, "bai", replaced[0]).status == 201
        assert objects(hall, "bai", replaced[1]).body["code"] == "objections_too_many"
        monkeypatch.undo()
        hall.later(seconds=599)
        assert objects(hall, "bai", replaced[0]).status == 201  # the same again
        hall.later(seconds=2)
        late = objects(hall, "bai", replaced[1])
        assert (late.status, late.body["code"]) == (409, "objection_late")
        assert objects(hall, "bai", replaced[0]).status == 201

    def test_are_the_bidders_own_and_nobody_uses_them_up(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever runs the platform holds every receipt: with a key of its own it could object five times for a bidder."""
        first, _ = hall.scene.filed("bai")
        last, _ = hall.scene.filed("bai", before=Before(first.core.bid, 1, first.name))
        for who in ("cui", "deng"):
            hall.scene.filed(who)
        hall.freeze()
        monkeypatch.setattr(contests, "MOST_OBJECTIONS", 1)
        for stranger in (signer_of("平台", organisation_code(9_000_777)), hall.scene.signer("cui")):
            assert objects(hall, "bai", first, signer=stranger).body["code"] == "objection_invalid"
        mine = objects(hall, "bai", first)
        assert (mine.status, mine.body["number"]) == (201, 1)
        row = ReceiptObjection.objects.get()
        assert row.evidence and hall.row.objections.count() == 1
        names = {one.name for one in bundle.files(hall.scene.lot, with_list=True, with_filings=False)}
        assert {f"lots/{hall.lot}/objections/1/{name}" for name in row.evidence} <= names
        assert hall.fetch().case(hall.lot).objections[0].evidence.lists
        assert last.core.prev == first.name

    def test_are_refused_without_a_genuine_receipt_or_too_late(self, hall: Hall) -> None:
        listed, _ = hall.scene.filed("bai")
        for who in ("cui", "deng"):
            hall.scene.filed(who)
        forged = {"content": b"{}", "signature": b"x", "token": b"x"}
        early = hall.tell("bai", "objections", content=b"{}", signature=b"x", receipt=forged)
        assert (early.status, early.body["code"]) == (409, "not_frozen")
        hall.freeze()
        assert objects(hall, "bai", listed).body["code"] == "objection_invalid"
        assert objects(hall, "bai", listed, lot="lot_another").body["code"] == "objection_invalid"
        assert hall.tell("bai", "objections", content=b"{}", signature=b"x", receipt=forged).status == 422


class TestPosts:
    def test_are_refused_unless_they_are_that_custodians_for_this_list(self, begun: Hall) -> None:
        case = begun.fetch().case(begun.lot)
        one, two = (begun.post(x, case=case) for x in (1, 2))
        stranger = signer_of("路人", organisation_code(9_000_777))

        def code(post: Post, who: str = "kang") -> str:
            return str(begun.send(post, who=who)[0].body["code"])

        def changed(**values: Any) -> Post:
            content = Posted(**(Posted.from_bytes(one.content).model_dump() | values)).to_bytes()
            signature = cms.sign(begun.scene.custodians[0][0], content, at=clock.now())
            return replace(one, content=content, signature=signature)

        assert code(replace(one, signature=two.signature)) == "cms_digest"
        assert (
            code(replace(one, signature=cms.sign(stranger, one.content, at=clock.now()))) == "posted_signer"
        )
        assert code(changed(freeze="0" * 64)) == "posted_context"
        assert code(changed(stage=2)) == "posted_context"
        assert code(changed(results=[])) == "posted_incomplete"
        assert code(replace(one, shares=one.shares[:-1])) == "capsule_malformed"
        assert code(replace(one, content=b"{}")) == "object_malformed"
        assert (
            begun.tell(None, "posts", content=one.content, signature=one.signature, shares=one.shares).status
            == 403
        )
        assert begun.send(one)[0].status == 201
        assert begun.send(one)[0].status == 201  # the same again, as after a lost answer
        other = [
            result.model_copy(update={"r": "bad", "share_hash": ""})
            for result in Posted.from_bytes(one.content).results
        ]
        assert code(changed(results=[entry.model_dump() for entry in other])) == "already_posted"
        assert begun.status()["stages"][0]["posted"] == [1]

    def test_are_taken_again_as_they_were_or_under_another_head_and_not_for_ever(self, begun: Hall) -> None:
        first = begun.post(1)
        begun.later(seconds=5)
        again = begun.post(1)  # the log has grown, and the shares are sealed anew
        assert first.content != again.content
        assert [one.status for one in begun.send(first, again, first, again)] == [201] * 4
        assert CustodianPost.objects.count() == 2
        for _ in range(MOST_POSTS - 2):
            assert begun.send(begun.post(1))[0].status == 201
        assert begun.send(begun.post(1))[0].body["code"] == "posts_too_many"
        assert begun.status()["stages"][0]["posted"] == [1]

    def test_that_somebody_else_spoils_do_not_use_up_the_custodians_own(self, begun: Hall) -> None:
        """The list is signed, the shares beside it are not: what carries them could send it with others."""
        case = begun.fetch().case(begun.lot)
        good = begun.post(1, case=case)
        for _ in range(MOST_POSTS):
            spoilt = capsules.seal(b"x" * 400, certificates.from_base64(case.custody.policy.opening_cert))
            assert begun.send(replace(good, shares=spoilt), who="chen")[0].status == 201
        spoilt = capsules.seal(b"x" * 400, certificates.from_base64(case.custody.policy.opening_cert))
        assert begun.send(replace(good, shares=spoilt), who="chen")[0].body["code"] == "posts_too_many"
        assert begun.send(good)[0].status == 201
        begun.posted([2, 3])
        assert begun.record().status == "recorded"
        assert set(map(tuple, outcomes(begun).values())) == {("opened",)}

    def test_that_come_late_are_kept_as_late_and_change_nothing(self, begun: Hall) -> None:
        case = begun.fetch().case(begun.lot)
        one, two, three = (begun.post(x, case=case) for x in (1, 2, 3))
        assert [answer.body["is_late"] for answer in begun.send(one, two)] == [False, False]
        begun.later(seconds=1801)
        assert [answer.body["is_late"] for answer in begun.send(three, three)] == [True, True]
        assert begun.status()["stages"][0]["posted"] == [1, 2]
        assert begun.record().status == "recorded"
        late = begun.post(3, case=begun.fetch().case(begun.lot))
        assert begun.send(late)[0].body["is_late"] is True
        assert Event.objects.filter(type="bidding.opening.posted_late").count() == 2
        begun.scene.grow()
        assert list(transparency_audit.findings()) == []
        assert begun.verified().holds
        names = {file.name for file in (begun.folder / str(begun.fetched) / "lots" / begun.lot).iterdir()}
        assert {name for name in names if name.startswith("posted")} == {
            f"posted.1.{x}.{kind}" for x in (1, 2) for kind in ("json", "p7s")
        }

    def test_of_keys_are_bidders_own_and_few(self, begun: Hall) -> None:
        sealed = begun.post(1).shares  # any message for the opening process
        assert begun.tell("sun", "keys", message=sealed).status == 403
        assert begun.tell("fang", "keys", message=sealed).body["code"] == "no_listed_filing"
        assert begun.tell("bai", "keys", message=b"x").body["code"] == "capsule_malformed"
        assert [begun.tell("bai", "keys", message=begun.post(1).shares).status for _ in range(5)] == [201] * 5
        assert begun.tell("bai", "keys", message=begun.post(1).shares).body["code"] == "keys_too_many"
        # What is no key of the bidder's is as good as none.
        begun.posted([2])
        begun.later(seconds=1801)
        assert len(begun.record().pending) == 3


class TestTheSecondEnvelope:
    @pytest.fixture
    def two(self, bare_road: Scene, tmp_path: Path) -> Hall:
        bare_road.under_custody(units=list(ENVELOPES), committee_quorum=2)
        bare_road.register("deng")
        return Hall(bare_road, tmp_path / "hall")

    def expert(self, hall: Hall, who: str) -> KeySigner:
        """Return a person with a certificate that the platform knows."""
        key, person = new_key(), hall.scene.world.actor(who)
        row = issue_certificate(
            party_id=str(person.party_id), csr_pem=request_for(key), member_id=person.member_id,
            by=hall.scene.world.actor("guan"),
        )  # fmt: skip
        return KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ())

    def step(self, hall: Hall, who: str, name: str) -> None:
        hall.scene.world.tell(who, f"/api/v1/lots/{hall.lot}/steps/{name}/", {})

    def release(
        self,
        hall: Hall,
        bids: list[str],
        *,
        members: int = 2,
        organiser: bool = True,
        result: bytes = b"passed",
        experts: Sequence[KeySigner] = (),
    ) -> Any:
        experts = list(experts) or [self.expert(hall, who) for who in ("yan", "yao")]
        content = Stage(
            deal=hall.scene.made.deal, lot=hall.lot, stage=2, freeze=hall.row.sha256, result=canonical.sha256(b"passed"),
            committee=sorted(certificates.fingerprint(one.certificate) for one in experts), bids=sorted(bids),
        ).to_bytes()  # fmt: skip
        signers = experts[:members] + ([hall.scene.signer("sun")] if organiser else [])
        signatures = [cms.sign(one, content, at=clock.now()) for one in signers]
        return hall.tell("sun", "stages", content=content, signatures=signatures, result=result)

    @pytest.mark.parametrize(("tender", "stages"), [("bare", (2, 1)), ("bare_road", (1, 1))])
    def test_is_one_that_the_procedure_knows(
        self, request: pytest.FixtureRequest, tender: str, stages: tuple[int, int]
    ) -> None:
        """A tender in one envelope would never open the second; of two, one would come too early."""
        scene: Scene = request.getfixturevalue(tender)
        units = [
            one.model_copy(update={"stage": stage}) for one, stage in zip(ENVELOPES, stages, strict=True)
        ]
        answer = scene.publish(scene.policy(units=units, committee_quorum=2))
        assert (answer.status, answer.body["code"]) == (422, "policy_stages")

    def test_stays_closed_until_it_is_released_and_for_whom_it_is(self, two: Hall) -> None:
        prices = {"bai": "11000000.00", "cui": "12000000.00", "deng": "13000000.00"}
        filed = {who: two.scene.filed(who, price=price)[0].name for who, price in prices.items()}
        two.begin()
        assert self.release(two, []).body["code"] == "stage_not_next"
        two.posted([1, 2, 3])
        assert two.record().status == "recorded"
        assert outcomes(two) == {header: ["opened"] for header in filed.values()}
        units = [unit for one in two.bids() for unit in one["units"]]
        assert all((one["is_public"], one["fields"], one["files"]) == (False, {}, []) for one in units)
        assert two.verified().holds
        with pytest.raises(Refused, match="stage_signers"):
            two.post(1, stage=2)

        passed = [filed["bai"], filed["cui"]]
        assert self.release(two, [*passed, "0" * 64]).body["code"] == "stage_bids"
        assert self.release(two, passed, members=1).body["code"] == "stage_signers"
        assert self.release(two, passed, organiser=False).body["code"] == "stage_signers"
        assert self.release(two, passed, result=b"another").body["code"] == "stage_result"
        assert two.tell("bai", "stages", content=b"{}", signatures=[b"x"], result=b"x").status == 403
        # The procedure has its own step for it, and decides when.
        assert self.release(two, passed).body["code"] == "stage_not_due"
        self.step(two, "chen", "record_first_opening")
        assert self.release(two, passed).body["code"] == "stage_not_due"
        moves.record(two.scene.made, "first_envelope", first_envelope_passed=2)
        self.step(two, "sun", "open_second_envelope")
        made_up = [signer_of(f"专家{n}", "") for n in range(2)]
        assert self.release(two, passed, experts=made_up).body["code"] == "stage_committee"
        bidders = [self.expert(two, who) for who in ("bai", "yan")]
        assert self.release(two, passed, experts=bidders).body["code"] == "stage_committee"
        assert self.release(two, passed).status == 201
        assert self.release(two, [passed[0]]).body["code"] == "stage_released"
        two.later(seconds=5)
        two.opener().turn()
        assert Opening.objects.get(stage=2).bids == sorted(passed)
        two.posted([1, 3, 2], stage=2)
        assert two.record().stage == 2
        shown = {one["header"]: {unit["unit"]: unit["fields"] for unit in one["units"]} for one in two.bids()}
        assert shown == {
            filed["bai"]: {"tech": {}, "form": {"price": prices["bai"]}},
            filed["cui"]: {"tech": {}, "form": {"price": prices["cui"]}},
            filed["deng"]: {"tech": {}},
        }
        assert two.verified().holds
        # Nobody is given the parts of an envelope that stayed closed.
        names = [one.name for one in (two.folder / str(two.fetched)).rglob("*.sealed")]
        assert sorted(names) == ["form.manifest.sealed"] * 2
        assert Filing.objects.count() == 3
