"""An opening of thousands of units: what custodians post is as long as the bids are many, and no longer."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509

from bidding.models import CustodianPost, Opening
from bidding.sealed import cases, custody, opening_key
from foundation import clock
from tests.bidding.opening.hall import Hall
from toolkit import canonical, capsules, certificates, cms, posting
from toolkit.custodians import Memory, Post
from toolkit.proceedings import Freeze, FrozenBid, Posted, PostedResult, SentShare, Shares

pytestmark = pytest.mark.django_db
MANY = 10_000


def digests(count: int) -> list[str]:
    return sorted(hashlib.sha256(f"{at}".encode()).hexdigest() for at in range(count))


@pytest.fixture
def many(hall: Hall, three: object, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """A lot with three bids whose list and opening name thousands, as if all of them had been filed."""
    hall.freeze()
    headers = digests(MANY)
    real = Freeze.from_bytes(bytes(hall.row.content or b""))
    bids = [
        FrozenBid(**(real.bids[0].model_dump() | {"header": one, "index": at}))
        for at, one in enumerate(headers)
    ]
    listed = Freeze(**(real.model_dump() | {"bids": bids}))
    monkeypatch.setattr("bidding.sealed.cases.freeze_of", lambda _: listed)
    at = clock.now()
    Opening.objects.create(
        freeze=hall.row, stage=1, bids=headers, begun_at=at, posting_until=at + timedelta(hours=1), ref="r"
    )
    return hall


def post(hall: Hall, x: int, count: int = MANY) -> Post:
    """Make a custodian's post about `count` of the bids; every share is a good one for all that the platform can see."""
    listed, policy = _listed(), custody.policy_of(hall.row.policy)
    headers = digests(count)
    posted = Posted(
        deal=listed.deal, lot=listed.lot, stage=1, freeze=listed.hash, checkpoint="0" * 64, x=x,
        results=[PostedResult(header=one, unit="form", r="ok", share_hash=one, cause="") for one in headers],
    )  # fmt: skip
    sent = [SentShare(header=one, unit="form", share=one) for one in headers]
    shares = Shares(posted=posted.hash, x=x, shares=sent).to_bytes()
    signature = cms.sign(hall.scene.custodians[x - 1][0], posted.to_bytes(), at=clock.now())
    sealed = capsules.seal(shares, certificates.from_base64(policy.opening_cert))
    return Post(posted.to_bytes(), signature, sealed, Memory())


def _listed() -> Freeze:
    return cases.freeze_of(Opening.objects.get().freeze)


class TestThousandsOfUnits:
    def test_are_posted_in_one_list(self, many: Hall) -> None:
        made = post(many, 1)
        assert len(made.content) + len(made.shares) > 3_000_000
        many.platform("kang").post(many.lot, made.content, made.signature, made.shares)
        row = CustodianPost.objects.get()
        assert (bytes(row.content), bytes(row.shares)) == (made.content, made.shares)
        opened = Shares.from_bytes(capsules.open_(bytes(row.shares), opening_key.current(opening_key.ring())))
        assert [one.header for one in opened.shares] == digests(MANY)
        again = many.send(made)[0]
        assert (again.status, again.body["x"]) == (201, 1)

    def test_are_no_way_in_for_what_is_longer(self, many: Hall) -> None:
        """Neither more of a list, nor shares that are none, nor a body that only claims to be one."""
        honest = post(many, 1)
        assert many.send(post(many, 1, MANY + 1))[0].body["code"] == "posted_incomplete"
        stuffed = replace(
            honest, shares=capsules.seal(b" " * posting.longest_post(MANY)[1], _opening_cert(many))
        )
        answer = many.send(stuffed)[0]
        assert (answer.status, answer.body["code"]) == (422, "capsule_malformed")
        longest = sum(posting.longest_post(MANY))
        for filling in ("x" * 2 * longest, "0" * 2 * canonical.LONGEST_BYTES):
            answer = many.tell("kang", "posts", content=filling, signature="", shares="")
            assert (answer.status, answer.body["code"]) == (413, "body_too_large")
        assert not CustodianPost.objects.exists()

    def test_let_no_visitor_send_long_bodies(self, many: Hall) -> None:
        answer = many.tell(None, "posts", content="x" * 1024 * 1024, signature="", shares="")
        assert (answer.status, answer.body["code"]) == (413, "body_too_large")


def _opening_cert(hall: Hall) -> x509.Certificate:
    return certificates.from_base64(custody.policy_of(hall.row.policy).opening_cert)
