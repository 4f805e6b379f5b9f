"""What was published of a lot: notices, documents and files, each where it can be read, and the PDFs of what the centre sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from archive.ocds.known import Paper
from archive.ocds.rows import Rows
from notices.models import Notice
from trading.law import document_kinds
from trading.law.notice_revisions import WORDS
from trading.models import Lot

# The codelist `documentType` by the last word of a kind of notice; others have none that fits.
_NOTICES: Final = {
    "plan": "plannedProcurementNotice",
    "intent": "plannedProcurementNotice",
    "tender": "tenderNotice",
    "announcement": "tenderNotice",
    "disclosure": "tenderNotice",
    "solicitation": "tenderNotice",
    "inquiry": "tenderNotice",
    "negotiation": "tenderNotice",
    "consultation": "tenderNotice",
    "clarification": "clarifications",
    "correction": "clarifications",
    "amendment": "clarifications",
    "result": "awardNotice",
    "award": "awardNotice",
    "contract": "contractNotice",
    "acceptance": "completionCertificate",
}
_DOCUMENTS: Final = {"tender": "biddingDocuments", "prequalification": "eligibilityCriteria"}


def papers(lot: Lot, found: Rows, site: str) -> list[Paper]:
    """Return what was published of a lot, or of its deal as a whole: notices, documents, files, each kind oldest first."""
    return [*_notices(lot, found, site), *_documents(lot, found, site), *_sealed(lot, found, site)]


def last(notices: Sequence[Notice]) -> datetime | None:
    """Return when the newest notice was published."""
    return max((one.published_at for one in notices if one.published_at), default=None)


def _notices(lot: Lot, found: Rows, site: str) -> Iterator[Paper]:
    for one in found.notices[lot.deal_id]:
        if one.lot_id in (None, lot.id) and one.published_at:
            code = _NOTICES.get(one.kind.rpartition("_")[2], "")
            yield Paper(
                one.id,
                one.title,
                f"{site}/notices/{one.number}/",
                one.published_at,
                code,
                reason=_reason(one),
            )


def _reason(one: Notice) -> str:
    """Return why a version was written: on which ground, under which article, and in whose words."""
    return f"{WORDS[one.ground].zh}（{one.law}）：{one.reason}" if one.act else ""


def _documents(lot: Lot, found: Rows, site: str) -> Iterator[Paper]:
    for one in found.documents[lot.deal_id]:
        if one.published_at:
            url = f"{site}/deals/{lot.deal.number}/documents/{one.kind}/{one.version}/"
            title = f"{document_kinds.title_of(one.kind).zh}（第{one.version}版）"
            yield Paper(one.id, title, url, one.published_at, _DOCUMENTS.get(one.kind, ""))
    for file in found.attachments[lot.deal_id]:
        if file.published_at:
            url = f"{site}/api/v1/attachments/{file.id}/content/"
            yield Paper(file.id, file.name, url, file.published_at, format=file.media_type)


def _sealed(lot: Lot, found: Rows, site: str) -> Iterator[Paper]:
    """Yield what is under the centre's seal: a notice once more, and records that are nowhere else."""
    kinds = {one.id: one.kind for one in found.notices[lot.deal_id]}
    for one in found.sealed[lot.deal_id]:
        if one.lot_id in (None, lot.id) and one.sealed_at:
            code = _NOTICES.get(kinds.get(one.source, "").rpartition("_")[2], "")
            url = f"{site}/documents/{quote(one.number, safe='')}/document.pdf"
            yield Paper(
                one.id, f"{one.title}（PDF）", url, one.sealed_at, code, "application/pdf", sha256=one.digest
            )
