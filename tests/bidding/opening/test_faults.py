"""Whose fault it is: a badly dealt bid, silent and lying custodians, lost bytes; and the bidder's own key, which rescues."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest

from bidding.models import Filing
from bidding.sealed import store
from tests.bidding.opening.hall import Hall, outcomes
from tests.toolkit import forging
from toolkit import capsules, certificates, cms, dealing, filings
from toolkit.custodians import Post
from toolkit.filings import Filing as Sealed
from toolkit.filings import Folder
from toolkit.proceedings import Posted, PostedResult, SentShare, Shares

pytestmark = pytest.mark.django_db
Said = Literal["ok", "bad"]


def folder_of(filing: Sealed) -> Path:
    assert isinstance(filing.store, Folder)
    return filing.store.path.parent


def badly_dealt(hall: Hall, who: str) -> Sealed:
    """File a bid of which only the last custodian's capsule is good."""
    folder = hall.scene.seal(who)
    filing = filings.load(Folder(folder))
    spoilt = {("form", x): forging.scrambled(filing, "form", x) for x in (1, 2)}
    forged = forging.with_capsules(filing, hall.scene.signer(who), folder.parent, spoilt)
    assert hall.scene.file(folder, who).body["state"] == "accepted"
    return forged


def lying(hall: Hall, post: Post, x: int, about: Mapping[str, Said]) -> Post:
    """Change what a custodian says: `bad`, or another share with its true hash; signed and sealed as it should be."""
    posted, results, sent = Posted.from_bytes(post.content), [], []
    for one in posted.results:
        filing = filings.load(store.of(Filing.objects.get(header=one.header)))
        share = b"\7" * 32
        false = dealing.share_hash(filing.place("form"), filing.header.core, x, share)
        said = about[one.header]
        results.append(
            PostedResult(
                header=one.header, unit="form", r=said, share_hash=false if said == "ok" else "", cause=""
            )
        )
        if said == "ok":
            sent.append(SentShare(header=one.header, unit="form", share=share.hex()))
    changed = Posted(**(posted.model_dump() | {"results": results}))
    message = Shares(posted=changed.hash, x=x, shares=sent).to_bytes()
    opening = certificates.from_base64(hall.scene.custody.policy.opening_cert)
    signature = cms.sign(hall.scene.custodians[x - 1][0], changed.to_bytes(), at=hall.row.closed_at)
    return Post(changed.to_bytes(), signature, capsules.seal(message, opening), post.memory)


