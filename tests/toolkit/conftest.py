"""What the attacks play on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.toolkit.competition import Competition, Filed
from tests.toolkit.world import BIDDERS
from toolkit import keeping


@pytest.fixture(autouse=True)
def _few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase is to be slow; tests are not."""
    monkeypatch.setattr(keeping, "ROUNDS", 100_000)
    lock = keeping.lock
    monkeypatch.setattr(keeping, "lock", lambda kept, passphrase: lock(kept, passphrase, rounds=100_000))


@pytest.fixture
def competition(tmp_path: Path) -> Competition:
    return Competition(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the public files are written."""
    return tmp_path / "public"


@pytest.fixture
def filed(competition: Competition) -> list[Filed]:
    """Two bids, each by another bidder."""
    return [competition.file(code, price=f"{n}00.00") for n, code in enumerate(BIDDERS[:2], start=1)]
