"""The hall of every test about openings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bidding.models import Opening, Registration
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.readers import filed, recorded, two
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.kept import KEEPER
from tests.bidding.sealed.scene import Scene
from toolkit import filings
from toolkit.filings import Filing, Folder
from toolkit.sealing import SEALED_FOLDER

__all__ = ["_few_rounds", "bare", "bare_road", "filed", "recorded", "scene", "two"]
PRICES = {"bai": "45111222.33", "cui": "46000000.00", "deng": "47,000,000.5"}


@pytest.fixture
def hall(scene: Scene, tmp_path: Path) -> Hall:
    """A tender under seal with three bidders, two of three custodians open."""
    _registered(scene)
    return Hall(scene, tmp_path / "hall")


@pytest.fixture
def three(hall: Hall) -> dict[str, Filing]:
    """The bids on file of its three bidders."""
    _filed(hall.scene)
    return {
        who: filings.load(Folder(hall.scene.folder / f"{who}-{number}" / SEALED_FOLDER))
        for number, who in enumerate(PRICES, start=1)
    }


@pytest.fixture
def begun(hall: Hall, three: dict[str, Filing]) -> Hall:
    """An opening of these that collects."""
    _begun(hall)
    return hall


@pytest.fixture
def shown(begun: Hall) -> Hall:
    """The same, recorded: all of them opened."""
    _shown(begun)
    return begun


def _registered(scene: Scene) -> None:
    if not Registration.objects.filter(lot=scene.made.lot, party=scene.world.actor("deng").party_id).exists():
        scene.register("deng")


def _filed(scene: Scene) -> Scene:
    _registered(scene)
    if not scene.sealed:
        for who, price in PRICES.items():
            scene.filed(who, price=price)
    return scene


def _begun(hall: Hall) -> Scene:
    if not Opening.objects.filter(freeze=hall.lot).exists():
        hall.begin()
    return hall.scene


def _shown(hall: Hall) -> Scene:
    if not Opening.objects.filter(freeze=hall.lot, status="recorded").exists():
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
    return hall.scene


KEEPER.makers.update(
    three=lambda below, _folder, _settings: _filed(below),
    begun=lambda below, folder, _settings: _begun(Hall(below, folder / "begun")),
    shown=lambda below, folder, _settings: _shown(Hall(below, folder / "shown")),
)
