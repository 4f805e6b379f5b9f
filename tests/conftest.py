"""What every test may rely on: a real PostgreSQL, made for this run alone."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from config import servers
from config.embedded.throwaway import throwaway_postgres


def pytest_configure(config: pytest.Config) -> None:
    """Point the settings at this run's own database and folders; workers inherit both from the run that starts them."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if hasattr(config, "workerinput"):
        return
    media = tempfile.TemporaryDirectory(prefix="yg-media-")
    config.add_cleanup(media.cleanup)
    os.environ["YANGGUANG_MEDIA_ROOT"] = media.name
    settings.MEDIA_ROOT = Path(media.name)
    if "DATABASE_URL" in os.environ or config.option.collectonly:
        return
    serving = throwaway_postgres()
    server = serving.__enter__()
    config.add_cleanup(lambda: serving.__exit__(None, None, None))
    os.environ["DATABASE_URL"] = server.url()
    settings.DATABASES["default"].update(servers.database(server.url(), pool_connections=0))
