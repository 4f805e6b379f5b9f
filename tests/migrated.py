"""A database that was migrated once for a run of several workers: theirs, and those of sites, are copies of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.environment import BASE
from config.supervisor import python

MIGRATED = "YANGGUANG_TESTS_MIGRATED"
NAME = "tests_migrated"


@contextmanager
def migrated(server: str) -> Iterator[None]:
    """Have the database on a server, given by the URL of another one there, and let processes to come know of it."""
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        _migrate(server)
        os.environ[MIGRATED] = NAME
        yield
        admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(NAME)))


def _migrate(server: str) -> None:
    told = {"DATABASE_URL": make_conninfo(server, dbname=NAME), "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(
        python("manage.py", "migrate", "--verbosity", "0"), cwd=BASE, env=os.environ | told, check=True
    )


def copy() -> None:
    """Have Django make the database of this process's tests as a copy, where there is something to copy."""
    if MIGRATED in os.environ:
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = os.environ[MIGRATED]
