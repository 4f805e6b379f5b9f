"""The disclosure tables of the register of experts and of draws: people are private, and a draw shows digests."""

from __future__ import annotations

from trading.law.disclosure_sealed import COMMITTEE_NAMES
from trading.law.disclosure_words import Since, internal, private, shown, withheld
from trading.law.statutes import TENDERING, TENDERING_RULES

NAMES = TENDERING.article("37")
DRAWN = TENDERING_RULES.article("46")

EXPERT = (
    private(
        "id", "member", "majors", "region", "title", "years", "telephone", "standing", "standing_reason", "suspended_until",
        "admitted_at",
    ),
    internal("admitted_by"),
)  # fmt: skip
EMPLOYMENT = (private("id", "expert", "party", "name", "from_on", "until_on", "noted_at"),)
AVOIDANCE = (private("id", "expert", "party", "name", "reason", "declared_at", "withdrawn_at"),)
LEAVE = (private("id", "expert", "from_on", "to_on", "noted_at", "withdrawn_at"),)
DRAW = (
    shown(
        DRAWN, "lot", "purpose", "number", "groups", "earlier", "fixed_at", "reveal_by", "fixed", "seed", "orders", "end", "ended_at",
        "file", "sha256", since=Since.PUBLISHED,
    ),
    internal(
        "id", "contributors", "representatives", "region", "work_on", "reveal_minutes", "answer_minutes", "planned_at", "planned_by",
        "status", "set_aside_for", "salt",
    ),
)  # fmt: skip
CONTRIBUTION = (
    shown(
        DRAWN, "draw", "contributor", "party", "commitment", "committed_at", "secret", "revealed_at", since=Since.PUBLISHED
    ),
    internal("id", "committed_by"),
)  # fmt: skip
POOL_ENTRY = (
    shown(DRAWN, "entry", "unit", "groups", since=Since.PUBLISHED),
    withheld(NAMES, COMMITTEE_NAMES, "id", "draw", "handle", "sealed"),
)
DRAW_ACT = (
    shown(DRAWN, "draw", "number", "entry", "group", "act", "cause", "at", since=Since.PUBLISHED),
    internal("id", "due_at", "words"),
)
SERVICE = (
    withheld(NAMES, COMMITTEE_NAMES, "id", "seat", "came_at", "left_at", "fee", "travel", "salt", "at", "by"),
)
FEE_PAYMENT = (internal("service", "reference", "paid_on", "salt", "at", "by"),)
RATING = (
    withheld(
        NAMES,
        COMMITTEE_NAMES,
        "id",
        "seat",
        "side",
        "discipline",
        "skill",
        "diligence",
        "words",
        "salt",
        "at",
        "by",
    ),
)
RATING_REPLY = (withheld(NAMES, COMMITTEE_NAMES, "rating", "words", "salt", "at", "by"),)
REPRESENTATIVE = (withheld(NAMES, COMMITTEE_NAMES, "id", "draw", "member", "at", "by"),)
CHOSEN = (withheld(NAMES, COMMITTEE_NAMES, "id", "lot", "draw", "member", "words", "salt", "at", "by"),)
DRAW_NOTE = (
    withheld(
        NAMES, COMMITTEE_NAMES, "id", "draw", "entry", "act", "cause", "role", "words", "salt", "at", "by"
    ),
)
WITHDRAWN_CHOICE = (withheld(NAMES, COMMITTEE_NAMES, "chosen", "words", "salt", "at", "by"),)
NAME_READING = (withheld(NAMES, COMMITTEE_NAMES, "id", "draw", "reason", "salt", "at", "by"),)
