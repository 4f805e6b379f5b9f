"""Openings: how far they have come, what is sent for them, what they came to, and the files by which anybody verifies."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.parsers import LongJSONParser
from api.serializers import opening as shapes
from api.serializers import opening_requests as requests
from api.serializers.signed import Signed
from api.views.lots import find_lot
from bidding import queries
from bidding.actions import attending, contests, posts, remedies
from bidding.models import FreezeList
from bidding.models.digest import digest
from bidding.sealed import bundle, cases, remarks
from foundation import clock
from toolkit import units
from toolkit.receipts import Issued
from trading.models import Lot

BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
_BESIDE_LISTS = 128 * 1024  # the signature, and the JSON around all
_NAME = re.compile(r"[A-Za-z0-9._/-]{1,300}", re.ASCII)


class LotOpening(Door):
    """How far the opening of a lot has come."""

    @extend_schema(operation_id="opening_read", responses=shapes.OpeningSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read who opens, who posted, and until when; 404 until the freeze list is issued."""
        rows = FreezeList.objects.select_related("policy").prefetch_related(
            "objections", "releases", "openings__posts", "openings__remedies"
        )
        lot = find_lot(self, lot_id)
        found = get_object_or_404(rows, lot=lot, issued_at__isnull=False)
        context = {"knows_bids": queries.may_read_frozen(lot, self.actor)}
        return Response(shapes.OpeningSerializer(found, context=context).data)


