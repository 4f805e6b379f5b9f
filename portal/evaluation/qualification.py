"""The organiser's examination of who qualifies, a bid at a time, and what is signed of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.actor import Actor
from bidding.evaluation import document, examined, qualifying
from bidding.evaluation.qualifying import Examination
from bidding.evaluation.seen import OwnSheet
from bidding.models import Sheet
from foundation.text import Text
from portal import opened_bids, timeline
from portal.award_page import Signing
from portal.evaluation import finding, sheets, signing, titles
from portal.evaluation.documents import Documents
from portal.evaluation.sheets import BidRow, Field
from portal.evaluation.signing import BidRead, Line
from toolkit import canonical
from trading import queries
from trading.models import Lot

TITLE = Text("资格审查", "Who qualifies")
REVIEW = Sheet.Part.REVIEW.value


@dataclass(frozen=True)
class QualificationPage:
    """The page at one bid. `current` is None where no bid was opened; `data` is for its script, None where nothing is written."""

    lot: Lot
    name: Text
    title: Text
    law: str
    signed_at: datetime | None
    sha256: str
    qualified: int | None
    may_write: bool
    rows: Sequence[BidRow]
    current: BidRow | None
    number: int
    version: int
    requirements: Sequence[Field]
    grounds: Sequence[Field]
    before: str
    after: str
    unfinished: str
    data: dict[str, Any] | None
    documents: Documents | None

    @property
    def done(self) -> int:
        """How many sheets are complete."""
        return sum(one.is_done for one in self.rows)


@dataclass(frozen=True)
class SigningPage:
    """What is signed of all bids, read out of the very bytes; `left` counts what must be filled in first."""

    lot: Lot
    name: Text
    title: Text
    bids: Sequence[BidRead]
    left: int
    signing: Signing | None


def collect(lot_id: str, actor: Actor, bid: str, given: Mapping[str, Any] | None = None) -> QualificationPage:
    """
    Return the page at one bid, or at the first that is not complete. `given` is what was typed and not taken, and whether another
    window's `stands`.

    :raises Http404: for a lot that the actor may not know of, and a bid that is not there.
    :raises NotFound: `qualification_not_found`.
    """
    lot = finding.lot_of(lot_id, actor)
    found = qualifying.found(lot, actor)
    desk, made = found.desk, found.made
    chosen = sheets.chosen_of(desk.asked, REVIEW, desk.sheets, bid)
    rows = [sheets.row_of(desk.asked, REVIEW, one, one is chosen) for one in desk.sheets]
    at = desk.sheets.index(chosen) if chosen else 0
    may_write = found.may_write and chosen is not None
    entries = dict(chosen.entries) if chosen else {}
    stands = entries if given and given.get("stands") else None
    _, requirements, grounds = sheets.fields_of(desk.asked, (given or {}).get("entries", entries), stands)
    return QualificationPage(
        lot=lot, name=timeline.name_of(lot), title=TITLE, law=law_of(lot), signed_at=made.at if made else None, sha256=found.sha256,
        qualified=found.qualified, may_write=may_write, rows=rows, current=rows[at] if chosen else None, number=at + 1,
        version=chosen.version if chosen else 0, requirements=requirements, grounds=grounds,
        before=rows[at - 1].bid if chosen and at else "", after=rows[at + 1].bid if chosen and at + 1 < len(rows) else "",
        unfinished=next((one.bid for one in rows if not one.is_done and not one.is_current), ""),
        data=_data(lot, chosen) if chosen and may_write else None,
        documents=_documents(found, actor, chosen) if chosen else None,
    )  # fmt: skip


def to_sign(lot_id: str, actor: Actor, now: datetime) -> SigningPage:
    """Return what is signed of all bids. :raises Http404: as `collect`. :raises NotFound: as `collect`."""
    lot = finding.lot_of(lot_id, actor)
    found, content = qualifying.found(lot, actor), qualifying.to_sign(lot, actor)
    # Out of the bytes: a colleague may save while they are put together, and what is read is what is signed.
    said = examined.read(content)
    bids = [_read(found.desk.asked, one, said.get(one.bid, {})) for one in found.desk.sheets]
    left = sum(line.is_missing for bid in bids for line in bid.lines)
    signed: Signing | None = None
    if found.may_write and not left:
        address = reverse("qualification-signature", args=[lot.id])
        data = signing.data_of(lot, "qualification", content, address, now)
        data["back"] = reverse("portal-qualification", args=[lot.id])
        signed = Signing("qualification", canonical.sha256(content), data)
    return SigningPage(lot, timeline.name_of(lot), TITLE, bids, left, signed)


def law_of(lot: Lot) -> str:
    """Return the article by which the organiser examines."""
    return str(next(one.qualifies for one in lot.procedure.states if one.qualifies))


def _read(asked: document.Asked, sheet: OwnSheet, entries: Mapping[str, Mapping[str, str]]) -> BidRead:
    missing = document.missing_entries(asked, REVIEW, entries)
    lines = [
        Line(
            name,
            titles.OPINIONS.get(value := str(entries.get(code, {}).get("value", "")), value),
            str(entries.get(code, {}).get("words", "")),
            code in missing,
        )
        for code, name in sheets.lines_of(asked)
        if code in entries or code in missing
    ]
    return BidRead(sheet.bidder, lines, "")


def _data(lot: Lot, sheet: OwnSheet) -> dict[str, Any]:
    return {
        "key": f"{lot.id}.qualification.{sheet.bid}",
        "version": sheet.version,
        "address": reverse("qualification-sheet", args=[lot.id, sheet.bid]),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }


def _documents(found: Examination, actor: Actor, sheet: OwnSheet) -> Documents:
    """Return what the bid says in its public parts, beside the document by which it is examined."""
    lot = found.lot
    tender = queries.documents(lot.deal, actor).filter(id=found.version.pk).defer("content").first()
    view = next(iter(opened_bids.collect(lot, actor, sheet.bid)), None)
    return Documents(tender, view, (), {})
