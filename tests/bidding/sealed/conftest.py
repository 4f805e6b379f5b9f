"""The scene of every test about bids under seal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bidding.sealed import evaluation_key, opening_key
from foundation import transparency_start
from foundation.transparency_integrator import Log
from tests.bidding.sealed.kept import KEEPER, hurry, place
from tests.bidding.sealed.scene import Scene
from tests.world import build
from toolkit.log import note
from toolkit.log.note import WITNESS

ROAD = {"method": "double_envelope", "sector": "transport"}


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase or a password is to be slow; tests are not."""
    hurry(monkeypatch)


@pytest.fixture
def bare(kept_scenes: None, db: None, tmp_path: Path, settings: object) -> Scene:
    """An announced tender with registered bidders, and no policy yet."""
    return KEEPER.copied("bare", tmp_path, settings) or _announced(tmp_path, settings)


@pytest.fixture
def bare_road(kept_scenes: None, db: None, tmp_path: Path, settings: object) -> Scene:
    """The same for a road, in two envelopes."""
    return KEEPER.copied("bare_road", tmp_path, settings) or _announced(tmp_path, settings, **ROAD)


@pytest.fixture
def scene(bare: Scene) -> Scene:
    """The same with a policy of custody in force."""
    return bare if bare.custodians else _under_custody(bare)


def _announced(folder: Path, settings: object, **kind: str) -> Scene:
    scene = prepared(folder, settings, **kind)
    scene.world.tell("sun", f"/api/v1/deals/{scene.made.deal}/steps/announce/", {})
    scene.register("bai", "cui")
    return scene


def _under_custody(bare: Scene) -> Scene:
    bare.under_custody()
    return bare


def prepared(folder: Path, settings: object, **kind: Any) -> Scene:
    """Make a tender that is ready to be announced, on an instance with a log, a witness and an opening process."""
    witness = note.generate("w.example/1", WITNESS)
    place(settings, folder, witness)
    world = build()
    opening_key.ring()  # the opening process was started once, and showed its certificate
    evaluation_key.ring()  # as was that of the evaluation
    log = Log(transparency_start.signer())
    log.open()
    (folder / "bids").mkdir()
    return Scene(world, world.draft(**kind), log, folder / "log", witness, folder / "bids")


KEEPER.makers.update(
    bare=lambda _below, folder, settings: _announced(folder, settings),
    bare_road=lambda _below, folder, settings: _announced(folder, settings, **ROAD),
    scene=lambda below, _folder, _settings: _under_custody(below),
)
