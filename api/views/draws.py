"""The draw of a lot's experts: planned, committed to, fixed, revealed, called; its file is everybody's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.serializers import draws as shapes
from api.views.lots import find_lot
from api.views.opening import BYTES, attached
from bidding.actions import calling, choosing, drawing, leaving_out, planning
from bidding.experts import drawn, publishing
from bidding.models import Draw
from trading import queries
from trading.models import Lot


class LotDraws(Door):
    """The draws of a lot."""

    @extend_schema(operation_id="draws_list", responses=shapes.DrawSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List them, the last first; a plan is shown to the parties that contribute, and to everybody once the pool is fixed."""
        lot = find_lot(self, lot_id)
        found = drawn.visible(lot, self.actor).prefetch_related("contributions")
        return Response(shapes.DrawSerializer(found, many=True, context=_context(self, lot)).data)

    @extend_schema(operation_id="draws_plan", request=shapes.NewDraw, responses={201: shapes.DrawSerializer})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Plan one, as the organiser; the committee that comes of it must be lawful."""
        values = parsed(shapes.NewDraw, request)
        return _done(self, request, lot_id, lambda lot: planning.plan(lot_id=lot.id, by=self.actor, **values), 201)  # fmt: skip


class DrawPlan(Door):
    """The plan of a draw."""

    @extend_schema(operation_id="draws_give_up", request=None, responses={204: None})
    def delete(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Give it up, as the organiser, before the pool is fixed."""
        lot = find_lot(self, lot_id)

        def effect() -> Response:
            planning.give_up(lot_id=lot.id, by=self.actor)
            return Response(status=204)

        return self.act(request, effect, deal=lot.deal_id)


