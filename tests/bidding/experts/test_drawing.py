"""The draw of a lot's experts, from the plan to the last call; what comes of it anybody computes anew."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.actor import Actor
from bidding.actions import calling, drawing, leaving_out
from bidding.actions.evaluating import convening
from bidding.experts import drawn, publishing
from bidding.models import Draw, DrawAct, PoolEntry
from foundation import clock, journal
from foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from foundation.models import Event
from tests.bidding.experts.scenes import WHO, Drawing
from tests.factories.accounts import actor
from tests.toolkit.draws import stranger
from toolkit.draws import drawing as computing
from toolkit.draws import verifying
from trading.models import Lot

pytestmark = pytest.mark.django_db


def refused(call: Any, **given: Any) -> str:
    with pytest.raises(DomainError) as found:
        call(**given)
    return found.value.code


def beat(lot: Drawing, at: datetime) -> None:
    """Have the lot's next act take place at an instant to come: none is before the last event of the lot."""
    journal.append("bidding.lot.touched", subject=lot.lot, actor="system", at=at, data={})


class TestAPlan:
    @pytest.mark.parametrize(
        ("groups", "representatives", "codes"),
        [
            ({"a06": 2, "a08": 2}, 2, {"committee_even"}),
            ({"a06": 2}, 1, {"committee_too_small"}),
            ({"a06": 1, "a08": 2}, 2, {"committee_experts"}),
            ({"a06": 1}, 1, {"committee_too_small", "committee_even", "committee_experts"}),
            ({"a06": 2, "a08": 2}, 1, set()),
        ],
    )
    def test_must_come_to_a_lawful_committee(
        self, lot: Drawing, groups: dict[str, int], representatives: int, codes: set[str]
    ) -> None:
        if not codes:
            assert lot.plan(groups=groups, representatives=representatives).number == 1
            return
        with pytest.raises(Conflict) as found:
            lot.plan(groups=groups, representatives=representatives)
        assert {one.code for one in found.value.reasons} == codes
        assert all("招标投标法" in str(one.law) for one in found.value.reasons)

    def test_is_the_organisers_with_more_than_the_centre(self, lot: Drawing) -> None:
        for who in ("chen", "bai", "song"):
            with pytest.raises(Forbidden):
                lot.plan(who=who)
        for contributors in (["centre"], ["centre", "bidder"], ["organiser"]):
            with pytest.raises(Invalid) as found:
                lot.plan(contributors=contributors)
            assert set(found.value.fields) == {"contributors"}
        lot.plan()
        lot.commit("centre")
        assert lot.plan(representatives=0).contributions.count() == 0
        assert [one.status for one in Draw.objects.order_by("id")] == ["dropped", "planned"]


