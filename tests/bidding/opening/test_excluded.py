"""A bid whose entry in the list does not hold is named with the cause; everybody else's is opened."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from django.test import Client

from accounts.actions.certificates import issue_certificate, revoke_certificate
from accounts.models import Certificate
from bidding import audit
from bidding.actions import evidence, receipts
from bidding.models import Filing, Opening, RevocationEvidence
from bidding.sealed import cases
from tests.accounts.keys import new_key, request_for
from tests.bidding.opening.hall import Hall, outcomes
from tests.security.superuser import as_superuser
from toolkit import canonical
from toolkit.objects import Receipt as Content
from toolkit.refusals import Refused
from toolkit.signers import KeySigner

pytestmark = pytest.mark.django_db


def filed_and_revoked(hall: Hall) -> Filing:
    """File a bid whose certificate its authority revokes later, with a date before the filing."""
    key, by = new_key(), hall.scene.world.actor("bai")
    row = issue_certificate(party_id=str(by.party_id), csr_pem=request_for(key), by=by)
    signer = KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ())
    _, filing = hall.scene.filed(signer=signer)
    revoke_certificate(certificate_id=row.id, by=by)
    Certificate.objects.filter(id=row.id).update(revoked_at=filing.received_at - timedelta(minutes=1))
    return filing


def opened(hall: Hall) -> dict[str, list[str]]:
    """File two other bids, and say what is to become of them."""
    return {hall.scene.filed(who)[0].name: ["opened"] for who in ("cui", "deng")}


class TestCertificateRevokedAfterwards:
    def test_spoils_nothing(self, hall: Hall) -> None:
        filing, others = filed_and_revoked(hall), opened(hall)
        hall.begin()
        hall.posted([1, 2])
        hall.later(seconds=1801)
        assert hall.record().excluded == {}
        assert outcomes(hall) == {filing.header: ["opened"]} | others
        assert hall.verified().holds

    def test_is_remarked_beside_the_bid(self, hall: Hall) -> None:
        """A03: it stands, and whoever reads it is told."""
        filing, others = filed_and_revoked(hall), opened(hall)
        hall.begin()
        hall.posted([1, 2, 3])
        page = f"/lots/{hall.lot}/opening/"
        assert "此后已吊销" not in Client().get(page).content.decode()
        assert hall.record().status == "recorded"
        revoked = Certificate.objects.get(revoked_at__isnull=False).revoked_at
        assert revoked is not None
        told = {one["header"]: one["signer_revoked_at"] for one in hall.bids()}
        assert told.keys() == {filing.header, *others}
        assert datetime.fromisoformat(told[filing.header]) == revoked.replace(microsecond=0)
        assert [told[name] for name in others] == [None, None]
        assert Client().get(page).content.decode().count("此后已吊销") == 1

    def test_is_judged_by_what_was_kept_when_the_bid_was_accepted(self, hall: Hall) -> None:
        filing, _ = filed_and_revoked(hall), opened(hall)
        assert sorted(filing.evidence) == ["revocation.1.crl", "revocation.2.crl"]
        assert set(filing.evidence.values()) <= set(
            RevocationEvidence.objects.values_list("sha256", flat=True)
        )
        hall.freeze()
        assert len(hall.fetch().custody.evidence.lists) == 2  # of the root and of the authority below it
        names = {one.name for one in hall.fetch().path.glob(f"lots/{hall.lot}/filings/*/revocation.*")}
        assert names == set(filing.evidence)

    def test_is_bound_by_receipt_and_list(self, hall: Hall) -> None:
        filing, _ = filed_and_revoked(hall), opened(hall)
        receipts.issue_missing(filing=filing)
        said = Content.from_bytes(bytes(filing.receipts.get(about="filing").content))
        row = hall.freeze()
        entry = next(one for one in cases.freeze_of(row).bids if one.header == filing.header)
        assert said.evidence == entry.evidence == filing.digest_of_evidence != ""

    @pytest.mark.parametrize("how", ["swapped", "removed"])
    def test_stops_the_opening_if_it_is_not_there_any_more(self, hall: Hall, how: str) -> None:
        """With the authority's help a list is made that names the certificate, as of the day of the filing."""
        filing, _ = filed_and_revoked(hall), opened(hall)
        hall.freeze()
        hall.later(seconds=601)
        swapped = canonical.sha256(b"another list")
        RevocationEvidence.objects.create(sha256=swapped, content=b"another list")
        kept = {"removed": {}, "swapped": filing.evidence | {"revocation.1.crl": swapped}}[how]
        statement = f"UPDATE bidding_filing SET evidence = '{json.dumps(kept)}' WHERE id = '{filing.id}'"
        with as_superuser(statement):
            hall.opener().turn()
            assert not Opening.objects.exists()
            with pytest.raises(Refused, match="freeze_evidence"):
                hall.post(1)
            assert "filing_evidence" in {one.code for one in audit.findings()}
        hall.opener().turn()
        assert Opening.objects.get().excluded == {}

    def test_excludes_that_bid_alone_where_nothing_was_kept(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(evidence, "of_filing", lambda *_: {})
        filing, others = filed_and_revoked(hall), opened(hall)
        assert hall.begin().excluded == {filing.header: "certificate_revoked"}
        hall.posted([1, 2, 3])
        row = hall.record()
        assert (row.status, row.pending) == ("recorded", [])
        assert outcomes(hall) == {filing.header: ["withdrawn certificate_revoked"]} | others
        assert hall.verified().holds
