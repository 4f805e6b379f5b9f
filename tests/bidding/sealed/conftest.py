"""The scene of every test about bids under seal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts import ca
from bidding.sealed import opening_key
from foundation import transparency_start
from foundation.transparency_integrator import Log
from tests.bidding.sealed.scene import Scene
from tests.world import build
from toolkit import keeping
from toolkit.log import note
from toolkit.log.note import WITNESS


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase or a password is to be slow; tests are not."""
    monkeypatch.setattr(ca, "PASSWORD_ROUNDS", 1_000)
    lock = keeping.lock
    monkeypatch.setattr(keeping, "lock", lambda kept, passphrase: lock(kept, passphrase, rounds=100_000))


@pytest.fixture
def bare(db: None, tmp_path: Path, settings: object) -> Scene:
    """An announced tender with registered bidders, and no policy yet."""
    return _announced(tmp_path, settings)


@pytest.fixture
def bare_road(db: None, tmp_path: Path, settings: object) -> Scene:
    """The same for a road, in two envelopes."""
    return _announced(tmp_path, settings, method="double_envelope", sector="transport")


def _announced(tmp_path: Path, settings: object, **kind: str) -> Scene:
    scene = prepared(tmp_path, settings, **kind)
    scene.world.tell("sun", f"/api/v1/deals/{scene.made.deal}/steps/announce/", {})
    scene.register("bai", "cui")
    return scene


def prepared(tmp_path: Path, settings: object, **kind: Any) -> Scene:
    """Make a tender that is ready to be announced, on an instance with a log, a witness and an opening process."""
    witness = note.generate("w.example/1", WITNESS)
    settings.TRANSPARENCY_WITNESSES = (str(witness.verifier),)  # type: ignore[attr-defined]
    settings.TRANSPARENCY_ROOT = tmp_path / "log"  # type: ignore[attr-defined]
    settings.TRANSPARENCY_KEY_PATH = tmp_path / "log.key"  # type: ignore[attr-defined]
    settings.SEALED_KEYS_PATH = tmp_path / "keys"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.OPENING_KEY_PATH = tmp_path / "opening.p12"  # type: ignore[attr-defined]
    settings.OPENING_KEY_PASSWORD = "of the opening process"  # type: ignore[attr-defined]
    world = build()
    opening_key.ring()  # the opening process was started once, and showed its certificate
    log = Log(transparency_start.signer())
    log.open()
    (tmp_path / "bids").mkdir()
    return Scene(world, world.draft(**kind), log, tmp_path / "log", witness, tmp_path / "bids")


@pytest.fixture
def scene(bare: Scene) -> Scene:
    """The same with a policy of custody in force."""
    bare.under_custody()
    return bare
