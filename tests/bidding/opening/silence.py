"""Openings that await bidders' own keys, in tests: one bidder sent them, and then the platform fell silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bidding.models import Opening
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.kept import KEEPER
from tests.bidding.sealed.scene import Scene
from toolkit import filings
from toolkit.filings import Filing, Folder
from toolkit.sealing import SEALED_FOLDER

BIDDERS = ("bai", "cui", "deng")


@pytest.fixture
def alone(bare: Scene, tmp_path: Path) -> Hall:
    """A tender that bidders open themselves."""
    return Hall(_alone(bare), tmp_path / "hall")


@pytest.fixture
def silent(alone: Hall) -> dict[str, Filing]:
    """Its three bids; `bai` sent its keys, and nothing was witnessed since."""
    _silent(alone)
    return _filed(alone.scene)


def send(hall: Hall, filed: dict[str, Filing], who: str) -> Any:
    store = filed[who].store
    assert isinstance(store, Folder)
    return hall.tell(who, "keys", message=hall.keys_of(store.path.parent, filed[who], who))


def _alone(scene: Scene) -> Scene:
    if not scene.lot.custody_policies.exists():
        scene.under_custody(mode="bidder", k=0, n=0, custodians=[])
        scene.register("deng")
    return scene


def _filed(scene: Scene) -> dict[str, Filing]:
    return {
        who: filings.load(Folder(scene.folder / f"{who}-{number}" / SEALED_FOLDER))
        for number, who in enumerate(BIDDERS, start=1)
    }


def _silent(hall: Hall) -> Scene:
    if not Opening.objects.filter(freeze=hall.lot).exists():
        for who in BIDDERS:
            hall.scene.filed(who)
        hall.begin()
        assert send(hall, _filed(hall.scene), "bai").status == 201
    return hall.scene


KEEPER.makers.update(
    alone=lambda below, _folder, _settings: _alone(below),
    silent=lambda below, folder, _settings: _silent(Hall(below, folder / "silent")),
)
