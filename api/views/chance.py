"""Draws by lot of coefficients and of the order of equal bids: planned, committed to, fixed, revealed."""

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
from bidding.actions import chance, drawing
from bidding.evaluation import followed
from bidding.experts import publishing
from bidding.models import Draw
from trading import queries
from trading.models import Lot


class ChanceDraws(Door):
    """The draws of a lot for one purpose: `coefficient` or `tie`."""

    @extend_schema(operation_id="chance_draws_list", responses=shapes.DrawSerializer(many=True))
    def get(self, request: Request, lot_id: str, purpose: str) -> Response:
        """List them, the last first: those of ties, while a committee is at work, to whoever may know who is equal."""
        lot = _lot(self, lot_id, purpose)
        found = followed.visible(lot, purpose, self.actor).prefetch_related("contributions")
        return Response(shapes.DrawSerializer(found, many=True, context=_context(self, lot)).data)

    @extend_schema(
        operation_id="chance_draws_plan", request=shapes.NewChanceDraw, responses={201: shapes.DrawSerializer}
    )
    def post(self, request: Request, lot_id: str, purpose: str) -> HttpResponseBase:
        """Plan one, as the centre, or of coefficients as the organiser. What is drawn nobody chooses."""
        values = parsed(shapes.NewChanceDraw, request)
        return _done(
            self, request, lot_id, purpose, lambda lot: chance.plan(lot_id=lot.id, purpose=purpose, by=self.actor, **values)
        )  # fmt: skip


class ChancePlan(Door):
    """The plan of a draw."""

    @extend_schema(operation_id="chance_draws_give_up", request=None, responses={204: None})
    def delete(self, request: Request, lot_id: str, purpose: str) -> HttpResponseBase:
        """Give it up, as who may plan one, before the pool is fixed."""
        lot = _lot(self, lot_id, purpose)

        def effect() -> Response:
            chance.give_up(lot_id=lot.id, purpose=purpose, by=self.actor)
            return Response(status=204)

        return self.act(request, effect, deal=lot.deal_id)


class ChanceCommitments(Door):
    """The commitments."""

    @extend_schema(
        operation_id="chance_draws_commit",
        request=shapes.NewCommitment,
        responses={201: shapes.DrawSerializer},
    )
    def post(self, request: Request, lot_id: str, purpose: str) -> HttpResponseBase:
        """Commit to a secret: whom the plan asks, and of coefficients any bidder once the bids are listed."""
        values = parsed(shapes.NewCommitment, request)
        return _done(
            self, request, lot_id, purpose, lambda lot: drawing.commit(lot_id=lot.id, purpose=purpose, by=self.actor, **values).draw
        )  # fmt: skip


class ChancePool(Door):
    """The pool."""

    @extend_schema(operation_id="chance_draws_fix", request=None, responses={201: shapes.DrawSerializer})
    def post(self, request: Request, lot_id: str, purpose: str) -> HttpResponseBase:
        """Fix what may be drawn, as the centre, once everybody has committed."""
        return _done(
            self, request, lot_id, purpose, lambda lot: drawing.fix_pool(lot_id=lot.id, purpose=purpose, by=self.actor)
        )  # fmt: skip


class ChanceSecrets(Door):
    """The secrets."""

    @extend_schema(
        operation_id="chance_draws_reveal", request=shapes.NewSecret, responses={201: shapes.DrawSerializer}
    )
    def post(self, request: Request, lot_id: str, purpose: str) -> HttpResponseBase:
        """Reveal what was committed to; the last one completes the draw."""
        values = parsed(shapes.NewSecret, request)
        return _done(
            self, request, lot_id, purpose, lambda lot: drawing.reveal(lot_id=lot.id, purpose=purpose, by=self.actor, **values)
        )  # fmt: skip


class ChanceFile(Door):
    """The file of a draw."""

    @extend_schema(operation_id="chance_draws_file", responses=BYTES)
    def get(self, request: Request, lot_id: str, purpose: str, number: int) -> HttpResponseBase:
        """Fetch `draw.json` (docs/formats/draw.md), once the pool is fixed; of ties as the list of them."""
        lot = _lot(self, lot_id, purpose)
        rows = followed.visible(lot, purpose, self.actor).exclude(status="planned")
        content = publishing.file(get_object_or_404(rows, number=number)).to_bytes()
        name = f"draw.{purpose}.{number}.json"
        return attached(StreamingHttpResponse([content]), name=name, size=len(content))


def _lot(door: Door, lot_id: str, purpose: str) -> Lot:
    lot = find_lot(door, lot_id)
    if purpose not in (chance.COEFFICIENT, chance.TIE):
        raise Http404
    return lot


def _done(
    door: Door, request: Request, lot_id: str, purpose: str, do: Callable[[Lot], Draw]
) -> HttpResponseBase:
    lot = _lot(door, lot_id, purpose)

    def effect() -> Response:
        return Response(shapes.DrawSerializer(do(lot), context=_context(door, lot)).data, status=201)

    return door.act(request, effect, deal=lot.deal_id)


def _context(door: Door, lot: Lot) -> dict[str, bool]:
    return {"watches": queries.watches(door.actor, lot.deal)}
