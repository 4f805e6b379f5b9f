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
SECRET_SECONDS = 7200
"""How long secret prices of an auction are committed to: longer than what is tested before."""
CUSTODIANS = ("kang", "ke", "kuang")
BIDDERS = ("bai", "cui", "deng", "gao", "jiang")
PRICES = {"bai": "47000000.00", "cui": "46500000.50", "deng": "45111222.33"}


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

    from bidding.sealed import evaluation_key, opening_key
    from foundation import clock, transparency_start
    from foundation.transparency_integrator import Log
    from tests.bidding.sealed.kept import place
    from tests.bidding.sealed.scene import Scene
    from toolkit.log import note
    from toolkit.log.note import WITNESS

    witness = note.generate("w.example/1", WITNESS)
    place(settings, folder, witness)
    (folder / "bids").mkdir(parents=True)
    opening_key.ring()  # the opening process was started once, and showed its certificate
    evaluation_key.ring()
    log = Log(transparency_start.signer())
    log.open()
    scene = Scene(
        world,
        world.announced(consortium_allowed=True, consortium_terms="成员不超过三家"),
        log,
        folder / "log",
        witness,
        folder / "bids",
    )
    scene.register(*BIDDERS)
    scene.under_custody()
    scene.grow()

    now = clock.now()
    files = {who: packed(world, who, now) for who in BIDDERS}
    files["expired"] = packed(world, "bai", now - timedelta(days=800))
    files["damaged"] = base64.b64encode(base64.b64decode(files["bai"])[:700]).decode()
    keys = {}
    for x, (_, opens) in enumerate(scene.custodians, start=1):
        assert isinstance(opens.key, ec.EllipticCurvePrivateKey)
        keys[str(x)] = f"{opens.key.private_numbers().private_value:064x}"
    return Competition(scene.made.lot, scene.made.deal, files, keys), scene


def packed(world: Any, who: str, at: datetime) -> str:
    """Return a new certificate file of a member's organisation, in base64."""
    from accounts import ca
    from accounts.pki.profiles import Holder

    key, code = ca.new_key(), world.cast.members[who].party.code
    made = ca.issue(Holder(f"{who} 经办人", organisation=who, code=code), key.public_key(), "signing", at)
    return base64.b64encode(ca.export_pkcs12(key, made, password=PASSWORD, at=at)).decode()


def ca_file(signer: Any, at: datetime) -> str:
    """Return a signer's certificate file in base64."""
    from accounts import ca

    return base64.b64encode(
        ca.export_pkcs12(signer.key, signer.certificate, password=PASSWORD, at=at)
    ).decode()
