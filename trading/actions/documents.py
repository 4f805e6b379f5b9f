"""Structured documents and the files beside them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from django.db.models import Sum

from accounts.actor import Actor
from foundation import journal, storage
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.inspection import looking
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading import announceable, engine, events, in_force, particulars
from trading.engine import StepRefused
from trading.law import evaluation_rules, tender_document_json
from trading.law.commitments import UNASKED, asked
from trading.law.grammar import Phase, Refusal
from trading.law.tender_document import TenderDocument
from trading.law.tender_document_problems import problems
from trading.models import Attachment, Deal, Document

TENDER = "tender"
MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_DEAL_BYTES = 10 * MAX_FILE_BYTES
_KIND = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}", re.ASCII)


@action
def save_document(*, deal_id: str, kind: str, content: Mapping[str, Any], by: Actor) -> Document:
    """
    Keep a new version of a structured document. Once something is published, a new version follows a clarification.

    Where a tender document is silent on the evaluation, the numbers of the law are written out into it.

    :raises Invalid: `invalid_particulars` for a wrong shape, `document_unsound` with every problem of the content.
    :raises Conflict: `decryption_fixed` unless it says of opening bids what the versions say that were published.
    :raises StepRefused: where the notice has been, for a rule that the notice would have been refused for, once bids are due for every
        other rule than before, and for lines left out that are told of candidates.
    """
    deal = _of_organiser(deal_id, by)
    if not _KIND.fullmatch(kind):
        words = Text("文件类型代码不正确", "Not a kind of document")
        raise Invalid("unknown_document_kind", words, fields={"kind": [words]})
    document = particulars.parse(TenderDocument, content)
    if found := [*problems(document), *_taken(document, deal)]:
        raise Invalid(
            "document_unsound",
            Text("文件内容有误", "The document is not sound"),
            fields={"content": list(found)},
        )
    whole = _completed(document, kind, deal)
    stored = tender_document_json.to_dict(whole)
    _check_decryption(deal, kind, stored["decryption"])
    at = journal.instant(deal.id)
    if kind == TENDER and deal.phase != Phase.PREPARING.value:
        _check_announced(deal, whole, at)
    digest = hashlib.sha256(orjson.dumps(stored, option=orjson.OPT_SORT_KEYS)).hexdigest()
    saved = Document.objects.create(
        deal=deal, kind=kind, version=deal.documents.filter(kind=kind).count() + 1, content=stored, digest=digest,
        created_at=at, created_by=by.label, published_at=at if deal.phase != Phase.PREPARING.value else None,
    )  # fmt: skip
    events.of_deal(
        "trading.document.saved", deal, by=by, at=at, document=saved.id, version=saved.version, digest=digest
    )
    return saved


def _taken(document: TenderDocument, deal: Deal) -> Iterator[Text]:
    """Yield each requirement that has the code of a ground of the law: by its code it is told by what a bid fails."""
    rule = deal.procedure.committee
    grounds = {one.code for one in (*rule.grounds, *rule.disqualifies, *rule.applicants)} if rule else set()
    for one in document.requirements:
        if one.code in grounds:
            yield Text(
                f"要求的代码“{one.code}”是法律规定情形的代码，请另取",
                f"The code “{one.code}” of a requirement is that of a ground of the law: take another",
            )


@action
def attach(*, deal_id: str, name: str, media_type: str, stream: storage.Stream, by: Actor) -> Attachment:
    """
    Keep a file beside the documents, under its digest.

    The name is shown, never used as a path; its ending says what the file has to be, and `media_type` is only checked for its form.

    :raises Conflict: `attachments_quota`.
    :raises Invalid: `bad_file_name`, `bad_media_type`, `file_too_large`, and what `inspection` refuses; nothing is kept then.
    """
    deal = _of_organiser(deal_id, by)
    clean = file_name(name)
    if not _MEDIA_TYPE.fullmatch(media_type.lower()):
        words = Text("文件类型不正确", "Not a media type")
        raise Invalid("bad_media_type", words, fields={"media_type": [words]})
    held = deal.attachments.aggregate(bytes=Sum("size"))["bytes"] or 0
    if held >= MAX_DEAL_BYTES:
        words = Text("本项目附件总量已达上限", "The files of this deal reach their limit")
        raise Conflict("attachments_quota", words, detail={"most_bytes": MAX_DEAL_BYTES})
    blob = storage.put(stream, max_bytes=MAX_FILE_BYTES, check=partial(looking.check, clean))
    at = journal.instant(deal.id)
    attachment = Attachment.objects.create(
        deal=deal, name=clean, media_type=looking.media_type_of(clean), size=blob.size, digest=blob.digest, created_at=at,
        created_by=by.label, published_at=at if deal.phase != Phase.PREPARING.value else None,
    )  # fmt: skip
    events.of_deal(
        "trading.attachment.added", deal, by=by, at=at, attachment=attachment.id, digest=blob.digest
    )
    return attachment


@action
def remove_attachment(*, attachment_id: str, by: Actor) -> None:
    """Take a file out of a draft; what was published stays."""
    deal_id = Attachment.objects.filter(id=attachment_id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise NotFound(
            "attachment_not_found",
            Text("没有这个附件", "There is no such attachment"),
            detail={"id": attachment_id},
        )
    deal = _of_organiser(deal_id, by)
    attachment = Attachment.objects.get(id=attachment_id)
    if attachment.published_at is not None:
        raise Conflict("already_published", Text("已发布的附件不能删除", "A published attachment stays"))
    at = journal.instant(deal.id)
    events.of_deal(
        "trading.attachment.removed", deal, by=by, at=at, attachment=attachment.id, digest=attachment.digest
    )
    attachment.delete()


def publish_all(deal: Deal, at: datetime) -> None:
    """Publish what a deal's documents are when its preparation ends."""
    deal.documents.filter(published_at__isnull=True).update(published_at=at)
    deal.attachments.filter(published_at__isnull=True).update(published_at=at)


