"""A tender under seal: an organiser, three custodians, bidders with the command line's own functions, a log with a witness."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from accounts import ca, demo
from accounts.actions.certificates import issue_certificate
from accounts.models import Member
from accounts.pki.profiles import Holder
from accounts.roles import Role
from bidding.models import CustodyPolicy, Filing, Upload
from bidding.sealed import custody as policies
from bidding.sealed import store
from config.demo import documents, moves
from foundation import clock, transparency
from foundation.transparency_integrator import Log
from tests.accounts.keys import request_for
from tests.factories.accounts import MemberFactory, actor, organisation_code
from tests.journeys.transport import ClientTransport
from tests.world import World
from toolkit import canonical, certificates, cms, filings, sealing
from toolkit.filings import Filing as Sealed
from toolkit.filings import Folder
from toolkit.log.checkpoint import cosign, read_head
from toolkit.log.note import Signer as Witness
from toolkit.objects import Acceptance, Custodian, Policy, PolicyUnit
from toolkit.platforms import HttpPlatform
from toolkit.policies import Custody
from toolkit.sealing import Before, Content, Sealing
from toolkit.signers import KeyAgreement, KeySigner
from toolkit.submitting import Desk
from trading.law.decryption import Opener
from trading.models import Document, Lot, Period

PASSPHRASE = "correct horse 电池"
UNITS = (PolicyUnit(unit="form", stage=1, audience="public"),)
FIRST = Before()


def signer_of(name: str, code: str, *, purpose: str = "signing") -> KeySigner:
    """Return a key with a certificate of the local authority."""
    key, at = ca.new_key(), clock.now()
    made = ca.issue(Holder(name, organisation=name, code=code), key.public_key(), purpose, at)
    return KeySigner(key, made, (ca.authority(at).issuing,))


@dataclass
class Scene:
    """The tender, announced; its policy in force once `under_custody` was called."""

    world: World
    made: moves.Cast
    log: Log
    log_folder: Path
    witness: Witness
    folder: Path
    signers: dict[str, KeySigner] = field(default_factory=dict)
    colleagues: dict[str, Member] = field(default_factory=dict)
    custodians: list[tuple[KeySigner, KeyAgreement]] = field(default_factory=list)
    sealed: int = 0
    organiser: str = "sun"

    @property
    def lot(self) -> Lot:
        return self.world.lot(self.made)

    @property
    def deadline(self) -> datetime:
        limit = self.lot.procedure.bidding
        assert limit is not None
        return Period.objects.get(lot=self.made.lot, limit=limit.name, current=True).ends_at

    def signer(self, who: str, number: int = 1) -> KeySigner:
        """Return a person of a member's organisation, who signs."""
        name = f"{who}-{number}"
        if name not in self.signers:
            member = self.world.cast.members[who]
            assert member.party.code is not None
            if member.role in (Role.ORGANISER, Role.SUPERVISOR):
                self.signers[name] = self.issued(self.colleague(who) if number > 1 else member)
            else:
                self.signers[name] = signer_of(name, member.party.code)
        return self.signers[name]

    def colleague(self, who: str) -> Member:
        """Return another member of the party of one of the cast, the same each time."""
        member = self.world.cast.members[who]
        if who not in self.colleagues:
            self.colleagues[who] = MemberFactory.create(
                party=member.party, role=member.role, regions=member.regions, sectors=member.sectors
            )
        return self.colleagues[who]

    def issued(self, member: Member) -> KeySigner:
        """Return a key with a certificate that the platform issued to a member, whose it knows it to be."""
        key = ca.new_key()
        by, whose = member, None
        if member.role == Role.SUPERVISOR:  # of staff an administrator decides
            by, whose = self.world.cast.members["guan"], member.id
        row = issue_certificate(
            party_id=member.party_id, csr_pem=request_for(key), by=actor(by), member_id=whose
        )
        made = x509.load_pem_x509_certificate(row.pem.encode())
        return KeySigner(key, made, (ca.authority(clock.now()).issuing,))

    # The organiser

    def policy(self, **changed: Any) -> Policy:
        """Return a policy of three custodians, or of `n`, as the platform's terms ask for it."""
        if not self.custodians:
            own = [self.world.cast.members[who].party.code for who in ("kang", "ke", "kuang")]
            for number in range(1, max(3, changed.get("n", 3)) + 1):
                code = own[number - 1] if number <= len(own) else organisation_code(9_000_000 + number)
                assert code is not None
                opens = signer_of(f"保管{number}", code, purpose="custody")
                assert isinstance(opens.key, ec.EllipticCurvePrivateKey)
                self.custodians.append(
                    (signer_of(f"保管人{number}", code), KeyAgreement(opens.key, opens.certificate))
                )
        terms = self.world.stage.get(self.organiser, f"/api/v1/deals/{self.made.deal}/custody/")["terms"]
        values = terms | {
            "suite": "p256", "mode": "custodians", "k": 2, "n": 3, "units": list(UNITS),
            "custodians": [
                Custodian(
                    x=x, org=certificates.organisation(signs.certificate), cert=certificates.to_base64(opens.certificate),
                    signer=certificates.to_base64(signs.certificate),
                )
                for x, (signs, opens) in enumerate(self.custodians, start=1)
            ],
            "operators": [self.world.cast.parties["centre"].code], "witness_quorum": 1, "committee_quorum": 0,
            "objection_s": 600, "posting_s": 1800, "rescue_s": 900,
        }  # fmt: skip
        values |= changed
        if all(one.audience == "public" for one in values["units"]):
            values["evaluation_cert"] = changed.get("evaluation_cert", "")
        return Policy(**values)

    def publish(self, policy: Policy, *, who: str = "", signer: KeySigner | None = None) -> Any:
        """Send a signed policy; return the answer."""
        content = policy.to_bytes()
        signature = cms.sign(signer or self.signer(self.organiser), content, at=clock.now())
        return self.world.stage.attempt(
            who or self.organiser, f"/api/v1/deals/{self.made.deal}/custody/", written(content, signature)
        )

    def accept(self, policy: Policy, policy_id: str, x: int, *, who: str = "kang") -> Any:
        """Send a custodian's acceptance; return the answer."""
        signs, opens = self.custodians[x - 1]
        content = Acceptance(
            policy=policy.hash, x=x, cert=certificates.fingerprint(opens.certificate)
        ).to_bytes()
        signature = cms.sign(signs, content, at=clock.now())
        return self.world.stage.attempt(
            who, f"/api/v1/custody/{policy_id}/acceptances/", written(content, signature)
        )

    def under_custody(self, **changed: Any) -> CustodyPolicy:
        """Publish a policy, have it accepted by all, and let witnesses see it; the tender document says who opens the bids."""
        if changed.get("mode") == "bidder":
            self.tender(Opener.BIDDER)
        policy = self.policy(**changed)
        answer = self.publish(policy)
        assert answer.status == 201, answer.body
        for x in range(1, policy.n + 1):
            accepted = self.accept(policy, answer.body["id"], x)
            assert accepted.status == 201, accepted.body
        self.grow()
        return CustodyPolicy.objects.get(id=answer.body["id"])

    def tender(self, by: Opener) -> None:
        """Have the tender document say who opens the bids, as if it had from the beginning: later it cannot."""
        content = documents.tender_document("测试工程", "48000000.00", by=by)
        Document.objects.filter(deal=self.made.deal, kind="tender").update(content=content)

    @property
    def custody(self) -> Custody:
        row = policies.in_force(self.lot)
        assert row is not None
        return policies.custody_of(row)

    # Bidders

    def register(self, *who: str) -> None:
        for one in who:
            self.world.tell(one, f"/api/v1/lots/{self.made.lot}/registrations/")

    def seal(
        self, who: str = "bai", *, price: str = "47000000.00", before: Before = FIRST, signer: KeySigner | None = None,
        files: dict[str, Path] | None = None, plans: dict[str, Path] | None = None, custody: Custody | None = None,
        promises: Mapping[str, str] | None = None,
    ) -> Path:  # fmt: skip
        """Seal a bid into a new folder, as the command line does."""
        self.sealed += 1
        into = self.folder / f"{who}-{self.sealed}"
        act = Sealing(
            custody or self.custody, self.made.lot, signer or self.signer(who), clock.now(), before=before
        )
        contents = {
            one.unit: Content({"price": price, **(promises or {})}, files or {})
            if one.unit == "form"
            else Content({"plan": f"方案 {who}"}, plans or {})
            for one in act.custody.policy.units
        }
        act.seal(contents, into, PASSPHRASE)
        return into / sealing.SEALED_FOLDER

    def desk(self, who: str = "bai") -> Desk:
        """Return a bidder's dealings with the platform, through its real addresses."""
        return Desk(self.platform(who), self.custody, policies.trust(clock.now()), lambda _: None)

    def platform(self, who: str = "bai") -> HttpPlatform:
        client = httpx.Client(
            base_url="http://testserver/", transport=ClientTransport(),
            headers={"Authorization": f"Bearer {demo.token_of(who)}"},
        )  # fmt: skip
        return HttpPlatform(client, sleep=lambda _: None)

    def upload(self, folder: Path, who: str = "bai") -> dict[str, str]:
        """
        Have every file of a folder there as if it had been uploaded; return their digests by name.

        How files are uploaded has tests of its own; done for each it would be most of what a bid costs.
        """
        contents = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
        names = {name: canonical.sha256(content) for name, content in contents.items()}
        by_digest = {names[name]: content for name, content in contents.items()}
        party, at = self.world.cast.members[who].party_id, clock.now()
        Upload.objects.bulk_create(
            [
                Upload(party_id=party, sha256=digest, size=len(content), offset=len(content), is_complete=True, touched_at=at)
                for digest, content in by_digest.items()
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        for upload in Upload.objects.filter(party_id=party, sha256__in=by_digest, is_filed=False):
            place = store.path(upload.id)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(by_digest[upload.sha256])
        return names

    def file(self, folder: Path, who: str = "bai", *, files: dict[str, str] | None = None) -> Any:
        """Ask for a place; return the answer as it came."""
        files = files or self.upload(folder, who)
        return self.world.stage.attempt(
            who,
            f"/api/v1/lots/{self.made.lot}/filings/",
            {"header": files.get("header.json", "0" * 64), "files": files},
        )

    def filed(self, who: str = "bai", **given: Any) -> tuple[Sealed, Filing]:
        """Seal and file a bid that is accepted."""
        folder = self.seal(who, **given)
        answer = self.file(folder, who)
        assert (answer.status, answer.body["state"]) == (201, "accepted"), answer.body
        filing = filings.load(Folder(folder))
        return filing, Filing.objects.get(header=filing.name)

    # The log

    def grow(self) -> None:
        """Integrate a batch and have it witnessed now."""
        self.log.step()
        head = read_head((self.log_folder / "checkpoint").read_text())
        transparency.take_cosignature(cosign(head, self.witness, int(clock.now().timestamp())).to_text())
        self.log.show_witnessed()

    def walk_to_deadline(self, **beyond: int) -> None:
        """Move the clock to the deadline, without the tick."""
        clock.shift_to(self.deadline + timedelta(**beyond))


def written(content: bytes, signature: bytes) -> dict[str, str]:
    """Return a signed object as it is sent."""
    return {"content": base64.b64encode(content).decode(), "signature": base64.b64encode(signature).decode()}
