"""
Sealed bids in the stories, as everybody else makes them: sealed with the published client, opened by two of three custodians.

Each has its keys on its own device, which here is this process; their certificates are the demonstration's authority's.
It needs what `bin/run` brings up beside the web server: log, witnesses, worker and the process that opens bids.
"""

from __future__ import annotations

import base64
import secrets
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric import ec

from bidding.sealed import custody
from config.demo import moves
from config.demo.certified import certified, code, member_key, trust
from config.demo.moves import Cast, Ranked
from config.demo.stage import Stage, Story, StoryFailed
from toolkit import canonical, certificates, cms, fetching, filings
from toolkit.bundles import Bundle
from toolkit.custodians import Client, Memory
from toolkit.filings import Filing, Folder
from toolkit.objects import Acceptance, Custodian, Policy, PolicyUnit
from toolkit.platforms import HttpPlatform
from toolkit.policies import Custody, Pins
from toolkit.proceedings import Stage as Release
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER, Content, Sealing
from toolkit.signers import KeyAgreement, KeySigner
from toolkit.submitting import Desk
from trading.law.tender_document import TOTAL

CUSTODIANS = ("kang", "ke", "kuang")
OBJECTION_SECONDS = 600
POSTING_SECONDS = 1800
UNITS = (PolicyUnit(unit="form", stage=1, audience="public"),)
TWO_ENVELOPES = (
    PolicyUnit(unit="form", stage=2, audience="public"), PolicyUnit(unit="tech", stage=1, audience="experts"),
)  # fmt: skip
_ATTEMPTS = 9  # a minute and more: parts of the platform may be killed and started again
_LOOK_SECONDS = 0.3
_MOST_LOOKS = 400


