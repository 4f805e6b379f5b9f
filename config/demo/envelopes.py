"""
Sealed bids in the stories, as everybody else makes them: sealed with the published client, opened by two of three custodians.

Each has its keys on its own device, which here is this process; their certificates are the demonstration's authority's.
It needs what `bin/run` brings up beside the web server: log, witnesses, worker and the process that opens bids.
"""

from __future__ import annotations

import base64
import secrets
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from accounts import ca
from accounts import trust as accounts_trust
from accounts.cast import PARTIES, PARTS
from accounts.pki.profiles import Holder
from config.demo import moves
from config.demo.director import patiently
from config.demo.moves import Cast, Ranked
from config.demo.stage import Stage, Story, StoryFailed
from foundation.codes import complete_uscc
from toolkit import certificates, cms, fetching
from toolkit.bundles import Bundle
from toolkit.certificates import Trust
from toolkit.custodians import Client, Memory
from toolkit.objects import Acceptance, Custodian, Policy, PolicyUnit
from toolkit.platforms import HttpPlatform
from toolkit.policies import Custody, Pins
from toolkit.sealing import SEALED_FOLDER, Content, Sealing
from toolkit.signers import KeyAgreement, KeySigner
from toolkit.submitting import Desk
from trading.law.tender_document import TOTAL

CUSTODIANS = ("kang", "ke", "kuang")
OBJECTION_SECONDS = 600
UNITS = (PolicyUnit(unit="form", stage=1, audience="public"),)
_LOOK_SECONDS = 0.3
_MOST_LOOKS = 400
_LOOKS_BETWEEN = 100


