"""Custody of sealed bids: policies, what custodians say to them, later deadlines, the freeze list and its cut."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.noting import noting_move
from api.serializers import custody as shapes
from api.serializers.signed import Signed, SignedByTwo
from api.views.lots import find_lot
from bidding import queries
from bidding.actions import custody, cutting
from bidding.models import CustodyPolicy, FreezeList
from bidding.sealed import custody as policies
from bidding.sealed import terms
from trading import queries as trading_queries
from trading.models import Deal


class DealCustody(Door):
    """The policies of custody of a deal."""

    @extend_schema(operation_id="custody_read", responses=shapes.Custody)
    def get(self, request: Request, deal_id: str) -> Response:
        """Read every version, with acceptances and changes, and what the next one must say."""
        deal = _find_deal(self, deal_id)
        rows = deal.custody_policies.prefetch_related("acceptances", "changes").order_by("version")
        return Response(shapes.Custody({"terms": terms.of(deal), "policies": rows}).data)

    @extend_schema(operation_id="custody_publish", request=Signed, responses={201: shapes.PolicySerializer})
    def post(self, request: Request, deal_id: str) -> HttpResponseBase:
        """Publish a policy that the organiser signed; it is in force once every custodian has accepted it."""
        deal, values = _find_deal(self, deal_id), parsed(Signed, request)

        def effect() -> Response:
            made = custody.publish_policy(deal_id=deal.id, by=self.actor, **values)
            return Response(shapes.PolicySerializer(made).data, status=201)

        return self.act(request, effect, deal=deal.id)


class CustodyAcceptances(Door):
    """What custodians say to a policy."""

    @extend_schema(operation_id="custody_accept", request=Signed, responses={201: shapes.PolicySerializer})
    def post(self, request: Request, policy_id: str) -> HttpResponseBase:
        """Bring a custodian's signed acceptance."""
        found, values = _find_policy(self, policy_id), parsed(Signed, request)

        def effect() -> Response:
            made = custody.accept_custody(policy_id=found.id, by=self.actor, **values)
            return Response(shapes.PolicySerializer(made.policy).data, status=201)

        return self.act(request, effect, deal=found.deal_id)


class CustodyChanges(Door):
    """Later deadlines."""

    @extend_schema(
        operation_id="custody_change",
        request=SignedByTwo,
        responses={201: shapes.PolicyChangeSerializer},
    )
    def post(self, request: Request, policy_id: str) -> HttpResponseBase:
        """Log a later deadline that two persons of the organiser signed."""
        found, values = _find_policy(self, policy_id), parsed(SignedByTwo, request)

        def effect() -> Response:
            made = custody.publish_change(policy_id=found.id, by=self.actor, **values)
            return Response(shapes.PolicyChangeSerializer(made).data, status=201)

        with noting_move(found.deal, "custody", self.actor):
            return self.act(request, effect, deal=found.deal_id)


class LotCustody(Door):
    """The policy that bids on a lot are sealed under."""

    @extend_schema(operation_id="lots_custody", responses=shapes.PolicySerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read the policy in force; 404 where bids are not sealed."""
        found = policies.in_force(find_lot(self, lot_id))
        if found is None:
            raise Http404
        return Response(shapes.PolicySerializer(found).data)


class LotFreeze(Door):
    """The freeze list."""

    @extend_schema(operation_id="lots_freeze", responses=shapes.FreezeSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read the list of live bids at the deadline; 404 until it is issued, and to who may not know yet who filed."""
        lot = find_lot(self, lot_id)
        if not queries.may_read_list(lot, self.actor):
            raise Http404
        found = get_object_or_404(FreezeList, lot=lot, issued_at__isnull=False)
        return Response(shapes.FreezeSerializer(found).data)


class FreezeCut(Door):
    """The supervisor's cut, where nobody outside saw the log in the minute after the deadline."""

    @extend_schema(operation_id="lots_cut", responses=shapes.CutSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read which cut is awaited of whom, or was signed; 404 where the list needs no supervisor."""
        found = cutting.awaited(find_lot(self, lot_id))
        if found is None:
            raise Http404
        return Response(shapes.CutSerializer(found).data)

    @extend_schema(operation_id="lots_sign_cut", request=shapes.NewCut, responses={201: shapes.CutSerializer})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Sign from which head of the log the lot goes on, as its supervisor; once more is answered as the first time."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewCut, request)

        def effect() -> Response:
            cutting.sign_cut(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.CutSerializer(cutting.awaited(lot)).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


def _find_deal(door: Door, deal_id: str) -> Deal:
    return get_object_or_404(trading_queries.deals(door.actor), id=deal_id)


def _find_policy(door: Door, policy_id: str) -> CustodyPolicy:
    return get_object_or_404(CustodyPolicy, id=policy_id, deal__in=trading_queries.deals(door.actor))
