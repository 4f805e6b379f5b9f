"""Registrations and deposits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import Role
from api.asking import PAGED
from api.doors import Door, pages_of, parsed
from api.noting import noting
from api.serializers.common import Amount, PartySerializer
from api.views.lots import find_lot
from bidding import namesakes, queries
from bidding.actions import attempts, deposits, joint, registrations
from bidding.auctions.articles import RIGHTS
from bidding.models import DepositEntry, Registration

STATUSES = ("applied", "qualified", "rejected", "withdrawn")


class JointMemberSerializer(serializers.Serializer[Any]):
    """A party that the one that registered named to bid jointly; it belongs to the bid once it has agreed."""

    party = PartySerializer()
    agreed_at = serializers.DateTimeField(allow_null=True)
    declined_at = serializers.DateTimeField(
        allow_null=True, help_text="The registration is never qualified then; its lead withdraws it"
    )


class JointBidSerializer(serializers.Serializer[Any]):
    """A registration as the members see whom its lead named."""

    id = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    lead = PartySerializer(source="party")
    members = JointMemberSerializer(many=True, source="joint_members")
    status = serializers.ChoiceField(choices=STATUSES)


class RegistrationSerializer(serializers.Serializer[Any]):
    """A registration, for the bidder itself and for whoever keeps the register."""

    id = serializers.CharField()
    lot = serializers.CharField(source="lot_id")
    party = PartySerializer()
    alias = serializers.CharField(help_text="The number under which others see the bidder")
    account = serializers.CharField(help_text="The virtual sub-account for the deposit")
    deposit_due = Amount()
    status = serializers.ChoiceField(choices=STATUSES)
    applied_at = serializers.DateTimeField()
    reviewed_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    claims = serializers.CharField(
        help_text="The prior right (优先购买权) that it would use within the competition"
    )
    members = JointMemberSerializer(many=True, source="joint_members")
    head_namesake = serializers.SerializerMethodField(
        help_text="For those who read all of a lot: whether another bidder's head, or the organiser's, has the same name"
    )

    def get_head_namesake(self, registration: Registration) -> bool | None:
        """Return what is known of it; null for a bidder itself."""
        return getattr(registration, "head_namesake", None)


class NewRegistration(serializers.Serializer[Any]):
    """Whom the lead of a joint bid names, nobody where a party bids alone; and the prior right that it claims."""

    members = serializers.ListField(
        child=serializers.RegexField(r"^[0-9A-Z]{18}$"), required=False, default=list, max_length=50,
        help_text="The members of a joint bid (联合体成员), by their 统一社会信用代码, without the lead",
    )  # fmt: skip
    claims = serializers.ChoiceField(
        choices=["", *RIGHTS], required=False, default="",
        help_text="The prior right (优先购买权) that the party would use within the competition, where that was announced",
    )  # fmt: skip


class Review(serializers.Serializer[Any]):
    """Whether a party may bid."""

    qualified = serializers.BooleanField()
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class DepositEntrySerializer(serializers.Serializer[Any]):
    """A movement on a deposit; money out is negative."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=DepositEntry.Kind.choices)
    amount = serializers.DecimalField(max_digits=20, decimal_places=2)
    form = serializers.ChoiceField(choices=DepositEntry.Form.choices)
    reference = serializers.CharField()
    at = serializers.DateTimeField()


class AccountSerializer(serializers.Serializer[Any]):
    """An account for a deposit, without the name of its owner."""

    registration = serializers.CharField(source="id")
    account = serializers.CharField()
    deposit_due = Amount()
    balance = serializers.DecimalField(max_digits=20, decimal_places=2, source="held")


