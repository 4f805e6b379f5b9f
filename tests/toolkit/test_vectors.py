from __future__ import annotations

import base64
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.toolkit import vectors
from tests.toolkit.pki import NOW
from toolkit import capsules, certificates, cms, dealing, filings, receipts, units
from toolkit.certificates import Trust
from toolkit.objects import CapsuleContent, Policy
from toolkit.policies import Custody
from toolkit.receipts import Issued
from toolkit.refusals import WORDS
from toolkit.signers import KeyAgreement
from toolkit.suites import P256

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/formats"


@pytest.fixture(scope="module")
def filing() -> Any:
    return json.loads((vectors.FOLDER / "filing.json").read_bytes())


class TestVectors:
    def test_are_those_that_the_code_makes(self) -> None:
        made = vectors.make()
        assert {file.name for file in vectors.FOLDER.glob("*.json")} >= made.keys()
        for name, content in made.items():
            assert (vectors.FOLDER / name).read_bytes() == vectors.written(content), name

    def test_open_with_any_three_custodians_keys(self, filing: Any) -> None:
        custody = self.custody(filing)
        found = self.load(filing)
        filings.check_against(found, custody)
        filings.check_capsules(found, custody)
        filings.check_parts(found)
        for one in found.core.units:
            place = found.place(one.unit)
            shares = {}
            for to in custody.recipients[2:]:
                number = int(filing["custodian_private_keys_hex"][str(to.x)], 16)
                holder = KeyAgreement(ec.derive_private_key(number, ec.SECP256R1()), to.certificate)
                content = CapsuleContent.from_bytes(capsules.open_(found.capsule(one.unit, to.x), holder))
                shares[to.x] = bytes.fromhex(content.share)
            key = dealing.find_key(place, shares, 3, one.key_commit)
            assert key is not None
            assert key.hex() == filing["keys_hex"][one.unit]
            got = bytearray()
            manifest = units.open_unit(found, one.unit, key, lambda _, got=got: got.extend)  # type: ignore[misc]
            if one.unit == "form":
                assert manifest.fields == {"price": "1284500.00", "days": 90}
            else:
                assert (manifest.files[0].name, bytes(got)) == (
                    "技术方案.pdf",
                    b"%PDF-1.7 technical proposal\n",
                )

    def test_hold_a_good_receipt(self, filing: Any) -> None:
        root = certificates.from_base64(filing["root"])
        kept = filing["receipt"]
        issued = Issued(
            kept["receipt.json"].encode(),
            base64.b64decode(kept["receipt.p7s"]),
            base64.b64decode(kept["receipt.tst"]),
        )
        signed = cms.verify(issued.signature, issued.content)
        assert signed.signed_at == NOW
        with pytest.raises(Exception, match="revocation_unknown"):
            receipts.check(issued, self.custody(filing), Trust([root]))

    def custody(self, filing: Any) -> Custody:
        policy = Policy.from_bytes(filing["policy"]["policy.json"].encode())
        accepted = {
            int(x): (content.encode(), base64.b64decode(signature))
            for x, (content, signature) in filing["acceptances"].items()
        }
        return Custody(policy, base64.b64decode(filing["policy"]["policy.p7s"]), accepted)

    def load(self, filing: Any) -> filings.Filing:
        class Store:
            def open(self, name: str) -> BinaryIO:
                return BytesIO(base64.b64decode(filing["files"][name]))

        return filings.load(Store())


class TestDocs:
    def test_list_every_code_with_its_words(self) -> None:
        assert vectors.CODES.read_text(encoding="utf-8") == vectors.codes()
        assert all(f"| `{code}` |" in vectors.codes() for code in WORDS)

    def test_every_code_is_used_and_every_used_code_has_words(self) -> None:
        used: set[str] = set()
        for file in (ROOT / "toolkit").rglob("*.py"):
            used |= set(re.findall(r'Refused\(\s*"([a-z0-9_]+)"', file.read_text()))
            for one, other in re.findall(
                r'Refused\(\s*"([a-z0-9_]+)" if .+? else "([a-z0-9_]+)"', file.read_text()
            ):
                used |= {one, other}
        assert used <= WORDS.keys()
        assert WORDS.keys() - used - INDIRECT == set()

    def test_name_the_constants_of_the_code(self) -> None:
        text = (DOCS / "sealed-bid.md").read_text() + (DOCS / "receipt.md").read_text()
        for label in (
            "sbe1/key",
            "sbe1/part",
            "sbe1/ctx",
            "sbe1/coef",
            "sbe1/eph",
            "sbe1/cek",
            "sbe1/iv",
            "sbe1/share",
            "sbe1/filed",
            "sbe1/end",
        ):
            assert f'"{label}' in text, label
        assert f"`{P256.id}`" in text
        for code in re.findall(r"`([a-z]+_[a-z0-9_]+)`", text):
            assert code in WORDS or code in NOT_CODES, code


# Codes that are passed on under a name: as the default of a parameter.
INDIRECT = {"capsule_missing", "file_missing"}
# Fields and causes that the pages name in the same type.
NOT_CODES = {
    "receipt_cert", "freeze_cert", "opening_cert", "evaluation_cert", "tsa_cert", "received_at", "ended_leaf", "objection_s", "posting_s",
    "rescue_s", "log_size", "log_root", "committee_quorum", "key_not_sent", "platform_fault",
    "no_key", "key_unavailable", "replaced_by",
}  # fmt: skip
