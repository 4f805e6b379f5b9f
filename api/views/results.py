"""What came of an evaluation: the ranking with its reasons, the file by which anybody recomputes it, and the letters that were sent."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED
from api.doors import Door, pages_of
from api.serializers.results import LetterSerializer, RankingSerializer, SentLetterSerializer
from api.views.lots import find_lot
from api.views.opening import BYTES
from bidding.evaluation import letters, results
from bidding.models import Evaluation, Ranking, SentLetter


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


class LotLetters(Door):
    """The letters to the bidders of a lot."""

    asks = PAGED

    @extend_schema(operation_id="lots_letters", responses=pages_of(SentLetterSerializer))
    def get(self, request: Request, lot_id: str) -> Response:
        """List what was sent, also of awards that stand no more: the reader's own; for who watches the deal all, once bids are due."""
        rows = letters.sent(self.actor).filter(lot=find_lot(self, lot_id))
        return self.page(request, rows.order_by(), SentLetterSerializer)


class LetterFile(Door):
    """A letter, as a file."""

    @extend_schema(operation_id="lots_letter", responses=BYTES)
    def get(self, request: Request, lot_id: str, letter_id: str) -> HttpResponse:
        """Fetch letter.json (docs/formats/letter.md) as it was sent, byte for byte."""
        return _file(bytes(_letter(self, lot_id, letter_id).content), "letter.json")


class LetterSignature(Door):
    """The platform's signature over a letter."""

    @extend_schema(operation_id="lots_letter_signature", responses=BYTES)
    def get(self, request: Request, lot_id: str, letter_id: str) -> HttpResponse:
        """Fetch the detached signature (CMS, DER) that the platform made over letter.json when it was sent."""
        return _file(bytes(_letter(self, lot_id, letter_id).signature), "letter.p7s")


def _letter(door: Door, lot_id: str, letter_id: str) -> SentLetter:
    return get_object_or_404(letters.sent(door.actor), id=letter_id, lot=find_lot(door, lot_id))


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _readable(door: Door, lot_id: str) -> Evaluation | Ranking:
    found = results.readable(find_lot(door, lot_id), door.actor)
    if found is None:
        raise Http404
    return found
