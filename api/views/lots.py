"""Lots: where they stand, what is open, steps, periods, outcomes, new rounds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.noting import noting_move
from api.serializers import deals as shapes
from foundation import clock
from trading import queries
from trading.actions import calling_off, deals, outcomes, steps
from trading.models import Lot, Outcome


class OneLot(Door):
    """One lot."""

    is_shared = True

    @extend_schema(operation_id="lots_read", responses=shapes.LotDetailSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read a lot."""
        return Response(_shape(self, lot_id))

    @extend_schema(operation_id="lots_edit", request=shapes.LotChanges, responses=shapes.LotDetailSerializer)
    def patch(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Change a lot that is being prepared."""
        lot = find_lot(self, lot_id)
        with noting_move(lot.deal, "fields", self.actor, body=request.data):
            return self._edit(request, lot)

    def _edit(self, request: Request, lot: Lot) -> HttpResponseBase:
        changes = parsed(shapes.LotChanges, request)

        def effect() -> Response:
            changed = deals.edit_lot(lot_id=lot.id, by=self.actor, changes=changes)
            return Response(_shape(self, changed.id))

        return self.act(request, effect, deal=lot.deal_id)


class OpenSteps(Door):
    """What may happen next."""

    is_shared = tells_the_hour = True

    @extend_schema(operation_id="lots_open_steps", responses=shapes.OpenStepSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List every step out of the present state; for the closed ones, every reason with its article."""
        found = queries.open_steps(find_lot(self, lot_id), actor=self.actor, at=clock.now())
        return Response(shapes.OpenStepSerializer(found, many=True).data)


class LotSteps(Door):
    """Steps of one lot."""

    @extend_schema(operation_id="lots_step", request=shapes.StepInput, responses=shapes.StepTakenSerializer)
    def post(self, request: Request, lot_id: str, step: str) -> HttpResponseBase:
        """Take a step with this lot."""
        lot, values = find_lot(self, lot_id), parsed(shapes.StepInput, request)

        def effect() -> Response:
            taken = steps.take_step(lot_id=lot.id, step=step, by=self.actor, **values)
            return Response(shapes.StepTakenSerializer(taken).data)

        return self.act(request, effect, deal=lot.deal_id)


class LotHistory(Door):
    """Steps taken."""

    is_shared = True

    @extend_schema(operation_id="lots_history", responses=shapes.StepTakenSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the steps that the lot took, oldest first; for outsiders, from the announcement on."""
        lot = find_lot(self, lot_id)
        taken = lot.steps.order_by("at", "id")
        if not queries.watches(self.actor, lot.deal):
            taken = taken.filter(
                at__gte=lot.deal.announced_at
            )  # what came before is the organiser's own affair
        return Response(shapes.StepTakenSerializer(taken, many=True).data)


class LotPeriods(Door):
    """The lot's deadlines."""

    is_shared = True

    @extend_schema(operation_id="lots_periods", responses=shapes.PeriodSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the periods of the lot in order of their ends, each with its article."""
        lot = find_lot(self, lot_id)
        rows = lot.periods.order_by("ends_at", "id")
        context = {"limits": lot.procedure.limits()}
        return Response(shapes.PeriodSerializer(rows, many=True, context=context).data)


class LotRerun(Door):
    """A new round."""

    @extend_schema(operation_id="lots_rerun", request=None, responses={201: shapes.LotDetailSerializer})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Open a new round of a failed lot, in the edition now in force."""
        lot = find_lot(self, lot_id)

        def effect() -> Response:
            fresh = steps.rerun(lot_id=lot.id, by=self.actor)
            return Response(
                _shape(self, fresh.id), status=201, headers={"Location": f"/api/v1/lots/{fresh.id}/"}
            )

        return self.act(request, effect, deal=lot.deal_id)


class CandidateInput(serializers.Serializer[object]):
    """A ranked candidate; one whose sealed bid was opened by its party alone."""

    rank = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=300, required=False)
    price = serializers.CharField(required=False, allow_null=True)
    party = serializers.CharField(required=False, allow_null=True)


class OutcomeInput(serializers.Serializer[object]):
    """What a competition came to."""

    stage = serializers.CharField(max_length=40)
    values = serializers.DictField(help_text="Facts by name: counts, flags, price as text")
    candidates = CandidateInput(many=True, required=False)


class CandidateOutput(serializers.Serializer[object]):
    """A ranked candidate."""

    rank = serializers.IntegerField()
    name = serializers.CharField()
    price = serializers.CharField(allow_null=True)
    party = serializers.CharField(allow_null=True, help_text="Where it is a party here")
    percent = serializers.CharField(
        allow_null=True, help_text="What it promised beside the price, where that was bid"
    )


class OutcomeOutput(serializers.Serializer[object]):
    """An outcome as recorded; outsiders get the candidates, and no `values`."""

    id = serializers.CharField()
    stage = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    candidates = CandidateOutput(many=True)
    values = serializers.DictField(allow_null=True)

    def to_representation(self, outcome: Any) -> dict[str, Any]:
        """Leave the facts of the competition to those who watch the deal."""
        candidates = [
            {"price": None, "party": None, "percent": None, **candidate} for candidate in outcome.candidates
        ]
        values = outcome.values if self.context["inside"] else None
        rows = CandidateOutput(sorted(candidates, key=lambda row: row["rank"]), many=True).data
        head = {"id": outcome.id, "stage": outcome.stage, "recorded_at": _instant(outcome.recorded_at)}
        return {**head, "candidates": rows, "values": values}


class LotOutcomes(Door):
    """Outcomes of competitions that did not run here."""

    is_shared = True

    @extend_schema(operation_id="lots_outcomes", responses=OutcomeOutput(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the outcomes, oldest first; outsiders get the candidates once the law shows them."""
        lot = find_lot(self, lot_id)
        return Response(self._shown(lot, queries.outcomes(lot, self.actor, at=clock.now())))

    @extend_schema(operation_id="lots_record_outcome", request=OutcomeInput, responses={201: OutcomeOutput})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Record an outcome of a demonstration or external deal."""
        lot, values = find_lot(self, lot_id), parsed(OutcomeInput, request)

        def effect() -> Response:
            outcome = outcomes.record_outcome(lot_id=lot.id, by=self.actor, **values)
            return Response(self._shown(lot, [outcome])[0], status=201)

        return self.act(request, effect, deal=lot.deal_id)

    def _shown(self, lot: Lot, rows: Iterable[Outcome]) -> list[Any]:
        inside = queries.watches(self.actor, lot.deal)
        return [OutcomeOutput(row, context={"inside": inside}).data for row in rows]


class SelectionInput(serializers.Serializer[object]):
    """Who delivers a call-off: named where the buyer chooses, or where equal offers were drawn."""

    supplier = serializers.CharField(max_length=300, allow_blank=True, default="")
    price = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="By default that at the agreed prices"
    )


class LotSelection(Door):
    """Who delivers a call-off."""

    @extend_schema(operation_id="lots_select", request=SelectionInput, responses={201: OutcomeOutput})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Find the supplier of a call-off among those of its framework, as the purchaser: the one that is named, the lowest opened offer,
        or whose turn it is.
        """
        lot, values = find_lot(self, lot_id), parsed(SelectionInput, request)

        def effect() -> Response:
            made = calling_off.select(lot_id=lot.id, by=self.actor, **values)
            return Response(OutcomeOutput(made, context={"inside": True}).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


def find_lot(door: Door, lot_id: str) -> Lot:
    """Return the lot; 404 if the actor may not know of it."""
    return get_object_or_404(queries.lots(door.actor), id=lot_id)


def _instant(at: datetime) -> Any:
    return serializers.DateTimeField().to_representation(at)


def _shape(door: Door, lot_id: str) -> object:
    return shapes.LotDetailSerializer(find_lot(door, lot_id), context={"actor": door.actor}).data
