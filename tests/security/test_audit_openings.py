"""A46: whoever changes what came in for an opening, who came, or what it came to, is named by the audit row by row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from bidding.models import Attendance, CustodianPost, OpenedUnit, Opening, Registration, SentKeys
from foundation import clock
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.test_faults import folder_of
from tests.security.superuser import not_named, put_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(hall: Hall) -> Hall:
    """Three bids, two bidders that came, three custodians that posted, one bidder that sent its key: and the record."""
    filed = {who: hall.scene.filed(who) for who in ("bai", "cui", "deng")}
    clock.shift_to(hall.scene.deadline - timedelta(minutes=30))
    for who in ("bai", "cui"):
        assert hall.tell(who, "attendance").status == 201
    hall.begin()
    hall.posted([1, 2, 3])
    sealed, _ = filed["bai"]
    message = hall.keys_of(folder_of(sealed), sealed, "bai")
    assert hall.tell("bai", "keys", message=message).status == 201
    hall.later(seconds=1801)
    assert hall.record().status == "recorded"
    hall.scene.grow()
    return hall


def test_names_what_a_superuser_did_to_an_opening(recorded: Hall) -> None:
    """A46: edits, removals, insertions, and another order; nothing where nothing was done."""
    assert told() == []
    opening, key, post = Opening.objects.get(), SentKeys.objects.get(), CustodianPost.objects.get(x=1)
    here, record = f"opening {opening.id}", f"opening 1, lot {recorded.lot}"
    first, second, third = OpenedUnit.objects.select_related("filing").order_by("id")
    unit, other = (f"unit form of bid {one.filing.header}" for one in (first, third))
    posted, keys = f"post of custodian 1, {here}", f"keys of filing {key.filing_id}, {here}"
    came, after = Attendance.objects.order_by("at")
    bai, cui = (f"attendance of registration {one.registration_id}" for one in (came, after))
    absent = Registration.objects.filter(lot=recorded.lot, attendance=None)[0].id
    units, posts, sent, hall = (
        f"bidding_{name}" for name in ("openedunit", "custodianpost", "sentkeys", "attendance")
    )
    of_first, of_bai = f"WHERE id = {first.id}", f"WHERE registration_id = '{came.registration_id}'"
    cases: list[tuple[list[str], list[str]]] = [
        # The record, and the course of the opening.
        ([f"opening_changed {record}"], ["UPDATE bidding_opening SET content = content || '\\x20'::bytea"]),
        ([f"opening_changed {record}"], ["UPDATE bidding_opening SET signature = '\\x30'::bytea"]),
        ([f"opening_changed {record}"], ["UPDATE bidding_opening SET sha256 = repeat('0', 64)"]),
        ([f"opening_changed {record}"], ["UPDATE bidding_opening SET unreadable = '[3]'"]),
        ([f"opening_changed {record}", f"opening_changed {here}"], ["UPDATE bidding_opening SET bids = '[]'"]),
        ([f"opening_changed {here}"], [f"UPDATE bidding_opening SET excluded = '{{\"{first.filing.header}\": \"freeze_twice\"}}'"]),
        ([f"opening_changed {here}"], ["UPDATE bidding_opening SET stage = 2"]),
        ([f"opening_changed {here}"], ["UPDATE bidding_opening SET posting_until = posting_until + interval '1 hour'"]),
        ([f"opening_changed {here}"], ["UPDATE bidding_opening SET closed_at = closed_at - interval '1 hour'"]),
        ([f"opening_changed {here}"], ["UPDATE bidding_opening SET recorded_at = recorded_at - interval '1 hour'"]),
        ([f"opening_changed {record}"], ["DELETE FROM foundation_logentry WHERE content LIKE 'sbe1 opening%'"]),
        ([f"opening_removed {here}", "row_removed entry"], ["DELETE FROM bidding_opening"]),
        (["opening_put_in opening opn_new"], [put_in(opening, id="'opn_new'", ref="'r'", stage="7")]),
        # What units came to: another offer, outcome, cause, key, blame, audience; none, one more, another order.
        ([f"unit_changed {unit}"], [f"UPDATE {units} SET manifest = (SELECT manifest FROM {units} WHERE id = {second.id}) {of_first}"]),
        ([f"unit_changed {unit}"], [f"UPDATE {units} SET outcome = 'revoked' {of_first}"]),
        ([f"unit_changed {unit}"], [f"UPDATE {units} SET cause = 'no_key' {of_first}"]),
        ([f"unit_changed {unit}"], [f"UPDATE {units} SET key = repeat('0', 64) {of_first}"]),
        ([f"unit_changed {unit}"], [f"UPDATE {units} SET blamed = '[2]' {of_first}"]),
        ([f"unit_changed {unit}"], [f"UPDATE {units} SET key = '', manifest = NULL, is_public = FALSE {of_first}"]),
        ([f"unit_removed {unit}"], [f"DELETE FROM {units} {of_first}"]),
        (["unit_put_in unit tech of bid"], [put_in(first, id="990", unit="'tech'")]),
        ([f"unit_changed {unit}", f"unit_changed {other}"], [
            f"UPDATE {units} SET unit = 'moved' WHERE id = {third.id}",
            f"UPDATE {units} SET filing_id = '{third.filing_id}' {of_first}",
            f"UPDATE {units} SET filing_id = '{first.filing_id}', unit = 'form' WHERE id = {third.id}",
        ]),
        ([f"units_reordered {record}"], [f"UPDATE {units} SET id = 990 {of_first}"]),
        # What custodians posted.
        ([f"post_changed {posted}"], [f"UPDATE {posts} SET shares = (SELECT shares FROM {posts} WHERE x = 2) WHERE x = 1"]),
        ([f"post_changed {posted}"], [f"UPDATE {posts} SET content = (SELECT content FROM {posts} WHERE x = 2) WHERE x = 1"]),
        ([f"post_changed {posted}"], [f"UPDATE {posts} SET signature = (SELECT signature FROM {posts} WHERE x = 2) WHERE x = 1"]),
        ([f"post_changed {posted}"], [f"UPDATE {posts} SET at = at - interval '1 minute' WHERE x = 1"]),
        ([f"post_changed {posted}"], [f"UPDATE {posts} SET by = 'clock' WHERE x = 1"]),
        ([f"post_removed {posted}"], [f"DELETE FROM {posts} WHERE x = 1"]),
        (["post_put_in post of custodian 5"], [put_in(post, id="990", x="5")]),
        ([f"post_changed {posted}", "post_changed post of custodian 2"], [
            f"UPDATE {posts} SET x = x + 10", f"UPDATE {posts} SET x = CASE x WHEN 11 THEN 2 WHEN 12 THEN 1 ELSE 3 END",
        ]),
        ([f"post_changed {posted}"], [f"UPDATE {posts} SET is_late = TRUE WHERE x = 1"]),
        ([f"post_removed {posted}", f"post_put_in {posted}"], [f"UPDATE {posts} SET number = 2 WHERE x = 1"]),
        # What bidders sent.
        ([f"keys_removed {keys}", f"keys_put_in {keys}"], [f"UPDATE {sent} SET message = '\\x30'::bytea"]),
        ([f"keys_changed {keys}"], [f"UPDATE {sent} SET sha256 = repeat('0', 64)"]),
        ([f"keys_changed {keys}"], [f"UPDATE {sent} SET at = at + interval '1 minute'"]),
        ([f"keys_removed {keys}"], [f"DELETE FROM {sent}"]),
        # Who came, and when.
        ([f"attendance_changed {bai}"], [f"UPDATE {hall} SET at = at - interval '1 minute' {of_bai}"]),
        ([f"attendance_removed {bai}"], [f"DELETE FROM {hall} {of_bai}"]),
        ([f"attendance_put_in attendance of registration {absent}"], [put_in(came, id="990", registration_id=f"'{absent}'")]),
        ([f"attendance_changed {bai}", f"attendance_changed {cui}"], [
            f"UPDATE {hall} SET registration_id = 'x' {of_bai}",
            f"UPDATE {hall} SET registration_id = '{came.registration_id}' WHERE registration_id = '{after.registration_id}'",
            f"UPDATE {hall} SET registration_id = '{after.registration_id}' WHERE registration_id = 'x'",
        ]),
    ]  # fmt: skip
    assert not_named(cases) == []
    assert told() == []


def test_keeps_who_came_against_whoever_is_no_superuser(recorded: Hall) -> None:
    """A46: without the right to switch triggers off nobody changes or removes who came."""
    came = Attendance.objects.all()
    for change in (lambda: came.update(by="x"), came.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
