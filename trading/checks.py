"""The procedures' soundness as a Django system check."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.core import checks

from trading import registry
from trading.law import soundness

_templates: list[Container[str]] = []


def offer_templates(kinds: Container[str]) -> None:
    """Let the check know which notices have a template (the notices floor calls this at start-up)."""
    _templates.append(kinds)


def register_checks() -> None:
    """Register the check."""
    checks.register(procedures_are_sound, "procedures")


def procedures_are_sound(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Report every problem of every procedure as an error."""
    templates = _templates[-1] if _templates else None
    return [
        checks.Error(problem, id="trading.E001")
        for procedure in registry.procedures()
        for problem in soundness.problems(procedure, templates=templates)
    ]
