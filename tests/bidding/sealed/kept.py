"""
The scene, made once for all tests that run one after the other on it.

To make a tender under seal takes longer than most tests of it do. So it is made in a transaction around those of the tests,
each of which begins at a savepoint and is taken back to it; its files are copied for each. Scenes stand on one another: a
tender under a policy on one without. A test that asks for another scene, or for none, ends what is kept. Each begins at the instant
at which its scene stood there: however long the tests before it took, no period of it has run on.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import override_settings

from accounts import ca
from foundation import clock, transparency_start
from foundation.models import Instance
from foundation.transparency_integrator import Log
from tests.bidding.sealed.scene import Scene
from toolkit import keeping
from toolkit.log.note import Signer

Make = Callable[[Any, Path, Any], Scene]


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Let guessing a passphrase or a password be as quick as it must not be."""
    patch.setattr(ca, "PASSWORD_ROUNDS", 1_000)
    patch.setattr(keeping, "lock", partial(keeping.lock, rounds=100_000))


def place(settings: Any, root: Path, witness: Signer) -> None:
    """Let everything that a scene keeps in files lie under `root`, and its log be seen by its witness alone."""
    settings.TRANSPARENCY_WITNESSES = (str(witness.verifier),)
    settings.TRANSPARENCY_ROOT = root / "log"
    settings.TRANSPARENCY_KEY_PATH = root / "log.key"
    settings.SEALED_KEYS_PATH = root / "keys"
    settings.MEDIA_ROOT = root / "media"
    settings.OPENING_KEY_PATH = root / "opening.p12"
    settings.OPENING_KEY_PASSWORD = "of the opening process"
    settings.EVALUATION_KEY_PATH = root / "evaluation.p12"
    settings.EVALUATION_KEY_PASSWORD = "of the evaluation process"


def moved(scene: Scene, source: Path, root: Path, settings: Any) -> Scene:
    """Return a scene of its own on a copy of the files that another left under `source`."""
    shutil.copytree(source, root, dirs_exist_ok=True)
    place(settings, root, scene.witness)
    log, stage = Log(transparency_start.signer()), copy(scene.world.stage)
    log.open()
    made = replace(scene.made, stage=stage, also=list(scene.made.also), decided=list(scene.made.decided))
    world = replace(scene.world, stage=stage, cast=deepcopy(scene.world.cast))
    return replace(
        scene, world=world, made=made, log=log, log_folder=root / "log", folder=root / "bids",
        signers=dict(scene.signers), colleagues=dict(scene.colleagues), custodians=list(scene.custodians),
    )  # fmt: skip


class Meanwhile:
    """Settings that are taken back when a stack is."""

    _until: ExitStack

    def __init__(self, until: ExitStack) -> None:
        object.__setattr__(self, "_until", until)

    def __setattr__(self, name: str, value: Any) -> None:
        self._until.enter_context(override_settings(**{name: value}))


@dataclass(frozen=True)
class _Level:
    name: str
    scene: Scene
    folder: Path
    begun: transaction.Atomic
    at: datetime


@dataclass
class Keeper:
    """What this process keeps: scenes that stand on one another, the first on an empty database. Nothing without a `blocker`."""

    makers: dict[str, Make] = field(default_factory=dict)
    blocker: Any = None
    _levels: list[_Level] = field(default_factory=list)

    def keep(self, names: Sequence[str]) -> None:
        """Have these scenes, each made on the one before, and no other."""
        if self.blocker is None:
            return
        with self.blocker.unblock():
            while [one.name for one in self._levels] != list(names[: len(self._levels)]):
                self._end()
            for name in names[len(self._levels) :]:
                self._begin(name)

    def copied(self, name: str, root: Path, settings: Any) -> Scene | None:
        """Return the scene for one test, its files under `root`; None if it is not kept."""
        found = next((one for one in self._levels if one.name == name), None)
        if found is None:
            return None
        top = self._levels[-1]
        _set_back(top.at)
        return moved(top.scene, top.folder, root, settings)

    def _begin(self, name: str) -> None:
        folder, begun = Path(tempfile.mkdtemp(prefix="yg-kept-")), transaction.atomic()
        begun._from_testcase = True  # type: ignore[attr-defined]  # what must be outermost may begin inside it
        begun.__enter__()
        below = self._levels[-1] if self._levels else None
        try:
            with ExitStack() as until, pytest.MonkeyPatch.context() as patch:
                hurry(patch)  # no test's own patches are there yet
                settings = Meanwhile(until)
                made = moved(below.scene, below.folder, folder, settings) if below else None
                scene = self.makers[name](made, folder, settings)
                self._levels.append(_Level(name, scene, folder, begun, clock.now()))
        except BaseException:
            _take_back(begun, folder)
            raise

    def _end(self) -> None:
        level = self._levels.pop()
        _take_back(level.begun, level.folder)


def _set_back(at: datetime) -> None:
    """Show the instant at which a scene stood, past the guard that lets no clock go back."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE foundation_instance DISABLE TRIGGER USER")
        Instance.objects.update(offset=F("offset") - (clock.now() - at))
        cursor.execute("ALTER TABLE foundation_instance ENABLE TRIGGER USER")


def _take_back(begun: transaction.Atomic, folder: Path) -> None:
    transaction.set_rollback(True)
    begun.__exit__(None, None, None)
    shutil.rmtree(folder)


KEEPER = Keeper()
STANDING: dict[str, tuple[str, ...]] = {
    "bare": ("bare",),
    "alone": ("bare", "alone"),
    "silent": ("bare", "alone", "silent"),
    "scene": ("bare", "scene"),
    "three": ("bare", "scene", "three"),
    "begun": ("bare", "scene", "three", "begun"),
    "shown": ("bare", "scene", "three", "begun", "shown"),
    "bare_road": ("bare_road",),
    "sale": ("bare", "sale"),
    "two": ("bare_road", "two"),
    "filed": ("bare_road", "two", "filed"),
    "recorded": ("bare_road", "two", "filed", "recorded"),
    "bench": ("bare", "scene", "bench"),
    "opened": ("bare", "scene", "opened"),
    "seated": ("bare", "scene", "opened", "seated"),
    "reviewed": ("bare", "scene", "opened", "seated", "reviewed"),
    "scored": ("bare", "scene", "opened", "seated", "reviewed", "scored"),
    "reported": ("bare", "scene", "opened", "seated", "reviewed", "scored", "reported"),
}
"""Scenes by the names of their fixtures, the ones below first."""
MAKERS = (
    "tests.bidding.sealed.conftest",
    "tests.bidding.opening.conftest",
    "tests.bidding.opening.readers",
    "tests.bidding.opening.silence",
    "tests.bidding.results.conftest",
    "tests.bidding.evaluation.conftest",
    "tests.bidding.results.sale",
)
"""Where those fixtures are written: another of the same name makes a scene of its own."""


def asked_for(item: pytest.Item) -> tuple[str, ...]:
    """Return the scenes that a test stands on; none if it must see what is committed, or makes its own."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    if "transactional_db" in names or (marker is not None and marker.kwargs.get("transaction")):
        return ()
    ours = [name for name in STANDING if name in names and _makes(item, name)]
    return max((STANDING[name] for name in ours), key=len, default=())


def _makes(item: pytest.Item, name: str) -> bool:
    defined = item._fixtureinfo.name2fixturedefs[name][-1]  # type: ignore[attr-defined]
    return defined.func.__module__ in MAKERS
