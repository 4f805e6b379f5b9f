"""A sealed competition for the tests that drive a browser: its lot, its bidders' certificate files, its custodians' keys."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import FilePayload

PASSWORD = "口令 p12"
BIDDERS = ("bai", "cui", "deng", "gao", "jiang")


@dataclass(frozen=True)
class Competition:
    """What a test has to know; files in base64, keys as hexadecimal numbers."""

    lot: str
    deal: str
    files: dict[str, str]
    custodian_keys: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return it for the process that drives the browser."""
        return asdict(self)

    def content(self, name: str) -> bytes:
        """Return the bytes of a certificate file: that of a bidder, or one that will not do."""
        return base64.b64decode(self.files[name])

    def file(self, name: str) -> FilePayload:
        """Return a certificate file as the browser takes it."""
        return {"name": f"{name}.p12", "mimeType": "application/x-pkcs12", "buffer": self.content(name)}


def raise_competition(world: Any, folder: Path) -> tuple[Competition, Any]:
    """Announce a tender under custody whose bidders are registered; inside the site's own process."""
    from django.conf import settings

    from accounts import ca
    from accounts.pki.profiles import Holder
    from bidding.sealed import opening_key
    from foundation import clock, transparency_start
    from foundation.transparency_integrator import Log
    from tests.bidding.sealed.scene import Scene
    from toolkit.log import note
    from toolkit.log.note import WITNESS

    folder.mkdir()
    witness = note.generate("w.example/1", WITNESS)
    settings.TRANSPARENCY_WITNESSES = (str(witness.verifier),)
    settings.TRANSPARENCY_ROOT = folder / "log"
    settings.TRANSPARENCY_KEY_PATH = folder / "log.key"
    settings.SEALED_KEYS_PATH = folder / "keys"
    settings.OPENING_KEY_PATH, settings.OPENING_KEY_PASSWORD = (
        folder / "opening.p12",
        "of the opening process",
    )
    opening_key.ring()  # the opening process was started once, and showed its certificate
    log = Log(transparency_start.signer())
    log.open()
    scene = Scene(
        world,
        world.announced(consortium_allowed=True, consortium_terms="成员不超过三家"),
        log,
        folder / "log",
        witness,
        folder,
    )
    scene.register(*BIDDERS)
    scene.under_custody()
    scene.grow()

    def packed(who: str, at: datetime) -> str:
        key, code = ca.new_key(), world.cast.members[who].party.code
        made = ca.issue(Holder(f"{who} 经办人", organisation=who, code=code), key.public_key(), "signing", at)
        return base64.b64encode(ca.export_pkcs12(key, made, password=PASSWORD, at=at)).decode()

    now = clock.now()
    files = {who: packed(who, now) for who in BIDDERS}
    files["expired"] = packed("bai", now - timedelta(days=800))
    files["damaged"] = base64.b64encode(base64.b64decode(files["bai"])[:700]).decode()
    keys = {}
    for x, (_, opens) in enumerate(scene.custodians, start=1):
        assert isinstance(opens.key, ec.EllipticCurvePrivateKey)
        keys[str(x)] = f"{opens.key.private_numbers().private_value:064x}"
    return Competition(scene.made.lot, scene.made.deal, files, keys), scene


CUSTODIANS = ("kang", "ke", "kuang")


def begin(scene: Any, folder: Path) -> tuple[Any, dict[str, Any]]:
    """
    Freeze the lot and begin its opening; inside the site's own process.

    Returns the hall, and what the custodians' machines have: key files, tokens, whom they trust, how far their clocks are ahead.
    """
    import time

    from accounts import demo
    from foundation import clock
    from tests import tools
    from tests.bidding.opening.hall import Hall

    hall = Hall(scene, folder)
    hall.begin()
    scene.grow()
    desks = folder / "desks"
    for who, (signs, opens) in zip(CUSTODIANS, scene.custodians, strict=True):
        (desks / who).mkdir(parents=True)
        tools.key_file(desks / who / "signs.p12", signs)
        tools.key_file(desks / who / "opens.p12", opens)
        (desks / who / "token").write_text(demo.token_of(who))
    now = clock.now()
    tools.write_pins(desks / "pins", [scene.witness.verifier], now)
    return hall, {"desks": str(desks), "ahead": int(now.timestamp() * 1e9) - time.time_ns()}


