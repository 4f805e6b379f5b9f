"""What every operation is asked: generated input, by several roles. Run by `test_schema_fuzz.py`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario, TestPhase
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import demo
from foundation import clock

pytestmark = pytest.mark.django_db

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
schema.config.phases.coverage.unexpected_methods = set()  # test_every_address asks by each of them
PEOPLE = ("sun", "chen", "lu")
_turns = cycle(PEOPLE)
_asked = cycle((True, False, False))
"""Of the values of a wrong type, six for each field and a third of all cases, which are asked: some of each field, each somewhere."""
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture(autouse=True)
def cast() -> Iterator[None]:
    clock.start_demo()
    demo.prepare()
    # As Django's own test client does: what a request leaves is taken back with the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with override_settings(FEED_WAIT_SECONDS=0):  # nothing comes that a long poll could wait for
        yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class TestEveryOperation:
    @schema.parametrize()
    @settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
    def test_answers_as_documented(self, case: Case) -> None:
        """What is drawn is asked by everybody; what goes through each field's limits, a hundred cases, in turns."""
        is_drawn = case.meta is None or case.meta.phase.name is TestPhase.FUZZING
        if is_of_wrong_type(case) and not next(_asked):
            return
        for who in PEOPLE if is_drawn else (next(_turns),):
            answer = case.call(headers={"Authorization": f"Bearer {demo.token_of(who)}"})
            case.validate_response(answer, checks=list(CHECKS))


def is_of_wrong_type(case: Case) -> bool:
    data = case.meta.phase.data if case.meta else None
    return isinstance(data, CoveragePhaseData) and data.scenario is CoverageScenario.INCORRECT_TYPE
