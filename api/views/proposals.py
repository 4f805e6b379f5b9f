"""Acts that take two persons."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED, Ask, Choice
from api.doors import Door, pages_of, parsed
from api.noting import noting, noting_move
from api.serializers import activities
from api.serializers import proposals as shapes
from api.views.deals import find_deal
from trading import queries
from trading.actions import attempts, proposals
from trading.models import Proposal


class Proposals(Door):
    """What waits for its second person, on all deals."""

    asks = (
        *PAGED,
        Choice("status", "How far it is", "status", choices=shapes.STATUSES),
        Ask("deal", "The deal, by its id", "deal_id"),
    )

    @extend_schema(operation_id="proposals_list", responses=pages_of(shapes.ProposalSerializer))
    def get(self, request: Request) -> Response:
        """List the proposals on deals of the organiser's side, and for staff, newest first."""
        return self.page(request, queries.proposals(self.actor), shapes.ProposalSerializer)


class StepProposals(Door):
    """Proposing a step."""

    @extend_schema(
        operation_id="proposals_propose_step",
        request=shapes.StepProposal,
        responses={201: shapes.ProposalSerializer},
    )
    def post(self, request: Request, deal_id: str, step: str) -> HttpResponseBase:
        """Propose a step to a second person; it is tried at once, and refused as the step itself would be."""
        values = parsed(shapes.StepProposal, request) | {"step": step}
        return _propose(self, request, deal_id, Proposal.Act.STEP, values)


class ClarificationProposals(Door):
    """Proposing a clarification that moves a deadline."""

    @extend_schema(
        operation_id="proposals_propose_clarification",
        request=activities.NewClarification,
        responses={201: shapes.ProposalSerializer},
    )
    def post(self, request: Request, deal_id: str) -> HttpResponseBase:
        """Propose a clarification to a second person; it is tried at once, and refused as it would be itself."""
        values = parsed(activities.NewClarification, request)
        with noting_move(find_deal(self, deal_id), "proposal", self.actor, body=values):
            return _propose(self, request, deal_id, Proposal.Act.CLARIFY, values)


class OneProposal(Door):
    """One proposal."""

    @extend_schema(operation_id="proposals_read", responses=shapes.ProposalSerializer)
    def get(self, request: Request, proposal_id: str) -> Response:
        """Read a proposal."""
        return Response(shapes.ProposalSerializer(_find(self, proposal_id)).data)


class ProposalApproval(Door):
    """The second person's word."""

    @extend_schema(operation_id="proposals_approve", request=None, responses=shapes.ProposalSerializer)
    def post(self, request: Request, proposal_id: str) -> HttpResponseBase:
        """Approve what another person proposed, which does it."""
        found = _find(self, proposal_id)

        def effect() -> Response:
            row = proposals.approve(proposal_id=found.id, by=self.actor)
            return Response(shapes.ProposalSerializer(row).data)

        note = partial(attempts.note_approval, deal_id=found.deal_id, proposal_id=found.id, by=self.actor)
        with noting(lambda codes: note(codes=codes)):
            return self.act(request, effect, deal=found.deal_id)


class ProposalRefusal(Door):
    """Giving a proposal up."""

    @extend_schema(
        operation_id="proposals_decline", request=activities.Why, responses=shapes.ProposalSerializer
    )
    def post(self, request: Request, proposal_id: str) -> HttpResponseBase:
        """Decline what another person proposed, or take back what one proposed oneself."""
        found, values = _find(self, proposal_id), parsed(activities.Why, request)

        def effect() -> Response:
            row = proposals.decline(proposal_id=found.id, by=self.actor, **values)
            return Response(shapes.ProposalSerializer(row).data)

        return self.act(request, effect, deal=found.deal_id)


def _propose(
    door: Door, request: Request, deal_id: str, act: str, arguments: dict[str, Any]
) -> HttpResponseBase:
    deal = find_deal(door, deal_id)
    ends = arguments.get("ends", {})
    arguments["ends"] = {name: end.isoformat() for name, end in ends.items()}

    def effect() -> Response:
        row = proposals.propose(deal_id=deal.id, act=act, arguments=arguments, by=door.actor)
        body = shapes.ProposalSerializer(row).data
        return Response(body, status=201, headers={"Location": f"/api/v1/proposals/{row.id}/"})

    return door.act(request, effect, deal=deal.id)


def _find(door: Door, proposal_id: str) -> Proposal:
    return get_object_or_404(queries.proposals(door.actor), id=proposal_id)
