"""The disclosure tables of live auctions: everybody sees numbers and prices as they come; secret prices and names come with the result."""

from __future__ import annotations

from foundation.text import Text
from trading.law.disclosure_words import Since, internal, private, shown, withheld
from trading.law.statutes import LAND_ORDER_39, PROPERTY_ORDER_32

ROOM = PROPERTY_ORDER_32.article("22")
NAMES = Text("竞价期间只公开竞买号", "bidders are numbers while they compete")

AUCTION = (
    shown(
        ROOM, "id", "lot", "form", "rules", "rules_sha256", "is_up", "signing", "starts_at", "room", "room_from", "room_until",
        "bidders", "status", "shown",
    ),
    shown(ROOM, "ended_ms", "file", "sha256", "settled_at", since=Since.OPENED),
    internal("scheduled_at", "scheduled_by", "number", "kept", "head", "asked_kept_at"),
)  # fmt: skip
PARTICIPANT = (
    shown(ROOM, "number"),
    withheld(LAND_ORDER_39.article("11"), NAMES, "id", "auction", "registration", "entered_at"),
    internal("entered_by"),
)
# Of moves that everybody sees at once; of the others with the record. What signed a move names its bidder where that is a certificate; what
# a passkey of one auction signed is in the record, and says nothing of who its bidder is.
MOVE = (
    shown(
        ROOM, "auction", "number", "at_ms", "kind", "price", "stood", "ended", "code", "details", "stands", "shown", "content", "salt",
        since=Since.OPENED,
    ),
    private("participant", "by", "key", "fingerprint", "statement", "signature"),
    internal("id"),
)  # fmt: skip
AUCTION_HEAD = (shown(ROOM, "auction", "number", since=Since.OPENED), internal("id", "entry"))
# With the record, where passkeys sign: whose number a key is of, and the platform's signature. Who made it, by which device, nobody learns.
AUCTION_KEY = (
    shown(ROOM, "content", "signature", since=Since.OPENED),
    private("participant", "sha256", "credential", "agreed_key", "agreement", "user", "bound_by"),
    internal("id", "count", "bound_at"),
)
ROOM_MESSAGE = (shown(ROOM, "id", "auction", "shown", "words", "at"), internal("by"))
AUCTION_PROPOSAL = (
    internal(
        "id", "auction", "act", "reason", "seconds", "proposed_at", "proposed_by", "proposed_by_user", "status", "decided_at", "decided_by",
        "decided_by_user",
    ),
)  # fmt: skip
PULSE = (internal("name", "since", "at"),)
