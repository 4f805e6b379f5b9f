"""One platform for all tests of this folder, on a database that no other test works with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.crashing import processes
from tests.crashing.processes import Platform


@pytest.fixture(scope="module")
def platform(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """The platform at work; every test begins auctions of its own on it."""
    with (
        django_db_blocker.unblock(),
        processes.platform(tmp_path_factory.mktemp("platform")) as found,
    ):
        yield found
