"""What trading keeps: deals and lots, their periods and holds, documents, disputes, outcomes and contracts."""

from trading.models.contract import Acceptance, Contract, Payment
from trading.models.deal import Deal, Lot, Origin
from trading.models.dispute import Complaint, Objection
from trading.models.document import (
    Attachment,
    Clarification,
    Document,
    FieldRecord,
    Question,
)
from trading.models.exchange import HandedInNotice
from trading.models.outcome import Outcome
from trading.models.proposal import Proposal
from trading.models.timeline import Hold, Period, StepTaken

__all__ = [
    "Acceptance", "Attachment", "Clarification", "Complaint", "Contract", "Deal", "Document", "FieldRecord", "HandedInNotice", "Hold",
    "Lot", "Objection", "Origin", "Outcome", "Payment", "Period", "Proposal", "Question", "StepTaken",
]  # fmt: skip