class TestADraw:
    def test_goes_from_commitments_to_a_full_committee_that_a_stranger_finds(self, lot: Drawing) -> None:
        row = lot.ordered(12)
        called = lot.waiting()
        assert len(called) == 5 and drawn.accepted(row.lot) == []
        lot.answer(called[0])
        lot.answer(called[0])  # the same again changes nothing
        lot.answer(called[1], "declined", words="出差")
        lot.answer(called[2], "avoided", words="配偶在投标人处任职")
        assert refused(lot.answer, entry=called[1]) == "call_answered"
        assert len(lot.waiting()) == 4 and not {*called[:3]} & {*lot.waiting()}
        assert lot.later(minutes=29) == 0
        lot.answer(called[3])
        assert lot.later(minutes=2) == 1  # nobody else answered: three lapse, three follow
        assert refused(lot.answer, entry=called[4]) in ("call_answered", "call_expired")
        lot.filled()
        assert refused(drawing.conclude, lot_id=lot.lot, by=lot.actor("sun")) == "role_not_allowed"
        experts = [one.id for one in drawn.accepted(row.lot)]
        assert len(set(experts)) == 5
        done = drawing.conclude(lot_id=lot.lot, by=lot.actor("chen"))
        file = bytes(done.file or b"")
        verifying.verify(verifying.read(file), announced=row.fixed)
        found = stranger.sound(json.loads(file))
        assert [lot.member(one).id for group in sorted(found) for one in found[group]] == experts
        assert (done.end, drawn.accepted(done.lot)[0].id) == ("complete", experts[0])
        assert refused(lot.plan) == "draw_goes_on"
        # Nobody sits by a hand that names others, whatever it says.
        convening._check_drawn(done.lot, {*experts}, clock.now())
        convening._check_drawn(done.lot, {*experts[1:]}, clock.now(), whole=False)
        for others in (set(experts[1:]), {*experts[1:], "mem_other"}):
            with pytest.raises(Invalid, match="not_drawn"):
                convening._check_drawn(done.lot, others, clock.now())
        (event,) = Event.objects.filter(type="bidding.draw.fixed", subject=lot.lot)
        assert event.data["fixed"] == stranger.fixed(json.loads(file))

    def test_replaces_whoever_does_not_come_or_stands_aside_late(self, lot: Drawing) -> None:
        lot.ordered(12, work_on=lot.due_on() + timedelta(days=1))
        lot.filled()
        before = [one.id for one in drawn.accepted(lot.row.lot)]
        entries = [one.entry for one in computing.calls(publishing.file(lot.row)).standing()]
        lot.answer(entries[0], "avoided", words="曾任投标人顾问")
        absence: dict[str, Any] = {"lot_id": lot.lot, "entry": entries[1]}
        # Nobody is absent before the day, so the centre does not call on until the names suit it.
        assert refused(leaving_out.note_absence, by=lot.actor("chen"), **absence) == "not_yet"
        lot.filled()
        lot.later(days=1)
        for _ in range(2):  # the centre's word alone, however often, calls nobody
            leaving_out.note_absence(by=lot.actor("chen"), **absence)
        assert len(drawn.accepted(lot.row.lot)) == 5
        assert refused(leaving_out.note_absence, by=lot.actor("sun"), **absence) == "role_not_allowed"
        leaving_out.note_absence(by=lot.actor("su"), **absence)
        assert drawn.accepted(lot.row.lot) == []
        lot.filled()
        after = [one.id for one in drawn.accepted(lot.row.lot)]
        assert len(after) == 5 and not {*before[:2]} & {*after} and {*before[2:]} < {*after}

    def test_is_void_when_somebody_does_not_reveal_and_the_next_file_says_so(self, lot: Drawing) -> None:
        lot.register(9)
        lot.plan()
        lot.commit()
        lot.fix()
        lot.reveal("organiser", "centre")
        assert lot.row.status == "fixed" and not DrawAct.objects.exists()
        assert lot.later(minutes=119) == 0
        assert lot.later(minutes=2) == 1
        void = lot.row
        assert (void.status, void.end) == ("ended", "void")
        code = refused(
            drawing.reveal, lot_id=lot.lot, secret=lot.kept("supervisor").secret, by=lot.actor("su")
        )
        assert code == "reveal_too_late"
        lot.plan()
        assert refused(drawing.fix_pool, lot_id=lot.lot, by=lot.actor("chen")) == "not_committed"
        lot.commit()
        lot.fix()
        following = lot.reveal()
        assert following.number == 2
        assert following.earlier == [
            {"number": 1, "draw": void.sha256, "end": "void", "missing": ["supervisor"]}
        ]
        verifying.verify(publishing.file(following), announced=following.fixed)
        # Nobody knows whether two entries of different draws are the same expert.
        assert len({one.entry for one in PoolEntry.objects.all()}) == 18

    def test_ends_exhausted_when_nobody_is_left_and_begins_anew(self, lot: Drawing) -> None:
        lot.ordered(5)
        lot.answer(lot.waiting()[0], "declined")
        lot.filled()
        assert drawn.accepted(lot.row.lot) == []
        assert drawing.conclude(lot_id=lot.lot, by=lot.actor("chen")).end == "exhausted"
        lot.register(4)
        assert lot.plan().earlier[0]["end"] == "exhausted"

    def test_takes_each_step_in_its_time(self, lot: Drawing) -> None:
        secret = lot.actor("sun")
        assert refused(drawing.commit, lot_id=lot.lot, commitment="0" * 64, by=secret) == "draw_not_found"
        lot.register(9)
        lot.plan()
        assert refused(drawing.reveal, lot_id=lot.lot, secret="0" * 64, by=secret) == "pool_not_fixed"
        for who in ("bai", "an", "tang", "song"):
            assert (
                refused(drawing.commit, lot_id=lot.lot, commitment="0" * 64, by=lot.actor(who))
                == "role_not_allowed"
            )
        lot.commit()
        assert refused(drawing.commit, lot_id=lot.lot, commitment="0" * 64, by=secret) == "committed_already"
        assert refused(drawing.fix_pool, lot_id=lot.lot, by=lot.actor("chen")) == "not_frozen"
        lot.fix()
        assert refused(drawing.commit, lot_id=lot.lot, commitment="0" * 64, by=secret) == "pool_is_fixed"
        assert refused(drawing.reveal, lot_id=lot.lot, secret="0" * 64, by=secret) == "secret_differs"
        assert (
            refused(calling.read_names, lot_id=lot.lot, reason="核对", by=lot.actor("chen"))
            == "names_not_drawn"
        )
        lot.reveal()
        # Who reads the names stops no draw that does not suit it; who supervises does, and says why.
        for who in ("chen", "sun"):
            assert (
                refused(drawing.conclude, lot_id=lot.lot, by=lot.actor(who), reason="改期")
                == "role_not_allowed"
            )
        assert refused(drawing.conclude, lot_id=lot.lot, by=lot.actor("su")) == "reason_missing"
        ended = drawing.conclude(lot_id=lot.lot, by=lot.actor("su"), reason="评审改期")
        assert (ended.end, ended.set_aside_for) == ("set_aside", "评审改期")
        (event,) = Event.objects.filter(type="bidding.draw.ended", subject=lot.lot)
        assert event.data["digest"] == ended.digest != "" and "评审" not in str(event.data)
        assert refused(lot.answer, entry=lot.waiting()[0]) == "draw_not_calling"  # fmt: skip

    def test_needs_enough_in_the_pool_and_tells_not_how_many_there_are(self, lot: Drawing) -> None:
        for major in ("a06", "a08", "a08"):
            lot.admitted(majors=(major,))
        lot.plan()
        lot.commit()
        with pytest.raises(Conflict) as found:
            lot.fix()
        assert (found.value.code, found.value.detail) == ("pool_too_small", {"group": "a06"})

    def test_needs_as_many_different_units_as_places(self, lot: Drawing) -> None:
        """Five are wanted and nine are there, of four units: without the fifth nobody could ever end it complete."""
        for number in range(9):
            lot.admitted(f"第{number % 4}设计院")
        lot.plan()
        lot.commit()
        with pytest.raises(Conflict) as found:
            lot.fix()
        assert (found.value.code, found.value.detail) == ("pool_too_small", {"group": "a08"})
        lot.admitted("第四设计院", majors=("a06",))
        assert lot.fix().status == "fixed"

    def test_counts_whole_milliseconds_as_its_file_does(self, lot: Drawing) -> None:
        lot.register(9)
        lot.plan()
        clock.shift_to(lot.scene.deadline + timedelta(seconds=1))
        soon = (clock.now() + timedelta(hours=1)).replace(microsecond=5000)
        beat(lot, soon)
        lot.commit()
        beat(lot, soon + timedelta(microseconds=300))
        assert refused(lot.fix) == "not_committed"
        beat(lot, soon + timedelta(microseconds=1300))
        row = lot.fix()
        assert row.reveal_by is not None and row.reveal_by.microsecond == 6300
        lot.reveal("centre", "organiser")
        beat(lot, row.reveal_by - timedelta(microseconds=200))
        assert refused(lot.reveal) == "reveal_too_late"
        verifying.verify(publishing.file(lot.row), announced=row.fixed)

    def test_has_one_of_a_unit_however_it_is_spelt(self, lot: Drawing) -> None:
        for name in ("市设计院", "市设计院 ", "市 设计院", "市设计院"):
            lot.admitted(name)
        lot.ordered(9)
        lot.filled()
        units = {one.entry: one.unit for one in PoolEntry.objects.all()}
        assert len(set(units.values())) == 6
        standing = computing.calls(publishing.file(lot.row)).standing()
        assert len({units[one.entry] for one in standing}) == 5

    def test_calls_nobody_who_must_stand_aside_by_now(self, lot: Drawing) -> None:
        lot.register(9)
        lot.plan()
        lot.commit()
        lot.fix()
        party = lot.scene.world.cast.members["bai"].party
        for expert in lot.experts[:4]:
            expert.avoidances.create(
                party=party, name=party.name, reason="亲属", declared_at=expert.admitted_at
            )
        lot.reveal()
        lot.filled()
        avoided = DrawAct.objects.filter(act="avoided")
        assert {one.cause for one in avoided} <= {"declared"}
        chosen = {one.id for one in drawn.accepted(lot.row.lot)}
        assert chosen and not chosen & {one.member_id for one in lot.experts[:4]}
        verifying.verify(publishing.file(lot.row))


