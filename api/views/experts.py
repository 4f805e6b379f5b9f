"""The register of experts: the centre keeps it, and an expert sees and says what is its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED, Choice, Region
from api.doors import Door, pages_of, parsed
from api.serializers import experts as shapes
from bidding.actions import calling, expertise
from bidding.experts import drawn, register
from bidding.experts.majors import MAJORS
from bidding.models import Expert
from bidding.models.expert import Standing


class Experts(Door):
    """The register."""

    asks = (
        *PAGED,
        Choice("major", "a major", field="majors__contains", choices=tuple(sorted(MAJORS))),
        Region("region", "where they live", field="region__startswith"),
        Choice("standing", "the standing", field="standing", choices=tuple(Standing.values)),
    )

    @extend_schema(operation_id="experts_list", responses=pages_of(shapes.ExpertSerializer))
    def get(self, request: Request) -> Response:
        """List them, the newest first: to the centre, those of its region."""
        if "major" in self.asked:
            self.asked["major"] = [self.asked["major"]]
        return self.page(request, register.experts(self.actor), shapes.ExpertSerializer)

    @extend_schema(
        operation_id="experts_admit", request=shapes.NewExpert, responses={201: shapes.ExpertDetailSerializer}
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Take one in who acts as an expert here and is qualified (招标投标法 art. 37)."""
        values = parsed(shapes.NewExpert, request)
        return _done(self, request, lambda: expertise.admit(by=self.actor, **values), status=201)


class OneExpert(Door):
    """One expert, to the centre."""

    @extend_schema(operation_id="experts_read", responses=shapes.ExpertDetailSerializer)
    def get(self, request: Request, expert_id: str) -> Response:
        """Read what the register says."""
        return Response(shapes.ExpertDetailSerializer(_find(self, expert_id)).data)

    @extend_schema(
        operation_id="experts_change", request=shapes.ExpertChange, responses=shapes.ExpertDetailSerializer
    )
    def patch(self, request: Request, expert_id: str) -> HttpResponseBase:
        """Change majors, region, title or telephone."""
        found, values = _find(self, expert_id), parsed(shapes.ExpertChange, request)
        return _done(self, request, lambda: expertise.change(expert_id=found.id, by=self.actor, **values))


class ExpertEmployments(Door):
    """Where an expert works."""

    @extend_schema(
        operation_id="experts_employ", request=shapes.NewEmployment, responses={201: shapes.ExpertDetailSerializer}
    )  # fmt: skip
    def post(self, request: Request, expert_id: str) -> HttpResponseBase:
        """Note a new employment; the one before ends."""
        found, values = _find(self, expert_id), parsed(shapes.NewEmployment, request)

        def effect() -> Expert:
            return expertise.employ(expert_id=found.id, by=self.actor, **values).expert

        return _done(self, request, effect, status=201)


class ExpertStanding(Door):
    """Whether an expert may be drawn."""

    @extend_schema(
        operation_id="experts_set_standing", request=shapes.NewStanding, responses=shapes.ExpertDetailSerializer
    )  # fmt: skip
    def post(self, request: Request, expert_id: str) -> HttpResponseBase:
        """Suspend, let in again, or take out of the register."""
        found, values = _find(self, expert_id), parsed(shapes.NewStanding, request)
        return _done(
            self, request, lambda: expertise.set_standing(expert_id=found.id, by=self.actor, **values)
        )


class OwnExpert(Door):
    """What the register says of the expert who asks."""

    @extend_schema(operation_id="own_expert_read", responses=shapes.ExpertDetailSerializer)
    def get(self, request: Request) -> Response:
        """Read it; 404 to who is not in the register."""
        return Response(shapes.ExpertDetailSerializer(get_object_or_404(register.own(self.actor))).data)


class OwnAvoidances(Door):
    """From whom one stands aside."""

    @extend_schema(
        operation_id="own_avoidance_declare", request=shapes.AvoidanceDeclared, responses={201: shapes.AvoidanceSerializer}
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponseBase:
        """Declare a party."""
        values = parsed(shapes.AvoidanceDeclared, request)

        def effect() -> Response:
            made = expertise.declare_avoidance(by=self.actor, **values)
            return Response(shapes.AvoidanceSerializer(made).data, status=201)

        return self.act(request, effect)


class OwnAvoidanceEnd(Door):
    """The end of a declaration."""

    @extend_schema(operation_id="own_avoidance_withdraw", request=None, responses=shapes.AvoidanceSerializer)
    def post(self, request: Request, avoidance_id: str) -> HttpResponseBase:
        """Say that it holds no more."""

        def effect() -> Response:
            done = expertise.withdraw_avoidance(avoidance_id=avoidance_id, by=self.actor)
            return Response(shapes.AvoidanceSerializer(done).data)

        return self.act(request, effect)


class OwnLeaves(Door):
    """When one cannot come."""

    @extend_schema(
        operation_id="own_leave_take", request=shapes.NewLeave, responses={201: shapes.LeaveSerializer}
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Say on which days."""
        values = parsed(shapes.NewLeave, request)

        def effect() -> Response:
            made = expertise.take_leave(by=self.actor, **values)
            return Response(shapes.LeaveSerializer(made).data, status=201)

        return self.act(request, effect)


class OwnLeaveEnd(Door):
    """The end of a leave."""

    @extend_schema(operation_id="own_leave_withdraw", request=None, responses=shapes.LeaveSerializer)
    def post(self, request: Request, leave_id: str) -> HttpResponseBase:
        """Say that one can come after all."""

        def effect() -> Response:
            done = expertise.withdraw_leave(leave_id=leave_id, by=self.actor)
            return Response(shapes.LeaveSerializer(done).data)

        return self.act(request, effect)


class OwnInvitations(Door):
    """The calls to evaluate that were for the expert who asks."""

    @extend_schema(operation_id="own_invitations", responses=shapes.CallSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them, the newest first."""
        register.check_expert(self.actor)
        return Response(shapes.CallSerializer(drawn.own_entries(self.actor), many=True).data)


class OwnInvitation(Door):
    """One call."""

    @extend_schema(
        operation_id="own_invitation_answer", request=shapes.CallAnswer, responses=shapes.CallSerializer
    )
    def post(self, request: Request, draw_id: str) -> HttpResponseBase:
        """
        Accept, decline or stand aside; who accepted may still stand aside. The same again changes nothing.

        An `Idempotency-Key` is of no use here: no answer is kept.
        """
        values = parsed(shapes.CallAnswer, request)
        # Nothing is kept of it under an idempotency key: that would tell who of the experts accepted.
        calling.answer(draw_id=draw_id, by=self.actor, **values)
        found = drawn.own_entries(self.actor).get(draw=draw_id)
        return Response(shapes.CallSerializer(found).data)


def _find(door: Door, expert_id: str) -> Expert:
    return get_object_or_404(register.experts(door.actor), id=expert_id)


def _done(door: Door, request: Request, do: Callable[[], Any], *, status: int = 200) -> HttpResponseBase:
    def effect() -> Response:
        found = register.experts(door.actor).get(id=do().id)
        return Response(shapes.ExpertDetailSerializer(found).data, status=status)

    return door.act(request, effect)
