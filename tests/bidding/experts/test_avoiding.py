"""Who must stand aside on a lot, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Party
from accounts.roles import Role
from bidding.actions import expertise
from bidding.experts import avoiding, pools
from bidding.experts.majors import MAJORS
from bidding.models import Employment, Expert, JointMember, Registration
from foundation import clock
from foundation.errors import DomainError
from tests.bidding.experts.scenes import Drawing
from tests.factories.accounts import MemberFactory, OwnershipFactory, PartyFactory, actor
from trading.law import avoidance
from trading.models import Lot

pytestmark = pytest.mark.django_db
Make = Callable[[Drawing, Expert], object]


def party(lot: Drawing, who: str) -> Party:
    return lot.scene.world.cast.members[who].party


def works_for(who: str, *, name_only: bool = False) -> Make:
    def make(lot: Drawing, expert: Expert) -> object:
        of = party(lot, who)
        given = of.name.replace("（", "(").replace("）", ")") if name_only else of.code
        return expertise.employ(
            expert_id=expert.id, employer=str(given), from_on=date(2025, 1, 1), by=lot.actor("chen")
        )

    return make


def worked_for(who: str, days_ago: int) -> Make:
    def make(lot: Drawing, expert: Expert) -> object:
        today = clock.now().astimezone(clock.ZONE).date()
        return Employment.objects.create(
            expert=expert, party=party(lot, who), name=party(lot, who).name, from_on=date(2000, 1, 1),
            until_on=today - timedelta(days=days_ago), noted_at=clock.now(),
        )  # fmt: skip

    return make


def declares(who: str, *, withdrawn: bool = False) -> Make:
    def make(lot: Drawing, expert: Expert) -> object:
        by = actor(expert.member)
        made = expertise.declare_avoidance(party=str(party(lot, who).code), reason="配偶任职", by=by)
        return withdrawn and expertise.withdraw_avoidance(avoidance_id=made.id, by=by)

    return make


def is_also(role: Role, who: str) -> Make:
    def make(lot: Drawing, expert: Expert) -> object:
        of = lot.scene.world.cast.members[who]
        return MemberFactory.create(
            user=expert.member.user, party=of.party, role=role, regions=of.regions, sectors=of.sectors
        )

    return make


def works_for_a_holding(share: int) -> Make:
    def make(lot: Drawing, expert: Expert) -> object:
        owner = PartyFactory.create()
        OwnershipFactory.create(owner=owner, owned=party(lot, "bai"), share=share, confirmed=True)
        return expertise.employ(
            expert_id=expert.id, employer=str(owner.code), from_on=date(2025, 1, 1), by=lot.actor("chen")
        )

    return make


def works_for_a_joint_member(lot: Drawing, expert: Expert) -> object:
    other = PartyFactory.create()
    lead = Registration.objects.get(lot=lot.lot, party=party(lot, "bai"))
    JointMember.objects.create(
        registration=lead, lot_id=lot.lot, party=other, number=1, stands=True, agreed_at=clock.now()
    )
    return expertise.employ(
        expert_id=expert.id, employer=str(other.code), from_on=date(2025, 1, 1), by=lot.actor("chen")
    )


CASES: list[tuple[str, Make, list[str]]] = [
    ("of a unit of its own", lambda *_: None, []),
    ("works for the organiser", works_for("sun"), ["employed"]),
    ("works for a bidder", works_for("bai"), ["employed"]),
    ("works for a bidder that is known by its name", works_for("bai", name_only=True), ["employed"]),
    ("works for who does not bid", works_for("fang"), []),
    ("worked for a bidder last year", worked_for("bai", 365), ["employed_before"]),
    ("worked for a bidder until a day less than three years ago", worked_for("bai", 3 * 365), ["employed_before"]),
    ("worked for a bidder more than three years ago", worked_for("bai", 3 * 366), []),
    ("works for whom the bidder owns 60 % of", works_for("qin"), ["affiliated"]),
    ("works for who owns 25 % of a bidder", works_for_a_holding(25), ["affiliated"]),
    ("works for who owns 24 % of a bidder", works_for_a_holding(24), []),
    ("works for a member of a joint bid", works_for_a_joint_member, ["employed"]),
    ("declared a bidder", declares("cui"), ["declared"]),
    ("declared whom a bidder owns", declares("qin"), ["declared"]),
    ("declared a bidder and took it back", declares("cui", withdrawn=True), []),
    ("is of the lot's supervisor", is_also(Role.SUPERVISOR, "su"), ["supervises"]),
    ("is of another sector's supervisor", is_also(Role.SUPERVISOR, "tang"), []),
    ("acts for the organiser as well", is_also(Role.ORGANISER, "sun"), ["insider"]),
    ("is of the centre as well", is_also(Role.CENTRE, "chen"), ["insider"]),
]  # fmt: skip


class TestCauses:
    def test_are_found_row_by_row(self, lot: Drawing) -> None:
        experts = {}
        for said, make, _ in CASES:
            experts[said] = lot.admitted(f"院 {said}")
            make(lot, experts[said])
        of = avoiding.sides(Lot.objects.get(id=lot.lot), clock.now())
        found = {
            said: avoiding.causes(Expert.objects.select_related("member").get(id=one.id), of)
            for said, one in experts.items()
        }
        assert found == {said: causes for said, _, causes in CASES}
        assert {code for causes in found.values() for code in causes} == avoidance.CAUSES.keys() - {
            "conflict",
            "not_in_standing",
        }

    def test_do_not_tell_apart_a_leap_day(self) -> None:
        assert avoidance.employed_since(date(2028, 2, 29)) == date(2025, 3, 1)
        assert avoidance.employed_since(date(2026, 3, 2)) == date(2023, 3, 2)


class TestTheRegister:
    def test_admits_whom_the_law_lets_in(self, lot: Drawing) -> None:
        member = MemberFactory.create(role=Role.EXPERT)
        given: dict[str, Any] = {
            "member_id": member.id, "majors": ["a08"], "region": "370200", "title": "高级工程师", "years": 8, "employer": "一院",
            "employed_from": date(2010, 1, 1), "by": lot.actor("chen"),
        }  # fmt: skip
        for change, code in (
            ({"years": 7}, "expert_not_qualified"),
            ({"majors": ["z99"]}, "expert_malformed"),
            ({"majors": []}, "expert_malformed"),
            ({"title": ""}, "expert_malformed"),
            ({"by": lot.actor("sun")}, "role_not_allowed"),
            ({"by": lot.actor("su")}, "role_not_allowed"),
            ({"member_id": lot.scene.world.cast.members["bai"].id}, "member_not_found"),
        ):
            with pytest.raises(DomainError) as refused:
                expertise.admit(**(given | change))
            assert refused.value.code == code, change
        made = expertise.admit(**given)
        assert made.employments.get().name == "一院" and "a08" in MAJORS
        with pytest.raises(DomainError, match="expert_admitted"):
            expertise.admit(**given)

    def test_keeps_out_of_draws_who_is_suspended_away_elsewhere_or_of_another_major(
        self, lot: Drawing
    ) -> None:
        by, day = lot.actor("chen"), lot.due_on()
        drawable = [lot.admitted() for _ in range(2)]
        lot.admitted(region="370203")
        lot.admitted(majors=("c03",))
        for standing, until in (
            ("suspended", None),
            ("suspended", day + timedelta(days=1)),
            ("removed", None),
        ):
            expertise.set_standing(
                expert_id=lot.admitted().id, standing=standing, reason="违纪", until=until, by=by
            )
        back = lot.admitted()
        expertise.set_standing(expert_id=back.id, standing="suspended", reason="违纪", until=day, by=by)
        for from_on, to_on, is_away in (
            (day, day, True),
            (day + timedelta(days=1), day + timedelta(days=9), False),
        ):
            one = lot.admitted()
            expertise.take_leave(from_on=from_on, to_on=to_on, by=actor(one.member))
            drawable += [] if is_away else [one]
        row = lot.plan(groups={"a06": 3, "a08": 2}, representatives=0, region="370202")
        assert {one.id for one in pools.candidates(row, clock.now())} == {
            back.id,
            *(one.id for one in drawable),
        }
