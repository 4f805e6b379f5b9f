"""What a member signs, read out of the very bytes that are signed, with what the page's script needs to sign them on this device."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from accounts.actor import Actor
from bidding.evaluation import document, seen
from bidding.evaluation.seen import Progress
from bidding.models import Signed
from bidding.sealed import custody
from foundation.text import Text
from portal import timeline
from portal.evaluation import finding, sheets, titles
from toolkit import canonical
from toolkit.refusals import WORDS
from trading.models import Lot

_WHEN = {
    Signed.Act.DECLARATION.value: ("convened", "reviewing", "scoring", "reporting"),
    Signed.Act.REVIEWS.value: ("reviewing", "scoring"),
    Signed.Act.SCORES.value: ("scoring",),
    Signed.Act.REPORT.value: ("reporting",),
}


@dataclass(frozen=True)
class Line:
    """One entry as it stands in the bytes."""

    name: Text | str
    value: Text | str
    words: str
    is_missing: bool


@dataclass(frozen=True)
class BidRead:
    """One bid's sheet as it stands in the bytes."""

    label: Text | str
    lines: Sequence[Line]
    total: str


@dataclass(frozen=True)
class Signing:
    """What is to be signed now. `left` counts what must be filled in first; `sha256` is that of the bytes."""

    lot: Lot
    name: Text
    act: str
    title: Text
    part: str
    sha256: str
    bidders: Sequence[str]
    bids: Sequence[BidRead]
    is_signed: bool
    is_time: bool
    left: int
    data: dict[str, Any]

    @property
    def may_sign(self) -> bool:
        """Whether anything can be signed here now."""
        return self.is_time and not self.is_signed and not self.left


def collect(lot_id: str, actor: Actor, act: str, now: datetime) -> Signing:
    """
    Return what a member signs for an act.

    :raises Http404: for a lot that the actor may not know of.
    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `not_declared` for all but the declaration; `not_now` while there is no report.
    """
    lot = finding.lot_of(lot_id, actor)
    return of(lot, actor, act, seen.progress(lot, actor, now), now)


def of(lot: Lot, actor: Actor, act: str, progress: Progress, now: datetime) -> Signing:
    """Return the same for a lot whose progress is known."""
    content = seen.to_sign(lot, actor, act)
    said = canonical.load(content)
    part = titles.PART_OF.get(act, "")
    bids = _bids(lot, actor, part, said.get("sheets", [])) if part else []
    # Before the declaration a member is shown nothing of a bid but who made one.
    own = next((one for one in progress.places if progress.own and one.seat.id == progress.own.id), None)
    return Signing(
        lot=lot, name=timeline.name_of(lot), act=act, title=titles.act_of(progress.evaluation, act), part=part,
        sha256=canonical.sha256(content),
        bidders=said.get("bidders", []), bids=bids, is_signed=bool(own and act in own.signed),
        is_time=progress.evaluation.status in _WHEN[act], left=sum(line.is_missing for bid in bids for line in bid.lines),
        data=data_of(lot, act, content, reverse("evaluation-signatures", args=[lot.id, act]), now),
    )  # fmt: skip


def data_of(
    lot: Lot, act: str, content: bytes, address: str, now: datetime, *, organisation: str = ""
) -> dict[str, Any]:
    """Return what the script that signs needs; `organisation` is whose certificate must sign, empty for a person's own."""
    language = get_language() or "zh-hans"
    return {
        "act": act,
        "content": base64.b64encode(content).decode(),
        "address": address,
        "back": reverse("portal-evaluation", args=[lot.id]),
        "organisation": organisation,
        "worker": static("portal/seal.worker.js"),
        "now_ms": custody.milliseconds(now),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "words": {code: words.to(language) for code, words in WORDS.items()},
    }


def _bids(lot: Lot, actor: Actor, part: str, written: Sequence[Mapping[str, Any]]) -> list[BidRead]:
    """Return every bid that is asked for, in its order: what is signed of it, and what is missing still."""
    desk = seen.desk(lot, actor, part)
    known = {one["bid"]: {entry["code"]: entry for entry in one["entries"]} for one in written}
    found = []
    for sheet in desk.sheets:
        entries = known.get(sheet.bid, {})
        missing = document.missing_entries(desk.asked, part, entries)
        lines = [
            _line(code, name, entries, missing)
            for code, name in sheets.lines_of(desk.asked)
            if code in entries or code in missing
        ]
        points = sheets.total(desk.asked.criteria, entries) if part == "scores" else ""
        found.append(BidRead(sheet.bidder or titles.of_bid(sheet.bid), lines, points))
    return found


def _line(code: str, name: Text | str, entries: Mapping[str, Any], missing: Mapping[str, Any]) -> Line:
    entry = entries.get(code, {})
    value = str(entry.get("value", ""))
    return Line(name, titles.OPINIONS.get(value, value), str(entry.get("words", "")), code in missing)