class NewDepositEntry(serializers.Serializer[Any]):
    """A movement as the bank tells it; the amount is positive."""

    kind = serializers.ChoiceField(choices=DepositEntry.Kind.choices)
    amount = Amount()
    form = serializers.ChoiceField(
        choices=DepositEntry.Form.choices, default=DepositEntry.Form.TRANSFER, help_text="By what it was paid"
    )
    reference = serializers.RegexField(r"^[\x21-\x7e]{1,100}$")
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class LotRegistrations(Door):
    """Who takes part in a lot: told to nobody but the party itself and whoever keeps the register."""

    asks = PAGED

    @extend_schema(operation_id="registrations_list", responses=pages_of(RegistrationSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the registrations that the actor may read."""
        rows = queries.of_lot(find_lot(self, lot_id), self.actor)
        if self.actor.role is not Role.BIDDER:
            rows = namesakes.marked(rows)
        return self.page(request, rows, RegistrationSerializer, order="id")

    @extend_schema(
        operation_id="registrations_make", request=NewRegistration, responses={201: RegistrationSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Take part, for the actor's own party; with the members that it names, for a joint bid that it leads."""
        lot, values = find_lot(self, lot_id), parsed(NewRegistration, request)

        def effect() -> Response:
            made = registrations.register(lot_id=lot.id, by=self.actor, **values)
            return Response(RegistrationSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class MyRegistrations(Door):
    """The registrations of one's own party."""

    asks = PAGED

    @extend_schema(operation_id="registrations_own", responses=pages_of(RegistrationSerializer))
    def get(self, request: Request) -> Response:
        """List them, newest first."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        return self.page(request, queries.registrations(self.actor), RegistrationSerializer)


class MyJointBids(Door):
    """The joint bids that name one's own party."""

    asks = PAGED

    @extend_schema(operation_id="joint_bids_own", responses=pages_of(JointBidSerializer))
    def get(self, request: Request) -> Response:
        """List the registrations whose lead named the actor's party as a member, newest first."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        return self.page(request, queries.joint_bids(self.actor), JointBidSerializer)


class RegistrationReview(Door):
    """The review of a registration."""

    @extend_schema(operation_id="registrations_review", request=Review, responses=RegistrationSerializer)
    def post(self, request: Request, registration_id: str) -> HttpResponseBase:
        """Qualify or reject a party."""
        found, values = _find(self, registration_id), parsed(Review, request)

        def effect() -> Response:
            reviewed = registrations.review(registration_id=found.id, by=self.actor, **values)
            return Response(RegistrationSerializer(reviewed).data)

        return self.act(request, effect, deal=found.lot.deal_id)


class RegistrationWithdrawal(Door):
    """Ending one's own participation."""

    @extend_schema(operation_id="registrations_withdraw", request=None, responses=RegistrationSerializer)
    def post(self, request: Request, registration_id: str) -> HttpResponseBase:
        """Withdraw."""
        found = _find(self, registration_id)

        def effect() -> Response:
            return Response(
                RegistrationSerializer(registrations.withdraw(registration_id=found.id, by=self.actor)).data
            )

        with noting(
            lambda codes: attempts.note_withdrawal(lot_id=found.lot_id, codes=codes, by=self.actor),
            only=("step_refused", "bid_submitted"),
        ):
            return self.act(request, effect, deal=found.lot.deal_id)


class RegistrationAgreement(Door):
    """A member's word that it belongs to a joint bid."""

    @extend_schema(operation_id="registrations_agree", request=None, responses=JointMemberSerializer)
    def post(self, request: Request, registration_id: str) -> HttpResponseBase:
        """Agree to bid jointly, as one that the lead named."""
        found = get_object_or_404(queries.joint_bids(self.actor), id=registration_id)

        def effect() -> Response:
            return Response(JointMemberSerializer(joint.agree(registration_id=found.id, by=self.actor)).data)

        return self.act(request, effect, deal=found.lot.deal_id)


class RegistrationRefusal(Door):
    """A member's word that it does not belong to a joint bid."""

    @extend_schema(operation_id="registrations_decline", request=None, responses=JointMemberSerializer)
    def post(self, request: Request, registration_id: str) -> HttpResponseBase:
        """Decline to bid jointly, as one that the lead named; for this registration that is final."""
        found = get_object_or_404(queries.joint_bids(self.actor), id=registration_id)

        def effect() -> Response:
            return Response(
                JointMemberSerializer(joint.decline(registration_id=found.id, by=self.actor)).data
            )

        return self.act(request, effect, deal=found.lot.deal_id)


class RegistrationDeposits(Door):
    """The ledger of a deposit."""

    asks = PAGED

    @extend_schema(operation_id="deposits_list", responses=pages_of(DepositEntrySerializer))
    def get(self, request: Request, registration_id: str) -> Response:
        """List the movements, oldest first."""
        return self.page(
            request,
            held_for(self, registration_id).deposit_entries.all(),
            DepositEntrySerializer,
            order="id",
        )

    @extend_schema(
        operation_id="deposits_enter", request=NewDepositEntry, responses={201: DepositEntrySerializer}
    )
    def post(self, request: Request, registration_id: str) -> HttpResponseBase:
        """Enter a movement; the same reference twice is one movement."""
        found, values = held_for(self, registration_id), parsed(NewDepositEntry, request)

        def effect() -> Response:
            entry = deposits.enter(registration_id=found.id, by=self.actor, **values)
            return Response(DepositEntrySerializer(entry).data, status=201)

        return self.act(request, effect, deal=found.lot.deal_id)


class DepositAccount(Door):
    """The desk where the centre enters deposits: it knows the account, not whose it is."""

    @extend_schema(operation_id="deposit_accounts_read", responses=AccountSerializer)
    def get(self, request: Request, account: str) -> Response:
        """Find the deposit of an account that the bank names; the journal says who looked."""
        return Response(AccountSerializer(deposits.look_up(account=account, by=self.actor)).data)


def held_for(door: Door, registration_id: str) -> Registration:
    """Return a registration whose deposit the actor may see: one that it may read, or named by the centre's desk."""
    return queries.at_the_desk(door.actor, registration=registration_id) or _find(door, registration_id)


def _find(door: Door, registration_id: str) -> Registration:
    """Return a registration that the actor may read; 404 for any other."""
    row = get_object_or_404(Registration.objects.select_related("lot"), id=registration_id)
    lot = find_lot(door, row.lot_id)
    found = get_object_or_404(queries.of_lot(lot, door.actor), id=registration_id)
    found.lot = lot
    return found