def starve(scene: Any, folder: Path) -> tuple[Any, dict[str, Any]]:
    """
    Have bids filed and the opening begun, to which no custodian comes, so that bidders are asked for their keys.

    Returns the hall, and the organiser's two persons: how each signs in, and its certificate file.
    """
    from accounts import demo
    from accounts.roles import Role
    from foundation import clock
    from tests.bidding.opening.hall import Hall
    from tests.factories.accounts import MemberFactory

    for who, price in (("bai", "47000000.00"), ("cui", "46500000.50"), ("deng", "45111222.33")):
        scene.filed(who, price=price)
    hall = Hall(scene, folder)
    hall.begin()
    hall.later(seconds=1801)
    hall.record()
    sun = scene.world.cast.members["sun"]
    colleague = demo._user("sun2", "孙同事", sun.user.password, clock.now())
    colleague.save()
    demo._confirm_addresses([colleague])
    other = MemberFactory.create(user=colleague, party=sun.party, role=Role.ORGANISER.value)
    scene.colleagues["sun"] = other
    folder.mkdir(exist_ok=True)
    persons = {}
    for number, member in enumerate((sun, other), start=1):
        signer = scene.signer("sun", number)
        file = ca_file(signer, clock.now())
        persons[str(number)] = {"email": member.user.email, "file": file}
    return hall, persons


def envelopes(scene: Any, folder: Path) -> tuple[Any, dict[str, Any]]:
    """
    Have another tender's first envelope opened and its procedure come to the second, which waits for its release.

    Returns the hall, and what the organiser and two experts have on their machines.
    """
    import time
    from dataclasses import replace

    from cryptography.hazmat.primitives.serialization import Encoding

    from accounts import demo
    from config.demo import moves
    from foundation import clock
    from tests import tools
    from tests.bidding.opening import test_contests as contests
    from tests.bidding.opening.hall import Hall

    (folder / "bids").mkdir(parents=True)
    road = scene.world.announced(method="double_envelope", sector="transport")
    two = replace(scene, made=road, folder=folder / "bids", custodians=[], signers={})
    two.register("bai", "cui", "deng")
    two.under_custody(units=list(contests.ENVELOPES), committee_quorum=2)
    for who in ("bai", "cui", "deng"):
        two.filed(who)
    hall, envelope = Hall(two, folder), contests.TestTheSecondEnvelope()
    hall.begin()
    hall.posted([1, 2, 3])
    hall.record()
    envelope.step(hall, "chen", "record_first_opening")
    moves.record(road, "first_envelope", first_envelope_passed=2)
    envelope.step(hall, "sun", "open_second_envelope")
    experts = []
    for who in ("yan", "yao"):
        signer = envelope.expert(hall, who)
        (folder / f"{who}.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
        key = tools.key_file(folder / f"{who}.p12", signer)
        experts.append({"pem": str(folder / f"{who}.pem"), "key": str(key)})
    now = clock.now()
    return hall, {
        "lot": road.lot, "email": demo.email_of("sun"), "file": ca_file(two.signer("sun"), now), "experts": experts,
        "ahead": int(now.timestamp() * 1e9) - time.time_ns(),
    }  # fmt: skip


def several(scene: Any, folder: Path) -> dict[str, Any]:
    """Seal a bidder's bids on this tender and on another one into one folder, as the client does; the second is damaged."""
    import shutil
    from dataclasses import replace

    folder.mkdir()
    made = scene.world.announced()
    two = replace(scene, made=made, folder=folder, custodians=[], signers={})
    two.register("bai")
    two.under_custody()
    for one in (scene, two):
        shutil.copytree(one.seal("bai").parent, folder / "all" / one.made.lot)
    for part in (folder / "all" / made.lot).glob("filing/*.sealed"):
        part.write_bytes(part.read_bytes()[:-1] + b"x")
    return {"folder": str(folder / "all"), "good": scene.made.lot, "bad": made.lot}


def ca_file(signer: Any, at: datetime) -> str:
    """Return a signer's certificate file in base64."""
    from accounts import ca

    return base64.b64encode(
        ca.export_pkcs12(signer.key, signer.certificate, password=PASSWORD, at=at)
    ).decode()


def record(hall: Any) -> dict[str, Any]:
    """Let the opening process do what is due, and witnesses see it; inside the site's own process."""
    status = hall.record().status
    hall.scene.grow()
    return {"status": status}
