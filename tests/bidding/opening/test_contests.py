"""What stops an opening, what is not taken for it, and the second envelope, which stays closed until it is released."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bidding.actions import freezing
from bidding.models import Filing, Opening
from foundation import clock
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.sealed.scene import Scene, signer_of
from tests.factories.accounts import organisation_code
from toolkit import canonical, certificates, cms
from toolkit.custodians import Post
from toolkit.filings import Filing as Sealed
from toolkit.objects import PolicyUnit
from toolkit.proceedings import Objection, Posted, Stage
from toolkit.refusals import Refused
from toolkit.sealing import Before

pytestmark = pytest.mark.django_db
ENVELOPES = (
    PolicyUnit(unit="form", stage=2, audience="public"), PolicyUnit(unit="tech", stage=1, audience="experts"),
)  # fmt: skip


def objects(hall: Hall, who: str, filing: Sealed, **changed: Any) -> Any:
    """Show the receipt that the bidder kept of a filing."""
    kept = hall.scene.desk(who).fetch(filing).issued
    values = {
        "deal": hall.scene.made.deal,
        "lot": hall.lot,
        "freeze": hall.row.sha256,
        "receipt": canonical.sha256(kept.content),
    }
    content = Objection(**(values | changed)).to_bytes()
    signature = cms.sign(hall.scene.signer(who), content, at=clock.now())
    receipt = {"content": kept.content, "signature": kept.signature, "token": kept.token}
    return hall.tell(who, "objections", content=content, signature=signature, receipt=receipt)


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
            lambda row, found, cut: honest(row, [one for one in found if one.header != left_out.name], cut),
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

    def test_with_the_receipt_of_a_bid_that_was_replaced_stop_nothing(self, hall: Hall) -> None:
        old, _ = hall.scene.filed("bai")
        hall.scene.filed("bai", before=Before(old.core.bid, 1, old.name))
        for who in ("cui", "deng"):
            hall.scene.filed(who)
        hall.freeze()
        assert objects(hall, "bai", old).status == 201
        hall.later(seconds=601)
        hall.opener().turn()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert hall.verified().holds
        given_up = hall.folder / str(hall.fetched) / "lots" / hall.lot / "filings" / old.name
        assert sorted(one.name for one in given_up.iterdir()) == ["core.json", "header.json", "header.p7s"]

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
    @pytest.fixture
    def begun(self, hall: Hall) -> Hall:
        for who in ("bai", "cui", "deng"):
            hall.scene.filed(who)
        hall.begin()
        return hall

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
        assert code(changed(checkpoint="0" * 64)) == "already_posted"
        begun.later(seconds=1801)
        assert code(two) == "posting_over"
        assert begun.status()["stages"][0]["posted"] == [1]

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
    def two(self, bare: Scene, tmp_path: Path) -> Hall:
        bare.under_custody(units=list(ENVELOPES), committee_quorum=2)
        bare.register("deng")
        return Hall(bare, tmp_path / "hall")

    def release(
        self,
        hall: Hall,
        bids: list[str],
        *,
        members: int = 2,
        organiser: bool = True,
        result: bytes = b"passed",
    ) -> Any:
        experts = [signer_of(f"专家{n}", "") for n in range(2)]
        content = Stage(
            deal=hall.scene.made.deal, lot=hall.lot, stage=2, freeze=hall.row.sha256, result=canonical.sha256(b"passed"),
            committee=sorted(certificates.fingerprint(one.certificate) for one in experts), bids=sorted(bids),
        ).to_bytes()  # fmt: skip
        signers = experts[:members] + ([hall.scene.signer("sun")] if organiser else [])
        signatures = [cms.sign(one, content, at=clock.now()) for one in signers]
        return hall.tell("sun", "stages", content=content, signatures=signatures, result=result)

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