class TestFaults:
    def test_of_a_badly_dealt_bid_are_the_bidders_whoever_opens_it(self, hall: Hall) -> None:
        good = [hall.scene.filed(who)[0].name for who in ("bai", "deng")]
        bad = badly_dealt(hall, "cui")
        hall.begin()
        hall.posted([1, 2, 3])
        row = hall.record()
        assert (row.status, row.pending) == ("settling", [[bad.name, "form"]])
        assert hall.bids() == []
        # Its own key does not save a bid that was not dealt rightly.
        message = hall.keys_of(folder_of(bad), bad, "cui")
        assert hall.tell("cui", "keys", message=message).status == 201
        assert hall.record().status == "recorded"
        assert outcomes(hall) == {bad.name: ["revoked dealing_wrong"]} | {key: ["opened"] for key in good}
        assert hall.verified().holds

    def test_of_silent_custodians_are_mended_by_bidders_keys_or_named(
        self, hall: Hall, three: dict[str, Sealed]
    ) -> None:
        filed = three
        hall.begin()
        hall.posted([1])
        hall.later(seconds=1801)
        row = hall.record()
        assert sorted(row.pending) == sorted([one.name, "form"] for one in filed.values())
        for who in ("bai", "deng"):
            message = hall.keys_of(folder_of(filed[who]), filed[who], who)
            answers = [hall.tell(who, "keys", message=message) for _ in range(2)]
            assert [one.status for one in answers] == [201, 201]
            assert hall.record().status == "settling"
        hall.later(seconds=901)
        assert hall.record().status == "recorded"
        silent = filed["cui"].name
        found = {one["header"]: one["units"][0] for one in hall.bids()}
        assert (found[silent]["outcome"], found[silent]["cause"], found[silent]["blamed"]) == (
            "withdrawn", "key_unavailable", [2, 3],
        )  # fmt: skip
        assert [found[filed[who].name]["outcome"] for who in ("bai", "deng")] == ["opened", "opened"]
        assert hall.verified().holds
        late = hall.tell("cui", "keys", message=hall.keys_of(folder_of(filed["cui"]), filed["cui"], "cui"))
        assert (late.status, late.body["code"]) == (409, "opening_not_begun")

    def test_of_a_lying_custodian_are_named_and_hurt_nobody(
        self, begun: Hall, three: dict[str, Sealed]
    ) -> None:
        hall, (first, second, third) = begun, sorted(one.name for one in three.values())
        case = hall.fetch().case(hall.lot)
        said: dict[str, Said] = {first: "ok", second: "bad", third: "ok"}
        liar = lying(hall, hall.post(2, case=case), 2, said)
        sent = hall.send(hall.post(1, case=case), liar, hall.post(3, case=case))
        assert [one.status for one in sent] == [201] * 3, sent
        assert hall.record().status == "recorded"
        units = [one["units"][0] for one in hall.bids()]
        assert [(one["outcome"], one["blamed"]) for one in units] == [("opened", [2])] * 3
        assert hall.verified().holds

    @pytest.mark.parametrize("is_mended", [False, True])
    def test_of_shares_that_are_not_those_signed_for_count_as_silence(
        self, begun: Hall, is_mended: bool
    ) -> None:
        hall = begun
        case = hall.fetch().case(hall.lot)
        one, two, three = (hall.post(x, case=case) for x in (1, 2, 3))
        mixed = Post(three.content, three.signature, two.shares, three.memory)
        hall.send(one, two, mixed)
        # Three posted; who sent what cannot be read is told in time.
        row = hall.record()
        assert (row.status, row.unreadable) == ("collecting", [3])
        if is_mended:
            assert hall.send(three)[0].status == 201
            assert hall.record().status == "recorded"
            assert hall.status()["stages"][0]["unreadable"] == []
            assert hall.verified().holds
            return
        hall.later(seconds=1801)
        assert hall.record().unreadable == [3]
        assert hall.status()["stages"][0]["unreadable"] == [3]
        assert set(map(tuple, outcomes(hall).values())) == {("opened",)}
        assert hall.verified().holds

    @pytest.mark.parametrize("is_there", [False, True])
    def test_of_a_store_that_lost_bytes_are_not_the_bidders(self, hall: Hall, is_there: bool) -> None:
        lost, row = hall.scene.filed("bai")
        others = [hall.scene.filed(who)[0].name for who in ("cui", "deng")]
        hall.begin()
        hall.posted([1, 2, 3])
        part = row.files["form.manifest.sealed"]
        store.remove(part)
        if is_there:
            store.write(part, 0, [b"other bytes"])
        assert hall.record().status == "settling"  # it may come again
        hall.later(seconds=901)
        hall.record()
        cause = "part_hash" if is_there else "part_missing"
        assert outcomes(hall) == {lost.name: [f"withdrawn {cause}"]} | {key: ["opened"] for key in others}
        # Whoever verifies sees that it is so.
        assert hall.verified().holds


class TestBidderMode:
    @pytest.fixture
    def alone(self, bare: Any, tmp_path: Path) -> Hall:
        bare.under_custody(mode="bidder", k=0, n=0, custodians=[])
        bare.register("deng")
        return Hall(bare, tmp_path / "hall")

    def test_opens_with_bidders_own_keys_and_revokes_who_sends_none(self, alone: Hall) -> None:
        filed = {who: alone.scene.filed(who)[0] for who in ("bai", "cui", "deng")}
        row = alone.begin()
        assert (row.status, len(row.pending), row.rescue_until is not None) == ("settling", 3, True)
        for who in ("bai", "cui"):
            message = alone.keys_of(folder_of(filed[who]), filed[who], who)
            assert alone.tell(who, "keys", message=message).status == 201
        assert alone.record().status == "settling"
        assert alone.bids() == []
        alone.living(seconds=901)
        alone.record()
        opened = {filed[who].name: ["opened"] for who in ("bai", "cui")}
        assert outcomes(alone) == opened | {filed["deng"].name: ["revoked key_not_sent"]}
        assert alone.verified().holds
