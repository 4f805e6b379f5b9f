"""A production instance must not start on what is only fit for a demonstration."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from config.environment import BASE, Environment, Mode, Refused, variable
from config.production import DEMO_SECRET_KEY
from config.settings_doc import page

COMPLETE = {
    "YANGGUANG_MODE": "production",
    "DATABASE_URL": "postgresql://yangguang:secret@db.example/yangguang",
    "BROKER_URL": "redis://valkey.example:6379/0",
    "CACHE_URL": "redis://valkey.example:6379/1",
    "EMAIL_URL": "smtp+tls://post:secret@mail.example",
    "YANGGUANG_SECRET_KEY": "Jd83kfLs0dkVnw92kdXmQpz71bTyR4uHgWc6aEo5iN-rt_SxZq",
    "YANGGUANG_IDENTITY_KEY": "Zq8nV3-kd0sWm1_xTfL9pRj6bYc2uHgE5oAi7NtQSvKzXwDrMC",
    "YANGGUANG_TRUST_PATH": str(BASE),
    "YANGGUANG_ALLOWED_HOSTS": "trade.example,www.trade.example",
    "YANGGUANG_PUBLIC_URL": "https://trade.example",
    "YANGGUANG_TRANSPARENCY_KEY_PATH": "/srv/transparency.key",
    "YANGGUANG_TRANSPARENCY_WITNESSES": "w.example+6f0ca24e+BEBN8+U1SCRT7PvwXRvPPvqC1bTlHtpcyO2xjoTkAR3j",
    "YANGGUANG_SEALED_KEYS_PATH": "/srv/sealed-keys",
    "YANGGUANG_TIMESTAMP_URL": "https://tsa.example",
    "YANGGUANG_OPERATORS": "12350100MB02709751",
    "YANGGUANG_OCID_PREFIX": "ocds-a1b2c3",
    "YANGGUANG_CENTRE_NAME": "示例公共资源交易中心",
    "YANGGUANG_PUBLISHER_NAME": "示例公共资源交易中心",
    "YANGGUANG_PUBLISHER_CODE": "12350100MB02709751",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (variable(field) for field in Environment.model_fields):
        monkeypatch.delenv(name, raising=False)
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


class TestProduction:
    def test_starts_when_everything_is_set(self, environment: pytest.MonkeyPatch) -> None:
        found = Environment()
        assert found.mode is Mode.PRODUCTION
        assert found.allowed_hosts == ("trade.example", "www.trade.example")

    def test_lists_every_reason_at_once(self, environment: pytest.MonkeyPatch) -> None:
        for name in COMPLETE.keys() - {"YANGGUANG_MODE"}:
            environment.delenv(name)
        with pytest.raises(Refused) as refused:
            Environment()
        assert {reason.split(" ")[0] for reason in refused.value.reasons} == COMPLETE.keys() - {
            "YANGGUANG_MODE"
        }

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("YANGGUANG_SECRET_KEY", DEMO_SECRET_KEY),
            ("YANGGUANG_SECRET_KEY", "short"),
            ("YANGGUANG_IDENTITY_KEY", "short"),
            ("YANGGUANG_IDENTITY_KEY", COMPLETE["YANGGUANG_SECRET_KEY"]),
            ("YANGGUANG_TRUST_PATH", "/no/such/folder"),
            ("YANGGUANG_TRANSPARENCY_WITNESSES", ","),
            ("YANGGUANG_OCID_PREFIX", "ocds-213czf"),
            ("YANGGUANG_ALLOWED_HOSTS", "*"),
            ("YANGGUANG_ALLOWED_HOSTS", ""),
            ("YANGGUANG_ALLOWED_HOSTS", "localhost,127.0.0.1"),
            ("YANGGUANG_PUBLIC_URL", "http://trade.example"),
            ("YANGGUANG_PUBLIC_URL", "https://localhost"),
            ("BROKER_URL", "memory://"),
            ("CACHE_URL", "locmem://"),
            ("EMAIL_URL", "console://"),
            ("YANGGUANG_DEBUG", "true"),
            ("YANGGUANG_HSTS_SECONDS", "0"),
        ],
    )
    def test_refuses_a_value_fit_only_for_a_demonstration(
        self, environment: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        environment.setenv(name, value)
        with pytest.raises(Refused) as refused:
            Environment()
        assert [reason.split(" ")[0] for reason in refused.value.reasons] == [name]

    def test_passes_djangos_own_checks_for_deployment(self) -> None:
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("YANGGUANG_")}
        done = subprocess.run(
            command, cwd=BASE, env=clean | COMPLETE, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def test_does_not_start_a_process_otherwise(self) -> None:
        clean = {name: value for name, value in os.environ.items() if name not in COMPLETE}
        done = subprocess.run(
            [sys.executable, "-c", "import config.wsgi"],
            cwd=BASE,
            env=clean | {"YANGGUANG_MODE": "production"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        assert "YANGGUANG_SECRET_KEY is not set." in done.stderr


class TestSettingsPage:
    def test_is_fresh(self) -> None:
        call_command("write_settings_doc", "--check")

    def test_marks_what_production_needs(self) -> None:
        rows = {line.split("`")[1]: line for line in page().splitlines() if line.startswith("| `")}
        assert {name for name, row in rows.items() if "| needed |" in row} == COMPLETE.keys() - {
            "YANGGUANG_MODE"
        }
        assert DEMO_SECRET_KEY not in page()