class OpeningAttendance(Door):
    """Who came."""

    @extend_schema(operation_id="opening_attendance", responses=shapes.AttendanceSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List the bidders that signed in; empty for whoever may not know yet who bids."""
        rows = queries.attendances(find_lot(self, lot_id), self.actor)
        return Response(shapes.AttendanceSerializer(rows, many=True).data)

    @extend_schema(operation_id="opening_attend", request=None, responses={201: shapes.AttendanceSerializer})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Sign in to the opening, as a bidder; once more is answered as the first time."""
        lot = find_lot(self, lot_id)

        def effect() -> Response:
            made = attending.attend(lot_id=lot.id, by=self.actor)
            return Response(shapes.AttendanceSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class OpeningPosts(Door):
    """What custodians post: as long as the bids are many."""

    reads_body = False
    parser_classes = (LongJSONParser,)

    def longest_body(self) -> int:
        """Return how long a body may be: list and shares in base64, by the bids and units of the lot."""
        lot = find_lot(self, self.kwargs["lot_id"])
        # The bound tells how many bids there are: only whoever may know that meets it.
        knows = self.actor.member_id is not None and queries.may_read_frozen(lot, self.actor)
        return (posts.longest(lot) if knows else 0) * 4 // 3 + _BESIDE_LISTS

    @extend_schema(operation_id="opening_post", request=requests.NewPost, responses={201: shapes.PostTaken})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Bring a custodian's signed list with its sealed shares; the same list again is answered as the first time."""
        lot, values = find_lot(self, lot_id), parsed(requests.NewPost, request)
        mark = digest(*(values[name] for name in ("content", "signature", "shares"))).encode()

        def effect() -> Response:
            made = posts.take_post(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.PostTaken(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id, content=mark)


class OpeningKeys(Door):
    """What bidders send to open their own bids."""

    @extend_schema(operation_id="opening_keys", request=requests.NewKeys, responses={201: shapes.KeysTaken})
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Send the keys of one's own listed bid: always in the mode `bidder`, as a rescue in the other."""
        lot, values = find_lot(self, lot_id), parsed(requests.NewKeys, request)

        def effect() -> Response:
            made = posts.take_keys(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.KeysTaken(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class OpeningObjections(Door):
    """What stops an opening."""

    @extend_schema(
        operation_id="opening_object",
        request=requests.NewReceiptObjection,
        responses={201: shapes.ReceiptObjectionSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Show a receipt for a bid that the freeze list omits, or of the withdrawal of one that it names, until the opening begins."""
        lot, values = find_lot(self, lot_id), parsed(requests.NewReceiptObjection, request)
        shown = values.pop("receipt")
        receipt = Issued(shown["content"], shown["signature"], shown["token"])

        def effect() -> Response:
            made = contests.object_with_receipt(lot_id=lot.id, receipt=receipt, by=self.actor, **values)
            return Response(shapes.ReceiptObjectionSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class OpeningStages(Door):
    """Later stages."""

    @extend_schema(
        operation_id="opening_release", request=requests.NewRelease, responses={201: shapes.ReleaseSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Let the next stage be opened for the bids that the result left, as organiser and committee signed."""
        lot, values = find_lot(self, lot_id), parsed(requests.NewRelease, request)

        def effect() -> Response:
            made = contests.release_stage(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.ReleaseSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class OpeningRemedies(Door):
    """More time for keys, where the platform failed."""

    @extend_schema(
        operation_id="opening_remedy", request=requests.NewRemedy, responses={201: shapes.RemedySerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Give bidders more time to send their keys, or end it without blame, as two persons of the organiser signed."""
        lot, values = find_lot(self, lot_id), parsed(requests.NewRemedy, request)

        def effect() -> Response:
            made = remedies.remedy_fault(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.RemedySerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class OpeningRemedyProposals(Door):
    """Remedies with the first of two signatures."""

    @extend_schema(
        operation_id="opening_remedy_proposals", responses=shapes.ProposedRemedySerializer(many=True)
    )
    def get(self, request: Request, lot_id: str) -> Response:
        """List those that wait for a second person, the newest first; empty for all but the organiser's side."""
        rows = queries.proposed_remedies(find_lot(self, lot_id), self.actor).select_related("opening")
        return Response(shapes.ProposedRemedySerializer(rows, many=True).data)

    @extend_schema(
        operation_id="opening_remedy_propose",
        request=Signed,
        responses={201: shapes.ProposedRemedySerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Keep a remedy that one person of the organiser signed, for another to sign as well."""
        lot, values = find_lot(self, lot_id), parsed(Signed, request)

        def effect() -> Response:
            made = remedies.propose_remedy(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.ProposedRemedySerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class OpenedBids(Door):
    """The bids, once they are opened."""

    @extend_schema(operation_id="opening_bids", responses=shapes.OpenedBid(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """List what became of each bid; empty until the record is there."""
        rows = queries.opened_bids(find_lot(self, lot_id))
        revoked = remarks.revoked_since(rows, clock.now()) if rows else {}
        context = {"language": get_language() or "zh-hans", "revoked": revoked}
        return Response(shapes.OpenedBid(rows, many=True, context=context).data)


class OpenedFile(Door):
    """A file of an opened bid."""

    @extend_schema(operation_id="opening_file", responses=BYTES)
    def get(self, request: Request, lot_id: str, header: str, unit: str, part: str) -> HttpResponseBase:
        """Fetch it, opened with the key that the record publishes."""
        opened = queries.opened_unit(find_lot(self, lot_id), header=header, unit=unit)
        offer = opened.offer if opened is not None else None
        file = next((one for one in offer.files if one.part == part), None) if offer else None
        if opened is None or file is None:
            raise Http404
        filing, key = cases.load(opened.filing), bytes.fromhex(opened.key)
        sealed = next(one for one in filing.parts(unit) if one.part == part)
        return attached(
            StreamingHttpResponse(units.plain(filing, key, sealed)), name=file.name, size=file.size
        )


class LotBundle(Door):
    """The public files of a lot."""

    @extend_schema(operation_id="bundle_read", responses=shapes.BundleSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """List them with size and digest; 404 where bids are not sealed."""
        lot = find_lot(self, lot_id)
        return Response(shapes.BundleSerializer({"lot": lot.id, "files": _files(lot, self)}).data)


class BundleArchive(Door):
    """The small public files of a lot, all at once."""

    @extend_schema(operation_id="bundle_archive", responses=BYTES)
    def get(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Fetch all of at most 1 MiB as one archive (tar); 404 where bids are not sealed."""
        lot = find_lot(self, lot_id)
        return attached(StreamingHttpResponse(bundle.archive(_files(lot, self))), name=f"{lot.id}.tar")


def _files(lot: Lot, door: Door) -> list[bundle.File]:
    frozen = queries.may_read_frozen(lot, door.actor)
    listed = frozen or queries.may_read_list(lot, door.actor)
    found = list(bundle.files(lot, with_list=listed, with_filings=frozen))
    if not found:
        raise Http404
    return found


class OneBundleFile(Door):
    """A public file of a lot."""

    @extend_schema(operation_id="bundle_file", responses=BYTES)
    def get(self, request: Request, lot_id: str, name: str) -> HttpResponseBase:
        """Fetch it."""
        found = _find_file(find_lot(self, lot_id), name, self)
        return attached(FileResponse(found.open()), name=name.rpartition("/")[2], size=found.size)


def _find_file(lot: Lot, name: str, door: Door) -> bundle.File:
    found = None
    if _NAME.fullmatch(name):
        found = bundle.find(
            lot,
            name,
            with_list=queries.may_read_list(lot, door.actor),
            with_filings=queries.may_read_frozen(lot, door.actor),
        )
    if found is None:
        raise Http404
    return found


def attached(response: StreamingHttpResponse, *, name: str, size: int | None = None) -> StreamingHttpResponse:
    """Answer bytes that others wrote: to keep, never to show."""
    response["Content-Type"] = "application/octet-stream"
    if size is not None:
        response["Content-Length"] = str(size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