@dataclass
class Envelopes:
    """The sealed bids of one lot, and everybody who holds a key to them. An agency acts, but its organiser signs."""

    cast: Cast
    lot: str
    organiser: str = ""
    units: Sequence[PolicyUnit] = UNITS
    committee: Sequence[str] = ()
    _signers: dict[str, KeySigner] = field(default_factory=dict)
    _keys: dict[str, KeyAgreement] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        """Where the story is told."""
        return self.cast.stage

    def publish_policy(self) -> None:
        """Publish the organiser's policy of two in three custodians, and let all three accept it."""
        path = f"{moves.DEALS}/{self.cast.deal}/custody/"
        terms = self._terms(path)
        policy = Policy(**terms | {
            "suite": "p256", "mode": "custodians", "k": 2, "n": 3, "units": list(self.units), "lots": [self.lot],
            "witness_quorum": len(terms["witnesses"]), "committee_quorum": len(self.committee), "objection_s": OBJECTION_SECONDS,
            "posting_s": 1800, "rescue_s": 900, "custodians": [
                Custodian(
                    x=x, org=_code(who), cert=certificates.to_base64(self._key(who).certificate),
                    signer=certificates.to_base64(self._signer(who).certificate),
                )
                for x, who in enumerate(CUSTODIANS, start=1)
            ],
        })  # fmt: skip
        made = self.stage.tell(
            self.cast.who, path, self._signed(policy.to_bytes(), self.organiser or self.cast.who)
        )
        for x, who in enumerate(CUSTODIANS, start=1):
            cert = certificates.fingerprint(self._key(who).certificate)
            content = Acceptance(policy=policy.hash, x=x, cert=cert).to_bytes()
            self.stage.tell(who, f"/api/v1/custody/{made['id']}/acceptances/", self._signed(content, who))

    def submit(self, who: str, price: str) -> None:
        """Seal a bid of this price for a bidder and submit it; what comes back must be a receipt that is genuine."""
        custody = _custody(self.stage.get(None, f"{moves.LOTS}/{self.lot}/custody/"))
        now = moves.now(self.stage)
        desk = Desk(HttpPlatform(self.stage.client_of(who)), custody, _trust(now))
        with tempfile.TemporaryDirectory() as name:
            into = Path(name) / "bid"
            act = Sealing(custody, self.lot, self._signer(who), now)
            act.seal({"form": Content({TOTAL: price})}, into, secrets.token_urlsafe())
            desk.submit(into / SEALED_FOLDER)
        self.stage.tells(now, self.cast.title, f"sealed bid ({who})")

    def open_all(self, number: int = 1) -> Story:
        """Let the time for objections pass, have each custodian post, and wait until the bids of a stage are open to all."""
        yield moves.now(self.stage) + timedelta(seconds=OBJECTION_SECONDS + 5)
        yield from self._until("collecting", number)
        for who in CUSTODIANS:
            self._post(who, number)
        yield from self._until("recorded", number)
        bids = self.stage.get(None, f"{moves.LOTS}/{self.lot}/opening/bids/")
        self.stage.tells(moves.now(self.stage), self.cast.title, f"{len(bids)} bids opened")

    def ranked(self, *who: str) -> Ranked:
        """Return these bidders as candidates, best first: their names and prices are what was opened."""
        return [
            {"rank": rank, "party": self.stage.get(one, "/api/v1/me/")["party"]}
            for rank, one in enumerate(who, start=1)
        ]

    def _terms(self, path: str) -> Any:
        """Return what the policy must say, once the opening process has shown its key."""
        for _ in range(_MOST_LOOKS):
            terms = self.stage.get(self.cast.who, path)["terms"]
            if terms["opening_cert"]:
                return terms
            time.sleep(_LOOK_SECONDS)
        raise StoryFailed(f"{self.cast.title}: the opening process has no key")

    def _until(self, status: str, number: int) -> Story:
        """
        Wait, while the clock goes by itself, until the opening stands there.

        Nobody else's story moves the clock meanwhile: each jump makes the log's newest head stale, and nothing is opened on
        a stale one. A log that was restarted shows a later head, from which the time for objections runs anew: it passes.
        """
        for look in range(1, _MOST_LOOKS + 1):
            shown = self._shown()
            if shown.get(number) == status:
                return
            time.sleep(_LOOK_SECONDS)
            if look % _LOOKS_BETWEEN == 0:
                yield moves.now(self.stage) + timedelta(seconds=OBJECTION_SECONDS + 5)
        raise StoryFailed(f"{self.cast.title}: the opening does not come to {status}: {shown}")

    def _shown(self) -> dict[int, str]:
        """Return how far each stage of the opening has come."""
        shown = self.stage.get(None, f"{moves.LOTS}/{self.lot}/opening/")
        return {one["stage"]: one["status"] for one in shown["stages"]}

    def _post(self, who: str, number: int) -> None:
        """Fetch what is public, check all of it as a custodian's client does, and send what this key opens."""
        platform, now = HttpPlatform(self.stage.client_of(who)), moves.now(self.stage)
        with tempfile.TemporaryDirectory() as name:
            fetching.fetch(platform, self.lot, Path(name), fetching.index(platform, self.lot))
            case = Bundle(Path(name)).case(self.lot)
            policy = case.custody.policy
            pins = Pins(_trust(now), frozenset([policy.log]), frozenset(policy.witnesses))
            client = Client(pins, self._signer(who), self._key(who), Memory())
            post = client.post(case, client.check(case, number, at=now), at=now)
        body = _written(content=post.content, signature=post.signature, shares=post.shares)
        self.stage.tell(who, f"{moves.LOTS}/{self.lot}/opening/posts/", body)

    def _signed(self, content: bytes, who: str) -> dict[str, str]:
        signature = cms.sign(self._signer(who), content, at=moves.now(self.stage))
        return _written(content=content, signature=signature)

    def _signer(self, who: str) -> KeySigner:
        if who not in self._signers:
            self._signers[who] = _certified(who, "signing", moves.now(self.stage))
        return self._signers[who]

    def _key(self, who: str) -> KeyAgreement:
        if who not in self._keys:
            made = _certified(who, "custody", moves.now(self.stage))
            assert isinstance(made.key, ec.EllipticCurvePrivateKey)
            self._keys[who] = KeyAgreement(made.key, made.certificate)
        return self._keys[who]


def _certified(who: str, purpose: str, at: datetime) -> KeySigner:
    key, part = ca.new_key(), PARTS[who]
    holder = Holder(part.person, organisation=PARTIES[part.party].name, code=_code(who))
    made = patiently(partial(ca.issue, holder, key.public_key(), purpose, at))
    return KeySigner(key, made, (patiently(partial(ca.authority, at)).issuing,))


def _code(who: str) -> str:
    return complete_uscc(PARTIES[PARTS[who].party].body)


def _trust(at: datetime) -> Trust:
    found = patiently(partial(accounts_trust.trust, at))
    return Trust(found.roots, found.intermediates, found.revocation_lists)


def _custody(shown: Any) -> Custody:
    """Read a policy as the API shows it."""

    def read(one: Any, name: str) -> bytes:
        return base64.b64decode(one[name])

    accepted = {one["x"]: (read(one, "content"), read(one, "signature")) for one in shown["acceptances"]}
    return Custody(Policy.from_bytes(read(shown, "content")), read(shown, "signature"), accepted)


def _written(**given: bytes) -> dict[str, str]:
    return {name: base64.b64encode(value).decode() for name, value in given.items()}
