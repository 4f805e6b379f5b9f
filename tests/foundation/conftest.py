"""The log of this test alone: its folder, its key, a witness."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foundation import transparency_start
from foundation.transparency_integrator import Log
from toolkit.log import note
from toolkit.log.note import WITNESS, Signer


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the public files of the log go; its key lies beside."""
    settings.TRANSPARENCY_ROOT = tmp_path / "log"
    settings.TRANSPARENCY_KEY_PATH = tmp_path / "key"
    return tmp_path / "log"


@pytest.fixture
def signer(folder: Path) -> Signer:
    """The log's key, drawn as a demonstration draws it."""
    return transparency_start.signer()


@pytest.fixture
def log(db: None, signer: Signer) -> Log:
    """A log that has begun and is empty."""
    opened = Log(signer)
    opened.open()
    return opened


@pytest.fixture
def witness(settings: Any) -> Signer:
    """The key of a witness that the platform knows."""
    made = note.generate("w.example/1", WITNESS)
    settings.TRANSPARENCY_WITNESSES = (str(made.verifier),)
    return made
