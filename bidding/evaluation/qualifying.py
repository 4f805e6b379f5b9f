"""
The organiser's examination of who qualifies, as it stands: what is asked of each bid, what is written so far, and who may see it.

While it is written the organiser's side alone sees it; once it is signed also the secretary and the supervisor. A bidder is told of
its own by a letter, once the result is published; nobody else anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actor import Actor
from bidding import queries
from bidding.actions.evaluating import telling
from bidding.evaluation import bids, contents, document, examined
from bidding.evaluation.seen import Desk, OwnSheet
from bidding.models import Qualification, QualificationSheet, Sheet
from foundation.errors import Conflict, NotFound
from foundation.text import Text
from toolkit import canonical
from trading.law import tender_document_json
from trading.law.tender_document import RequirementKind, TenderDocument
from trading.models import Document, Lot


@dataclass(frozen=True, slots=True)
class Examination:
    """How it stands. `made` is what was signed; `may_write` whether the reader writes and signs it now."""

    lot: Lot
    version: Document
    desk: Desk
    made: Qualification | None
    may_write: bool

    @property
    def qualified(self) -> int | None:
        """How many qualify, once it is signed."""
        return examined.qualified(self.made) if self.made is not None else None

    @property
    def sha256(self) -> str:
        """The digest of what was signed; empty before."""
        return canonical.sha256(bytes(self.made.content)) if self.made is not None else ""


def is_due(lot: Lot) -> bool:
    """Tell whether a lot is where it is examined who qualifies."""
    return lot.procedure.state(lot.state).qualifies is not None


def found(lot: Lot, actor: Actor) -> Examination:
    """
    Return how the examination of a lot stands.

    :raises NotFound: `qualification_not_found` to whoever may not see it, and where there is none.
    """
    made = examined.of(lot)
    if not _sees(lot, actor, made):
        raise NotFound(
            "qualification_not_found",
            Text("没有可查阅的资格审查", "There is no examination of qualifications to read"),
        )
    version = version_of(lot) if made is None else made.document
    return Examination(lot, version, _desk(lot, version, made), made, may_write=made is None)


def is_shown(lot: Lot, actor: Actor) -> bool:
    """Tell whether the reader finds an examination of a lot. One query, or none."""
    return _sees(lot, actor, examined.of(lot))


def _sees(lot: Lot, actor: Actor, made: Qualification | None) -> bool:
    """Tell it: the organiser's side from when it is due, others inside once it is signed."""
    if telling.is_organiser(lot, actor):
        return made is not None or is_due(lot)
    return made is not None and (telling.is_secretary(lot, actor) or queries.supervises(lot, actor))


def version_of(lot: Lot) -> Document:
    """
    Return the document whose requirements are examined: the last that was published.

    :raises Conflict: `no_document`.
    """
    told = Document.objects.filter(deal=lot.deal_id, kind="tender", published_at__isnull=False)
    last = told.order_by("-version").first()
    if last is None:
        raise Conflict("no_document", Text("没有已发布的招标文件", "No tender document is published"))
    return last


def parsed(version: Document) -> TenderDocument:
    """Return a version as the law reads it."""
    return tender_document_json.from_dict(version.content)


def asked(lot: Lot, content: TenderDocument) -> document.Asked:
    """Return what is examined of each bid: what the document requires of a bidder, and the grounds of the law itself."""
    rule = lot.procedure.committee
    own = [one for one in content.requirements if one.kind is RequirementKind.QUALIFICATION]
    return document.Asked(tuple(own), rule.disqualifies if rule else ())


def to_sign(lot: Lot, actor: Actor) -> bytes:
    """
    Return the bytes that are signed, or were.

    :raises NotFound: as `found`.
    """
    examination = found(lot, actor)
    made = examination.made
    return bytes(made.content) if made is not None else content(lot, examination.version)


def content(lot: Lot, version: Document) -> bytes:
    """Return what is signed, as everything stands now."""
    rows = _rows(lot)
    return canonical.dump(
        {
            "v": examined.EXAMINATION, "deal": lot.deal_id, "lot": lot.id, "document": version.digest,
            "sheets": [
                {"bid": one.id, "entries": contents.entries(rows[one.id]) if one.id in rows else []} for one in bids.of_lot(lot.id)
            ],
        }
    )  # fmt: skip


def incomplete(lot: Lot, what: document.Asked) -> document.Wrong:
    """Return what is missing or wrong before it can be signed, by bid and code."""
    rows, wrong = _rows(lot), document.Wrong()
    for one in bids.of_lot(lot.id):
        entries = rows[one.id].entries if one.id in rows else {}
        own = document.missing_entries(what, Sheet.Part.REVIEW, entries) | document.wrong_entries(
            what, Sheet.Part.REVIEW, entries
        )
        wrong |= {f"{one.id}.{code}": messages for code, messages in own.items()}
    return wrong


def _rows(lot: Lot) -> dict[str, QualificationSheet]:
    return {one.filing_id: one for one in QualificationSheet.objects.filter(filing__lot=lot.id)}


def _desk(lot: Lot, version: Document, made: Qualification | None) -> Desk:
    """Return what is asked and what stands of each bid: of what was signed the signed bytes alone."""
    drafts = _rows(lot) if made is None else {}
    signed = examined.sheets(made) if made is not None else {}
    found = []
    for one in bids.of_lot(lot.id):
        draft = drafts.get(one.id)
        entries = {code: dict(entry) for code, entry in signed.get(one.id, {}).items()}
        found.append(
            OwnSheet(
                one.id, one.registration.party.name, one.header, draft.entries if draft else entries,
                draft.version if draft else int(made is not None), made is not None,
            )
        )  # fmt: skip
    return Desk(asked(lot, parsed(version)), found)
