"""The fair at which toys are offered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from foundation import clock
from tests.bidding import toy
from tests.factories import accounts
from trading import registry


@pytest.fixture
def fair(db: None) -> Iterator[toy.Fair]:
    """Offer the toy procedures while the test runs."""
    clock.start_demo()
    with registry.offering(*toy.ALL):
        yield toy.Fair(
            sun=accounts.sun(),
            chen=accounts.chen(),
            su=accounts.su(),
            bai=accounts.bai(),
            cui=accounts.cui(),
        )
