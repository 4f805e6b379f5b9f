"""The disclosure tables of objections and complaints. Names are those of the models' fields; each stands in one rule."""

from __future__ import annotations

from trading.law.disclosure_words import INTERNAL, internal, on_request, private, shown
from trading.law.statutes import OPEN_GOVERNMENT, TENDERING_RULES

CASE_FILE = OPEN_GOVERNMENT.article("16-2")

OBJECTION = (
    on_request(
        CASE_FILE, INTERNAL, "id", "lot", "stage", "raised_at", "due_at", "status", "reply", "upheld", "replied_at"
    ),
    private("party", "grounds"),
    internal("replied_by"),
)  # fmt: skip
# Who raised it is told as with any other: to itself and to those who supervise.
OPENING_OBJECTION = (
    shown(
        TENDERING_RULES.article("44-3"), "id", "lot", "stage", "grounds", "raised_at", "due_at", "status", "reply", "upheld",
        "replied_at",
    ),
    private("party"),
    internal("replied_by"),
)  # fmt: skip
COMPLAINT = (
    # The decision is published in a notice, without the complainant's name.
    on_request(
        CASE_FILE, INTERNAL, "id", "lot", "objection", "known_on", "lodged_at", "due_at", "status", "accepted_at", "decision", "upheld",
        "decided_at",
    ),
    private("party", "grounds"),
    internal("decided_by"),
)  # fmt: skip
