"""Who is drawn nobody knows before the draw, and afterwards each reading of a name is told (security case A28)."""

from __future__ import annotations

import json
import re

import pytest
from django.apps import apps
from django.db import connection

from bidding import audit_draws
from bidding.actions import calling, drawing
from bidding.experts import drawn, publishing
from bidding.models import Draw, DrawAct, NameReading, PoolEntry
from foundation.errors import DomainError, Unavailable
from foundation.models import Event, RememberedAnswer
from tests.bidding.experts.scenes import WHO, Drawing
from tests.factories.accounts import token_of
from tests.portal.test_draw_pages import signed_in
from tests.security.superuser import as_superuser
from toolkit.draws import verifying

pytestmark = pytest.mark.django_db


def everything_of_the_draw() -> str:
    """Return all that the database has of draws, and the whole journal, as text: what a DBA reads who has no key."""
    tables = [
        model._meta.db_table for model in apps.get_app_config("bidding").get_models()
        if model.__name__ in ("Draw", "Contribution", "PoolEntry", "DrawAct", "NameReading")
    ]  # fmt: skip
    found = []
    with connection.cursor() as cursor:
        for table in [*tables, "foundation_event"]:
            where = " WHERE type LIKE 'bidding.draw.%%'" if table == "foundation_event" else ""
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t{where}")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


SWAPPED = """
    UPDATE bidding_poolentry e SET sealed = o.sealed FROM bidding_poolentry o
    WHERE o.id = (SELECT max(id) FROM bidding_poolentry) AND e.id <> o.id
"""
"""One entry's sealed text in the place of all others."""


class TestNames:
    def test_are_in_no_row_and_no_event_before_nor_after_the_draw(self, lot: Drawing) -> None:
        lot.ordered(9)
        lot.filled()
        text = everything_of_the_draw()
        assert text.count('"entry"') >= 10
        for expert in lot.experts:
            secrets = (
                expert.id, expert.member_id, expert.member.user_id, expert.member.user.display_name, expert.member.user.email,
            )  # fmt: skip
            assert not [one for one in secrets if one in text]

    def test_are_in_no_answer_that_is_kept_for_whoever_sends_twice(self, lot: Drawing) -> None:
        """An expert's answer through the API with a key, and through the page's form: neither is kept beside its name."""
        row = lot.ordered(9)
        first, second = (lot.member(one) for one in lot.waiting()[:2])
        stage = lot.scene.world.stage
        stage._tokens = {**stage._tokens, first.id: token_of(first)}
        path, body = f"/api/v1/me/invitations/{row.id}/", {"answer": "accepted"}
        answers = [stage._send(first.id, "POST", path, body) for _ in range(2)]
        assert [one.status for one in answers] == [200, 200]
        client = signed_in(second)
        shown = client.get("/me/invitations/").content.decode()
        once = re.search(r'name="once" value="([^"]+)"', shown)
        assert once is not None
        for _ in range(2):
            form = {"act": "accepted", "draw": row.id, "once": once[1]}
            assert client.post("/me/invitations/", form).status_code == 302
        assert DrawAct.objects.filter(act="accepted").count() == 2
        kept = RememberedAnswer.objects.filter(scope__in=[f"member:{one.id}" for one in (first, second)])
        assert not kept.exists()

    def test_cannot_be_foretold_by_the_platform_while_one_secret_is_out(self, lot: Drawing) -> None:
        """Whoever has the database and every key, but not the supervisor's secret, knows the pool and no order."""
        lot.register(9)
        lot.plan()
        lot.commit()
        lot.fix()
        lot.reveal("organiser", "centre")
        row = lot.row
        assert (row.seed, row.orders, row.acts.count()) == ("", [], 0)
        last = lot.kept("supervisor").secret
        assert last not in everything_of_the_draw()
        assert drawn.accepted(row.lot) == []

    def test_are_read_by_the_desk_alone_and_each_time_is_told(self, lot: Drawing) -> None:
        row = lot.ordered(9)
        lot.filled()
        for who in ("sun", "bai", "su", "tang", "ding", "guan", "yan"):
            with pytest.raises(DomainError) as refused:
                calling.read_names(lot_id=lot.lot, reason="看看", by=lot.actor(who))
            assert refused.value.code == "role_not_allowed"
        assert not NameReading.objects.exists()
        for reason in ("通知到场", "核对签到"):
            found = calling.read_names(lot_id=lot.lot, reason=reason, by=lot.actor("chen"))
        assert {one.expert for one in found.names} < {one.id for one in lot.experts}
        told = Event.objects.filter(type="bidding.draw.names_read", subject=lot.lot)
        assert [(one.actor, one.data["draw"]) for one in told] == [(lot.actor("chen").member_id, row.id)] * 2
        assert not any("通知" in str(one.data) for one in told)
        assert list(audit_draws.findings()) == []

    def test_published_with_the_result_open_the_digests_of_those_who_came(self, lot: Drawing) -> None:
        lot.ordered(9)
        lot.filled()
        done = drawing.conclude(lot_id=lot.lot, by=lot.actor("chen"))
        verifying.verify_names(publishing.file(done), publishing.names(done))


