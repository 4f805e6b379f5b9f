"""The API holds to its own document: every operation is asked with generated input, by several roles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import demo
from foundation import clock

pytestmark = pytest.mark.django_db(transaction=True)

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture(autouse=True)
def cast() -> Iterator[None]:
    clock.start_demo()
    demo.prepare()
    with override_settings(FEED_WAIT_SECONDS=0):  # nothing comes that a long poll could wait for
        yield


class TestEveryOperation:
    @schema.parametrize()
    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    def test_answers_as_documented(self, case: Case) -> None:
        for who in ("sun", "chen", "lu"):
            answer = case.call(headers={"Authorization": f"Bearer {demo.token_of(who)}"})
            case.validate_response(answer, checks=list(CHECKS))
