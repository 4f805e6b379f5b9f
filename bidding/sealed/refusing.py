"""The format's refusals (`toolkit.refusals`) as the platform tells them: the same codes, the same words."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.errors import Conflict, DomainError, Invalid, Reason, Unavailable
from foundation.text import Text
from toolkit.refusals import WORDS, Refused

# What is right in itself and only comes at the wrong moment.
_OF_THE_STATE = frozenset({
    "already_filed", "sequence_mismatch", "bid_id_taken", "withdrawal_unknown", "policy_version",
})  # fmt: skip
REVOCATION_UNKNOWN = "revocation_unknown"
# What a bid, its withdrawal, a policy or a change may be refused with here; the other codes are for clients.
_CLIENTS_ALONE = frozenset({
    "policy_log_not_pinned", "policy_witness_not_pinned", "policy_unproven", "policy_superseded", "policy_missing", "policy_earlier",
    "policy_late", "change_missing", "cut_unproven", "capsule_does_not_open",
})  # fmt: skip
_KINDS = (
    "json_", "object_", "suite_", "certificate_", "cms_", "policy_", "change_", "capsule_", "posted_", "stage_", "remedy_", "cut_",
    "passkey_",
)  # fmt: skip
TOLD = (
    *(code for code in WORDS if code.startswith(_KINDS) and code not in _CLIENTS_ALONE),
    "revocation_unknown", "file_missing", "core_hash", "signer_is_another", "signer_is_another_organisation", "context_mismatch",
    "units_mismatch", "parts_malformed", "shares_mismatch", "sequence_mismatch", "bid_id_taken", "already_filed", "part_missing",
    "part_hash", "part_too_large", "withdrawal_unknown", "objection_invalid", "receipt_signer", "receipt_context", "receipt_leaf",
    "timestamp_malformed", "not_a_custodian", "note_key_malformed",
)  # fmt: skip


def words(code: str) -> Text:
    """Return the words of a code of the format."""
    found = WORDS[code]
    return Text(found.zh, found.en)


def as_error(reasons: Sequence[Refused]) -> DomainError:
    """Return the refusal for all `reasons` at once; its code is that of the first."""
    first = reasons[0]
    detail = {name: value for name, value in first.detail.items() if isinstance(value, str | int)}
    told = [Reason(one.code, words(one.code)) for one in reasons]
    if first.code == REVOCATION_UNKNOWN:
        return Unavailable(first.code, words(first.code), detail=detail, reasons=told, retry_after_seconds=30)
    kind = Conflict if first.code in _OF_THE_STATE else Invalid
    return kind(first.code, words(first.code), detail=detail, reasons=told)


def status_of(code: str) -> int:
    """Return the status under which a code of the format is told."""
    return 503 if code == REVOCATION_UNKNOWN else 409 if code in _OF_THE_STATE else 422
