"""A small competition outside the platform: organiser, custodians of three organisations, bidders, a log with two witnesses."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.toolkit.pki import NOW, Authority, new_key
from toolkit import certificates, cms, filings, sealing
from toolkit.filings import Filing, Folder
from toolkit.log import note, tree
from toolkit.objects import Acceptance, Custodian, Policy, PolicyUnit
from toolkit.policies import Custody, Pins
from toolkit.sealing import Before, Content, Sealing
from toolkit.signers import KeyAgreement, KeySigner

ORGANISER = "91310000MA1FL00001"
CENTRE = "12310000MB1FL00002"
SUPERVISOR = "11310000MA1FL00004"
HOST = "91310000MA1FL00003"
CUSTODIANS = ("11310000MB1FL00011", "12310000MB1FL00012", "31310000MB1FL00013")
BIDDERS = tuple(f"91310000MA1BB0000{n}" for n in range(1, 6))
DEAL, LOT = "deal_01JC8Z", "lot_01JC8Z"
PASSPHRASE = "correct horse 电池"
ORIGIN = "ggzy.example/demo"

DEADLINE = int(NOW.timestamp() * 1000) + 3_600_000
NOTHING_BEFORE = Before()
ENVELOPES = (
    PolicyUnit(unit="form", stage=2, audience="public"),
    PolicyUnit(unit="tech", stage=1, audience="experts"),
)
ONE_UNIT = (PolicyUnit(unit="form", stage=1, audience="public"),)


def milliseconds(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


@dataclass
class World:
    """Everybody, with keys; change what is to be wrong before `custody()` is asked for."""

    authority: Authority = field(default_factory=Authority)
    k: int = 3
    units: tuple[PolicyUnit, ...] = ONE_UNIT
    mode: str = "custodians"
    seed: int | None = None

    def __post_init__(self) -> None:
        self._keys = 0
        if self.seed is not None:
            self.authority = Authority(key=self._key(), deterministic=True)
        issue = self._issue
        self.organisers = [issue("Organiser Sun", ORGANISER), issue("Organiser Li", ORGANISER)]
        self.n = 2 * self.k - 1 if self.mode == "custodians" else 0
        self.organisations = [CUSTODIANS[at % len(CUSTODIANS)] for at in range(self.n)]
        self.custodian_signers = [
            issue(f"Custodian {at + 1}", org) for at, org in enumerate(self.organisations)
        ]
        self.custodian_keys = [
            self._agreement(f"Custodian {at + 1} opens", org) for at, org in enumerate(self.organisations)
        ]
        self.receipts, self.freezer = issue("Receipts", CENTRE), issue("Freeze lists", CENTRE)
        self.opening: KeyAgreement = self._agreement("Opening", CENTRE)
        self.tsa = self.authority.tsa(key=self._key())
        self.log = note.Signer(ORIGIN, note.LOG, self._ed25519("log"))
        self.witnesses = [
            note.Signer(f"witness-{name}.example", note.WITNESS, self._ed25519(name)) for name in ("a", "b")
        ]
        self.bidders: dict[str, KeySigner] = {code: issue(f"Bidder {code[-1]}", code) for code in BIDDERS}
        self.supervisors = [issue("Supervisor Su", SUPERVISOR), issue("Supervisor Shui", SUPERVISOR)]
        self.evaluation: KeyAgreement = self._agreement("Evaluation", CENTRE)

    def policy(self, **changed: Any) -> Policy:
        values: dict[str, Any] = {
            "suite": "p256",
            "deal": DEAL,
            "lots": [LOT, "lot_02JC8Z"],
            "version": 1,
            "prev": "",
            "deadline": DEADLINE,
            "organiser": ORGANISER,
            "supervisor": SUPERVISOR,
            "operators": [CENTRE, HOST],
            "mode": self.mode,
            "k": self.k if self.mode == "custodians" else 0,
            "n": self.n,
            "units": list(self.units),
            "custodians": [
                Custodian(
                    x=at + 1,
                    org=org,
                    cert=certificates.to_base64(self.custodian_keys[at].certificate),
                    signer=certificates.to_base64(self.custodian_signers[at].certificate),
                )
                for at, org in enumerate(self.organisations)
            ],
            "log": str(self.log.verifier),
            "log_size": 0,
            "log_root": tree.EMPTY_ROOT.hex(),
            "witnesses": [str(one.verifier) for one in self.witnesses],
            "witness_quorum": 2,
            "receipt_cert": certificates.to_base64(self.receipts.certificate),
            "freeze_cert": certificates.to_base64(self.freezer.certificate),
            "opening_cert": certificates.to_base64(self.opening.certificate),
            "tsa_cert": certificates.to_base64(self.tsa.certificate),
            "committee_quorum": 2 if any(one.stage > 1 for one in self.units) else 0,
            "objection_s": 600,
            "posting_s": 1800,
            "rescue_s": 900,
        }
        values |= changed
        if any(one.audience == "experts" for one in values["units"]):
            values.setdefault("evaluation_cert", certificates.to_base64(self.evaluation.certificate))
        return Policy(**({"evaluation_cert": ""} | values))

    def custody(self, policy: Policy | None = None) -> Custody:
        policy = policy or self.policy()
        acceptances = {}
        for one in policy.custodians:
            acceptance = Acceptance(
                policy=policy.hash, x=one.x, cert=certificates.fingerprint(certificates.from_base64(one.cert))
            ).to_bytes()
            acceptances[one.x] = acceptance, cms.sign(self.custodian_signers[one.x - 1], acceptance, at=NOW)
        return Custody(policy, cms.sign(self.organisers[0], policy.to_bytes(), at=NOW), acceptances)

    def pins(self) -> Pins:
        return Pins(
            self.authority.trust(),
            frozenset({str(self.log.verifier)}),
            frozenset(str(one.verifier) for one in self.witnesses),
        )

    def seal(
        self, folder: Path, code: str = BIDDERS[0], *, custody: Custody | None = None, price: str = "1284500.00",
        files: Mapping[str, Path] | None = None, before: Before = NOTHING_BEFORE, lot: str = LOT,
        **given: Any,
    ) -> Filing:  # fmt: skip
        custody = custody or self.custody()
        act = Sealing(custody, lot, self.bidders[code], NOW, before=before, **given)
        contents = {
            one.unit: Content({"price": price} if one.unit == "form" else {"plan": "四平八稳"}, files or {})
            for one in custody.policy.units
        }
        return act.seal(contents, folder, PASSPHRASE)

    def reload(self, folder: Path) -> Filing:
        return filings.load(Folder(folder / sealing.SEALED_FOLDER))

    def _issue(self, common_name: str, code: str = "") -> KeySigner:
        return self.authority.issue(common_name, code, key=self._key())

    def _agreement(self, common_name: str, code: str) -> KeyAgreement:
        return self.authority.agreement(common_name, code, key=self._key())

    def _key(self) -> ec.EllipticCurvePrivateKey:
        """A new key; the same sequence of keys for the same seed."""
        if self.seed is None:
            return new_key()
        self._keys += 1
        secret = hashlib.sha256(f"test vector key {self.seed} {self._keys}".encode()).digest()
        return ec.derive_private_key(int.from_bytes(secret, "big") >> 1, ec.SECP256R1())

    def _ed25519(self, name: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"\0"))


def drawing(seed: int) -> Callable[[int], bytes]:
    """Return a source of bytes that repeats: for vectors, never for bids."""
    return random.Random(seed).randbytes
