"""Live auctions as they are sent. Whoever bids is a number; instants are those of the auction's log, to the millisecond."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.signed import Bytes, Signed
from bidding import auction_rooms
from bidding.auction_rooms import Item, Room
from bidding.models import AuctionProposal, Move, Participant, RoomMessage
from bidding.models.auction_acts import LONGEST_WORDS


class NewAuction(serializers.Serializer[Any]):
    """An auction to be scheduled: its rules (docs/formats/auction.md), how prices are signed among them, and a room."""

    rules = serializers.DictField()
    room = serializers.CharField(max_length=40, default="", allow_blank=True)
    room_from = serializers.DateTimeField(default=None, allow_null=True)
    room_until = serializers.DateTimeField(default=None, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Give a room for a time, or none."""
        times = attrs["room_from"], attrs["room_until"]
        if (
            bool(attrs["room"]) != all(times)
            or (all(times) and times[0] >= times[1])
            or (any(times) and not all(times))
        ):
            raise serializers.ValidationError({"room": "A room is had for a time."})
        return attrs


class AuctionAward(serializers.Serializer[Any]):
    """Who gets what at which price."""

    bidder = serializers.CharField()
    price = serializers.CharField()
    quantity = serializers.IntegerField()
    percent = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)


class AuctionSerializer(serializers.Serializer[Room]):
    """
    An auction as it is now; `Yangguang-Time` says when now is.

    `ends_at` is when the phase ends if nothing happens, in milliseconds since 1970, 0 where no time ends it or while it is paused;
    `remaining_ms` what is left while it is paused. `shown` is the number of the last thing that everybody saw.
    """

    id = serializers.CharField(source="row.id")
    lot = serializers.CharField(source="row.lot_id")
    form = serializers.CharField(source="row.form")
    status = serializers.ChoiceField(
        source="row.status", choices=["scheduled", "open", "paused", "ended", "settled", "withdrawn"]
    )
    rules_sha256 = serializers.CharField(source="row.rules_sha256")
    signing = serializers.ChoiceField(source="row.signing", choices=["none", "certificate", "passkey"])
    starts_at = serializers.DateTimeField(source="row.starts_at")
    room = serializers.CharField(source="row.room")
    shown = serializers.IntegerField(source="row.shown")
    phase = serializers.CharField(source="shows.phase")
    ends_at = serializers.IntegerField(source="shows.ends_at")
    remaining_ms = serializers.SerializerMethodField()
    price = serializers.CharField(source="shows.price", allow_null=True)
    leader = serializers.CharField(source="shows.leader", allow_null=True, allow_blank=True)
    least = serializers.CharField(source="shows.least", allow_null=True)
    increment = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(source="shows.outcome")
    reason = serializers.CharField(source="shows.reason")
    awards = AuctionAward(many=True)
    tied = serializers.ListField(child=serializers.CharField())
    silent = serializers.ListField(
        child=serializers.CharField(), help_text="Who committed to a price and did not show it in its time"
    )
    sha256 = serializers.CharField(
        source="row.sha256", help_text="That of the published record, once it is settled"
    )

    def get_remaining_ms(self, room: Room) -> int | None:
        """Return what is left while the clock stands; else it follows from `ends_at`, and would change with every look."""
        return int(room.shows["remaining_ms"]) if room.shows["phase"] == "paused" else None


class AuctionRules(serializers.Serializer[Any]):
    """The rules as they were published, and who was admitted since; the hash is of `rules` in canonical JSON."""

    sha256 = serializers.CharField()
    rules = serializers.DictField()
    bidders = serializers.ListField(child=serializers.CharField())


class Stands(serializers.Serializer[Any]):
    """What there was to see after a move."""

    phase = serializers.CharField()
    ends_at = serializers.IntegerField(
        help_text="When the phase ends, in milliseconds since 1970; 0 where no time ends it"
    )
    remaining_ms = serializers.IntegerField()
    price = serializers.CharField(allow_null=True)
    leader = serializers.CharField(allow_null=True, allow_blank=True)
    least = serializers.CharField(allow_null=True)
    outcome = serializers.CharField()
    reason = serializers.CharField()


class ItemSerializer(serializers.Serializer[Item]):
    """Something that everybody saw: a move with what stood after it, a host's `message`, or a `silence` of the platform."""

    shown = serializers.IntegerField()
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    said = serializers.DictField()
    stands = Stands(allow_null=True)


class ItemsSerializer(serializers.Serializer[Any]):
    """What everybody saw after a number, without gaps; `next` is the number to go on after."""

    next = serializers.IntegerField()
    results = ItemSerializer(many=True)


class NewEntry(serializers.Serializer[Any]):
    """The hash of the published rules, to which whoever enters agrees."""

    rules_sha256 = serializers.RegexField(r"\A[0-9a-f]{64}\Z")


