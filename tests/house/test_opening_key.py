"""The key that opens bids is one process's: no worker, scheduler, web server or other command starts where it is told of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from config.environment import BASE, Environment, Refused
from config.supervisor import python

TOLD = {"YANGGUANG_OPENING_KEY_PATH": "/nowhere/opening.p12", "BROKER_URL": "memory://"}


def started(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | TOLD
    return subprocess.run(
        python(*words), env=environment, cwd=BASE, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize("role", ["worker", "beat", "web"])
def test_is_kept_from_every_other_process(role: str, tmp_path: Path) -> None:
    celery = ("-m", "celery", "--app", "config.celery")
    words = {
        "worker": (*celery, "worker", "--concurrency=1"),
        "beat": (*celery, "beat", "--schedule", str(tmp_path / "beat"), "--pidfile="),
        "web": ("-c", "import config.wsgi"),
    }
    ended = started(*words[role])
    assert ended.returncode != 0
    assert "YANGGUANG_OPENING_KEY_PATH" in ended.stdout + ended.stderr


@pytest.mark.parametrize("command", ["sequence", "migrate", "audit_log", "shell", "demo"])
def test_is_kept_from_every_other_command(command: str) -> None:
    ended = started("manage.py", command)
    assert ended.returncode != 0
    assert "YANGGUANG_OPENING_KEY_PATH" in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["open_bids", "destroy_opening_key"])
def test_is_for_the_process_that_opens_and_for_its_end(command: str) -> None:
    assert started("manage.py", command, "--help").returncode == 0


@pytest.mark.parametrize("name", ["module", "token", "pin", "key_password"])
def test_is_kept_from_others_in_a_device_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"YANGGUANG_OPENING_{name.upper()}", "x")
    with pytest.raises(Refused, match=f"YANGGUANG_OPENING_{name.upper()}"):
        Environment().refuse_keys_of_others()


@pytest.mark.parametrize("name", ["key_path", "module", "token", "pin", "key_password"])
def test_and_that_of_the_evaluation_are_kept_from_each_other(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opens does not read for a committee, and who reads for it opens nothing; the web does neither."""
    for own, other in (("opening", "evaluation"), ("evaluation", "opening")):
        monkeypatch.setenv(f"YANGGUANG_{other.upper()}_{name.upper()}", "x")
        for process in (own, ""):
            with pytest.raises(Refused, match=f"YANGGUANG_{other.upper()}_{name.upper()}"):
                Environment().refuse_keys_of_others(process)
        Environment().refuse_keys_of_others(other)
        monkeypatch.delenv(f"YANGGUANG_{other.upper()}_{name.upper()}")


def test_of_the_evaluation_is_kept_from_the_process_that_opens() -> None:
    told = os.environ | {
        "YANGGUANG_EVALUATION_KEY_PATH": "/nowhere/evaluation.p12",
        "BROKER_URL": "memory://",
    }
    ended = subprocess.run(
        python("manage.py", "open_bids"), env=told, cwd=BASE, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip
    assert ended.returncode != 0 and "YANGGUANG_EVALUATION_KEY_PATH" in ended.stderr
