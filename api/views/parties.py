"""Parties: who trades here; how one registers, proves itself, is suspended, and who owns whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.crypto import salted_hmac
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import names, queries
from accounts.actions import parties, rights
from accounts.models import Party
from accounts.models.parties import PartyKind, PartyStatus
from accounts.roles import Role
from api.asking import PAGED, Ask, Choice, Region, sort
from api.doors import Door, pages_of, parsed
from api.serializers import accounts as shapes
from api.serializers.activities import Why


class _LooksLike(Ask):
    """A name, found under every spelling that the eye takes for it."""

    def read(self, raw: str) -> str:
        """Return the key under which such names are equal."""
        return names.fold(super().read(raw))


class _Verified(Choice):
    """Whether the party is proved and not suspended."""

    def sift(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows that are, or those that are not."""
        active = {"status": PartyStatus.ACTIVE}
        return rows.filter(**active) if value == "true" else rows.exclude(**active)


class Parties(Door):
    """The parties that the actor may know of."""

    is_shared = True
    asks = (
        *PAGED,
        Ask("name", "A part of the name", "name__icontains"),
        _LooksLike("looks_like", "A name that looks like this one", "name_key"),
        Ask("code", "The unified social credit code, when verified", "code"),
        Choice("kind", "Organisation or person", "kind", choices=tuple(PartyKind.values)),
        Region("region", "A place, with all places in it (GB/T 2260)", "region__startswith"),
        _Verified("verified", "Whether it is proved and not suspended", choices=("true", "false")),
        sort("id", "-id", "name", "-name"),
    )

    @extend_schema(operation_id="parties_list", responses=pages_of(shapes.PartyDetailSerializer))
    def get(self, request: Request) -> Response:
        """List parties, oldest first: proved organisations for everybody, others for themselves and for the centre."""
        return self.page(request, queries.parties(self.actor), shapes.PartyDetailSerializer, order="id")

    @extend_schema(
        operation_id="parties_register",
        request=shapes.NewParty,
        responses={201: shapes.PartyInsideSerializer},
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Register a party for the user who is signed in; it acts once it is proved."""
        values = parsed(shapes.NewParty, request)
        values["role"] = Role(values["role"])
        if "contact" in values:
            values["contact"] = parties.Contact(**values["contact"])

        def effect() -> Response:
            made = parties.register_party(by=self.actor, **values)
            return Response(_inside(made), status=201, headers={"Location": f"/api/v1/parties/{made.id}/"})

        return self.act(request, effect, content=veiled(request))


class OneParty(Door):
    """A party."""

    is_shared = True

    @extend_schema(operation_id="parties_read", responses=shapes.PartyInsideSerializer)
    def get(self, request: Request, party_id: str) -> Response:
        """Read name and, when verified, code of a party; its own members read what it stated of itself."""
        party = find_party(self, party_id)
        inside = queries.sees_inside(self.actor, party)
        return Response(shapes.PartyInsideSerializer(party, context={"inside": inside}).data)


class PartyConfirmation(Door):
    """Proof of a natural person at the centre's counter."""

    @extend_schema(
        operation_id="parties_confirm", request=shapes.Confirmation, responses=shapes.PartyInsideSerializer
    )
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Confirm a person whose identity document was seen."""
        party, values = find_party(self, party_id), parsed(shapes.Confirmation, request)

        def effect() -> Response:
            return Response(_inside(parties.confirm_person(party_id=party.id, by=self.actor, **values)))

        return self.act(request, effect, content=veiled(request))


class PartyHead(Door):
    """Who heads an organisation."""

    @extend_schema(
        operation_id="parties_confirm_head", request=shapes.Head, responses=shapes.PartyInsideSerializer
    )
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Confirm the legal representative, as read in the register of companies."""
        party, values = find_party(self, party_id), parsed(shapes.Head, request)

        def effect() -> Response:
            confirmed = parties.confirm_representative(party_id=party.id, by=self.actor, **values)
            return Response(_inside(confirmed))

        return self.act(request, effect, content=veiled(request))


class PartySuspension(Door):
    """Keeping a party from acting."""

    @extend_schema(operation_id="parties_suspend", request=Why, responses=shapes.PartyDetailSerializer)
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Suspend a party: from the next request on nobody acts for it."""
        party, values = find_party(self, party_id), parsed(Why, request)

        def effect() -> Response:
            suspended = parties.suspend_party(party_id=party.id, by=self.actor, **values)
            return Response(shapes.PartyDetailSerializer(suspended).data)

        return self.act(request, effect)


class PartyRestoration(Door):
    """Letting a party act again."""

    @extend_schema(operation_id="parties_restore", request=Why, responses=shapes.PartyDetailSerializer)
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Restore a suspended party."""
        party, values = find_party(self, party_id), parsed(Why, request)

        def effect() -> Response:
            restored = parties.restore_party(party_id=party.id, by=self.actor, **values)
            return Response(shapes.PartyDetailSerializer(restored).data)

        return self.act(request, effect)


class PartyOwners(Door):
    """The declared shareholders of a party."""

    asks = PAGED

    @extend_schema(operation_id="owners_list", responses=pages_of(shapes.OwnershipSerializer))
    def get(self, request: Request, party_id: str) -> Response:
        """List them, for the party itself and administrators."""
        party = find_party(self, party_id)
        rights.require_party_or_administrator(self.actor, party.id)
        return self.page(request, queries.owners(party), shapes.OwnershipSerializer, order="id")

    @extend_schema(
        operation_id="owners_declare",
        request=shapes.NewOwnership,
        responses={201: shapes.OwnershipSerializer},
    )
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Declare a shareholder; the same owner again replaces its share."""
        party, values = find_party(self, party_id), parsed(shapes.NewOwnership, request)
        owner_id = values.pop("owner", None)
        if owner_id:
            find_party(self, owner_id)

        def effect() -> Response:
            declared = parties.declare_ownership(
                owned_id=party.id, owner_id=owner_id, by=self.actor, **values
            )
            return Response(shapes.OwnershipSerializer(declared).data, status=201)

        return self.act(request, effect)


def find_party(door: Door, party_id: str) -> Party:
    """Return the party; 404 if the actor may not know of it."""
    return get_object_or_404(queries.parties(door.actor), id=party_id)


def _inside(party: Party) -> dict[str, Any]:
    return dict(shapes.PartyInsideSerializer(party, context={"inside": True}).data)


def veiled(request: Request) -> bytes:
    """Return a keyed digest of the body: a plain one would give an identity number away to whoever tries them all."""
    key = settings.IDENTITY_KEY or settings.SECRET_KEY
    return salted_hmac("api.fingerprint", request._request.body, secret=key, algorithm="sha256").digest()