class EntrySerializer(serializers.Serializer[Participant]):
    """Under which number one takes part."""

    id = serializers.CharField()
    number = serializers.CharField()
    entered_at = serializers.DateTimeField()


class NewMove(serializers.Serializer[Any]):
    """
    A move as a bidder makes it: `move` has the fields of docs/formats/auction.md but `number`, `at` and `bidder`.

    `expected_current` is the price that one bids against: if another stands, nothing is tried (`price_moved`);
    the empty text says that none stands yet. Where the rules ask for it, `signature` is over the move's statement (section 7 of that page):
    CMS, or what a passkey gave, as the format writes an `assertion`, in canonical JSON. A signed price names the price that it is against;
    its `Idempotency-Key` is signed too, and where passkeys sign it is published with the record.
    """

    move = serializers.DictField()
    expected_current = serializers.RegexField(
        r"\A([0-9]{1,15}(\.[0-9]{1,2})?)?\Z", default=None, allow_null=True, allow_blank=True
    )
    signature = Bytes(default=None, allow_null=True)


class NewAuctionKey(serializers.Serializer[Any]):
    """
    A passkey that was made for this auction: its attestation object.

    `agreement` is the answer of a passkey with which the person signs in, found by its id `credential`: an `assertion` in canonical JSON
    whose challenge is the SHA-256 of the `key` that is bound (docs/formats/auction.md, section 7).
    """

    attestation = Bytes()
    credential = Bytes()
    agreement = Bytes()


class AuctionKeySerializer(Signed):
    """A bound passkey: the `key` of the format and the platform's signature, to be kept; `credential` is by what a browser finds it."""

    credential = Bytes()


class MoveReceiptSerializer(Signed):
    """
    The platform's word on one of the bidder's moves, signed: an `auction-receipt/1` (docs/formats/auction.md, section 8).

    `statement` and `proof` are what the bidder signed and its signature, null where none was asked for.
    """

    statement = Bytes(allow_null=True)
    proof = Bytes(allow_null=True)


class NewHostMove(serializers.Serializer[Any]):
    """A move as a host makes it: call, hammer, step, pause; after the end reveal, secret, score."""

    move = serializers.DictField()


class MoveSerializer(serializers.Serializer[Move]):
    """
    A move of the log and what stood after it; `code` says why it has no effect, if it has none.

    Its number in the log is told with the record only: it would say how many secret moves came before it.
    """

    at_ms = serializers.IntegerField()
    kind = serializers.CharField()
    said = serializers.SerializerMethodField()
    code = serializers.CharField()
    shown = serializers.IntegerField(allow_null=True)
    stands = Stands()
    digest = serializers.CharField(help_text="What the journal has of it")
    signature_sha256 = serializers.SerializerMethodField()

    def get_said(self, move: Move) -> dict[str, Any]:
        """Return what the move says."""
        return auction_rooms.said_of(move)

    def get_signature_sha256(self, move: Move) -> str:
        """Return the digest of the signature; empty where none was asked for."""
        return auction_rooms.signature_digest(move)


class OwnMoves(serializers.Serializer[Any]):
    """One's own moves, refused and secret ones among them; `next` is how many were read, to go on after."""

    number = serializers.CharField()
    next = serializers.IntegerField()
    moves = MoveSerializer(many=True)


class NewWords(serializers.Serializer[Any]):
    """What a host says to the room."""

    words = serializers.CharField(max_length=LONGEST_WORDS)


class WordsSerializer(serializers.Serializer[RoomMessage]):
    """What was said, and its number among what everybody saw."""

    shown = serializers.IntegerField()
    words = serializers.CharField()
    at = serializers.DateTimeField()


class NewAuctionProposal(serializers.Serializer[Any]):
    """What is asked for, and why: everybody will read it."""

    act = serializers.ChoiceField(choices=AuctionProposal.Act.choices)
    reason = serializers.CharField(max_length=LONGEST_WORDS)
    seconds = serializers.IntegerField(default=0, min_value=0, help_text="By how much to extend; else 0")


class AuctionProposalSerializer(serializers.Serializer[Any]):
    """What waits for its second person, or was decided."""

    id = serializers.CharField()
    act = serializers.CharField()
    reason = serializers.CharField()
    seconds = serializers.IntegerField()
    status = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    proposed_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField()


class AuctionDecision(serializers.Serializer[Any]):
    """Whether the second person lets it happen."""

    approved = serializers.BooleanField()


class SlotSerializer(serializers.Serializer[Any]):
    """A half hour in which more auctions may begin, and how many more."""

    begins_at = serializers.DateTimeField()
    left = serializers.IntegerField()
