"""The page that lists every setting, made from the typed environment so that it cannot lie."""

from __future__ import annotations

from pathlib import Path
from types import NoneType
from typing import get_args, get_origin

from config.environment import BASE, Environment, variable
from config.environment_public import PublicSettings
from config.production import DEMO_SECRET_KEY

FILE = BASE / "docs" / "settings.md"
HEAD = """# Settings

All settings are environment variables. `bin/run` sets what a demonstration needs; an instance that counts sets
`YANGGUANG_MODE=production`, and then refuses to start, with every reason at once, while one of those marked *needed* is
missing or has a value fit only for a demonstration.

This page is made by `bin/manage write_settings_doc` from `config/environment.py` and `config/environment_public.py`.

| Variable | Type | Default | Production | Meaning |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page in Markdown."""
    needed = {reason.split(" ")[0] for reason in Environment.model_construct().reasons_against_production()}
    # What an instance is comes first, then how the public meets it.
    names = sorted(Environment.model_fields, key=PublicSettings.model_fields.__contains__)
    return HEAD + "".join(_row(name, needed) for name in names)


def _row(name: str, needed: set[str]) -> str:
    field = Environment.model_fields[name]
    cells = (
        f"`{variable(name)}`",
        _type(field.annotation),
        _default(field.default),
        "needed" if variable(name) in needed else "",
        field.description or "",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _type(annotation: object) -> str:
    if get_origin(annotation) is tuple:
        return "list"
    annotation = next((part for part in get_args(annotation) if part is not NoneType), annotation)
    return getattr(annotation, "__name__", str(annotation)).lower()


def _default(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Path):
        return f"`{value.relative_to(BASE)}`"
    if isinstance(value, tuple):
        return f"`{','.join(value)}`" if value else ""
    if value == DEMO_SECRET_KEY:
        return "made by `bin/run`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
