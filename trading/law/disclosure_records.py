"""The disclosure tables of the platform's records. Names are those of the models' fields; each stands in one rule."""

from __future__ import annotations

from collections.abc import Mapping

from trading.law import disclosure_auctions as auctions
from trading.law import disclosure_disputes as disputes
from trading.law import disclosure_evaluation as evaluation
from trading.law import disclosure_experts as experts
from trading.law import disclosure_notices as notices
from trading.law import disclosure_sealed as sealed
from trading.law.disclosure_disputes import CASE_FILE
from trading.law.disclosure_sealed import SECRET_BIDDERS, WHO_BIDS
from trading.law.disclosure_words import (
    INTERNAL,
    PRIVATE,
    Rule,
    Since,
    internal,
    on_request,
    private,
    shown,
    withheld,
)
from trading.law.statutes import (
    E_BIDDING,
    OPEN_GOVERNMENT,
    OPINION_1117,
    PLATFORM_39,
    TENDERING,
    TENDERING_RULES,
)

ON_PLATFORM = PLATFORM_39.article("")
BY_ITSELF = OPEN_GOVERNMENT.article("20")

DEAL: tuple[Rule, ...] = (
    shown(
        ON_PLATFORM, "id", "number", "unified_code", "kind", "method", "procedure_key", "title", "project_code", "organiser",
        "agency", "region", "sector", "classification", "origin", "source", "estimate", "currency", "particulars", "phase",
        "announced_at",
    ),
    shown(BY_ITSELF, "created_at"),
    internal("created_by", "source_key", "exchange"),
)  # fmt: skip
LOT = (
    shown(
        ON_PLATFORM, "id", "deal", "number", "round", "procedure_key", "previous", "title", "estimate", "particulars", "state",
        "phase", "entered_at",
    ),
    # When the clock comes back tells whether bids were counted.
    internal("next_step_at"),
)  # fmt: skip
PERIOD = (
    shown(ON_PLATFORM, "id", "lot", "limit", "starts_at", "ends_at", "provisional", "answered_at", "current"),
)
STEP_TAKEN = (
    shown(ON_PLATFORM, "id", "lot", "step", "source", "target", "at", "late"),
    # Notices print what is public of it, by the labels of its fields.
    internal("actor", "data"),
)
HOLD = (
    shown(ON_PLATFORM, "id", "lot", "cause", "law", "starts_at", "ends_at", "ended_at"),
    on_request(CASE_FILE, INTERNAL, "reason"),
    internal("reference", "by"),
)
OUTCOME = (
    shown(
        TENDERING_RULES.article("54"), "id", "lot", "stage", "values", "candidates", since=Since.PUBLICISED
    ),
    shown(TENDERING_RULES.article("54"), "recorded_at", since=Since.PUBLICISED),
    internal("recorded_by"),
)
OUTCOME_VALUES = (
    shown(E_BIDDING.article("32"), "bids_received", "first_envelope_passed", since=Since.OPENED),
    shown(
        TENDERING_RULES.article("54"), "bids_valid", "candidates", "has_winner", "winner_rank", "price", "rejected_all",
        "displaced", since=Since.PUBLICISED,
    ),
    withheld(SECRET_BIDDERS, WHO_BIDS, "prequalified", "asked_for_limited_phase"),
)  # fmt: skip
CANDIDATE = (
    shown(TENDERING_RULES.article("54"), "rank", "name", "party", "price", "percent", since=Since.PUBLICISED),
)
CONTRACT = (
    shown(
        OPINION_1117.article(""), "id", "lot", "number", "party", "party_name", "price", "performance_bond", "document_digest",
        "signed_on", "signed_at", "published_at", "filed_at", "filing_number", since=Since.PUBLISHED,
    ),
)  # fmt: skip
ACCEPTANCE = (
    shown(
        OPINION_1117.article(""), "id", "contract", "accepted_on", "conclusion", "final_price", "recorded_at",
        since=Since.PUBLISHED,
    ),
)  # fmt: skip
PAYMENT = (
    on_request(OPEN_GOVERNMENT.article("15"), PRIVATE, "id", "contract", "amount", "paid_on", "recorded_at"),
    private("voucher"),
)
REGISTRATION = (
    withheld(
        SECRET_BIDDERS, WHO_BIDS, "id", "lot", "party", "alias", "status", "applied_at", "applied_by", "reviewed_at",
        "reviewed_by", "reason", "claims",
    ),
    shown(sealed.OPENING_RECORD, "deposit_due", since=Since.OPENED),
    private("account"),
)  # fmt: skip
JOINT_MEMBER = (
    withheld(SECRET_BIDDERS, WHO_BIDS, "id", "registration", "lot", "party", "number", "agreed_at", "agreed_by", "stands",
             "declined_at", "declined_by"),
)  # fmt: skip
# Of an opened bid it is read out what was held when bids were due, and in which form; who paid when stays with the bidder.
DEPOSIT_ENTRY = (
    shown(sealed.OPENING_RECORD, "amount", "form", since=Since.OPENED),
    private("id", "registration", "kind", "reference", "reason", "at", "by"),
)
DEPOSIT_RATE = (
    shown(BY_ITSELF, "id", "kind", "region", "annual_percent", "days_in_year", "since_on", "source", "at"),
    internal("by"),
)
QUESTION = (
    shown(
        TENDERING.article("23"),
        "id",
        "lot",
        "text",
        "asked_at",
        "answer",
        "answered_at",
        since=Since.ANSWERED,
    ),
    withheld(SECRET_BIDDERS, WHO_BIDS, "party"),
    internal("answered_by"),
)
DOCUMENT = (
    shown(
        TENDERING_RULES.article("16"), "id", "deal", "kind", "version", "content", "digest", "created_at",
        "published_at", since=Since.PUBLISHED,
    ),
    internal("created_by"),
)  # fmt: skip
ATTACHMENT = (
    shown(
        TENDERING_RULES.article("16"), "id", "deal", "name", "media_type", "size", "digest", "created_at",
        "published_at", since=Since.PUBLISHED,
    ),
    internal("created_by"),
)  # fmt: skip
CLARIFICATION = (
    shown(
        TENDERING.article("23"), "id", "deal", "number", "title", "content", "affects_preparation", "moves", "issued_at"
    ),
    internal("issued_by"),
)  # fmt: skip
PROPOSAL = (
    # What is done on it is public; that somebody thought of it is the organiser's own affair.
    internal(
        "id", "deal", "act", "arguments", "proposed_at", "proposed_by", "proposed_by_user", "status", "decided_at", "decided_by",
        "decided_by_user", "reason",
    ),
)  # fmt: skip
FIELD_RECORD = (
    # Field by field as the standard marks them: `trading.law.fields`; from when, `trading.law.disclosure.RECORDS`.
    on_request(CASE_FILE, INTERNAL, "id", "deal", "lot", "entity", "record", "updated_at"),
    internal("updated_by"),
)
HANDED_IN_NOTICE = (
    shown(ON_PLATFORM, "id", "deal", "kind", "title", "text", "published_at", "source_url", "digest"),
    internal("source_key", "handed_in_at"),
)