@dataclass
class Envelopes:
    """
    The sealed bids of one lot, and everybody who holds a key to them. An agency acts, but its organiser signs.

    What waits for somebody else's program lets the other stories go on at the same instant, and none beyond it: each jump of
    the clock makes the log's newest head stale, on which nothing opens, and of a bid that witnesses see only after it the
    time is not to be believed.
    """

    cast: Cast
    lot: str
    organiser: str = ""
    also: Sequence[str] = ()  # further lots under the same policy
    units: Sequence[PolicyUnit] = UNITS
    committee: Sequence[str] = ()
    mode: Literal["custodians", "bidder"] = "custodians"  # who opens: custodians, or each bidder its own
    promises: Mapping[str, str] = field(
        default_factory=dict
    )  # what every bidder commits itself to, beside its price
    posting: Sequence[str] = CUSTODIANS  # who comes to the opening; the time of those who stay away passes
    headers: dict[str, str] = field(default_factory=dict)
    _filed: list[tuple[str, Desk, Filing]] = field(default_factory=list)
    _signers: dict[str, KeySigner] = field(default_factory=dict)
    _keys: dict[str, KeyAgreement] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        """Where the story is told."""
        return self.cast.stage

    def of_lot(self, lot: str) -> Envelopes:
        """Return the bids of another lot, with the same people and their keys; under the same policy, if that names it."""
        return replace(self, lot=lot, also=(), headers={}, _filed=[])

    def collect(self, prices: Mapping[str, str]) -> Story:
        """Publish the policy and have everybody who registered submit a bid of its price, and witnesses see them all."""
        yield from self.publish_policy()
        for who, price in prices.items():
            self.submit(who, price)
        yield from self.seen()

    def publish_policy(self) -> Story:
        """Publish the organiser's policy: of two in three custodians, who all accept it, or of bidders' own keys."""
        holders = CUSTODIANS if self.mode == "custodians" else ()
        path = f"{moves.DEALS}/{self.cast.deal}/custody/"
        needed = {"opening_cert"} | {"evaluation_cert" for one in self.units if one.audience == "experts"}
        has_keys = yield from self._awaited(
            path, lambda shown: all(shown["terms"][name] for name in needed) and shown, "the processes' keys"
        )
        terms = has_keys["terms"]
        policy = Policy(**terms | {
            "deadline": terms["deadline"] or self._deadline(),
            "evaluation_cert": terms["evaluation_cert"] if "evaluation_cert" in needed else "",
            "suite": "p256", "mode": self.mode, "lots": sorted([self.lot, *self.also]),
            "k": 2 if holders else 0, "n": len(holders), "units": list(self.units),
            "witness_quorum": len(terms["witnesses"]), "committee_quorum": len(self.committee), "objection_s": OBJECTION_SECONDS,
            "posting_s": POSTING_SECONDS, "rescue_s": 900, "custodians": [
                Custodian(
                    x=x, org=code(who), cert=certificates.to_base64(self._key(who).certificate),
                    signer=certificates.to_base64(self._signer(who).certificate),
                )
                for x, who in enumerate(holders, start=1)
            ],
        })  # fmt: skip
        made = self.stage.tell(
            self.cast.who, path, self._signed(policy.to_bytes(), self.organiser or self.cast.who)
        )
        for x, who in enumerate(holders, start=1):
            cert = certificates.fingerprint(self._key(who).certificate)
            content = Acceptance(policy=policy.hash, x=x, cert=cert).to_bytes()
            self.stage.tell(who, f"/api/v1/custody/{made['id']}/acceptances/", self._signed(content, who))

    def submit(self, who: str, price: str) -> None:
        """Seal a bid of this price for a bidder and submit it; what comes back must be a receipt that is genuine."""
        known = _custody(self.stage.get(None, f"{moves.LOTS}/{self.lot}/custody/"))
        now = moves.now(self.stage)
        desk = Desk(HttpPlatform(self.stage.client_of(who), attempts=_ATTEMPTS), known, trust(now))
        contents = {
            one.unit: Content(
                {TOTAL: price, **self.promises} if one.unit == "form" else {"plan": f"方案（{who}）"}
            )
            for one in self.units
        }
        with tempfile.TemporaryDirectory() as name:
            into = Path(name) / "bid"
            Sealing(known, self.lot, self._signer(who), now).seal(contents, into, secrets.token_urlsafe())
            desk.submit(into / SEALED_FOLDER)
            filing = filings.load(Folder(into / SEALED_FOLDER))
        self.headers[who] = filing.name
        self._filed.append((who, desk, filing))
        self.stage.tells(now, self.cast.title, f"sealed bid ({who})")

    def seen(self) -> Story:
        """Wait until witnesses have seen every bid that was submitted."""
        for who, desk, filing in self._filed:
            yield from self._until(
                lambda desk=desk, filing=filing: desk.fetch(filing).is_witnessed,  # type: ignore[misc]
                f"what witnesses saw of the bid of {who}",
            )
        self._filed.clear()

    def listed(self) -> Generator[datetime, None, datetime]:
        """Wait until witnesses saw the list of the bids; return until when somebody may object to it."""
        until = yield from self._awaited(
            f"{moves.LOTS}/{self.lot}/opening/",
            lambda shown: shown["objections_until"],
            "the list that witnesses saw",
        )
        return datetime.fromisoformat(until)

    def open_all(self, number: int = 1) -> Story:
        """Let the time for objections pass, have each custodian post, and wait until the bids of a stage are open to all."""
        path = f"{moves.LOTS}/{self.lot}/opening/"
        yield (yield from self.listed())
        yield from self._awaited(path, _stands(number, "collecting"), "the opening")
        for who in self.posting:
            yield from self._until(partial(self._posts, who, number), f"a fresh head of the log for {who}")
        if len(self.posting) < len(CUSTODIANS):
            yield moves.now(self.stage) + timedelta(seconds=POSTING_SECONDS + 1)
        yield from self._awaited(path, _stands(number, "recorded"), "the record")
        bids = self.stage.get(None, f"{path}bids/")
        self.stage.tells(moves.now(self.stage), self.cast.title, f"{len(bids)} bids opened")

    def release(self, number: int, *who: str) -> None:
        """Let a later stage of these bidders be opened, as the committee signs and the organiser sends it."""
        shown, now = self.stage.get(None, f"{moves.LOTS}/{self.lot}/freeze/"), moves.now(self.stage)
        result, experts = b"passed", [member_key(self.stage, one) for one in self.committee]
        content = Release(
            deal=self.cast.deal, lot=self.lot, stage=number, freeze=shown["sha256"], result=canonical.sha256(result),
            committee=sorted(certificates.fingerprint(one.certificate) for one in experts),
            bids=sorted(self.headers[one] for one in who),
        ).to_bytes()  # fmt: skip
        signers = (*experts, self._signer(self.organiser or self.cast.who))
        signatures = [base64.b64encode(cms.sign(one, content, at=now)).decode() for one in signers]
        body = {**_written(content=content, result=result), "signatures": signatures}
        self.stage.tell(self.cast.who, f"{moves.LOTS}/{self.lot}/opening/stages/", body)

    def ranked(self, *who: str) -> Ranked:
        """Return these bidders as candidates, best first: their names and prices are what was opened."""
        return [
            {"rank": rank, "party": self.stage.get(one, "/api/v1/me/")["party"]}
            for rank, one in enumerate(who, start=1)
        ]

    def _deadline(self) -> int:
        """Return until when the lot takes bids; the deal's terms do not say it where its lots differ."""
        rows = self.stage.get(self.cast.who, f"{moves.LOTS}/{self.lot}/periods/")
        ends = next(row["ends_at"] for row in rows if row["current"] and row["limit"] == "bidding")
        return custody.milliseconds(datetime.fromisoformat(ends))

    def _awaited(self, path: str, found: Callable[[Any], Any], what: str) -> Generator[datetime, None, Any]:
        """Return what is found in what an address shows, once it is there."""

        def look() -> Any:
            answer = self.stage.look(self.cast.who, path)
            return found(answer.body) if answer.is_done else None

        return (yield from self._until(look, what))

    def _until(self, look: Callable[[], Any], what: str) -> Generator[datetime, None, Any]:
        for _ in range(_MOST_LOOKS):
            if there := look():
                return there
            self.stage.pause(_LOOK_SECONDS)
            yield moves.now(self.stage)
        raise StoryFailed(f"{self.cast.title}: {what} does not come")

    def _posts(self, who: str, number: int) -> bool:
        """Post, unless witnesses have not seen the log since the clock was moved: then it is for later."""
        try:
            self._post(who, number)
        except Refused as refused:
            if refused.code != "checkpoint_stale":
                raise
            return False
        return True

    def _post(self, who: str, number: int) -> None:
        """Fetch what is public, check all of it as a custodian's client does, and send what this key opens."""
        platform, now = HttpPlatform(self.stage.client_of(who), attempts=_ATTEMPTS), moves.now(self.stage)
        with tempfile.TemporaryDirectory() as name:
            fetching.fetch(platform, self.lot, Path(name), fetching.index(platform, self.lot))
            case = Bundle(Path(name)).case(self.lot)
            policy = case.custody.policy
            pins = Pins(trust(now), frozenset([policy.log]), frozenset(policy.witnesses))
            client = Client(pins, self._signer(who), self._key(who), Memory())
            post = client.post(case, client.check(case, number, at=now), at=now)
        body = _written(content=post.content, signature=post.signature, shares=post.shares)
        self.stage.tell(who, f"{moves.LOTS}/{self.lot}/opening/posts/", body)

    def _signed(self, content: bytes, who: str) -> dict[str, str]:
        signature = cms.sign(self._signer(who), content, at=moves.now(self.stage))
        return _written(content=content, signature=signature)

    def signer(self, who: str) -> KeySigner:
        """Return what somebody signs with, for as long as the bids are told of."""
        return self._signer(who)

    def _signer(self, who: str) -> KeySigner:
        if who not in self._signers:
            self._signers[who] = certified(who, "signing", moves.now(self.stage))
        return self._signers[who]

    def _key(self, who: str) -> KeyAgreement:
        if who not in self._keys:
            made = certified(who, "custody", moves.now(self.stage))
            assert isinstance(made.key, ec.EllipticCurvePrivateKey)
            self._keys[who] = KeyAgreement(made.key, made.certificate)
        return self._keys[who]


def _stands(number: int, status: str) -> Callable[[Any], bool]:
    return lambda shown: (number, status) in [(one["stage"], one["status"]) for one in shown["stages"]]


def _custody(shown: Any) -> Custody:
    """Read a policy as the API shows it."""

    def read(one: Any, name: str) -> bytes:
        return base64.b64decode(one[name])

    accepted = {one["x"]: (read(one, "content"), read(one, "signature")) for one in shown["acceptances"]}
    return Custody(Policy.from_bytes(read(shown, "content")), read(shown, "signature"), accepted)


def _written(**given: bytes) -> dict[str, str]:
    return {name: base64.b64encode(value).decode() for name, value in given.items()}
