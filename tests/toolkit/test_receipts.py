from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit import openssl
from tests.toolkit.competition import POLICY_TSA, Competition
from tests.toolkit.pki import NOW, Authority
from tests.toolkit.world import LOT, milliseconds
from toolkit import cms, receipts, timestamps
from toolkit.log import leaves
from toolkit.log.proof import prove, read_proof
from toolkit.log.tree import MemoryTree
from toolkit.objects import Receipt
from toolkit.receipts import Issued
from toolkit.refusals import Refused

HEADER, OLDER = "a" * 64, "b" * 64


def issue(competition: Competition, receipt: Receipt, *, late: timedelta = timedelta(0)) -> Issued:
    return receipts.issue(receipt, competition.world.receipts, competition.stamp(NOW + late), NOW)


def filed(competition: Competition, **changed: Any) -> Receipt:
    receipt = receipts.filed(
        competition.custody, LOT, HEADER, received_at=milliseconds(NOW), salt="c" * 64, ended=OLDER
    )
    return receipt.model_copy(update=changed)


class TestReceipt:
    def test_of_a_replacement_covers_both_leaves(self, competition: Competition) -> None:
        receipt = receipts.check(
            issue(competition, filed(competition)), competition.custody, competition.trust
        )
        assert receipt.leaf == leaves.filed("c" * 64, HEADER).hex()
        assert receipt.ended_leaf == leaves.ended(OLDER).hex()
        log = competition.log
        indexes = [log.add(bytes.fromhex(leaf)) for leaf in (receipt.leaf, receipt.ended_leaf)]
        head = log.head(NOW)
        proofs = [prove(MemoryTree(log.leaves), at, head) for at in indexes]
        receipts.check_proofs(receipt, competition.custody, proofs)
        with pytest.raises(Refused, match="receipt_unproven"):
            receipts.check_proofs(receipt, competition.custody, proofs[:1])
        alone = [replace(one, head=log.head(NOW, witnesses=1)) for one in proofs]
        with pytest.raises(Refused, match="checkpoint_unwitnessed"):
            receipts.check_proofs(receipt, competition.custody, alone)
        assert read_proof(proofs[0].to_text()) == proofs[0] or read_proof(proofs[0].to_text()).proves(
            bytes.fromhex(receipt.leaf)
        )

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"leaf": "0" * 64}, "receipt_leaf"),
            ({"salt": "0" * 64}, "receipt_leaf"),
            ({"header": "0" * 64}, "receipt_leaf"),
            ({"ended": "0" * 64}, "receipt_leaf"),
            ({"ended_leaf": "0" * 64}, "receipt_leaf"),
            ({"kind": "filed"}, "receipt_leaf"),
            ({"kind": "withdrawn"}, "receipt_leaf"),
            ({"salt": ""}, "receipt_leaf"),
            ({"deal": "deal_other"}, "receipt_context"),
            ({"lot": "lot_other"}, "receipt_context"),
            ({"origin": "other.example/log"}, "receipt_context"),
        ],
    )
    def test_says_what_its_leaves_say(
        self, competition: Competition, changed: dict[str, str], code: str
    ) -> None:
        with pytest.raises(Refused, match=code):
            receipts.check(
                issue(competition, filed(competition, **changed)), competition.custody, competition.trust
            )

    def test_is_the_platforms(self, competition: Competition) -> None:
        receipt = filed(competition)
        forged = receipts.issue(receipt, competition.world.freezer, competition.stamp(NOW), NOW)
        with pytest.raises(Refused, match="receipt_signer"):
            receipts.check(forged, competition.custody, competition.trust)

    @pytest.mark.parametrize("late", [timedelta(minutes=-1), timedelta(minutes=11)])
    def test_is_stamped_when_it_says(self, competition: Competition, late: timedelta) -> None:
        with pytest.raises(Refused, match="timestamp_late"):
            receipts.check(
                issue(competition, filed(competition), late=late), competition.custody, competition.trust
            )

    def test_is_stamped_by_the_policys_authority(self, competition: Competition) -> None:
        issued = issue(competition, filed(competition))
        other = competition.world.authority.tsa()
        token = timestamps.grant(
            timestamps.ask(issued.signature, 1), other, at=NOW, serial=1, policy=POLICY_TSA
        )
        with pytest.raises(Refused, match="timestamp_malformed"):
            receipts.check(replace(issued, token=token), competition.custody, competition.trust)


class TestTimestamp:
    @pytest.mark.parametrize("at", [NOW, NOW + timedelta(milliseconds=120)])
    def test_is_accepted_by_openssl(self, competition: Competition, tmp_path: Path, at: Any) -> None:
        token = competition.stamp(at)(b"content")
        (tmp_path / "content").write_bytes(b"content")
        (tmp_path / "token").write_bytes(token)
        root = openssl.pem(tmp_path, "root.pem", competition.world.authority.certificate)
        words: list[str | Path] = [
            "ts",
            "-verify",
            "-data",
            "content",
            "-in",
            "token",
            "-token_in",
            "-CAfile",
            root,
        ]
        done = openssl.run(*words, "-attime", str(int(NOW.timestamp())), cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        authority = competition.world.tsa.certificate
        assert timestamps.verify(token, b"content", authority, competition.trust) == at

    def test_answers_openssl(self, competition: Competition, tmp_path: Path) -> None:
        (tmp_path / "content").write_bytes(b"content")
        asked = openssl.run("ts", "-query", "-data", "content", "-sha256", "-cert", cwd=tmp_path)
        token = timestamps.grant(asked.stdout, competition.world.tsa, at=NOW, serial=9, policy=POLICY_TSA)
        assert (
            timestamps.verify(token, b"content", competition.world.tsa.certificate, competition.trust) == NOW
        )

    def test_is_over_this_content(self, competition: Competition) -> None:
        token = competition.stamp(NOW)(b"content")
        with pytest.raises(Refused, match="timestamp_mismatch"):
            timestamps.verify(token, b"other", competition.world.tsa.certificate, competition.trust)

    def test_by_a_certificate_for_something_else_is_refused(self, competition: Competition) -> None:
        signer = competition.world.receipts
        token = timestamps.grant(timestamps.ask(b"content", 1), signer, at=NOW, serial=1, policy=POLICY_TSA)
        with pytest.raises(Refused, match="certificate_usage"):
            timestamps.verify(token, b"content", signer.certificate, competition.trust)

    def test_by_an_unknown_authority_is_refused(self, competition: Competition) -> None:
        other = Authority("Other").tsa()
        token = timestamps.grant(timestamps.ask(b"content", 1), other, at=NOW, serial=1, policy=POLICY_TSA)
        with pytest.raises(Refused, match="certificate_untrusted"):
            timestamps.verify(token, b"content", other.certificate, competition.trust)

    def test_is_no_signature_of_something_else(self, competition: Competition) -> None:
        token = cms.sign(competition.world.tsa, b"content", at=NOW, attached=True)
        with pytest.raises(Refused, match="cms_content"):
            timestamps.verify(token, b"content", competition.world.tsa.certificate, competition.trust)

    def test_request_of_another_digest_is_refused(self, competition: Competition, tmp_path: Path) -> None:
        (tmp_path / "content").write_bytes(b"content")
        asked = openssl.run("ts", "-query", "-data", "content", "-sha1", cwd=tmp_path)
        for request in (asked.stdout, b"", b"\x30\x00"):
            with pytest.raises(Refused, match="timestamp_malformed"):
                timestamps.grant(request, competition.world.tsa, at=NOW, serial=1, policy=POLICY_TSA)
