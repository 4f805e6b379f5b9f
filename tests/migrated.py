"""A database that was migrated once for a run of several workers: theirs, and those of sites, are copies of it."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.environment import BASE
from config.supervisor import python

MIGRATED = "YANGGUANG_TESTS_MIGRATED"


@contextmanager
def migrated(server: str) -> Iterator[None]:
    """
    Have the database on a server, given by the URL of another one there, and let processes to come know of it.

    Its name is that of this run alone: another one on the same server neither finds nor drops it.
    """
    name = f"tests_migrated_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            _migrate(server, name)
            os.environ[MIGRATED] = name
            yield
        finally:
            admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _migrate(server: str, name: str) -> None:
    told = {"DATABASE_URL": make_conninfo(server, dbname=name), "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(
        python("manage.py", "migrate", "--verbosity", "0"), cwd=BASE, env=os.environ | told, check=True
    )


def copy() -> None:
    """Have Django make the database of this process's tests as a copy, where there is something to copy."""
    if MIGRATED in os.environ:
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = os.environ[MIGRATED]
