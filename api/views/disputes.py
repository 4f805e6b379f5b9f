"""Objections, complaints, holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.actor import Actor
from api.asking import PAGED, Ask, Choice
from api.doors import Door, pages_of, parsed
from api.serializers import activities as shapes
from api.views.lots import find_lot
from trading import queries
from trading.actions import complaints, disputes, holds
from trading.models import Hold

Reader = Callable[[Actor], QuerySet[Any]]


class _Settling(Door):
    """An act on one dispute: found only by whoever may read it."""

    reader: Reader
    output: type[Serializer[Any]]

    def find(self, pk: str) -> Any:
        """Return the dispute; 404 if the actor may not read it."""
        return get_object_or_404(self.reader(self.actor).select_related("party", "lot"), pk=pk)

    def shown(self, row: Any) -> Any:
        """Return the dispute as the actor sees it."""
        return self.output(row, context={"actor": self.actor}).data

    def settle(
        self, request: Request, pk: str, shape: type[Serializer[Any]] | None, act: Callable[..., Any]
    ) -> HttpResponseBase:
        """Call `act` with the parsed body and answer with what it returns."""
        row = self.find(pk)
        values = parsed(shape, request) if shape else {}

        def effect() -> Response:
            return Response(self.shown(act(by=self.actor, **values)))

        return self.act(request, effect, deal=row.lot.deal_id)


def _asks(*statuses: str) -> tuple[Ask, ...]:
    return (
        *PAGED,
        Choice("status", "How far it is", "status", choices=statuses),
        Ask("deal", "The deal, by its id", "lot__deal_id"),
    )


class Objections(Door):
    """Objections on all lots."""

    asks = _asks(*shapes.OBJECTION_STATUSES)

    @extend_schema(operation_id="objections_all", responses=pages_of(shapes.ObjectionSerializer))
    def get(self, request: Request) -> Response:
        """List the actor's own objections and those at openings; all of its deals for the organiser and staff, newest first."""
        return self.page(request, queries.objections(self.actor).order_by(), shapes.ObjectionSerializer)


class Complaints(Door):
    """Complaints about all lots."""

    asks = _asks(*shapes.COMPLAINT_STATUSES)

    @extend_schema(operation_id="complaints_all", responses=pages_of(shapes.ComplaintSerializer))
    def get(self, request: Request) -> Response:
        """List the actor's own complaints; all in their scope for staff, newest first."""
        return self.page(request, queries.complaints(self.actor).order_by(), shapes.ComplaintSerializer)