class DrawCommitments(Door):
    """The commitments."""

    @extend_schema(
        operation_id="draws_commit", request=shapes.NewCommitment, responses={201: shapes.DrawSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Commit to a secret that stays on one's own machine."""
        values = parsed(shapes.NewCommitment, request)
        return _done(
            self, request, lot_id, lambda lot: drawing.commit(lot_id=lot.id, by=self.actor, **values).draw, 201
        )  # fmt: skip


class DrawPool(Door):
    """The pool."""

    @extend_schema(operation_id="draws_fix", request=None, responses={201: shapes.DrawSerializer})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Fix who may be drawn, as the centre, once bids are in and everybody has committed."""
        return _done(self, request, lot_id, lambda lot: drawing.fix_pool(lot_id=lot.id, by=self.actor), 201)


class DrawSecrets(Door):
    """The secrets."""

    @extend_schema(
        operation_id="draws_reveal", request=shapes.NewSecret, responses={201: shapes.DrawSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Reveal what was committed to; with the last one the first experts are called."""
        values = parsed(shapes.NewSecret, request)
        return _done(self, request, lot_id, lambda lot: drawing.reveal(lot_id=lot.id, by=self.actor, **values), 201)  # fmt: skip


class DrawAbsences(Door):
    """Those who did not come."""

    @extend_schema(
        operation_id="draws_note_absence", request=shapes.NewAbsence, responses={201: shapes.DrawSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Say that somebody who accepted did not come, as the centre or who supervises; once both have, the next is called."""
        values = parsed(shapes.NewAbsence, request)
        return _done(
            self, request, lot_id, lambda lot: leaving_out.note_absence(lot_id=lot.id, by=self.actor, **values).draw, 201
        )  # fmt: skip


class DrawCauses(Door):
    """Those who must not sit."""

    @extend_schema(
        operation_id="draws_note_cause", request=shapes.NewCause, responses={201: shapes.DrawSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Say that somebody who accepted must not sit, as the centre or who supervises; once both have, it stands aside."""
        values = parsed(shapes.NewCause, request)
        return _done(
            self, request, lot_id, lambda lot: leaving_out.note_cause(lot_id=lot.id, by=self.actor, **values).draw, 201
        )  # fmt: skip


class DrawEnd(Door):
    """The end of the calls."""

    @extend_schema(operation_id="draws_end", request=shapes.DrawEnd, responses=shapes.DrawSerializer)
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """End the draw, as the centre: complete, exhausted, or set aside for a reason."""
        values = parsed(shapes.DrawEnd, request)
        return _done(self, request, lot_id, lambda lot: drawing.conclude(lot_id=lot.id, by=self.actor, **values))  # fmt: skip


class DrawNames(Door):
    """Who was drawn."""

    @extend_schema(
        operation_id="draws_read_names", request=shapes.NamesAsked, responses=shapes.NamesSerializer
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Read who accepted, as the desk that calls: noted with the reason before anything is given out.

        An `Idempotency-Key` is of no use here: names are kept in no answer, and each time is a reading.
        """
        lot, values = find_lot(self, lot_id), parsed(shapes.NamesAsked, request)
        found = calling.read_names(lot_id=lot.id, by=self.actor, **values)
        return Response(
            shapes.NamesSerializer(found.model_dump()).data, headers={"Cache-Control": "no-store"}
        )


class DrawRepresentatives(Door):
    """Whom the organiser sends beside those who are drawn."""

    @extend_schema(
        operation_id="draws_send", request=shapes.NewRepresentatives, responses={201: shapes.RepresentativesSent}
    )  # fmt: skip
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Name some of its own people."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewRepresentatives, request)

        def effect() -> Response:
            sent = calling.send(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.RepresentativesSent({"count": len(sent)}).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class DrawChoices(Door):
    """Whom the organiser chooses without a draw."""

    @extend_schema(
        operation_id="draws_choose", request=shapes.NewChoice, responses={201: shapes.RepresentativesSent}
    )  # fmt: skip
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Choose, as the organiser, where the law lets it: before any draw, or where nobody is left to call."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewChoice, request)

        def effect() -> Response:
            chosen = choosing.choose(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.RepresentativesSent({"count": len(chosen)}).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class DrawChoicesWithdrawn(Door):
    """Whom the organiser takes back."""

    @extend_schema(
        operation_id="draws_withdraw_choice",
        request=shapes.WithdrawnChoices,
        responses={201: shapes.RepresentativesSent},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Take back, as the organiser, whom it chose and who does not sit yet."""
        lot, values = find_lot(self, lot_id), parsed(shapes.WithdrawnChoices, request)

        def effect() -> Response:
            chosen = choosing.withdraw(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.RepresentativesSent({"count": len(chosen)}).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class DrawFile(Door):
    """The file of a draw."""

    @extend_schema(operation_id="draws_file", responses=BYTES)
    def get(self, request: Request, lot_id: str, number: int) -> HttpResponseBase:
        """Fetch `draw.json` (docs/formats/draw.md): as it stands, and for good once it has ended."""
        row = get_object_or_404(drawn.published(find_lot(self, lot_id)), number=number)
        content = publishing.file(row).to_bytes()
        return attached(StreamingHttpResponse([content]), name=f"draw.{number}.json", size=len(content))


class DrawNamesFile(Door):
    """The names that follow a draw."""

    @extend_schema(operation_id="draws_names_file", responses=BYTES)
    def get(self, request: Request, lot_id: str, number: int) -> HttpResponseBase:
        """Fetch `names.json`: of a complete draw, once the law lets everybody know who evaluated; 404 before."""
        lot = find_lot(self, lot_id)
        row = get_object_or_404(drawn.published(lot), number=number, end="complete")
        if not drawn.names_are_known(lot):
            raise Http404
        content = publishing.names(row).to_bytes()
        return attached(StreamingHttpResponse([content]), name=f"names.{number}.json", size=len(content))


def _done(
    door: Door, request: Request, lot_id: str, do: Callable[[Lot], Draw], status: int = 200
) -> HttpResponseBase:
    lot = find_lot(door, lot_id)

    def effect() -> Response:
        return Response(shapes.DrawSerializer(do(lot), context=_context(door, lot)).data, status=status)

    return door.act(request, effect, deal=lot.deal_id)


def _context(door: Door, lot: Lot) -> dict[str, bool]:
    return {"watches": queries.watches(door.actor, lot.deal)}
