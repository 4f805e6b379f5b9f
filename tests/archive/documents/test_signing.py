"""The seal under a document, as outside tools judge it."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from accounts import ca
from archive.documents import signing
from archive.documents.typesetting import typeset
from foundation import clock
from tests.archive.documents.papers import a_paper, ask, kept

pytestmark = pytest.mark.django_db


class TestSign:
    def test_lasts_as_pades_says_without_anything_but_the_root(self, tmp_path: Path) -> None:
        unsigned = typeset(a_paper())
        signed = signing.sign(unsigned, reason="归档")
        assert signed.startswith(unsigned)

        reader = PdfFileReader(io.BytesIO(signed))
        (seal,) = reader.embedded_regular_signatures
        assert len(reader.embedded_timestamp_signatures) == 1
        root = signing._certificates([ca.authority(clock.now()).root])
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=root),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        )
        judged = asyncio.run(
            ades_lta_validation(
                seal,
                PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy)),
            )
        )
        assert judged.ades_subindic.status.name == "PASSED"

        file = kept(tmp_path, signed)
        told = ask("pdfsig", "-nocert", file).split("Signature #2:")
        assert "Signature Type: ETSI.CAdES.detached" in told[0]
        assert "Signature Validation: Signature is Valid." in told[0]
        assert "Signature Field Name: CentreTimestamp" in told[1]
        assert "No syntax or stream encoding errors" in ask("qpdf", "--check", file)

    def test_shows_a_change_of_one_bit(self, tmp_path: Path) -> None:
        signed = bytearray(signing.sign(typeset(a_paper()), reason="归档"))
        signed[signed.index(b"stream") + 40] ^= 1
        assert "Signature is Valid" not in ask("pdfsig", "-nocert", kept(tmp_path, bytes(signed)))
