"""Further draws: when places have become empty, when the evaluation was set aside, and when nobody was left to call."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.roles import Role
from bidding.actions import calling, choosing, drawing, expertise, leaving_out, planning
from bidding.actions.evaluating import convening
from bidding.experts import drawn, publishing, seals
from bidding.models import Draw, DrawAct, Evaluation, Expert, Seat
from foundation import clock
from foundation.errors import Conflict, DomainError, Forbidden, Invalid
from foundation.models import Event
from tests.bidding.experts.scenes import Drawing
from tests.factories.accounts import MemberFactory, actor
from tests.toolkit.draws import stranger
from toolkit.draws import verifying
from trading.models import Document, Lot

pytestmark = pytest.mark.django_db


def refused(call: Any, **given: Any) -> str:
    with pytest.raises(DomainError) as found:
        call(**given)
    return found.value.code


def row(lot: Drawing) -> Lot:
    return Lot.objects.get(id=lot.lot)


def concluded(lot: Drawing, count: int = 9) -> list[str]:
    """Draw and conclude; return the members who are to sit."""
    lot.ordered(count)
    lot.filled()
    drawing.conclude(lot_id=lot.lot, by=lot.actor("chen"))
    return [one.id for one in drawn.accepted(row(lot))]


def drawn_again(lot: Drawing, **plan: Any) -> Draw:
    lot.plan(**plan)
    lot.commit()
    lot.fix()
    lot.reveal()
    lot.filled()
    return drawing.conclude(lot_id=lot.lot, by=lot.actor("chen"))


def suspend(lot: Drawing, member: str) -> None:
    expert = Expert.objects.get(member=member)
    expertise.set_standing(expert_id=expert.id, standing="suspended", reason="生病", by=lot.actor("chen"))


def pool(draw: Draw) -> set[str]:
    experts = [seals.read(one).expert for one in draw.entries.all()]
    return set(Expert.objects.filter(id__in=experts).values_list("member", flat=True))


def evaluation(lot: Drawing, **more: Any) -> Evaluation:
    document = Document.objects.filter(deal=lot.scene.made.deal).first()
    return Evaluation.objects.create(
        lot_id=lot.lot, number=1, document=document, began_at=clock.now(), began_by="x", **more
    )


def set_aside(lot: Drawing, members: list[str]) -> Evaluation:
    """Have an evaluation by these members behind, which the supervisor set aside."""
    at = clock.now()
    made = evaluation(lot, status="set_aside", set_aside_at=at, set_aside_for="x", set_aside_law="x")
    for number, member in enumerate(members, 1):
        Seat.objects.create(evaluation=made, number=number, member_id=member, kind="expert", seated_at=at)
    return made


def at_work(lot: Drawing, experts: list[str], *own: object) -> Evaluation:
    """Have a committee of these at work."""
    made = evaluation(lot, status="reviewing")
    for number, member in enumerate([*experts, *own], 1):
        kind = "expert" if member in experts else "representative"
        Seat.objects.create(
            evaluation=made,
            number=number,
            member_id=member,
            kind=kind,
            seated_at=made.began_at,
            status="declared",
        )
    return made


def leaves(member: str) -> None:
    Seat.objects.filter(member=member).update(status="replaced", left_at=clock.now(), left_for="缺席")


class TestAPlaceThatBecomesEmpty:
    def test_is_filled_by_a_further_draw_whose_file_tells_of_the_one_before(self, lot: Drawing) -> None:
        before = concluded(lot)
        first = lot.row
        assert refused(lot.plan) == "draw_goes_on"
        suspend(lot, before[0])
        assert [one.id for one in drawn.accepted(row(lot))] == before  # the centre alone takes nobody out
        entry = next(one.entry for one in lot.row.entries.all() if lot.member(one.entry).id == before[0])
        given: dict[str, Any] = {"lot_id": lot.lot, "entry": entry, "words": "已暂停资格"}
        assert (
            refused(leaving_out.note_cause, cause="employed", by=lot.actor("su"), **given)
            == "cause_not_found"
        )
        leaving_out.note_cause(cause="not_in_standing", by=lot.actor("chen"), **given)
        assert [one.id for one in drawn.accepted(row(lot))] == before
        leaving_out.note_cause(cause="not_in_standing", by=lot.actor("su"), **given)
        party = lot.scene.world.cast.members["bai"].party
        Expert.objects.get(member=before[1]).avoidances.create(
            party=party, name=party.name, reason="亲属", declared_at=clock.now()
        )
        assert [one.id for one in drawn.accepted(row(lot))] == before[2:]
        assert refused(lot.plan, groups={"a08": 3}) == "draw_malformed"
        colleague = lot.admitted("同一院")
        same_unit = Expert.objects.get(member=before[2]).employments.get().name
        expertise.employ(
            expert_id=colleague.id, employer=same_unit, from_on=clock.now().date(), by=lot.actor("chen")
        )
        again = drawn_again(lot, groups={"a08": 2})
        assert again.earlier == [{"number": 1, "draw": first.sha256, "end": "complete", "missing": []}]
        verifying.verify(verifying.read(bytes(again.file or b"")), announced=again.fixed)
        assert stranger.sound(publishing.file(again).model_dump(mode="json"))
        # Nobody is drawn twice, nor beside a colleague.
        assert not pool(again) & {*before, colleague.member_id}
        after = [one.id for one in drawn.accepted(row(lot))]
        assert len({*after}) == 5 and after[:3] == before[2:]
        convening._check_drawn(row(lot), {*after}, clock.now())
        assert refused(lot.plan) == "draw_goes_on"

    def test_is_that_of_whoever_left_the_committee(self, lot: Drawing) -> None:
        before = concluded(lot)
        at_work(lot, before, lot.actor("sun").member_id, lot.actor("an").member_id)
        assert refused(lot.plan, who="chen") == "role_not_allowed"
        leaves(before[0])
        assert [one.id for one in drawn.accepted(row(lot))] == before[1:]
        assert refused(lot.plan, groups={"a06": 2}, representatives=1) == "draw_malformed"
        assert lot.plan(groups={"a06": 1}, representatives=2).number == 2

    def test_is_filled_by_the_centre_where_the_organiser_fills_none(self, lot: Drawing) -> None:
        before = concluded(lot, 12)
        own = str(lot.actor("sun").member_id)
        at_work(lot, before, own, str(lot.actor("an").member_id))
        leaves(own)
        again = drawn_again(lot, groups={"a08": 1}, representatives=1, who="chen")
        [came] = {one.id for one in drawn.accepted(row(lot))} - {*before}
        assert again.number == 2 and refused(lot.plan, who="chen", groups={"a06": 1}) == "draw_goes_on"
        convening._check_drawn(row(lot), {came}, clock.now(), whole=False)

    def test_is_no_reason_to_call_somebody_absent(self, lot: Drawing) -> None:
        lot.ordered()
        lot.filled()
        entry = lot.row.acts.filter(act="accepted")[0].entry.entry
        at_work(lot, [])
        absence: dict[str, Any] = {"lot_id": lot.lot, "entry": entry, "by": lot.actor("chen")}
        assert refused(leaving_out.note_absence, **absence) == "evaluation_runs"


class TestAnEvaluationThatWasSetAside:
    def test_is_followed_by_a_draw_that_leaves_out_who_sat(self, lot: Drawing) -> None:
        before = concluded(lot, 12)
        set_aside(lot, before)
        assert drawn.accepted(row(lot)) == []
        Lot.objects.filter(id=lot.lot).update(phase="publicising")
        again = drawn_again(lot)
        after = {one.id for one in drawn.accepted(row(lot))}
        assert len(after) == 5 and not (after | pool(again)) & {*before}
        assert [(one["number"], one["end"]) for one in again.earlier] == [(1, "complete")]

    def test_is_needed_for_a_draw_while_the_result_is_shown(self, lot: Drawing) -> None:
        Lot.objects.filter(id=lot.lot).update(phase="publicising")
        assert refused(lot.plan) == "draw_too_late"


class TestWhoWasNotDrawn:
    def test_is_chosen_by_the_organiser_for_the_places_that_a_draw_left_empty(self, lot: Drawing) -> None:
        lot.ordered(5)
        at = clock.now()
        given: dict[str, Any] = {"lot_id": lot.lot, "words": "87号令第四十八条第二款", "by": lot.actor("sun")}
        others = [lot.admitted().member_id for _ in range(2)]
        assert refused(choosing.choose, members=others[:1], **given) == "draw_not_exhausted"
        lot.answer(lot.waiting()[0], "declined")
        lot.filled()
        assert drawing.conclude(lot_id=lot.lot, by=lot.actor("chen")).end == "exhausted"
        accepted = {one.id for one in drawn.accepted(row(lot))}
        assert len(accepted) == 4
        assert refused(choosing.choose, members=others, **given) == "places_taken"
        assert (
            refused(choosing.choose, members=[*accepted][:1], **given | {"by": lot.actor("chen")})
            == "role_not_allowed"
        )
        choosing.choose(members=others[:1], **given)
        # Whoever accepted sits all the same, and nobody whom the centre prefers.
        convening._check_drawn(row(lot), {*accepted, others[0]}, at)
        for wrong in ({*accepted}, {*others}, {*accepted, others[1]}):
            with pytest.raises(Invalid, match="not_drawn"):
                convening._check_drawn(row(lot), wrong, at)
        # As long as nobody sits the organiser may think better of it, and the centre changes nothing by its register.
        suspend(lot, others[0])
        assert others[0] in {one.id for one in drawn.accepted(row(lot))}
        assert refused(choosing.withdraw, members=others, **given) == "choice_unknown"
        assert choosing.withdraw(members=others[:1], **given) == []
        choosing.choose(members=others[1:], **given)
        assert {one.id for one in drawn.accepted(row(lot))} == {*accepted, others[1]}
        at_work(lot, others[1:])
        assert refused(choosing.withdraw, members=others[1:], **given) == "seated_already"

    def test_may_not_sit_beside_a_mere_plan_which_may_be_given_up(self, lot: Drawing) -> None:
        lot.plan()
        with pytest.raises(Conflict, match="draw_planned"):
            convening._check_drawn(row(lot), set(), clock.now())
        with pytest.raises(Forbidden):
            planning.give_up(lot_id=lot.lot, by=lot.actor("chen"))
        planning.give_up(lot_id=lot.lot, by=lot.actor("sun"))
        assert not drawn.draws(row(lot)).exists()
        assert Event.objects.filter(type="bidding.draw.given_up", subject=lot.lot).count() == 1
        assert refused(planning.give_up, lot_id=lot.lot, by=lot.actor("sun")) == "draw_not_found"


class TestTheRegister:
    def test_is_asked_again_when_somebody_is_called(self, lot: Drawing) -> None:
        lot.register(9)
        lot.plan()
        lot.commit()
        lot.fix()
        out = lot.experts[:3]
        suspend(lot, out[0].member_id)
        expertise.take_leave(from_on=lot.due_on(), to_on=lot.due_on(), by=actor(out[1].member))
        out[2].member.user.is_active = False
        out[2].member.user.save()
        lot.reveal()
        while lot.waiting():
            lot.filled()
        assert not {one.id for one in drawn.accepted(row(lot))} & {one.member_id for one in out}
        assert {one.cause for one in DrawAct.objects.filter(act="avoided")} <= {"not_in_standing"}
        assert not DrawAct.objects.filter(
            act="accepted", entry__handle__in=[seals.handle(lot.row, one.id) for one in out]
        ).exists()
        verifying.verify(publishing.file(lot.row))

    def test_takes_back_who_was_taken_out(self, lot: Drawing) -> None:
        by, expert = lot.actor("chen"), lot.admitted("一院")
        expertise.set_standing(expert_id=expert.id, standing="removed", reason="违纪", by=by)
        given: dict[str, Any] = {
            "member_id": expert.member_id, "majors": ["c03"], "region": "370200", "title": "研究员", "years": 20, "employer": "二院",
            "employed_from": clock.now().date(), "by": by,
        }  # fmt: skip
        back = expertise.admit(**given)
        assert (back.id, back.standing, back.standing_reason, back.majors) == (
            expert.id,
            "active",
            "",
            ["c03"],
        )
        assert [one.name for one in back.employments.order_by("from_on")] == ["一院", "二院"]
        assert refused(expertise.admit, **given) == "expert_admitted"

    def test_takes_no_words_that_are_longer_than_it_keeps(self, lot: Drawing) -> None:
        by, expert = lot.actor("chen"), lot.admitted()
        assert refused(expertise.change, expert_id=expert.id, telephone="1" * 41, by=by) == "expert_malformed"
        assert (
            refused(
                expertise.set_standing, expert_id=expert.id, standing="suspended", reason="x" * 501, by=by
            )
            == "expert_malformed"
        )


class TestWhomTheOrganiserSent:
    def test_are_those_who_sit_for_it(self, lot: Drawing) -> None:
        by = lot.actor("sun")
        clerk = MemberFactory.create(party=lot.scene.world.cast.members["sun"].party, role=Role.BIDDER)
        with pytest.raises(Invalid, match="not_eligible"):
            convening._check_sent(row(lot), [str(by.member_id)])
        concluded(lot)
        assert refused(calling.send, lot_id=lot.lot, members=[clerk.id], by=by) == "representative_malformed"
        with pytest.raises(Invalid, match="not_eligible"):
            convening._check_sent(row(lot), [str(by.member_id)])
        calling.send(lot_id=lot.lot, members=[str(by.member_id)], by=by)
        convening._check_sent(row(lot), [str(by.member_id)])