class TestTheAudit:
    def test_names_what_a_hand_in_the_database_changed(self, lot: Drawing) -> None:
        lot.ordered(9)
        calling.read_names(lot_id=lot.lot, reason="通知到场", by=lot.actor("chen"))
        assert list(audit_draws.findings()) == []
        for statement, code in (
            ("UPDATE bidding_contribution SET commitment = repeat('0', 64) WHERE contributor = 'centre'", "contribution_changed"),
            ("DELETE FROM bidding_drawact WHERE number = 2", "draw_act_removed"),
            ("UPDATE bidding_drawact SET act = 'accepted' WHERE number = 1", "draw_act_changed"),
            ("UPDATE bidding_draw SET fixed = repeat('0', 64)", "draw_changed"),
            ("DELETE FROM bidding_namereading", "name_reading_removed"),
            (SWAPPED, "pool_entry_untied"),
            ("UPDATE bidding_poolentry SET unit = repeat('0', 64) WHERE id = (SELECT min(id) FROM bidding_poolentry)", "draw_unsound"),
        ):  # fmt: skip
            with as_superuser(statement):
                assert code in {one.code for one in audit_draws.findings()}, statement

    def test_names_a_file_that_is_not_what_was_told(self, lot: Drawing) -> None:
        lot.ordered(9)
        drawing.conclude(lot_id=lot.lot, by=lot.actor("su"), reason="评审改期")
        assert list(audit_draws.findings()) == []
        for change, code in (
            ("file = convert_to(replace(convert_from(file, 'UTF8'), 'set_aside', 'complete'), 'UTF8')", "draw_unsound"),
            ("file = convert_to(replace(convert_from(file, 'UTF8'), 'set_aside', ''), 'UTF8')", "draw_file_changed"),
            ("set_aside_for = '另一理由'", "draw_changed"),
        ):  # fmt: skip
            with as_superuser(f"UPDATE bidding_draw SET {change}"):
                assert code in {one.code for one in audit_draws.findings()}, change

    def test_reads_nobody_from_a_text_that_is_another_entrys(self, lot: Drawing) -> None:
        lot.ordered(9)
        lot.filled()
        with as_superuser(SWAPPED):
            for call in (
                lambda: drawn.accepted(lot.row.lot),
                lambda: calling.read_names(lot_id=lot.lot, reason="核对", by=lot.actor("chen")),
            ):
                with pytest.raises(Unavailable, match="names_unreadable"):
                    call()


class TestTheFile:
    def test_says_nothing_of_who_is_in_the_pool(self, lot: Drawing) -> None:
        row = lot.ordered(9)
        content = publishing.file(row).to_bytes().decode()
        assert len(json.loads(content)["pool"]) == 9 == PoolEntry.objects.count()
        assert set(json.loads(content)["pool"][0]) == {"entry", "groups", "unit"}
        assert not [one.id for one in lot.experts if one.id in content]
        assert Draw.objects.get().contributors == sorted(WHO)
