"""The disclosure tables of sealed bids: who holds the keys is public at once, who filed and what with the opening."""

from __future__ import annotations

from foundation.text import Text
from trading.law.disclosure_words import Rule, Since, internal, shown, withheld
from trading.law.statutes import E_BIDDING, TENDERING

WHO_BIDS = Text(
    "开标前不得透露潜在投标人的名称、数量",
    "who bids, and how many do, is nobody's business before the opening",
)
SECRET_BIDDERS = TENDERING.article("22")
OPENING_RECORD = E_BIDDING.article("32")

CUSTODY_POLICY: tuple[Rule, ...] = (
    shown(
        E_BIDDING.article("31"), "id", "deal", "version", "sha256", "content", "signature", "deadline_ms", "published_at",
        "in_force_from", "evidence", "ref",
    ),
    internal("published_by"),
)  # fmt: skip
CUSTODY_ACCEPTANCE = (shown(E_BIDDING.article("31"), "id", "policy", "x", "content", "signature", "at"),)
POLICY_CHANGE = (
    shown(
        E_BIDDING.article("31"), "id", "policy", "number", "sha256", "content", "first_signature", "second_signature",
        "deadline_ms", "at", "ref",
    ),
    internal("by"),
)  # fmt: skip
UPLOAD = (
    withheld(
        SECRET_BIDDERS, WHO_BIDS, "id", "party", "sha256", "size", "offset", "is_complete", "is_filed", "touched_at"
    ),
)  # fmt: skip
FILING = (
    shown(
        OPENING_RECORD, "header", "core", "bid", "seq", "signer", "header_bytes", "core_bytes", "signature_bytes", "salt",
        "evidence", since=Since.OPENED,
    ),
    withheld(
        SECRET_BIDDERS, WHO_BIDS, "id", "lot", "registration", "policy", "replaces", "received_at", "ref", "status", "reasons",
        "settled_at", "held_for", "ended_at", "end_bytes", "end_signature", "end_ref", "discarded_at",
    ),
    internal("files", "held_bytes", "filed_by", "awaits_receipt"),
)  # fmt: skip
# What authorities signed for everybody: it names no bidder, and travels with the public files of those it is about.
REVOCATION_EVIDENCE = (shown(OPENING_RECORD, "sha256", "content", since=Since.OPENED),)
RECEIPT = (
    # It is the bidder's own: whoever holds it may show it.
    withheld(SECRET_BIDDERS, WHO_BIDS, "id", "filing", "about", "content", "signature", "token", "issued_at"),
)
FREEZE_LIST = (
    shown(
        OPENING_RECORD, "lot", "policy", "change_number", "deadline_ms", "closed_at", "stamped_head", "cut_token",
        "cut_missed_at", "issued_at", "sha256", "content", "signature", "ref", since=Since.PUBLISHED,
    ),
)  # fmt: skip
SUPERVISED_CUT = (
    shown(
        OPENING_RECORD, "freeze", "sha256", "content", "first_signature", "second_signature", "reason", "at", "ref",
        since=Since.PUBLISHED,
    ),
    internal("by"),
)  # fmt: skip
OPENING = (
    shown(
        OPENING_RECORD, "id", "freeze", "stage", "bids", "status", "begun_at", "posting_until", "closed_at", "pending", "lost",
        "resends", "rescue_until", "fault_seen_at", "unreadable", "excluded",
        "recorded_at", "sha256", "content", "signature", "ref", since=Since.PUBLISHED,
    ),
)  # fmt: skip
CUSTODIAN_POST = (
    shown(
        OPENING_RECORD,
        "id",
        "opening",
        "x",
        "number",
        "content",
        "signature",
        "is_late",
        "at",
        since=Since.OPENED,
    ),
    internal("shares", "by"),
)
ATTENDANCE = (
    shown(OPENING_RECORD, "id", "lot", "registration", "at", since=Since.OPENED),
    internal("by"),
)
SENT_KEYS = (internal("id", "opening", "filing", "sha256", "message", "at", "by"),)
OPENED_UNIT = (
    shown(
        OPENING_RECORD, "id", "opening", "filing", "unit", "outcome", "cause", "blamed", "is_public", "key", "manifest",
        since=Since.OPENED,
    ),
)  # fmt: skip
# Of what only the committee reads nobody else learns more than the record says; who reads, not before the result.
IN_CONFIDENCE = Text("评标过程保密", "evaluation is confidential")
COMMITTEE_NAMES = Text(
    "评标委员会成员名单在中标结果确定前保密", "committees are secret until the result is settled"
)
WRAPPED_UNIT = (withheld(TENDERING.article("38"), IN_CONFIDENCE, "unit", "certificate", "message"),)
EXPERTS = ("id", "lot", "number", "certificates", "reason", "salt", "at", "by")
COMMITTEE = (withheld(TENDERING.article("37"), COMMITTEE_NAMES, *EXPERTS, "proposed_by"),)
PROPOSED_COMMITTEE = (withheld(TENDERING.article("37"), COMMITTEE_NAMES, *EXPERTS),)
READING = (
    withheld(TENDERING.article("38"), IN_CONFIDENCE, "id", "unit", "part", "reason", "salt", "at", "by"),
)
BLIND_COPY = (
    withheld(
        TENDERING.article("38"), IN_CONFIDENCE, "reading", "original_sha256", "copy_sha256", "refusal", "pages", "unchecked", "salt", "at"
    ),
)  # fmt: skip
RECEIPT_OBJECTION = (
    shown(
        E_BIDDING.article("39"), "id", "freeze", "number", "sha256", "header", "content", "signature", "receipt",
        "receipt_signature", "receipt_token", "head", "papers", "evidence", "at", "ref", since=Since.PUBLISHED,
    ),
    internal("by"),
)  # fmt: skip
REMEDY = (
    shown(
        OPENING_RECORD, "id", "opening", "number", "sha256", "content", "first_signature", "second_signature", "until", "at", "ref",
        since=Since.PUBLISHED,
    ),
    internal("by"),
)  # fmt: skip
# A draft with one signature of two: of use to the organiser's second person alone.
PROPOSED_REMEDY = (
    internal("id", "opening", "number", "content", "signature", "until", "reason", "at", "by"),
)
DESTROYED_KEY = (
    shown(OPENING_RECORD, "id", "fingerprint", "certificate", "at", "ref", since=Since.PUBLISHED),
    internal("by"),
)
# Tried before the notice by those who will open: the test bid is nobody's offer, and tells of a deal that is not announced.
REHEARSAL = (
    internal(
        "id", "lot", "sha256", "content", "signature", "evidence", "header", "files", "bid_evidence", "salt", "holders", "n",
        "deadline_ms", "filed_at", "filed_by", "ref", "filing_ref", "freeze_ref", "record_ref", "status", "frozen_at",
        "freeze_content", "freeze_signature", "posting_until", "ended_at", "record_content", "record_signature", "outcome", "cause",
        "blamed", "unreadable",
    ),
)  # fmt: skip
REHEARSAL_POST = (internal("id", "rehearsal", "x", "number", "content", "signature", "shares", "at", "by"),)
STAGE_RELEASE = (
    shown(
        OPENING_RECORD, "id", "freeze", "stage", "sha256", "content", "signatures", "result", "at", "ref", since=Since.PUBLISHED
    ),
    internal("by"),
)  # fmt: skip
