"""Web and worker as compose.yaml runs them: connected as a role that owns nothing, all of the platform works and no trigger goes off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from config.embedded.postgres import SERVICE
from foundation import followers, sequencer
from foundation.models import Event
from notices.models import Notice
from tests.world import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_the_service(transactional_db: None) -> Iterator[None]:
    """Whatever works in this test connects as web and workers do; the owner made the tables and granted the rights."""
    owner = connection.settings_dict["USER"]
    call_command("grant_rights")
    connection.close()
    connection.settings_dict["USER"] = SERVICE
    yield
    connection.close()
    connection.settings_dict["USER"] = owner


@pytest.mark.usefixtures("as_the_service")
class TestTheService:
    def test_runs_a_deal_and_cannot_touch_what_was_written(self) -> None:
        world = build()
        made = world.announced()
        registered = world.tell("bai", f"/api/v1/lots/{made.lot}/registrations/")
        world.tell("bai", f"/api/v1/lots/{made.lot}/questions/", {"text": "几层？"})
        account = world.stage.get("chen", f"/api/v1/deposit-accounts/{registered['account']}/")
        paid = {"kind": "paid", "amount": "100000.00", "reference": "B-1"}
        world.tell("chen", f"/api/v1/registrations/{account['registration']}/deposits/", paid)
        world.later(days=3)
        sequencer.drain()
        followers.catch_up()
        assert Notice.objects.filter(deal=made.deal, kind="construction_tender").exists()
        assert world.stage.get(None, "/api/v1/changes/")["results"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            assert cursor.fetchone() == (SERVICE, SERVICE)
        before = list(Event.objects.order_by("id").values_list("id", "actor"))
        for statement in (
            "UPDATE foundation_event SET actor = 'x'",
            "DELETE FROM bidding_depositentry",
            "ALTER TABLE foundation_event DISABLE TRIGGER USER",
            "ALTER TABLE bidding_filing DISABLE TRIGGER bidding_filing_guard",
        ):
            with (
                pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert before and list(Event.objects.order_by("id").values_list("id", "actor")) == before
