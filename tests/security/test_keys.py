"""A30, A32: what a second device shows, and which keys open."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bidding.models import CustodianPost, CustodyPolicy, Filing
from bidding.sealed import custody
from foundation import clock
from tests import tools
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.sealed.scene import PASSPHRASE, Scene, signer_of
from tests.factories.accounts import organisation_code
from toolkit import capsules, certificates, dealing, filings, holding, keeping
from toolkit.filings import Folder
from toolkit.objects import CapsuleContent
from toolkit.proceedings import UnitKey
from toolkit.refusals import Refused
from toolkit.sealing import KEPT, Before
from toolkit.signers import KeyAgreement

pytestmark = pytest.mark.django_db


class TestTheSecondDevice:
    def test_shows_what_a_client_really_sealed(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """A30: a client seals another amount than it showed: a second device reads it from the bid; its bidder withdraws and files anew."""
        monkeypatch.setenv("TOOLKIT_PASSPHRASE", PASSPHRASE)
        swapped = scene.seal("bai", price="74000000.00")
        taken = scene.desk().submit(swapped)
        # The receipt, the page and the address all name what was really filed, and so does the second device.
        listed = scene.world.stage.get("bai", f"/api/v1/lots/{scene.made.lot}/filings/")[0]["header"]
        elsewhere = scene.folder / "elsewhere"
        shutil.copytree(swapped.parent, elsewhere)
        code, told = tools.run("inspect", elsewhere, "--fingerprint", taken.receipt.header)
        assert (code, told["header"], told["units"]["form"]["fields"]) == (
            0,
            listed,
            {"price": "74000000.00"},
        )
        # Had the client shown the fingerprint of another bid, the second device would not find that one here.
        other = filings.load(Folder(scene.seal("bai", price="47000000.00"))).name
        code, told = tools.run("inspect", elsewhere, "--fingerprint", other)
        assert (code, told["code"]) == (1, "fingerprint_mismatch")
        sent = filings.load(Folder(swapped))
        scene.desk().withdraw(sent, scene.signer("bai"), clock.now())
        meant = scene.seal("bai", price="47000000.00", before=Before(sent.core.bid, 1, sent.name))
        code, told = tools.run("inspect", meant.parent)
        assert (code, told["units"]["form"]["fields"]) == (0, {"price": "47000000.00"})
        assert scene.desk().submit(meant).receipt.kind == "filed"
        assert list(Filing.objects.order_by("seq").values_list("status", flat=True)) == ["ended", "accepted"]

    def test_tells_what_custodians_could_not_open(self, scene: Scene) -> None:
        """A client that seals what nobody but itself could open: the second device, which has the policy, says so."""
        folder = scene.seal("bai")
        filing, kept = (
            filings.load(Folder(folder)),
            keeping.unlock((folder.parent / KEPT).read_bytes(), PASSPHRASE),
        )
        assert set(holding.inspect(filing, kept, scene.custody)) == {"form"}
        wrong = kept.model_copy(update={"keys": [UnitKey(unit="form", key="00" * 32)]})
        with pytest.raises(Refused, match="key_commitment"):
            holding.inspect(filing, wrong, scene.custody)


class TestCustodians:
    def test_with_fewer_than_k_keys_or_others_open_nothing(self, scene: Scene) -> None:
        """A32: one of two keys, the same key twice, another person's key, the key of another tender: nothing opens; two do."""
        filing, _ = scene.filed("bai")
        place, core = filing.place("form"), filing.header.core

        def share(x: int, agreement: KeyAgreement) -> bytes:
            read = CapsuleContent.from_bytes(capsules.open_(filing.capsule("form", x), agreement))
            assert (read.core, read.unit, read.x) == (core, "form", x)
            return bytes.fromhex(read.share)

        own = {x: agreement for x, (_, agreement) in enumerate(scene.custodians, start=1)}
        shares = {x: share(x, agreement) for x, agreement in own.items()}
        commitment = filing.commitment("form")
        for found in ({1: shares[1]}, {1: shares[1], 2: shares[1]}, {2: shares[1], 3: shares[1]}):
            assert dealing.find_key(place, found, 2, commitment) is None
        late = {1: shares[1], 2: shares[3]}  # a share in another's place
        assert dealing.find_key(place, late, 2, commitment) is None
        # The third comes late, the second never: any two open.
        keys = {
            dealing.find_key(place, {x: shares[x] for x in xs}, 2, commitment)
            for xs in ((1, 2), (1, 3), (2, 3))
        }
        assert len(keys) == 1 and None not in keys
        stranger = signer_of("别的项目", organisation_code(9_100_001), purpose="custody")
        assert isinstance(stranger.key, ec.EllipticCurvePrivateKey)
        for agreement in (own[2], KeyAgreement(stranger.key, stranger.certificate)):
            with pytest.raises(Refused, match="capsule_"):
                share(1, agreement)

    def test_who_lost_their_keys_are_replaced_in_time_and_nothing_is_lost(self, hall: Hall) -> None:
        """A32, the drill: two of three keys are gone before the deadline, and one more after it; every bid opens all the same."""
        scene = hall.scene
        first = {who: scene.filed(who)[0] for who in ("bai", "cui", "deng")}
        lost, older = list(scene.custodians), CustodyPolicy.objects.get()
        # The organiser names others, all accept anew, and bidders file again: nobody shares a key out twice.
        for at, who in enumerate(("kang", "ke")):
            code = scene.world.cast.members[who].party.code
            assert code is not None
            opens = signer_of(f"新保管{at}", code, purpose="custody")
            assert isinstance(opens.key, ec.EllipticCurvePrivateKey)
            scene.custodians[at] = (
                signer_of(f"新保管人{at}", code), KeyAgreement(opens.key, opens.certificate),
            )  # fmt: skip
        newer = scene.under_custody()
        assert (newer.version, custody.policy_of(newer).prev) == (2, older.sha256)
        again = {
            who: scene.filed(who, before=Before(one.core.bid, 1, one.name))[0] for who, one in first.items()
        }
        for x, (_, agreement) in enumerate(lost[:2], start=1):
            with pytest.raises(Refused, match="capsule_recipient"):
                capsules.open_(again["bai"].capsule("form", x), agreement)
        hall.begin()
        hall.posted([1, 2])
        hall.later(seconds=1801)  # the third never comes
        assert hall.record().status == "recorded"
        assert outcomes(hall) == {one.name: ["opened"] for one in again.values()}
        assert hall.verified().holds

    @pytest.mark.parametrize("seconds", [1700, 1801])
    def test_of_whom_the_last_that_is_needed_comes_late(self, hall: Hall, seconds: int) -> None:
        """A32: k - 1 open nothing and spoil nothing. Who comes at the end of the time is in time; after it bidders' own keys open."""
        own = {}
        for who in ("bai", "cui", "deng"):
            folder = hall.scene.seal(who)
            assert hall.scene.file(folder, who).status == 201
            own[who] = folder.parent, filings.load(Folder(folder))
        hall.begin()
        hall.posted([1])
        assert hall.record().status == "collecting" and hall.bids() == []
        hall.later(seconds=seconds)
        (answer,) = hall.send(hall.post(2))
        assert answer.status == 201
        if seconds < 1800:
            hall.later(seconds=101)
            assert hall.record().status == "recorded"
            assert set(map(tuple, outcomes(hall).values())) == {("opened",)}
            assert hall.verified().holds
            return
        assert CustodianPost.objects.get(x=2).is_late
        row = hall.record()
        assert (row.status, len(row.pending)) == ("settling", 3)
        for who in ("bai", "cui"):
            folder, filing = own[who]
            assert hall.tell(who, "keys", message=hall.keys_of(folder, filing, who)).status == 201
        hall.later(seconds=901)
        assert hall.record().status == "recorded"
        assert outcomes(hall) == {
            filing.name: ["withdrawn key_unavailable" if who == "deng" else "opened"] for who, (_, filing) in own.items()
        }  # fmt: skip
        assert hall.verified().holds

    def test_are_different_persons_with_different_keys(self, bare: Scene) -> None:
        """A32: the same holder twice, the same key under two names, or a majority of one organisation is no policy."""
        policy = bare.policy()
        one, two, three = policy.custodians

        def published(*custodians: Any) -> str:
            answer = bare.publish(policy.model_copy(update={"custodians": list(custodians)}))
            assert answer.status == 422, answer.body
            return str(answer.body["code"])

        codes = {
            published(one, two.model_copy(update={"cert": one.cert}), three),
            published(one, two.model_copy(update={"signer": one.signer}), three),
            published(one, one.model_copy(update={"x": 2}), three),
            published(one.model_copy(update={"cert": one.signer}), two, three),
        }
        again = signer_of("保管人又一", one.org)
        opens = signer_of("保管又一", one.org, purpose="custody")
        both = two.model_copy(update={
            "org": one.org, "cert": certificates.to_base64(opens.certificate), "signer": certificates.to_base64(again.certificate),
        })  # fmt: skip
        codes.add(published(one, both, three))
        assert all(code.startswith(("policy_", "certificate_")) for code in codes), codes
        assert not CustodyPolicy.objects.exists()
