"""Members of a party and invitations to become one."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import queries
from accounts.actions import members, rights
from accounts.models.members import MemberStatus
from accounts.roles import Role
from api import words
from api.asking import PAGED, Choice
from api.doors import Door, pages_of, parsed
from api.serializers import accounts as shapes
from api.views.parties import find_party


class PartyMembers(Door):
    """Who acts for a party."""

    asks = (
        *PAGED,
        Choice("role", "The role", "role", choices=words.MEMBER_ROLES),
        Choice("status", "Whether they still may", "status", choices=tuple(MemberStatus.values)),
    )

    @extend_schema(operation_id="members_list", responses=pages_of(shapes.MemberSerializer))
    def get(self, request: Request, party_id: str) -> Response:
        """List the members of a party, for the party itself and administrators."""
        party = find_party(self, party_id)
        rights.require_party_or_administrator(self.actor, party.id)
        rows = queries.members(self.actor).filter(party=party)
        return self.page(request, rows, shapes.MemberSerializer, order="id")


class OneMember(Door):
    """A member."""

    @extend_schema(operation_id="members_read", responses=shapes.MemberSerializer)
    def get(self, request: Request, member_id: str) -> Response:
        """Read a member of one's own party, or as an administrator any."""
        return Response(
            shapes.MemberSerializer(get_object_or_404(queries.members(self.actor), id=member_id)).data
        )

    @extend_schema(
        operation_id="members_change", request=shapes.MemberChanges, responses=shapes.MemberSerializer
    )
    def patch(self, request: Request, member_id: str) -> HttpResponseBase:
        """Give a member another role, or as an administrator another scope; another role makes another member."""
        member = get_object_or_404(queries.members(self.actor), id=member_id)
        values = parsed(shapes.MemberChanges, request)
        role = Role(values.pop("role")) if "role" in values else None

        def effect() -> Response:
            changed = members.change_member(member_id=member.id, role=role, by=self.actor, **values)
            return Response(shapes.MemberSerializer(changed).data)

        return self.act(request, effect)


class MemberRevocation(Door):
    """The end of a membership."""

    @extend_schema(operation_id="members_revoke", request=None, responses=shapes.MemberSerializer)
    def post(self, request: Request, member_id: str) -> HttpResponseBase:
        """End a membership, somebody's or one's own; its tokens end with it."""
        member = get_object_or_404(queries.members(self.actor), id=member_id)

        def effect() -> Response:
            revoked = members.revoke_member(member_id=member.id, by=self.actor)
            return Response(shapes.MemberSerializer(revoked).data)

        return self.act(request, effect)


class MyMemberships(Door):
    """The capacities in which the reader may act."""

    asks = PAGED

    @extend_schema(operation_id="memberships_own", responses=pages_of(shapes.MembershipSerializer))
    def get(self, request: Request) -> Response:
        """List them, those of parties that are not proved yet included."""
        if self.actor.user_id is None:
            raise NotAuthenticated
        return self.page(request, queries.memberships(self.actor), shapes.MembershipSerializer, order="id")


class PartyInvitations(Door):
    """Invitations to act for a party."""

    asks = PAGED

    @extend_schema(operation_id="invitations_list", responses=pages_of(shapes.InvitationSerializer))
    def get(self, request: Request, party_id: str) -> Response:
        """List them, newest first, for the party itself and administrators."""
        party = find_party(self, party_id)
        rights.require_party_or_administrator(self.actor, party.id)
        rows = queries.invitations(self.actor).filter(party=party)
        return self.page(request, rows, shapes.InvitationSerializer)

    @extend_schema(
        operation_id="invitations_make", request=shapes.NewInvitation, responses={201: shapes.InvitationMade}
    )
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Invite an e-mail address; whoever invites hands the secret over."""
        party, values = find_party(self, party_id), parsed(shapes.NewInvitation, request)
        values["role"] = Role(values["role"])

        def effect() -> Response:
            made, secret = members.invite_member(party_id=party.id, by=self.actor, **values)
            return Response({**shapes.InvitationSerializer(made).data, "secret": secret}, status=201)

        return self.act(request, effect, told_once=("secret",))


class InvitationAcceptance(Door):
    """Joining a party."""

    @extend_schema(
        operation_id="invitations_accept",
        request=shapes.InvitationSecret,
        responses={201: shapes.MemberSerializer},
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Accept an invitation that was sent to one's own address."""
        values = parsed(shapes.InvitationSecret, request)

        def effect() -> Response:
            joined = members.accept_invitation(by=self.actor, **values)
            return Response(shapes.MemberSerializer(joined).data, status=201)

        return self.act(request, effect)


class InvitationRevocation(Door):
    """Taking an invitation back."""

    @extend_schema(operation_id="invitations_revoke", request=None, responses=shapes.InvitationSerializer)
    def post(self, request: Request, invitation_id: str) -> HttpResponseBase:
        """Take an invitation back: nobody can accept it from now on."""
        invitation = get_object_or_404(queries.invitations(self.actor), id=invitation_id)

        def effect() -> Response:
            revoked = members.revoke_invitation(invitation_id=invitation.id, by=self.actor)
            return Response(shapes.InvitationSerializer(revoked).data)

        return self.act(request, effect)
