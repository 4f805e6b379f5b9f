"""What was kept of a bidder's certificate is named in receipt and list: who puts another in its place afterwards is found out."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.toolkit import publishing
from tests.toolkit.competition import Competition, Filed, tampered
from tests.toolkit.pki import NOW
from tests.toolkit.test_attacks_on_opening import excluded, refused
from tests.toolkit.test_false_records import CLOSED
from tests.toolkit.test_holding import check, resign, subjects
from tests.toolkit.test_objections import stopped, why
from tests.toolkit.test_verifying import codes, report
from tests.toolkit.world import LOT
from toolkit import filings, receipts, revocation
from toolkit.filings import Filing
from toolkit.objects import Receipt
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER

LIST = "revocation.1.crl"


def a_list(competition: Competition, one: Filed, *, says_revoked: bool = False) -> bytes:
    """Return the authority's list as of the receipt; with a date before it if it `says_revoked`."""
    authority, before = competition.world.authority, dict(competition.world.authority.revoked)
    if says_revoked:
        authority.revoked[one.filing.signed.certificate.serial_number] = NOW - timedelta(minutes=1)
    found = authority.list(NOW, days=1).public_bytes(Encoding.DER)
    authority.revoked = before
    return found


def keep(competition: Competition, one: Filed, kept: dict[str, bytes]) -> None:
    """Have the platform keep this when it accepts the filing, and say so in the receipt."""
    for name, content in kept.items():
        (one.folder / SEALED_FOLDER / name).write_bytes(content)
    one.filing = competition.world.reload(one.folder)
    receipt = Receipt.from_bytes(one.issued.content).model_copy(
        update={"evidence": filings.digest_of_evidence(one.filing)}
    )
    one.issued = receipts.issue(receipt, competition.world.receipts, competition.stamp(NOW), NOW)


@pytest.fixture
def kept(competition: Competition, filed: list[Filed]) -> Filed:
    """A bid with the list that its certificate was found good by."""
    keep(competition, filed[0], {LIST: a_list(competition, filed[0])})
    return filed[0]


def shown(competition: Competition, one: Filed, filing: Filing) -> None:
    competition.publish(competition.freeze())
    one.filing = filing


class TestTheDigest:
    def test_is_what_anybody_gets_at_a_command_line(self, tmp_path: Path) -> None:
        files = {f"revocation.{at}.crl": b"list %d" % at for at in range(1, 12)} | {"revocation.1.ocsp": b"x"}
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        printed = subprocess.run(
            "LC_ALL=C sha256sum revocation.*", shell=True, cwd=tmp_path, capture_output=True, check=True
        ).stdout  # fmt: skip
        assert revocation.digest_of_files(files) == hashlib.sha256(printed).hexdigest()

    def test_of_nothing_is_none(self, filed: list[Filed]) -> None:
        assert filings.digest_of_evidence(filed[0].filing) == ""


class TestEvidenceSwappedAfterwards:
    def test_for_a_list_with_an_older_date_excludes_nobody_and_is_named(
        self, competition: Competition, kept: Filed
    ) -> None:
        """An authority that does somebody a favour signs another list, as of the same day."""
        shown(competition, kept, tampered(kept.filing, {LIST: a_list(competition, kept, says_revoked=True)}))
        refused(competition, "freeze_evidence")

    def test_for_one_that_no_longer_says_revoked_lets_nobody_in(
        self, competition: Competition, filed: list[Filed]
    ) -> None:
        one = filed[0]
        keep(competition, one, {LIST: a_list(competition, one, says_revoked=True)})
        shown(competition, one, tampered(one.filing, {LIST: a_list(competition, one)}))
        refused(competition, "freeze_evidence")

    def test_by_leaving_it_out_so_that_later_lists_decide(
        self, competition: Competition, kept: Filed
    ) -> None:
        shown(competition, kept, tampered(kept.filing, {LIST: b""}))
        competition.world.authority.revoked[kept.filing.signed.certificate.serial_number] = NOW - timedelta(
            minutes=1
        )
        refused(competition, "freeze_evidence")

    @pytest.mark.parametrize("name", ["revocation.2.crl", "revocation.1.ocsp"])
    def test_by_adding_to_it(self, competition: Competition, kept: Filed, name: str) -> None:
        shown(competition, kept, tampered(kept.filing, {name: b"more"}))
        refused(competition, "freeze_evidence")

    def test_where_none_was_kept(self, competition: Competition, filed: list[Filed]) -> None:
        one = filed[0]
        shown(competition, one, tampered(one.filing, {LIST: a_list(competition, one, says_revoked=True)}))
        refused(competition, "freeze_evidence")

    def test_of_a_bid_that_was_given_up_stops_nobody(self, competition: Competition, kept: Filed) -> None:
        competition.withdraw(kept)
        shown_at = [*competition.live(), kept]
        competition.publish(competition.freeze(shown_at))
        kept.filing = tampered(kept.filing, {LIST: b""})
        excluded(competition, "freeze_ended", kept)

    def test_is_believed_by_no_verifier_whatever_the_record_says(
        self, competition: Competition, kept: Filed, folder: Path
    ) -> None:
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        publishing.open_stage(competition, folder)
        assert codes(report(competition, folder)) == []
        name = folder / "lots" / LOT / "filings" / kept.filing.name / LIST
        name.write_bytes(a_list(competition, kept, says_revoked=True))
        assert codes(report(competition, folder)) == ["freeze_evidence"]
        for cause in ("certificate_revoked", "freeze_evidence"):
            resign(competition, folder, kept, cause=cause, **CLOSED)
            assert codes(report(competition, folder)) == ["freeze_evidence"]


class TestAListThatNamesOtherEvidenceThanTheReceipt:
    def listed(self, competition: Competition, kept: Filed) -> None:
        """Between acceptance and deadline the platform puts a friendly authority's list in the place of the one it kept."""
        kept.filing = tampered(kept.filing, {LIST: a_list(competition, kept, says_revoked=True)})
        competition.publish(competition.freeze())

    def test_is_no_answer_to_the_receipt(self, competition: Competition, kept: Filed) -> None:
        self.listed(competition, kept)
        excluded(competition, "certificate_revoked", kept)
        raised = competition.object(kept)
        assert why(competition, raised) == ""
        stopped(competition)

    def test_is_seen_by_the_bidder(self, competition: Competition, kept: Filed, folder: Path) -> None:
        harmless = a_list(competition, kept)
        kept.filing = tampered(kept.filing, {"revocation.2.crl": harmless})
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        (folder / "lots" / LOT / "filings" / kept.filing.name / "revocation.2.crl").write_bytes(harmless)
        assert subjects(check(competition, folder, kept))["entry"] == "freeze_entry"

    def test_is_an_answer_where_the_receipt_names_the_same(
        self, competition: Competition, filed: list[Filed]
    ) -> None:
        one = filed[0]
        keep(competition, one, {LIST: a_list(competition, one, says_revoked=True)})
        competition.publish(competition.freeze())
        excluded(competition, "certificate_revoked", one)
        assert why(competition, competition.object(one)) == "excluded"


def test_a_receipt_of_a_withdrawal_names_no_evidence(competition: Competition) -> None:
    receipt = receipts.withdrawn(competition.custody, LOT, "a" * 64, received_at=1)
    issued = receipts.issue(
        receipt.model_copy(update={"evidence": "b" * 64}),
        competition.world.receipts,
        competition.stamp(NOW),
        NOW,
    )
    with pytest.raises(Refused, match="receipt_leaf"):
        receipts.check(issued, competition.custody, competition.trust)
