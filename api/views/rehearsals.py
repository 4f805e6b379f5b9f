"""Rehearsals: a test bid before the notice goes out, opened as bids will be."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED
from api.doors import Door, pages_of, parsed
from api.serializers import opening as opening_shapes
from api.serializers import rehearsals as shapes
from api.views.lots import find_lot
from api.views.opening import BYTES, attached
from bidding import queries
from bidding.actions import rehearsals as actions
from bidding.actions import rehearsing
from bidding.models import Rehearsal
from bidding.models.digest import digest
from bidding.sealed import bundle
from bidding.sealed import rehearsals as rows
from foundation.text import Text

UNREHEARSED = Text(
    "此标段的开标尚未演练成功：保管人的密钥和程序是否可用，公告之后才会知道",
    "The opening of this lot was not rehearsed with success: whether custodians' keys and clients work will show after the notice only",
)  # fmt: skip


class LotRehearsals(Door):
    """The rehearsals of a lot."""

    @extend_schema(operation_id="lots_rehearsals", responses=shapes.LotRehearsalsSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """List those that one may know of, the newest first; with a warning while none has succeeded."""
        lot = find_lot(self, lot_id)
        found = queries.rehearsals(self.actor).filter(lot=lot)
        message = UNREHEARSED.to(get_language() or "zh-hans")
        warning = {"code": "not_rehearsed", "message": message} if queries.is_unrehearsed(lot) else None
        return Response(shapes.LotRehearsalsSerializer({"warning": warning, "rehearsals": found}).data)

    @extend_schema(
        operation_id="lots_rehearse", request=shapes.NewRehearsal, responses={201: shapes.RehearsalSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Begin one, as the organiser, until the notice goes out; the same again is answered as the first time."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewRehearsal, request)

        def effect() -> Response:
            made = actions.rehearse(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.RehearsalSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class Rehearsals(Door):
    """Rehearsals of all lots."""

    asks = PAGED

    @extend_schema(operation_id="rehearsals_list", responses=pages_of(shapes.RehearsalSerializer))
    def get(self, request: Request) -> Response:
        """List those that one may know of: a custodian those that name its organisation. The newest first."""
        return self.page(
            request, queries.rehearsals(self.actor), shapes.RehearsalSerializer, order="-filed_at"
        )


class OneRehearsal(Door):
    """One rehearsal."""

    @extend_schema(operation_id="rehearsals_read", responses=shapes.RehearsalSerializer)
    def get(self, request: Request, rehearsal_id: str) -> Response:
        """Read how far it has come, and every custodian's part."""
        return Response(shapes.RehearsalSerializer(_find(self, rehearsal_id)).data)


class RehearsalPosts(Door):
    """What custodians post to it."""

    @extend_schema(
        operation_id="rehearsals_post",
        request=shapes.NewRehearsalPost,
        responses={201: shapes.RehearsalPostTaken},
    )
    def post(self, request: Request, rehearsal_id: str) -> HttpResponseBase:
        """Bring a custodian's signed list with its sealed share, as to an opening."""
        found, values = _find(self, rehearsal_id), parsed(shapes.NewRehearsalPost, request)
        mark = digest(*(values[name] for name in ("content", "signature", "shares"))).encode()

        def effect() -> Response:
            made = rehearsing.take_post(rehearsal_id=found.id, by=self.actor, **values)
            return Response(shapes.RehearsalPostTaken(made).data, status=201)

        return self.act(request, effect, deal=found.lot.deal_id, content=mark)


class RehearsalBundle(Door):
    """The files of a rehearsal."""

    @extend_schema(operation_id="rehearsals_bundle", responses=opening_shapes.BundleSerializer)
    def get(self, request: Request, rehearsal_id: str) -> Response:
        """List them with size and digest, as those of a lot; none before it is frozen."""
        found = _find(self, rehearsal_id)
        return Response(opening_shapes.BundleSerializer({"lot": found.id, "files": _files(found)}).data)


class RehearsalArchive(Door):
    """The small files of a rehearsal, all at once."""

    @extend_schema(operation_id="rehearsals_archive", responses=BYTES)
    def get(self, request: Request, rehearsal_id: str) -> HttpResponseBase:
        """Fetch them as one archive (tar), as those of a lot; none before it is frozen."""
        found = _find(self, rehearsal_id)
        return attached(StreamingHttpResponse(bundle.archive(_files(found))), name=f"{found.id}.tar")


class OneRehearsalFile(Door):
    """A file of a rehearsal."""

    @extend_schema(operation_id="rehearsals_bundle_file", responses=BYTES)
    def get(self, request: Request, rehearsal_id: str, name: str) -> HttpResponseBase:
        """Fetch it."""
        found = next((one for one in rows.files(_find(self, rehearsal_id)) if one.name == name), None)
        if found is None:
            raise Http404
        return attached(FileResponse(found.open()), name=name.rpartition("/")[2], size=found.size)


def _files(row: Rehearsal) -> list[bundle.File]:
    found = list(rows.files(row))
    if not found:
        raise Http404
    return found


def _find(door: Door, rehearsal_id: str) -> Rehearsal:
    return get_object_or_404(queries.rehearsals(door.actor), id=rehearsal_id)