def file_name(name: str) -> str:
    """
    Return the name under which a file is shown.

    :raises Invalid: `bad_file_name` for an empty or overlong one, path signs, control or direction-changing characters.
    """
    clean = unicodedata.normalize("NFC", name).strip()
    hidden = any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in clean)
    reserved = clean.split(".")[0].upper() in {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        *(f"COM{n}" for n in range(10)),
        *(f"LPT{n}" for n in range(10)),
    }
    if (
        not clean
        or len(clean) > 200
        or hidden
        or reserved
        or set(clean) & set('/\\:*?"<>|')
        or clean in (".", "..")
    ):
        words = Text("文件名不正确", "Not a file name")
        raise Invalid("bad_file_name", words, fields={"name": [words]})
    return clean


def _completed(document: TenderDocument, kind: str, deal: Deal) -> TenderDocument:
    if kind != TENDER:
        return document
    procedure = deal.procedure
    return evaluation_rules.completed(
        document, procedure.evaluation, particulars.parse(procedure.particulars, deal.particulars)
    )


def _check_decryption(deal: Deal, kind: str, said: Any) -> None:
    """
    Refuse a version that says otherwise who opens bids, in what time, and what if one does not open.

    Bids are opened in the way that the document tells (电子招标投标办法第三十条); a policy of custody was checked against it, and
    bidders seal under that policy.
    """
    published = deal.documents.filter(kind=kind, published_at__isnull=False).order_by("-version").first()
    if published is not None and published.content.get("decryption") != said:
        raise Conflict(
            "decryption_fixed",
            Text(
                "招标文件已经发布，其中的解密方式、时限和补救方案不能再变更（《电子招标投标办法》第三十条）",
                "The document is published: who opens bids, in what time, and what if one does not open, changes no more "
                "(Measures for Electronic Tendering and Bidding, art. 30)",
            ),
            detail={"version": published.version},
        )


def _check_announced(deal: Deal, document: TenderDocument, at: datetime) -> None:
    """Refuse a version by which a lot that was announced could not be compared, or would be compared otherwise than bidders learnt."""
    found = _left_out(deal, document)
    for lot in deal.lots.exclude(phase=Phase.PREPARING.value).order_by("id"):
        lot.deal = deal
        found += announceable.refusals(lot, document, at)
    if found:
        raise StepRefused(list(dict.fromkeys(found)), step="document")


def _left_out(deal: Deal, document: TenderDocument) -> list[Refusal]:
    """Return why a version may not leave out a line that is told of candidates and that offers had to fill in, where a law asks it."""
    guards = (guard for step in deal.procedure.steps for guard in step.guards)
    asks = next((one for one in guards if one.name == UNASKED), None)
    before = in_force.tender_document(deal.id)
    if asks is None or before is None or asked(before) <= asked(document):
        return []
    must_tender = particulars.parse(deal.procedure.particulars, deal.particulars).must_tender
    return [Refusal(asks.name, asks.title, asks.law)] if must_tender else []


def _of_organiser(deal_id: str, by: Actor) -> Deal:
    deal = lock_row(Deal, deal_id)
    if not engine.is_organiser(by, deal):
        raise Forbidden(
            "role_not_allowed", Text("只有组织方可以编制文件", "Only the organiser prepares documents")
        )
    return deal
