"""No process works on a database that is known to be an older copy: each asks before it begins, and says the same words."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import pytest
from celery.signals import celeryd_init
from django.core.management import CommandError, call_command

from foundation import transparency_start
from foundation.text import Text
from foundation.transparency_start import LogRefused

OLDER = Text("数据库是旧的备份", "it is an older copy")


@pytest.fixture(autouse=True)
def _older(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transparency_start, "problem", lambda: OLDER)


@pytest.mark.parametrize("name", ["config.wsgi", "config.evaluation"])
def test_is_not_served(name: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROOT_URLCONF = "config.urls"  # which the evaluation process sets, and this takes back
    monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(LogRefused) as refused:
        importlib.import_module(name)
    assert refused.value.words == OLDER


def test_is_not_worked_on() -> None:
    importlib.import_module("config.celery")
    with pytest.raises(SystemExit, match=r"数据库是旧的备份 / it is an older copy"):
        celeryd_init.send(sender="worker@here", instance=None, conf=None, options={})


@pytest.mark.parametrize(
    ("command", "words"), [("open_bids", ["--once"]), ("destroy_opening_key", ["0" * 64])]
)
def test_opens_nothing_and_destroys_no_key(command: str, words: list[str]) -> None:
    with pytest.raises(CommandError, match=r"数据库是旧的备份 / it is an older copy"):
        call_command(command, *words)
