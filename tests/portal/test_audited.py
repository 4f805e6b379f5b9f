"""That the nightly audit was done, and when: for staff on the first page, for whoever watches the platform by its age alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from foundation import clock, journal, transparency_audit
from tests.portal.test_bids import reader
from tests.world import World

pytestmark = pytest.mark.django_db
STAFF, OTHERS = ("su", "ding", "chen", "guan"), ("sun", "bai", "yan", "kang")


def audited(findings: int = 0) -> str:
    """Tell of an audit, as a night does; return when it was."""
    kind = transparency_audit.CONTRADICTED if findings else transparency_audit.HELD
    with transaction.atomic():
        at = journal.instant(transparency_audit.SUBJECT)
        told = {"findings": findings, "codes": ["event_changed"] * bool(findings)}
        journal.append(kind, subject=transparency_audit.SUBJECT, actor="clock", at=at, data=told)
    return at.isoformat()


def page(who: str | None) -> str:
    client = reader(who) if who else Client()
    return str(client.get("/").text)


def health() -> str | None:
    found = Client().get("/api/v1/health/").json()
    assert found["status"] == "ok"
    return str(found["audited_at"]) if found["audited_at"] else None


def test_is_told_to_staff_with_what_it_found_and_to_everybody_by_its_age(world: World) -> None:
    assert health() is None
    assert "还没有核对过" in page("su") and "已逾一日没有核对" in page("su")
    audited()
    first = health()
    assert first is not None
    for who in STAFF:
        assert "相符" in page(who) and "已逾一日没有核对" not in page(who)
    clock.shift_to(clock.now() + transparency_audit.LATE + timedelta(seconds=1))
    assert "已逾一日没有核对" in page("ding")
    audited(findings=3)
    second = health()
    assert second is not None and second > first
    assert "有不符" in page("su") and "已逾一日没有核对" not in page("su")
    for whom in (*OTHERS, None):
        assert "每夜核对" not in page(whom)
