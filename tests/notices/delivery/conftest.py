"""A small world whose notices are followed, and what was sent of them."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.notices.delivery.following import Following
from tests.world import build


@pytest.fixture
def following(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Following:
    settings.SMS_URL = f"file://{tmp_path_factory.mktemp('sms')}"
    return Following(build())
