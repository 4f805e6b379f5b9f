"""How many examples a test draws: some, the same in every run; in a search many, and others each time."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

CHECKING, SEARCHING = "checking", "searching"
TIMES = 50
"""By which a search draws more. `bin/test --hypothesis-profile=searching PATH…` searches."""


def register() -> None:
    """
    Have both known, the first in force.

    A rare counterexample is found by who searches, and turns red no check of something else. How long it takes to draw an example is
    the machine's affair, which does other work as well.
    """
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile(CHECKING, patient, derandomize=True)
    settings.register_profile(SEARCHING, patient, derandomize=False, max_examples=100 * TIMES)
    settings.load_profile(CHECKING)


def examples(number: int, **more: Any) -> settings:
    """Ask for another number of examples than Hypothesis draws of itself."""
    return settings(
        max_examples=number * (TIMES if settings.get_current_profile_name() == SEARCHING else 1), **more
    )