TABLES: Mapping[str, tuple[Rule, ...]] = {
    "deal": DEAL,
    "lot": LOT,
    "period": PERIOD,
    "step_taken": STEP_TAKEN,
    "hold": HOLD,
    "outcome": OUTCOME,
    "outcome.values": OUTCOME_VALUES,
    "candidate": CANDIDATE,
    "contract": CONTRACT,
    "acceptance": ACCEPTANCE,
    "payment": PAYMENT,
    "registration": REGISTRATION,
    "joint_member": JOINT_MEMBER,
    "deposit_entry": DEPOSIT_ENTRY,
    "deposit_rate": DEPOSIT_RATE,
    "custody_policy": sealed.CUSTODY_POLICY,
    "custody_acceptance": sealed.CUSTODY_ACCEPTANCE,
    "policy_change": sealed.POLICY_CHANGE,
    "upload": sealed.UPLOAD,
    "filing": sealed.FILING,
    "receipt": sealed.RECEIPT,
    "revocation_evidence": sealed.REVOCATION_EVIDENCE,
    "freeze_list": sealed.FREEZE_LIST,
    "attendance": sealed.ATTENDANCE,
    "opening": sealed.OPENING,
    "custodian_post": sealed.CUSTODIAN_POST,
    "sent_keys": sealed.SENT_KEYS,
    "opened_unit": sealed.OPENED_UNIT,
    "wrapped_unit": sealed.WRAPPED_UNIT,
    "committee": sealed.COMMITTEE,
    "proposed_committee": sealed.PROPOSED_COMMITTEE,
    "reading": sealed.READING,
    "blind_copy": sealed.BLIND_COPY,
    "receipt_objection": sealed.RECEIPT_OBJECTION,
    "stage_release": sealed.STAGE_RELEASE,
    "remedy": sealed.REMEDY,
    "supervised_cut": sealed.SUPERVISED_CUT,
    "proposed_remedy": sealed.PROPOSED_REMEDY,
    "destroyed_key": sealed.DESTROYED_KEY,
    "rehearsal": sealed.REHEARSAL,
    "rehearsal_post": sealed.REHEARSAL_POST,
    "expert": experts.EXPERT,
    "service": experts.SERVICE,
    "fee_payment": experts.FEE_PAYMENT,
    "rating": experts.RATING,
    "rating_reply": experts.RATING_REPLY,
    "employment": experts.EMPLOYMENT,
    "avoidance": experts.AVOIDANCE,
    "leave": experts.LEAVE,
    "draw": experts.DRAW,
    "contribution": experts.CONTRIBUTION,
    "pool_entry": experts.POOL_ENTRY,
    "draw_act": experts.DRAW_ACT,
    "representative": experts.REPRESENTATIVE,
    "draw_note": experts.DRAW_NOTE,
    "chosen": experts.CHOSEN,
    "auction": auctions.AUCTION,
    "participant": auctions.PARTICIPANT,
    "move": auctions.MOVE,
    "room_message": auctions.ROOM_MESSAGE,
    "auction_head": auctions.AUCTION_HEAD,
    "auction_key": auctions.AUCTION_KEY,
    "auction_proposal": auctions.AUCTION_PROPOSAL,
    "pulse": auctions.PULSE,
    "withdrawn_choice": experts.WITHDRAWN_CHOICE,
    "name_reading": experts.NAME_READING,
    "evaluation": evaluation.EVALUATION,
    "award": evaluation.AWARD,
    "ranking": evaluation.RANKING,
    "ballot": evaluation.BALLOT,
    "elector": evaluation.ELECTOR,
    "seat": evaluation.SEAT,
    "sheet": evaluation.SHEET,
    "signed": evaluation.SIGNED,
    "sent_letter": evaluation.SENT_LETTER,
    "qualification": evaluation.QUALIFICATION,
    "qualification_sheet": evaluation.QUALIFICATION_SHEET,
    "motion": evaluation.MOTION,
    "vote": evaluation.VOTE,
    "bid_question": evaluation.BID_QUESTION,
    "bid_answer": evaluation.BID_ANSWER,
    "reopening": evaluation.REOPENING,
    "final_offer": evaluation.FINAL_OFFER,
    "shown_offer": evaluation.SHOWN_OFFER,
    "question": QUESTION,
    "objection": disputes.OBJECTION,
    "objection.opening": disputes.OPENING_OBJECTION,
    "complaint": disputes.COMPLAINT,
    "document": DOCUMENT,
    "attachment": ATTACHMENT,
    "clarification": CLARIFICATION,
    "proposal": PROPOSAL,
    "field_record": FIELD_RECORD,
    "handed_in_notice": HANDED_IN_NOTICE,
    "notice": notices.NOTICE,
    "information_request": notices.INFORMATION_REQUEST,
    "saved_search": notices.SAVED_SEARCH,
    "subscription": notices.SUBSCRIPTION,
    "parcel": notices.PARCEL,
    "delivery": notices.DELIVERY,
    "inbox_message": notices.INBOX_MESSAGE,
    "applicant": notices.APPLICANT,
    "consultation": notices.CONSULTATION,
}
"""By the model's name in snake case; `outcome.values` and `candidate` stand for what an outcome holds, `objection.opening`
for objections on the spot."""
