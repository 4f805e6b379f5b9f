"""Live auctions: what everybody sees, what bidders and hosts do, and the record that anybody replays."""

from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import waiting
from api.asking import Whole
from api.doors import KEY_HEADER, Door, parsed
from api.serializers import auctions as shapes
from api.views.lots import find_lot
from api.views.opening import BYTES, attached
from bidding import auction_rooms
from bidding.actions.auctioning import entering, hosts, moving, proposing, rounds, saying, scheduling, writing
from bidding.models import Auction, AuctionProposal
from foundation import clock, hints
from foundation.errors import Invalid, NotFound
from foundation.text import Text
from toolkit import canonical

LONGEST_WAIT_SECONDS = 25
LOOK_SECONDS = 0.5
TIME = "Yangguang-Time"


class LotAuction(Door):
    """The auction of a lot."""

    @extend_schema(operation_id="auction_read", responses=shapes.AuctionSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read how it stands. The answer has an `ETag`; `Yangguang-Time` is the server's instant in milliseconds."""
        return _shown(auction_rooms.of_lot(find_lot(self, lot_id)))

    @extend_schema(
        operation_id="auction_schedule", request=shapes.NewAuction, responses={201: shapes.AuctionSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Schedule it, as the centre or an auctioneer: its rules must be lawful, and those that were announced."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewAuction, request)

        def effect() -> Response:
            made = scheduling.schedule(lot_id=lot.id, by=self.actor, **values)
            return _shown(made, 201)

        return self.act(request, effect, deal=lot.deal_id)


class AuctionRules(Door):
    """The published rules."""

    @extend_schema(operation_id="auction_rules", responses=shapes.AuctionRules)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read them, with the numbers of those who were admitted since they were published."""
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        rules = canonical.load(bytes(row.rules))
        found = {
            "sha256": row.rules_sha256,
            "rules": rules,
            "bidders": auction_rooms.bidders(row, clock.now()),
        }
        return Response(shapes.AuctionRules(found).data)


class AuctionItems(Door):
    """What everybody in the room saw."""

    asks = (
        Whole("after", "The number after which to go on"),
        Whole("limit", "At most this many", least=1, most=auction_rooms.MOST),
        Whole("wait", "Seconds to wait for something new", most=LONGEST_WAIT_SECONDS),
    )

    @extend_schema(operation_id="auction_items", responses=shapes.ItemsSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read on from a number, without gaps: accepted open moves, each with what stood after it, and words of hosts."""
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        after, limit = self.asked.get("after", 0), self.asked.get("limit", auction_rooms.MOST)
        found = auction_rooms.items(row, after, limit)
        if not found and self.asked.get("wait"):
            with waiting.place() as is_there:
                if is_there:
                    _wait(row, after, self.asked["wait"])
                    found = auction_rooms.items(row, after, limit)
        next_ = found[-1].shown if found else after
        response = Response(shapes.ItemsSerializer({"next": next_, "results": found}).data)
        return _timed(response, clock.now())


class AuctionEntries(Door):
    """Those who take part."""

    @extend_schema(
        operation_id="auction_enter", request=shapes.NewEntry, responses={201: shapes.EntrySerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Enter, as a bidder who was admitted, and agree to the published rules."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewEntry, request)
        row = auction_rooms.of_lot(lot)

        def effect() -> Response:
            made = entering.enter(auction_id=row.id, by=self.actor, **values)
            return Response(shapes.EntrySerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class AuctionMoves(Door):
    """One's own moves."""

    asks = (
        Whole("after", "How many of them were read"),
        Whole("limit", "At most this many", least=1, most=auction_rooms.MOST),
    )

    @extend_schema(operation_id="auction_moves_own", responses=shapes.OwnMoves)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read them in their order, refused and secret ones among them."""
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        after, limit = self.asked.get("after", 0), self.asked.get("limit", auction_rooms.MOST)
        moves = [*auction_rooms.own_moves(row, self.actor)[after : after + limit]]
        found = {
            "number": auction_rooms.number_of(row, self.actor), "moves": moves, "next": after + len(moves)
        }  # fmt: skip
        return _timed(Response(shapes.OwnMoves(found).data), clock.now())

    @extend_schema(
        operation_id="auction_move", request=shapes.NewMove, responses={201: shapes.MoveSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Move, as a bidder who entered, under an `Idempotency-Key`: the same again gets the same answer.

        A price that others do not see before its end is a `commit`, and a `show` afterwards (docs/formats/auction.md, section 5.1).
        A move that has no effect is a 409 with its code and what stands; it is in the log as well. `price_moved` and `too_few_yet` are not.
        """
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        values, (key, mark) = parsed(shapes.NewMove, request), _named(self, request)
        expected = values["expected_current"]
        made = moving.move(
            auction_id=row.id, fields=values["move"], key=key, fingerprint=mark, by=self.actor,
            expected=Decimal(expected) if expected else expected, signature=values["signature"],
        )  # fmt: skip
        return Response(shapes.MoveSerializer(made).data, status=201)


class AuctionHosting(Door):
    """What hosts do."""

    @extend_schema(
        operation_id="auction_host", request=shapes.NewHostMove, responses={201: shapes.MoveSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Call, let the hammer fall, change the step or pause, as a host; after the end reveal what was committed to.

        Under an `Idempotency-Key`, as moves of bidders are.
        """
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        values, (key, mark) = parsed(shapes.NewHostMove, request), _named(self, request)
        made = moving.host(auction_id=row.id, fields=values["move"], key=key, fingerprint=mark, by=self.actor)
        return Response(shapes.MoveSerializer(made).data, status=201)


class AuctionWords(Door):
    """Words to the room."""

    @extend_schema(
        operation_id="auction_say", request=shapes.NewWords, responses={201: shapes.WordsSerializer}
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Say something to everybody, as a host."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewWords, request)
        row = auction_rooms.of_lot(lot)

        def effect() -> Response:
            made = saying.say(auction_id=row.id, by=self.actor, **values)
            return Response(shapes.WordsSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class AuctionProposals(Door):
    """Acts that take two persons."""

    @extend_schema(
        operation_id="auction_proposals_list", responses=shapes.AuctionProposalSerializer(many=True)
    )
    def get(self, request: Request, lot_id: str) -> Response:
        """List them, as a host; the last first."""
        lot = find_lot(self, lot_id)
        row = auction_rooms.of_lot(lot)
        hosts.check(lot, self.actor)
        return Response(shapes.AuctionProposalSerializer([*row.proposals.order_by("-id")], many=True).data)

    @extend_schema(
        operation_id="auction_propose",
        request=shapes.NewAuctionProposal,
        responses={201: shapes.AuctionProposalSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Ask that it be paused, resumed or extended, or the lot withdrawn, with a reason that everybody will read."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewAuctionProposal, request)
        row = auction_rooms.of_lot(lot)

        def effect() -> Response:
            made = proposing.propose(auction_id=row.id, by=self.actor, **values)
            return Response(shapes.AuctionProposalSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class AuctionDecisions(Door):
    """What the second person says."""

    @extend_schema(
        operation_id="auction_decide",
        request=shapes.AuctionDecision,
        responses=shapes.AuctionProposalSerializer,
    )
    def post(self, request: Request, lot_id: str, proposal_id: str) -> HttpResponseBase:
        """Approve what another host proposed, which does it at once; or give it up."""
        lot, values = find_lot(self, lot_id), parsed(shapes.AuctionDecision, request)
        row = auction_rooms.of_lot(lot)
        if not AuctionProposal.objects.filter(id=proposal_id, auction=row).exists():
            raise NotFound("proposal_not_found", Text("没有这项提请", "There is no such proposal"))

        def effect() -> Response:
            decide = proposing.approve if values["approved"] else proposing.decline
            decide(proposal_id=proposal_id, by=self.actor)
            found = AuctionProposal.objects.get(id=proposal_id)
            return Response(shapes.AuctionProposalSerializer(found).data)

        return self.act(request, effect, deal=lot.deal_id)


class AuctionRecord(Door):
    """The published record."""

    @extend_schema(operation_id="auction_record", responses=BYTES)
    def get(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Fetch `auction.json` (docs/formats/auction.md), from which anybody computes who won; 404 before the end."""
        row = auction_rooms.of_lot(find_lot(self, lot_id))
        content = auction_rooms.record(row)
        return attached(StreamingHttpResponse([content]), name="auction.json", size=len(content))


class AuctionLogbook(Door):
    """What the transparency log has of the moves."""

    @extend_schema(operation_id="auction_logbook", responses=BYTES)
    def get(self, request: Request, lot_id: str) -> HttpResponseBase:
        """
        Fetch `auction-log.json` (docs/formats/auction.md, section 9): with it, and the log's files, anybody checks that each move of the
        record was logged when it was made; 404 before the end.
        """
        content = auction_rooms.logbook(auction_rooms.of_lot(find_lot(self, lot_id)))
        return attached(StreamingHttpResponse([content]), name="auction-log.json", size=len(content))


def _shown(row: Auction, status: int = 200) -> Response:
    at = clock.now()
    found = auction_rooms.read(row, at, rounds.pulse(row.id))
    return _timed(Response(shapes.AuctionSerializer(found).data, status=status), at)


def _timed(response: Response, at: datetime) -> Response:
    response[TIME] = str(rounds.milliseconds(at))
    return response


def _named(door: Door, request: Request) -> tuple[str, str]:
    named = door.key_of(request)
    if named is None:
        raise Invalid(
            "key_missing", Text(f"须带 {KEY_HEADER}", f"{KEY_HEADER} is needed"), fields={KEY_HEADER: []}
        )
    return named.key, named.fingerprint


def _wait(row: Auction, after: int, seconds: int) -> None:
    """Wait until everybody sees something new; a pooled connection goes back between two looks."""
    until = time.monotonic() + seconds
    rows: Any = Auction.objects.filter(id=row.id).values_list("shown", flat=True)
    with hints.Listener(writing.channel(row.id)) as listener:
        while rows.get() <= after and (left := until - time.monotonic()) > 0:
            if "pool" in connection.settings_dict["OPTIONS"]:
                connection.close()
            listener.wait(min(LOOK_SECONDS, left))
