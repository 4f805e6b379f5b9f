"""The rooms of every test about evaluations."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from bidding.models import Signed
from tests.bidding.evaluation.room import MEMBERS, Room
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.kept import KEEPER
from tests.bidding.sealed.scene import Scene

__all__ = ["_few_rounds", "bare", "bare_road", "scene"]
BIDS = (("bai", "47000000.00"), ("cui", "46000000.00"), ("deng", "45000000.00"))


@pytest.fixture
def opened(scene: Scene, tmp_path: Path) -> Scene:
    """A works tender with three opened bids; nobody is seated yet."""
    return _opened(scene, tmp_path / "hall")


@pytest.fixture
def room(opened: Scene) -> Room:
    """Its room, empty."""
    return Room(opened)


@pytest.fixture
def seated(opened: Scene) -> Room:
    """The same with four experts and the organiser's representative, who have declared and elected who presides."""
    return Room(_seated(opened))


@pytest.fixture
def reviewed(seated: Room) -> Room:
    """The same, whose members have signed that every bid passes."""
    _reviewed(seated.scene)
    return seated


@pytest.fixture
def scored(reviewed: Room) -> Room:
    """The same, whose members have signed alike scores."""
    _scored(reviewed.scene)
    return reviewed


@pytest.fixture
def reported(scored: Room) -> Room:
    """The same, whose members have signed the report."""
    _reported(scored.scene)
    return scored


@pytest.fixture
def equal(scene: Scene, tmp_path: Path) -> Room:
    """The same with two bids at one price."""
    bids = (("bai", "46000000.00"), ("cui", "46000000.00"), ("deng", "45000000.00"))
    return Room(_seated(_opened(scene, tmp_path / "hall", bids)))


def _opened(scene: Scene, folder: Path, bids: Iterable[tuple[str, str]] = BIDS) -> Scene:
    hall = Hall(scene, folder)
    if not scene.lot.filings.exists():
        scene.register("deng")
        for who, price in bids:
            scene.filed(who, price=price)
        hall.begin()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
    return scene


def _seated(scene: Scene) -> Scene:
    if not scene.lot.evaluations.exists():
        Room(scene).declared()
    return scene


def _reviewed(scene: Scene) -> Scene:
    if Room(scene).row.status == "reviewing":
        Room(scene).reviewed()
    return scene


def _scored(scene: Scene) -> Scene:
    if not Signed.objects.filter(act="scores").exists():
        Room(scene).scored()
    return scene


def _reported(scene: Scene) -> Scene:
    room = Room(scene)
    if room.row.status == "scoring":
        room.do("chen", "closing/")
        for one in MEMBERS:
            assert room.sign(one, "report").status == 201
    return scene


KEEPER.makers.update(
    opened=lambda below, folder, _settings: _opened(below, folder / "hall"),
    seated=lambda below, _folder, _settings: _seated(below),
    reviewed=lambda below, _folder, _settings: _reviewed(below),
    scored=lambda below, _folder, _settings: _scored(below),
    reported=lambda below, _folder, _settings: _reported(below),
)