class TestRepresentatives:
    def test_are_the_organisers_own_and_no_more_than_planned(self, lot: Drawing) -> None:
        lot.plan(groups={"a06": 2, "a08": 2}, representatives=1)
        own, bidder = lot.actor("sun"), lot.actor("bai")
        assert refused(calling.send, lot_id=lot.lot, members=[own.member_id], by=bidder) == "role_not_allowed"
        for wrong in ([bidder.member_id], [own.member_id, own.member_id]):
            assert refused(calling.send, lot_id=lot.lot, members=wrong, by=own) == "representative_malformed"
        calling.send(lot_id=lot.lot, members=[str(own.member_id)], by=own)
        colleague = lot.scene.colleague("sun")
        assert (
            refused(calling.send, lot_id=lot.lot, members=[colleague.id], by=own)
            == "too_many_representatives"
        )
        assert [one.id for one in drawn.representatives(Lot.objects.get(id=lot.lot))] == [own.member_id]


class TestRows:
    def test_cannot_be_changed_by_a_hand_in_the_database(self, lot: Drawing) -> None:
        row = lot.ordered(9)
        for rows, change in (
            (Draw.objects.filter(id=row.id), {"seed": "0" * 64}),
            (Draw.objects.filter(id=row.id), {"fixed": "0" * 64}),
            (row.contributions.all(), {"commitment": "0" * 64}),
            (row.contributions.all(), {"secret": "0" * 64}),
            (row.acts.all(), {"act": "accepted"}),
            (row.entries.all(), {"entry": "0"}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change)


class TestAnswers:
    def test_are_ones_own(self, lot: Drawing) -> None:
        row = lot.ordered(12)
        called = {lot.member(one).id for one in lot.waiting()}
        others = [one.member for one in lot.experts if one.member_id not in called]
        for by in (actor(others[0]), lot.actor("chen"), lot.actor("sun"), Actor.public()):
            with pytest.raises(NotFound):
                calling.answer(draw_id=row.id, answer="accepted", by=by)
        assert all(who in WHO for who in row.contributors)
