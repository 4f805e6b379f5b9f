"""The studio of every test about rehearsals: a tender that is being prepared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bidding.rehearsal.studio import Studio
from tests.bidding.sealed.conftest import _few_rounds, prepared

__all__ = ["_few_rounds"]


@pytest.fixture
def studio(db: None, tmp_path: Path, settings: object) -> Studio:
    """A tender whose notice is not out, with three custodians of whom two open."""
    return Studio(prepared(tmp_path, settings), tmp_path / "studio")
