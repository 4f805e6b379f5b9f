"""What came of an evaluation: the ranking with its reasons, the file by which anybody recomputes it, and each bidder's own letter."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door
from api.serializers.results import LetterSerializer, RankingSerializer
from api.views.lots import find_lot
from api.views.opening import BYTES
from bidding.evaluation import letters, results
from bidding.evaluation.letters import Letter
from bidding.models import Evaluation, Ranking
from foundation import clock


class LotResult(Door):
    """The ranking of a lot."""

    @extend_schema(operation_id="evaluation_result_read", responses=RankingSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """
        Read where each bid stands, and why.

        For everybody once candidates are publicised; for the lot's own side and its committee from the last signature on. What the
        announced figures alone decide is for everybody once the bids are open.
        """
        return Response(RankingSerializer(_readable(self, lot_id)).data)


class ResultFile(Door):
    """The file by which anybody recomputes the ranking."""

    @extend_schema(operation_id="evaluation_result_file", responses=BYTES)
    def get(self, request: Request, lot_id: str) -> HttpResponse:
        """Fetch evaluation.json (docs/formats/evaluation.md), byte for byte as signed or computed; check it with the client's `rank`."""
        return _file(bytes(_readable(self, lot_id).result or b""), "evaluation.json")


class MyLetters(Door):
    """What the reader's organisation is told of its bids."""

    @extend_schema(operation_id="my_letters", responses=LetterSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the reader's own places, scores and reasons of every evaluated bid, and who was chosen."""
        if self.actor.member_id is None:
            raise NotAuthenticated
        return Response(LetterSerializer(letters.of(self.actor), many=True).data)


class LetterFile(Door):
    """The letter of an award, as a file."""

    @extend_schema(operation_id="lots_letter", responses=BYTES)
    def get(self, request: Request, lot_id: str) -> HttpResponse:
        """Fetch the reader's own letter.json (docs/formats/letter.md), the same to the byte as long as the award stands."""
        return _file(_letter(self, lot_id).content, "letter.json")


class LetterSignature(Door):
    """The platform's signature over a letter."""

    @extend_schema(operation_id="lots_letter_signature", responses=BYTES)
    def get(self, request: Request, lot_id: str) -> HttpResponse:
        """Fetch a detached signature (CMS, DER) of the platform over the reader's own letter.json."""
        return _file(letters.signature(_letter(self, lot_id), clock.now()), "letter.p7s")


def _letter(door: Door, lot_id: str) -> Letter:
    found = letters.of_lot(lot_id, door.actor)
    if found is None:
        raise Http404
    return found


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _readable(door: Door, lot_id: str) -> Evaluation | Ranking:
    found = results.readable(find_lot(door, lot_id), door.actor)
    if found is None:
        raise Http404
    return found
