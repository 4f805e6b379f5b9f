"""
The state of an auction between two moves, as bytes: an engine keeps it, and need not read the log again.

It is no record and nobody else reads it: what counts is the log, from which the same state follows (`judging.fold`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Final, get_type_hints

from pydantic import TypeAdapter

from toolkit.auctions.running import FORMS, Rules, Run

_RULES: Final[TypeAdapter[Any]] = TypeAdapter(Rules)
_RUN: Final[TypeAdapter[Run]] = TypeAdapter(Run)


def dump(run: Run) -> bytes:
    """Return a state as it is kept."""
    return _RUN.dump_json(run)


def load(rules: Any, kept: bytes) -> Run:
    """Return the state that was kept of an auction under these rules."""
    run = _RUN.validate_json(kept)
    return replace(run, form=_form(rules.form).validate_python(run.form))


@lru_cache(maxsize=512)
def rules_of(announced: bytes, bidders: tuple[str, ...]) -> Any:
    """Return announced rules with the numbers of those who were admitted."""
    return _RULES.validate_json(announced).model_copy(update={"bidders": bidders})


def read(given: Any) -> Any:
    """
    Return rules from plain values.

    :raises ValidationError: for what is not rules of any form.
    """
    return _RULES.validate_python(given)


@cache
def _form(name: str) -> TypeAdapter[Any]:
    """Return how the state of a form is read: what its first function returns."""
    return TypeAdapter(get_type_hints(FORMS[name].begin)["return"])
