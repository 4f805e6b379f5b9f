"""Units that only a committee reads, in tests: three bids in two envelopes, experts, and who asks to read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509

from accounts import demo
from accounts.actions.certificates import issue_certificate
from accounts.models import Member
from bidding.models import Opening
from foundation.models import Event
from tests.accounts.keys import new_key, request_for
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.kept import KEEPER
from tests.bidding.sealed.scene import Scene
from tests.factories.accounts import token_of
from toolkit import certificates, filings
from toolkit.filings import Folder
from toolkit.objects import PolicyUnit
from toolkit.sealing import SEALED_FOLDER
from toolkit.signers import KeySigner

ENVELOPES = (
    PolicyUnit(unit="form", stage=2, audience="public"), PolicyUnit(unit="tech", stage=1, audience="experts"),
)  # fmt: skip
PLAN = "方案 73219.47-白鲸 " * 3000


@pytest.fixture
def two(bare_road: Scene, tmp_path: Path) -> Hall:
    """A road in two envelopes, the first for the committee alone, with three bidders."""
    return Hall(bare_road if bare_road.custodians else _restricted(bare_road), tmp_path / "hall")


@pytest.fixture
def filed(two: Hall) -> str:
    """Three bids; return the header of the one with a file in its technical envelope."""
    if not two.scene.sealed:
        _filed(two.scene)
    return filings.load(Folder(two.scene.folder / "bai-1" / SEALED_FOLDER)).name


@pytest.fixture
def recorded(two: Hall, filed: str) -> Opening:
    """The record of its first envelopes, all of them opened."""
    return Opening.objects.filter(freeze=two.lot).first() or opened(two)


def _restricted(scene: Scene) -> Scene:
    scene.under_custody(units=list(ENVELOPES), committee_quorum=2)
    scene.register("deng")
    return scene


def _filed(scene: Scene) -> Scene:
    plan = scene.folder.parent / "施工组织设计.txt"
    plan.write_text(PLAN)
    scene.filed("bai", plans={plan.name: plan})
    for who in ("cui", "deng"):
        scene.filed(who)
    return scene


def _recorded(scene: Scene, folder: Path) -> Scene:
    opened(Hall(scene, folder / "opening"))
    return scene


KEEPER.makers.update(
    two=lambda below, _folder, _settings: _restricted(below),
    filed=lambda below, _folder, _settings: _filed(below),
    recorded=lambda below, folder, _settings: _recorded(below, folder),
)


def opened(hall: Hall, *, after_seconds: int = 0) -> Opening:
    hall.begin()
    hall.posted([1, 2, 3])
    row = hall.record()
    if after_seconds:
        hall.later(seconds=after_seconds)
        row = hall.record()
    assert row.status == "recorded"
    return row


def expert(hall: Hall, who: str) -> KeySigner:
    """Return a person with a certificate that the platform knows."""
    key, person = new_key(), hall.scene.world.actor(who)
    row = issue_certificate(
        party_id=str(person.party_id), csr_pem=request_for(key), member_id=person.member_id,
        by=hall.scene.world.actor("guan"),
    )  # fmt: skip
    return KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ())


def name(hall: Hall, *those: KeySigner, by: str = "sun", lot: str = "", reason: str = "") -> Any:
    fingerprints = [certificates.fingerprint(one.certificate) for one in those]
    path = f"/api/v1/lots/{lot or hall.lot}/committee/"
    body: dict[str, Any] = {"certificates": fingerprints} | ({"reason": reason} if reason else {})
    return hall.scene.world.stage._send(by, "POST", path, body)


def replaced(hall: Hall, *those: KeySigner, reason: str = "回避") -> Any:
    """Name another committee, as two persons of the organiser do; return the answer to the second."""
    first = name(hall, *those, reason=reason)
    assert first.status == 201 and not first.body["is_named"], first.body
    return name(hall, *those, by=colleague(hall), reason=reason)


def colleague(hall: Hall) -> str:
    """Return who else acts for the organiser."""
    return signed_in(hall, "colleague", hall.scene.colleague("sun"))


def signed_in(hall: Hall, who: str, member: Member) -> str:
    """Let a member ask under this name."""
    tokens: Any = hall.scene.world.stage._tokens
    tokens[who] = token_of(member)
    return who


def read(
    hall: Hall, who: str | None, header: str, part: str = "f0001", *, unit: str = "tech", lot: str = "", reason: str = "评审技术方案"
) -> httpx.Response:  # fmt: skip
    path = f"/api/v1/lots/{lot or hall.lot}/opening/readings/"
    tokens = hall.scene.world.stage._tokens
    headers = {"Authorization": f"Bearer {tokens.get(who) or demo.token_of(who)}"} if who else {}
    body = {"header": header, "unit": unit, "part": part, "reason": reason}
    found: httpx.Response = hall.scene.world.stage._client.post(path, json=body, headers=headers)
    return found


def told(hall: Hall) -> int:
    return Event.objects.filter(type="bidding.restricted.read", subject=hall.lot).count()
