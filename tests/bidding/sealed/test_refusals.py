"""What is wrong with a bid is said at the door, with a code of its own, and leaves no trace but a security event."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts import ca
from accounts.actions.certificates import issue_certificate, revoke_certificate
from accounts.actor import Actor
from accounts.pki.profiles import Holder
from bidding.actions import filings as actions
from bidding.actions import receipts, settling, turns
from bidding.models import Filing, Upload
from bidding.sealed import custody
from foundation import clock
from foundation.errors import Conflict
from foundation.models import Event, LogEntry
from tests.accounts.keys import new_key, request_for
from tests.bidding.sealed.scene import Scene
from tests.toolkit.pki import Authority
from toolkit import canonical, cms, der, filings, refusals
from toolkit.filings import CORE, HEADER, SIGNATURE, Folder
from toolkit.sealing import Before
from toolkit.signers import KeySigner

pytestmark = pytest.mark.django_db


def turned_away(scene: Scene, folder: Path, who: str = "bai") -> str:
    """File a folder, which must be refused without a trace; return the code."""
    names = scene.upload(folder, who)
    before = Filing.objects.count(), LogEntry.objects.count(), Upload.objects.filter(is_filed=True).count()
    answer = scene.file(folder, who, files=names)
    assert answer.status in (409, 422), answer.body
    code = str(answer.body["code"])
    assert answer.body["detail"] == refusals.WORDS[code].zh
    assert before == (
        Filing.objects.count(), LogEntry.objects.count(), Upload.objects.filter(is_filed=True).count()
    )  # fmt: skip
    event = Event.objects.filter(type="bidding.filing.turned_away").order_by("-id").first()
    assert event is not None and event.data["codes"][0] == code and event.data["lot"] == scene.made.lot
    return code


def resigned(scene: Scene, folder: Path, **changed: Any) -> None:
    """Change the core and sign it all anew, as whoever seals with another program may."""
    old = filings.load(Folder(folder))
    core = old.core.model_copy(update=changed)
    header = old.header.model_copy(update={"core": core.hash})
    (folder / CORE).write_bytes(core.to_bytes())
    (folder / HEADER).write_bytes(header.to_bytes())
    signature = cms.sign(scene.signer("bai"), header.to_bytes(), at=clock.now())
    (folder / SIGNATURE).write_bytes(signature)


def nested(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = der.sequence(content)
    return content


class TestFormat:
    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            (HEADER, b"%PDF-1.7 an offer in the clear", "unencrypted"),
            (HEADER, b"an offer in the clear", "json_malformed"),
            (HEADER, b'{"v": "sbe1/header"}', "json_not_canonical"),
            (HEADER, b'{"v":"sbe1/header"}', "object_malformed"),
            (HEADER, b"x" * 300_000, "json_too_long"),
            (CORE, b"PK\x03\x04", "unencrypted"),
            (SIGNATURE, b"\x8f" * 3000, "cms_malformed"),
            (SIGNATURE, b"\x30\x80\x06\x09\x2a", "cms_malformed"),
            (SIGNATURE, nested(100), "cms_malformed"),
            (SIGNATURE, b"\x31" + b"\x00" * (1 << 20), "cms_too_long"),
        ],
    )
    def test_of_small_files(self, scene: Scene, name: str, content: bytes, code: str) -> None:
        folder = scene.seal()
        (folder / name).write_bytes(content)
        assert turned_away(scene, folder) == code

    @pytest.mark.parametrize("bytes_", [1, 71, 4095, 4096, 12_345, 1_000_000])
    def test_of_a_part_in_the_clear(self, scene: Scene, bytes_: int) -> None:
        """A document as it is, named and signed as a sealed part: no sealed part has its length."""
        folder = scene.seal()
        (part,) = filings.load(Folder(folder)).core.parts
        content = b"%PDF-1.7 an offer in the clear".ljust(bytes_)[:bytes_]
        (folder / filings.part_name(part.unit, part.part)).write_bytes(content)
        clear = part.model_copy(update={"size": len(content), "sha256": canonical.sha256(content)})
        resigned(scene, folder, parts=[clear])
        assert turned_away(scene, folder) == "unencrypted"

    def test_of_a_truncated_signature(self, scene: Scene) -> None:
        folder = scene.seal()
        (folder / SIGNATURE).write_bytes((folder / SIGNATURE).read_bytes()[:-7])
        assert turned_away(scene, folder) == "cms_malformed"

    def test_of_a_core_that_is_another(self, scene: Scene) -> None:
        one, two = scene.seal(), scene.seal()
        (one / CORE).write_bytes((two / CORE).read_bytes())
        assert turned_away(scene, one) == "core_hash"

    def test_of_a_signature_over_something_else(self, scene: Scene) -> None:
        one, two = scene.seal(), scene.seal()
        (one / SIGNATURE).write_bytes((two / SIGNATURE).read_bytes())
        assert turned_away(scene, one) == "cms_digest"

    def test_of_a_signature_that_brings_its_content(self, scene: Scene) -> None:
        folder = scene.seal()
        header = (folder / HEADER).read_bytes()
        (folder / SIGNATURE).write_bytes(cms.sign(scene.signer("bai"), header, at=clock.now(), attached=True))
        assert turned_away(scene, folder) == "cms_content"

    def test_of_units_that_are_not_the_policys(self, scene: Scene) -> None:
        folder = scene.seal()
        unit = filings.load(Folder(folder)).core.units[0]
        resigned(scene, folder, units=[unit, unit.model_copy(update={"unit": "tech"})])
        assert turned_away(scene, folder) == "units_mismatch"

    def test_of_a_capsule_too_many(self, scene: Scene) -> None:
        folder = scene.seal()
        (folder / "form.9.p7m").write_bytes(b"x")
        assert turned_away(scene, folder) == "parts_malformed"

    def test_of_a_capsule_that_is_missing(self, scene: Scene) -> None:
        folder = scene.seal()
        (folder / "form.2.p7m").unlink()
        assert turned_away(scene, folder) == "file_missing"


class TestCertificates:
    def signed_by(self, scene: Scene, signer: KeySigner) -> str:
        return turned_away(scene, scene.seal(signer=signer))

    def holder(self, scene: Scene) -> Holder:
        party = scene.world.cast.members["bai"].party
        return Holder("白", organisation=party.name, code=party.code or "")

    def issued(self, scene: Scene, at: Any, purpose: str = "signing") -> KeySigner:
        key = ca.new_key()
        return KeySigner(key, ca.issue(self.holder(scene), key.public_key(), purpose, at), ())

    def test_of_a_foreign_authority(self, scene: Scene) -> None:
        foreign = Authority().issue("白", self.holder(scene).code, begins=clock.now() - timedelta(days=1))
        assert self.signed_by(scene, foreign) == "certificate_untrusted"

    def test_of_an_authority_that_has_the_name_of_a_real_one(self, scene: Scene) -> None:
        real = ca.authority(clock.now())
        foreign = Authority(name=real.root.subject.rfc4514_string())
        assert self.signed_by(scene, foreign.issue("白", self.holder(scene).code)) == "certificate_untrusted"

    def test_that_expired(self, scene: Scene) -> None:
        old = self.issued(scene, clock.now() - timedelta(days=400))
        assert self.signed_by(scene, old) == "certificate_expired"

    def test_that_are_not_valid_yet(self, scene: Scene) -> None:
        early = self.issued(scene, clock.now() + timedelta(days=9))
        assert self.signed_by(scene, early) == "certificate_not_yet_valid"

    def test_for_another_use(self, scene: Scene) -> None:
        assert self.signed_by(scene, self.issued(scene, clock.now(), "custody")) == "certificate_usage"

    def test_of_a_weak_key(self, scene: Scene) -> None:
        key = rsa.generate_private_key(65537, 2048)
        made = ca.issue(self.holder(scene), key.public_key(), "signing", clock.now())
        assert self.signed_by(scene, KeySigner(key, made, ())) in ("certificate_weak", "cms_algorithm")

    def bound(self, scene: Scene) -> tuple[KeySigner, str]:
        key, by = new_key(), scene.world.actor("bai")
        row = issue_certificate(party_id=str(by.party_id), csr_pem=request_for(key), by=by)
        return KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ()), row.id

    def test_that_were_revoked_before(self, scene: Scene) -> None:
        signer, certificate = self.bound(scene)
        folder = scene.seal(signer=signer)
        revoke_certificate(certificate_id=certificate, by=scene.world.actor("bai"))
        assert turned_away(scene, folder) == "certificate_revoked"

    def test_that_were_revoked_afterwards_are_no_reason(self, scene: Scene) -> None:
        signer, certificate = self.bound(scene)
        _, row = scene.filed(signer=signer)
        revoke_certificate(certificate_id=certificate, by=scene.world.actor("bai"))
        settling.settle(filing_id=row.id, by=Actor.clock())
        assert Filing.objects.get().status == "accepted"


class TestContext:
    def test_of_another_bidder(self, scene: Scene) -> None:
        assert turned_away(scene, scene.seal("bai"), "cui") == "signer_is_another_organisation"

    def test_of_anothers_core_under_an_own_signature(self, scene: Scene) -> None:
        folder = scene.seal("bai")
        header = (folder / HEADER).read_bytes()
        (folder / SIGNATURE).write_bytes(cms.sign(scene.signer("cui"), header, at=clock.now()))
        assert turned_away(scene, folder, "cui") == "signer_is_another"

    def test_of_another_deal(self, scene: Scene) -> None:
        folder = scene.seal()
        resigned(scene, folder, deal="deal_another")
        assert turned_away(scene, folder) == "context_mismatch"

    def test_of_another_lot(self, scene: Scene) -> None:
        folder = scene.seal()
        resigned(scene, folder, lot="lot_another")
        assert turned_away(scene, folder) == "context_mismatch"

    def test_of_an_older_policy(self, scene: Scene) -> None:
        folder = scene.seal()
        scene.under_custody(version=2, prev=scene.custody.policy.hash)
        assert turned_away(scene, folder) == "context_mismatch"

    def test_of_a_bid_id_that_another_uses(self, scene: Scene) -> None:
        filing, _ = scene.filed("bai")
        folder = scene.seal("cui", before=Before(filing.core.bid, 0, ""))
        assert turned_away(scene, folder, "cui") == "bid_id_taken"

    def test_of_a_bid_that_follows_nothing(self, scene: Scene) -> None:
        scene.filed()
        assert turned_away(scene, scene.seal()) == "sequence_mismatch"

    def test_of_a_bid_that_was_replaced(self, scene: Scene) -> None:
        folder = scene.seal()
        assert scene.file(folder).body["state"] == "accepted"
        first = filings.load(Folder(folder))
        scene.filed(before=Before(first.core.bid, 1, first.name))
        assert scene.file(folder).body["code"] == "already_filed"
        assert Filing.objects.count() == 2

    def test_of_every_reason_at_once(self, scene: Scene) -> None:
        folder = scene.seal("bai")
        resigned(scene, folder, lot="lot_another")
        answer = scene.file(folder, "cui")
        assert [one["code"] for one in answer.body["reasons"]] == [
            "signer_is_another_organisation", "context_mismatch", "context_mismatch",
        ]  # fmt: skip


class TestAgain:
    def test_gets_the_same_receipt_whatever_the_key(self, scene: Scene) -> None:
        folder = scene.seal()
        one, two = scene.file(folder), scene.file(folder)
        assert one.body["receipt"] == two.body["receipt"] != None  # noqa: E711
        assert Filing.objects.count() == 1


class TestWithoutAPlace:
    def test_refuses_whoever_did_not_register(self, scene: Scene) -> None:
        folder = scene.seal("deng")
        assert scene.file(folder, "deng").body["code"] == "not_registered"

    def test_refuses_where_bids_are_not_sealed(self, bare: Scene) -> None:
        answer = bare.world.stage.attempt(
            "bai", f"/api/v1/lots/{bare.made.lot}/filings/", {"header": "0" * 64, "files": {}}
        )
        assert answer.status == 422

    def test_refuses_what_has_not_arrived_in_whole(self, scene: Scene) -> None:
        folder = scene.seal()
        names = scene.upload(folder)
        part = next(one for one in names if one.endswith(".sealed"))
        Upload.objects.filter(sha256=names[part]).update(is_complete=False, offset=1)
        answer = scene.file(folder, files=names)
        assert (answer.status, answer.body["code"], answer.body["data"]["files"]) == (
            422,
            "upload_incomplete",
            [part],
        )
        assert not Filing.objects.exists()

    def test_keeps_a_bidder_in_while_its_bid_is_live(self, scene: Scene) -> None:
        _, row = scene.filed()
        answer = scene.world.stage.attempt("bai", f"/api/v1/registrations/{row.registration_id}/withdraw/")
        assert answer.body["code"] == "bid_submitted"


class TestTheDeadline:
    @pytest.mark.parametrize(("microseconds", "is_late"), [(-1000, False), (-1, False), (0, True), (1, True)])
    def test_is_itself_late(self, scene: Scene, microseconds: int, is_late: bool) -> None:
        turn = turns.take_turn(lot_id=scene.made.lot, by=scene.world.actor("bai"))
        at = replace(turn, at=scene.deadline + timedelta(microseconds=microseconds))
        if is_late:
            with pytest.raises(Conflict, match="deadline_passed"):
                turns.check_in_time(at)
        else:
            turns.check_in_time(at)

    def test_is_the_tickets_and_not_the_checks(self, scene: Scene) -> None:
        folder = scene.seal()
        names = scene.upload(folder)
        clock.shift_to(scene.deadline - timedelta(seconds=60))
        row = actions.reserve(
            lot_id=scene.made.lot, header=names[HEADER], files=names, by=scene.world.actor("bai")
        )
        scene.walk_to_deadline(seconds=30)
        settled = settling.settle(filing_id=row.id, by=Actor.clock())
        assert receipts.issue_missing(filing=settled).status == "accepted"
        assert scene.desk().fetch(filings.load(Folder(folder))).receipt.received_at == custody.milliseconds(
            row.received_at
        )


class TestWithdrawals:
    def test_of_what_is_not_the_live_bid(self, scene: Scene) -> None:
        first, _ = scene.filed()
        scene.filed(before=Before(first.core.bid, 1, first.name))
        with pytest.raises(refusals.Refused) as caught:
            scene.desk().withdraw(first, scene.signer("bai"), clock.now())
        assert caught.value.detail["code"] == "withdrawal_unknown"

    def test_signed_by_another_organisation(self, scene: Scene) -> None:
        filing, _ = scene.filed()
        with pytest.raises(refusals.Refused) as caught:
            scene.desk().withdraw(filing, scene.signer("cui"), clock.now())
        assert caught.value.detail["code"] == "signer_is_another_organisation"

    def test_of_another_bidders(self, scene: Scene) -> None:
        filing, _ = scene.filed()
        with pytest.raises(refusals.Refused) as caught:
            scene.desk("cui").withdraw(filing, scene.signer("cui"), clock.now())
        assert caught.value.detail["code"] == "not_found"