class LotObjections(Door):
    """Objections on a lot."""

    asks = PAGED

    @extend_schema(operation_id="objections_list", responses=pages_of(shapes.ObjectionSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the actor's own objections and those at the opening; all of them for the organiser and staff."""
        rows = queries.objections(self.actor).filter(lot=find_lot(self, lot_id))
        return self.page(request, rows, shapes.ObjectionSerializer, order="id")

    @extend_schema(
        operation_id="objections_raise",
        request=shapes.NewObjection,
        responses={201: shapes.ObjectionSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Object; where the law says so, the lot is on hold until the reply. What is raised at an opening is public."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewObjection, request)

        def effect() -> Response:
            raised = disputes.object_to(lot_id=lot.id, by=self.actor, **values)
            body = shapes.ObjectionSerializer(raised, context={"actor": self.actor}).data
            return Response(body, status=201, headers={"Location": f"/api/v1/objections/{raised.id}/"})

        return self.act(request, effect, deal=lot.deal_id)


class _ObjectionAct(_Settling):
    reader, output = staticmethod(queries.objections), shapes.ObjectionSerializer


class OneObjection(_ObjectionAct):
    """An objection."""

    @extend_schema(operation_id="objections_read", responses=shapes.ObjectionSerializer)
    def get(self, request: Request, objection_id: str) -> Response:
        """Read an objection of one's own, or on a deal that one watches, or any that was raised at an opening."""
        return Response(self.shown(self.find(objection_id)))


class ObjectionReply(_ObjectionAct):
    """The reply to an objection."""

    @extend_schema(
        operation_id="objections_reply", request=shapes.Reply, responses=shapes.ObjectionSerializer
    )
    def post(self, request: Request, objection_id: str) -> HttpResponseBase:
        """Reply to an objection."""
        return self.settle(
            request,
            objection_id,
            shapes.Reply,
            lambda **v: disputes.reply_objection(objection_id=objection_id, **v),
        )


class ObjectionWithdrawal(_ObjectionAct):
    """Taking an objection back."""

    @extend_schema(operation_id="objections_withdraw", request=None, responses=shapes.ObjectionSerializer)
    def post(self, request: Request, objection_id: str) -> HttpResponseBase:
        """Withdraw one's own objection."""
        return self.settle(
            request,
            objection_id,
            None,
            lambda **v: disputes.withdraw_objection(objection_id=objection_id, **v),
        )


class LotComplaints(Door):
    """Complaints about a lot."""

    asks = PAGED

    @extend_schema(operation_id="complaints_list", responses=pages_of(shapes.ComplaintSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the actor's own complaints; all of them for the organiser and staff."""
        rows = queries.complaints(self.actor).filter(lot=find_lot(self, lot_id))
        return self.page(request, rows, shapes.ComplaintSerializer, order="id")

    @extend_schema(
        operation_id="complaints_lodge",
        request=shapes.NewComplaint,
        responses={201: shapes.ComplaintSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Complain to the supervisor."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewComplaint, request)
        values["objection_id"] = values.pop("objection", None)

        def effect() -> Response:
            lodged = complaints.complain(lot_id=lot.id, by=self.actor, **values)
            body = shapes.ComplaintSerializer(lodged, context={"actor": self.actor}).data
            return Response(body, status=201, headers={"Location": f"/api/v1/complaints/{lodged.id}/"})

        return self.act(request, effect, deal=lot.deal_id)


class _ComplaintAct(_Settling):
    reader, output = staticmethod(queries.complaints), shapes.ComplaintSerializer


class OneComplaint(_ComplaintAct):
    """A complaint."""

    @extend_schema(operation_id="complaints_read", responses=shapes.ComplaintSerializer)
    def get(self, request: Request, complaint_id: str) -> Response:
        """Read a complaint of one's own, or in one's scope."""
        return Response(self.shown(self.find(complaint_id)))


class ComplaintWithdrawal(_ComplaintAct):
    """Taking a complaint back."""

    @extend_schema(operation_id="complaints_withdraw", request=None, responses=shapes.ComplaintSerializer)
    def post(self, request: Request, complaint_id: str) -> HttpResponseBase:
        """Withdraw one's own complaint."""
        return self.settle(
            request,
            complaint_id,
            None,
            lambda **v: complaints.withdraw_complaint(complaint_id=complaint_id, **v),
        )


class ComplaintAcceptance(_ComplaintAct):
    """Taking a complaint on."""

    @extend_schema(
        operation_id="complaints_accept", request=shapes.Acceptance, responses=shapes.ComplaintSerializer
    )
    def post(self, request: Request, complaint_id: str) -> HttpResponseBase:
        """Accept a complaint, suspending the lot if asked."""
        return self.settle(
            request,
            complaint_id,
            shapes.Acceptance,
            lambda **v: complaints.accept_complaint(complaint_id=complaint_id, **v),
        )


class ComplaintRefusal(_ComplaintAct):
    """Not taking a complaint on."""

    @extend_schema(
        operation_id="complaints_refuse", request=shapes.Refusal, responses=shapes.ComplaintSerializer
    )
    def post(self, request: Request, complaint_id: str) -> HttpResponseBase:
        """Refuse a complaint, with the reason."""
        return self.settle(
            request,
            complaint_id,
            shapes.Refusal,
            lambda **v: complaints.refuse_complaint(complaint_id=complaint_id, **v),
        )


class ComplaintDecision(_ComplaintAct):
    """Deciding a complaint."""

    @extend_schema(
        operation_id="complaints_decide", request=shapes.Decision, responses=shapes.ComplaintSerializer
    )
    def post(self, request: Request, complaint_id: str) -> HttpResponseBase:
        """Decide a complaint."""
        return self.settle(
            request,
            complaint_id,
            shapes.Decision,
            lambda **v: complaints.decide_complaint(complaint_id=complaint_id, **v),
        )


class LotHolds(Door):
    """Suspensions of a lot; that there is one is public."""

    asks = PAGED
    is_shared = True

    @extend_schema(operation_id="holds_list", responses=pages_of(shapes.HoldSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the suspensions of a lot."""
        return self.page(request, find_lot(self, lot_id).holds.all(), shapes.HoldSerializer, order="id")

    @extend_schema(
        operation_id="holds_suspend", request=shapes.NewHold, responses={201: shapes.HoldSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Suspend a lot, as its supervisor."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewHold, request)

        def effect() -> Response:
            hold = holds.suspend(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.HoldSerializer(hold).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class HoldEnd(Door):
    """Lifting a suspension."""

    @extend_schema(operation_id="holds_resume", request=shapes.Why, responses=shapes.HoldSerializer)
    def post(self, request: Request, hold_id: str) -> HttpResponseBase:
        """Lift a supervisor's suspension."""
        hold = get_object_or_404(Hold, id=hold_id)
        lot, values = find_lot(self, hold.lot_id), parsed(shapes.Why, request)

        def effect() -> Response:
            return Response(
                shapes.HoldSerializer(holds.resume(hold_id=hold_id, by=self.actor, **values)).data
            )

        return self.act(request, effect, deal=lot.deal_id)
