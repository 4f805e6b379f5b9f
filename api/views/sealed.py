"""Bids under seal: uploads and filings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from django.http import Http404, HttpResponseBase
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import sessions
from accounts.actor import Actor
from api.doors import Door, parsed, parsed_alike
from api.noting import noting
from api.problems import Refused
from api.serializers import sealed as shapes
from api.serializers.signed import Signed
from api.views.lots import find_lot
from bidding import queries
from bidding.actions import attempts, ends, receipts, tickets, uploads
from bidding.actions.filings import Ticket
from bidding.actions.tickets import Brought, Wish
from bidding.actions.weighing import Asked, TurnedAway
from bidding.models import Filing, Receipt, Upload
from bidding.sealed import proofs, refusing
from foundation.text import Text
from toolkit import refusals

LARGEST_BLOCK = 8 * 1024 * 1024
_BLOCK = 256 * 1024
_AGAIN = Text(
    "此前已递交，未重复收取，回执编号不变",
    "Submitted before; nothing was taken twice, and the receipt is the same",
)
_AT_THE_DOOR = frozenset(
    {
        "already_filed",
        "deadline_passed",
        "deemed_withdrawn",
        "filed_quota",
        "not_qualified",
        "too_many_filings",
        "too_many_refused",
    }
)
"""What is refused to a whole filing, not for now: a security event. What only has to come again is none."""
_TOO_LARGE = frozenset({"body_too_large", "part_hash", "part_too_large", "upload_quota", "upload_size"})
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,16}", re.ASCII)


class OneUpload(Door):
    """A sealed file on its way, by the digest that it will have. Uploaded is not submitted."""

    reads_body = False  # it goes to the disk block by block

    @extend_schema(operation_id="uploads_read", responses=shapes.UploadSerializer)
    def get(self, request: Request, sha256: str) -> Response:
        """Tell how much has arrived; `Upload-Offset` says it too, so HEAD is enough."""
        return _uploaded(uploads.offset_of(sha256=_hash(sha256), by=self.actor), 200)

    @extend_schema(
        operation_id="uploads_append",
        request={"application/offset+octet-stream": bytes},
        responses=shapes.UploadSerializer,
        parameters=[
            OpenApiParameter(name, int, OpenApiParameter.HEADER, required=True)
            for name in ("Upload-Offset", "Upload-Length")
        ],
    )
    def patch(self, request: Request, sha256: str) -> Response:
        """Send more of it, from `Upload-Offset` on; the first block begins it, `Upload-Length` is the whole."""
        uploads.own_party(self.actor)
        size, offset = (_number(request, name) for name in ("Upload-Length", "Upload-Offset"))
        with noting(lambda codes: attempts.note_upload(codes=codes, by=self.actor), only=_TOO_LARGE):
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BLOCK:
                raise Refused(413, "body_too_large", Text("请求内容过大", "The body is too large"))
            found = uploads.append(
                sha256=_hash(sha256), size=size, offset=offset, blocks=_blocks(request), by=self.actor
            )
        return _uploaded(found, 200)


class LotFilings(Door):
    """One's own bids on a lot."""

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks; of those who submit with a token that is done with their tickets, for many at once."""
        if request.method != "POST" or sessions.caller_of(request._request) is None:
            super().perform_authentication(request)

    def handle_exception(self, exc: Exception) -> Response:
        """Answer what was refused; whose token is none learns that and nothing else."""
        try:
            super().perform_authentication(self.request)
        except AuthenticationFailed as failed:
            return super().handle_exception(failed)
        return super().handle_exception(exc)

    @extend_schema(operation_id="filings_list", responses=shapes.FilingSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the filings of one's own party, oldest first."""
        rows = queries.filings(find_lot(self, lot_id), self.actor)
        return Response(shapes.FilingSerializer(rows, many=True, context=_context()).data)

    @extend_schema(
        operation_id="filings_submit",
        request=shapes.NewFiling,
        responses={200: shapes.FiledBefore, 201: shapes.FilingSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Submit a sealed bid whose files were uploaded.

        The ticket is taken when this is read. The same filing in another request is answered 200, `already_submitted`, with the
        one receipt that it has: nothing is filed twice.
        """
        values = parsed_alike(shapes.NewFiling, request)
        try:
            with noting(partial(self._note, lot_id), only=_AT_THE_DOOR):
                taken = self._taken(request, lot_id, values)
        except TurnedAway as away:
            self._note(lot_id, [one.code for one in away.reasons])
            raise refusing.as_error(away.reasons) from away
        made = taken.filing
        if taken.is_new and not tickets.settle_soon(filing=made):
            return Response(shapes.new_filing(made), status=201)
        found = queries.filings(made.lot, self.actor)
        made = found.get(header=values["header"])
        if made.status == "ended":
            self._note(lot_id, ["already_filed"])
            raise refusing.as_error([refusals.Refused("already_filed")])
        if made.status == "reserved" or made.awaits_receipt:
            tickets.settle_soon(filing=made)
            made = found.all().get(header=values["header"])
        return self._answered(made, is_again=not taken.is_new and not taken.is_replay)

    def _taken(self, request: Request, lot_id: str, values: dict[str, Any]) -> Ticket:
        caller, key_of = sessions.caller_of(request._request), self.keys_of(request)

        def wish_of(by: Actor) -> Wish:
            return Wish(Asked(lot_id, by=by, **values), key_of and key_of(by))

        return tickets.take(wish_of(self.actor) if caller is None else Brought(caller, wish_of))

    def _note(self, lot_id: str, codes: list[str]) -> None:
        attempts.note_filing(lot_id=lot_id, codes=codes, by=self.actor)

    def _answered(self, filing: Filing, *, is_again: bool = False) -> Response:
        language = _context()["language"]
        answer = _shape_in(language).to_representation(filing)
        if not is_again:
            return Response(answer, status=201)
        return Response(answer | {"code": "already_submitted", "message": _AGAIN.to(language)}, status=200)


class OneFiling(Door):
    """One's own bid."""

    @extend_schema(operation_id="filings_read", responses=shapes.FilingSerializer)
    def get(self, request: Request, lot_id: str, header: str) -> Response:
        """Read where it stands, with its receipts and the proofs there are by now."""
        return Response(shapes.FilingSerializer(_find(self, lot_id, header), context=_context()).data)


class FilingEnd(Door):
    """Withdrawing one's own bid."""

    @extend_schema(operation_id="filings_withdraw", request=Signed, responses=shapes.EndSerializer)
    def post(self, request: Request, lot_id: str, header: str) -> HttpResponseBase:
        """Withdraw it, by a signed `end.json`, until the deadline."""
        found, values = _find(self, lot_id, header), parsed(Signed, request)

        def effect() -> Response:
            ends.withdraw(lot_id=found.lot_id, header=header, by=self.actor, **values)
            return Response({"header": header})

        note = partial(attempts.note_withdrawal, lot_id=found.lot_id, by=self.actor)
        with noting(lambda codes: note(codes=codes)):
            # The same end is signed with other bytes when it is sent again.
            self.act(request, effect, deal=found.lot.deal_id, content=values["content"])
        ended = _find(self, lot_id, header)
        receipt = receipts.issue(filing=ended, about=Receipt.About.WITHDRAWAL)
        answer = {"state": "accepted", "receipt": receipt, "proofs": proofs.of(ended)}
        return Response(shapes.EndSerializer(answer).data)


@cache
def _shape_in(language: str) -> shapes.FilingSerializer:
    """Return how a filing is answered, made once: the framework makes its fields anew for each answer."""
    return shapes.FilingSerializer(context={"language": language})


def _find(door: Door, lot_id: str, header: str) -> Filing:
    """Return a filing of the actor's own party; 404 for any other, there or not."""
    found = queries.filings(find_lot(door, lot_id), door.actor).select_related("policy", "replaces", "lot")
    return get_object_or_404(found, header=header)


def _uploaded(found: Upload, status: int) -> Response:
    data = shapes.UploadSerializer(found).data
    return Response(
        data, status=status, headers={"Upload-Offset": str(found.offset), "Cache-Control": "no-store"}
    )


def _blocks(request: Request) -> Iterator[bytes]:
    try:
        while block := request._request.read(_BLOCK):
            yield block
    except UnreadablePostError as error:
        raise Refused(400, "body_broken_off", Text("请求中断", "The request broke off")) from error


def _hash(value: str) -> str:
    if not _HASH.fullmatch(value):
        raise Http404
    return value


def _number(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise serializers.ValidationError({name: ["A whole number of bytes."]})
    return int(value)


def _context() -> dict[str, str]:
    return {"language": get_language() or "zh-hans"}
