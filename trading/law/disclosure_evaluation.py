"""The disclosure tables of evaluation: nothing while the committee works, and its names not before the result."""

from __future__ import annotations

from foundation.text import Text
from trading.law.disclosure_sealed import COMMITTEE_NAMES, IN_CONFIDENCE
from trading.law.disclosure_words import Since, internal, shown, withheld
from trading.law.statutes import E_BIDDING, ORDER_87, PROCUREMENT, STATE_ASSETS, TENDERING, TENDERING_RULES

CONFIDENTIAL = TENDERING.article("38")
TALKS = PROCUREMENT.article("38")
WHO_QUALIFIES = ORDER_87.article("66")
CANDIDATES = TENDERING_RULES.article("54")
ITS_BIDDERS = Text("只发给该投标人", "sent to its bidder alone")

EVALUATION = (
    shown(
        CANDIDATES, "id", "lot", "number", "document", "rule", "rule_sha256", "result", "result_sha256", "report_sha256",
        "reported_at", since=Since.PUBLICISED,
    ),
    withheld(
        CONFIDENTIAL, IN_CONFIDENCE, "status", "stage", "round", "is_blind", "is_prequalification", "began_at", "report", "set_aside_at",
        "set_aside_for", "set_aside_law",
    ),
    internal("began_by", "set_aside_by", "salt"),
)  # fmt: skip
# Opened offers are public with the record of their opening, and what follows from them with the announced rule is no secret either.
RANKING = (
    shown(
        STATE_ASSETS.article("54"),
        "id",
        "lot",
        "number",
        "result",
        "result_sha256",
        "computed_at",
        since=Since.OPENED,
    ),
)
SEAT = (
    withheld(
        TENDERING.article("37"), COMMITTEE_NAMES, "id", "evaluation", "number", "member", "kind", "is_chair", "city", "room", "salt",
        "seated_at", "status", "declared_at", "left_at", "left_for",
    ),
)  # fmt: skip
SHEET = (
    withheld(
        CONFIDENTIAL,
        IN_CONFIDENCE,
        "id",
        "seat",
        "filing",
        "registration",
        "part",
        "stage",
        "entries",
        "version",
        "at",
    ),
)
SIGNED = (
    withheld(
        CONFIDENTIAL, IN_CONFIDENCE, "id", "seat", "act", "stage", "round", "stand", "content", "signature", "salt", "at", "by"
    ),
)  # fmt: skip
QUALIFICATION = (
    withheld(
        WHO_QUALIFIES, IN_CONFIDENCE, "id", "lot", "document", "content", "signature", "salt", "at", "by"
    ),
)
QUALIFICATION_SHEET = (
    withheld(WHO_QUALIFIES, IN_CONFIDENCE, "id", "filing", "entries", "version", "at", "by"),
)
MOTION = (
    withheld(
        CONFIDENTIAL, IN_CONFIDENCE, "id", "evaluation", "seat", "kind", "about", "figures", "words", "salt", "at", "by"
    ),
)  # fmt: skip
VOTE = (
    withheld(CONFIDENTIAL, IN_CONFIDENCE, "id", "motion", "seat", "in_favour", "words", "salt", "at", "by"),
)
BID_QUESTION = (
    withheld(
        CONFIDENTIAL, IN_CONFIDENCE, "id", "evaluation", "filing", "seat", "kind", "words", "figures", "due_at", "salt", "at", "by"
    ),
)  # fmt: skip
BID_ANSWER = (withheld(CONFIDENTIAL, IN_CONFIDENCE, "question", "stand", "content", "signature", "at", "by"),)
FINAL_OFFER = (
    withheld(TALKS, IN_CONFIDENCE, "id", "filing", "number", "offer", "content", "signature", "at", "by"),
)
SHOWN_OFFER = (withheld(TALKS, IN_CONFIDENCE, "offer", "price", "content", "at", "by"),)
REOPENING = (
    withheld(
        CONFIDENTIAL,
        IN_CONFIDENCE,
        "id",
        "evaluation",
        "round",
        "cause",
        "scores",
        "words",
        "salt",
        "at",
        "by",
    ),
)
AWARD = (
    shown(
        CANDIDATES, "id", "lot", "evaluation", "number", "way", "round", "status", "candidate", "result", "result_sha256", "decided_at",
        since=Since.PUBLISHED,
    ),
    internal("begun_at", "begun_by"),
)  # fmt: skip
# Whom a letter is for may show it; whoever watches the deal reads it: it says by what somebody did not qualify.
SENT_LETTER = (
    withheld(
        E_BIDDING.article("36"), ITS_BIDDERS, "id", "taken", "registration", "lot", "party", "number", "kind", "content", "signature", "at"
    ),
)  # fmt: skip
ELECTOR = (withheld(CONFIDENTIAL, COMMITTEE_NAMES, "id", "award", "number", "member", "salt"),)
BALLOT = (
    withheld(
        CONFIDENTIAL,
        IN_CONFIDENCE,
        "id",
        "elector",
        "round",
        "filing",
        "content",
        "signature",
        "salt",
        "at",
        "by",
    ),
)
