"""Certificates of parties and tokens of programs."""

from __future__ import annotations

import base64
import binascii

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import queries, sessions
from accounts.actions import certificates, tokens
from accounts.models.credentials import Purpose
from api.asking import PAGED, Choice
from api.doors import Door, pages_of, parsed
from api.serializers import accounts as shapes
from api.views.parties import find_party
from foundation.errors import Forbidden, Invalid
from foundation.text import Text


class PartyCertificates(Door):
    """The certificates of a party."""

    asks = (*PAGED, Choice("purpose", "What it is for", "purpose", choices=tuple(Purpose.values)))

    @extend_schema(operation_id="certificates_list", responses=pages_of(shapes.CertificateSerializer))
    def get(self, request: Request, party_id: str) -> Response:
        """List the certificates that the actor may see: its own party's; all of them as an administrator."""
        rows = queries.certificates(self.actor).filter(party=find_party(self, party_id))
        return self.page(request, rows, shapes.CertificateSerializer)

    @extend_schema(
        operation_id="certificates_issue",
        request=shapes.NewCertificate,
        responses={201: shapes.CertificateSerializer},
    )
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Have a certificate issued by the local authority, on a demonstration."""
        party, values = find_party(self, party_id), parsed(shapes.NewCertificate, request)

        def effect() -> Response:
            issued = certificates.issue_certificate(party_id=party.id, by=self.actor, **values)
            return Response(shapes.CertificateSerializer(issued).data, status=201)

        return self.act(request, effect)


class CertificateChallenge(Door):
    """The proof that binds a certificate."""

    @extend_schema(operation_id="certificates_challenge", request=None, responses=shapes.Challenge)
    def post(self, request: Request, party_id: str) -> Response:
        """Ask for the text that the holder of a certificate signs."""
        party = find_party(self, party_id)
        return Response({"challenge": certificates.binding_challenge(party_id=party.id, by=self.actor)})


class CertificateBinding(Door):
    """Proof of an organisation by its certificate."""

    @extend_schema(
        operation_id="certificates_bind", request=shapes.Binding, responses=shapes.PartyDetailSerializer
    )
    def post(self, request: Request, party_id: str) -> HttpResponseBase:
        """Bind a certificate to the party that one registered, and so prove it."""
        party, values = find_party(self, party_id), parsed(shapes.Binding, request)
        try:
            values["signature"] = base64.b64decode(values["signature"], validate=True)
        except binascii.Error as error:
            words = Text("应为 Base64 编码", "Base64 is expected")
            raise Invalid("invalid", words, fields={"signature": [words]}) from error

        def effect() -> Response:
            proved = certificates.bind_certificate(party_id=party.id, by=self.actor, **values)
            return Response(shapes.PartyDetailSerializer(proved).data)

        return self.act(request, effect)


class CertificateRevocation(Door):
    """The end of a certificate."""

    @extend_schema(
        operation_id="certificates_revoke", request=shapes.Revocation, responses=shapes.CertificateSerializer
    )
    def post(self, request: Request, certificate_id: str) -> HttpResponseBase:
        """Revoke a certificate of one's own party, or as an administrator any."""
        certificate = get_object_or_404(queries.certificates(self.actor), id=certificate_id)
        values = parsed(shapes.Revocation, request)

        def effect() -> Response:
            revoked = certificates.revoke_certificate(certificate_id=certificate.id, by=self.actor, **values)
            return Response(shapes.CertificateSerializer(revoked).data)

        return self.act(request, effect)


class MyTokens(Door):
    """The keys of one's programs."""

    asks = PAGED

    @extend_schema(operation_id="tokens_list", responses=pages_of(shapes.TokenSerializer))
    def get(self, request: Request) -> Response:
        """List the tokens that the actor may withdraw: its own and its party's."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        return self.page(request, queries.tokens(self.actor), shapes.TokenSerializer)

    @extend_schema(operation_id="tokens_make", request=shapes.NewToken, responses={201: shapes.TokenMade})
    def post(self, request: Request) -> HttpResponseBase:
        """
        Make a token for the capacity in which one acts.

        Only a person who signed in a moment ago may: a token that leaked must not make others.
        """
        values = parsed(shapes.NewToken, request)
        _require_presence(self, request)

        def effect() -> Response:
            made, written = tokens.create_token(by=self.actor, **values)
            return Response({**shapes.TokenSerializer(made).data, "token": written}, status=201)

        return self.act(request, effect, told_once=("token",))


class TokenRevocation(Door):
    """The end of a token."""

    @extend_schema(operation_id="tokens_revoke", request=None, responses=shapes.TokenSerializer)
    def post(self, request: Request, token_id: str) -> HttpResponseBase:
        """Withdraw a token of one's own or of one's party, or as an administrator any."""
        token = get_object_or_404(queries.tokens(self.actor), id=token_id)

        def effect() -> Response:
            revoked = tokens.revoke_token(token_id=token.id, by=self.actor)
            return Response(shapes.TokenSerializer(revoked).data)

        return self.act(request, effect)


def _require_presence(door: Door, request: Request) -> None:
    if door.actor.user_id is None:
        raise NotAuthenticated
    if sessions.bearer_token(request._request) is not None:
        words = Text("请登录后办理，程序令牌不能再建令牌", "Sign in: a token makes no tokens")
        raise Forbidden("session_needed", words)
    if not sessions.is_reauthenticated(request._request):
        words = Text("请重新验证身份后再试", "Prove again who you are, then try again")
        raise Forbidden("reauthentication_needed", words)
