"""What a bid says, beside the sheet on which a member judges it: what is public by name, and what the committee alone may read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.actor import Actor
from bidding import queries as bids
from bidding.evaluation import blind, seen
from bidding.models import Evaluation
from foundation.text import Text
from portal import bid_page, opened_bids
from portal.opened_bids import BidView
from toolkit.blind.words import REFUSALS
from trading import queries
from trading.models import Document, Lot

PAGES_SHOWN = 12


@dataclass(frozen=True)
class Part:
    """A part that is read at the evaluation process; `warning` says where it names somebody, `refusal` why it cannot be shown."""

    title: Text
    address: str
    body: str
    warning: Text | None = None
    refusal: Text | None = None
    unchecked: Text | None = None


@dataclass(frozen=True)
class Documents:
    """The documents of one bid; `tender` is what they are judged by, `data` is for the script that reads restricted parts."""

    tender: Document | None
    bid: BidView | None
    parts: Sequence[Part]
    data: dict[str, Any]


def collect(lot: Lot, evaluation: Evaluation, actor: Actor, bid: str, *, by_name: bool) -> Documents:
    """Return the documents of a bid as the member knows it: by its id, or by a code name of the member's own."""
    kind = "prequalification" if evaluation.is_prequalification else "tender"
    published = queries.documents(lot.deal, actor).filter(kind=kind, published_at__isnull=False)
    tender = published.defer("content").last()
    view = next(iter(opened_bids.collect(lot, actor, bid)), None) if by_name else None
    parts = list(_blind(lot, actor, bid) if not by_name else () if evaluation.is_blind else _named(lot, bid))
    data = {"csrf_cookie": settings.CSRF_COOKIE_NAME} if parts else {}
    return Documents(tender, view, parts, data)


def _named(lot: Lot, bid: str) -> Iterator[Part]:
    address = reverse("lot-opening-readings", args=[lot.id])
    for one in bids.wrapped_units(lot, bid):
        for number, label in enumerate(blind.labels(one)):
            body = {"header": one.unit.filing.header, "unit": one.unit.unit, "part": label}
            yield Part(_title(one.unit.unit, number), address, json.dumps(body))


def _blind(lot: Lot, actor: Actor, bid: str) -> Iterator[Part]:
    address = reverse("evaluation-blind", args=[lot.id])
    for one in seen.blind_parts(lot, actor):
        if one.bid == bid:
            body = {"bid": one.bid, "unit": one.unit, "file": one.file}
            refusal = REFUSALS.get(one.refusal)
            yield Part(
                _title(one.unit, one.file), address, json.dumps(body), _warning(one.pages),
                Text(refusal.zh, refusal.en) if refusal else None, _unchecked(one.unchecked),
            )  # fmt: skip


def _title(unit: str, number: int) -> Text:
    whole = bid_page.unit_title(unit)
    if number == blind.FORM:
        return Text(f"{whole.zh}：填写的内容", f"{whole.en}: what was filled in")
    return Text(f"{whole.zh}：文件{number}", f"{whole.en}: file {number}")


def _unchecked(pages: Sequence[int]) -> Text | None:
    """Return on which pages somebody must look itself: letters in pictures are not read."""
    if not pages:
        return None
    listed = "、".join(map(str, pages[:PAGES_SHOWN])) + ("…" if len(pages) > PAGES_SHOWN else "")
    return Text(
        f"第{listed}页有图片或者无法识别的文字，平台没有检查，请自行核对",
        f"Pages with pictures, or letters that cannot be read, which nothing has checked; look yourself: {listed}",
    )


def _warning(pages: Sequence[int] | None) -> Text | None:
    """Return where a part names somebody, as far as it was read; never whom."""
    if not pages:
        return None
    if 0 in pages:
        return Text("文件中出现投标人身份信息", "This file names somebody")
    listed = "、".join(map(str, pages[:PAGES_SHOWN])) + ("…" if len(pages) > PAGES_SHOWN else "")
    return Text(f"第{listed}页出现投标人身份信息", f"Pages that name somebody: {listed}")
