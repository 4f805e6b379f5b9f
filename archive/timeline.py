"""What happened to a deal, in order: what its page tells people and the API programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from foundation.text import Text
from notices import queries
from notices.models import Notice
from trading.law.notice_contents import KINDS
from trading.models import Clarification, Contract, Deal, Document, Hold, Lot, StepTaken
from trading.refusals import HOLD_CAUSES


@dataclass(frozen=True)
class Entry:
    """One public thing that happened; `subject` is the id of what it is told of, `lot` where it concerns one alone."""

    at: datetime
    kind: str
    subject: str
    what: Text
    detail: Text
    lot: str | None = None
    number: str = ""  # of a notice: its address


STEP, NOTICE, CLARIFICATION, DOCUMENT, HOLD, RESUMPTION, CONTRACT = KINDS_OF_ENTRY = (
    "step", "notice", "clarification", "document", "hold", "resumption", "contract",
)  # fmt: skip


def of_deal(deal: Deal, lots: Mapping[str, Lot]) -> list[Entry]:
    """
    Return the public entries of an announced deal, oldest first; none of a draft. Six queries however long it is.

    `lots` are all of its lots by id.
    """
    since = deal.announced_at
    if since is None:
        return []
    found = [
        *(
            _step(taken, lots[taken.lot_id])
            for taken in StepTaken.objects.filter(lot__in=lots, at__gte=since)
        ),
        *(_notice(notice) for notice in queries.readable().filter(deal=deal).defer("content")),
        *(_clarification(clarified) for clarified in Clarification.objects.filter(deal=deal)),
        *_documents(deal),
        *(entry for hold in Hold.objects.filter(lot__in=lots) for entry in _hold(hold, lots[hold.lot_id])),
        *_contracts(lots),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.subject, entry.kind))


def name_of(lot: Lot) -> Text:
    """Return how a lot is called: its title and, from the second round on, the round."""
    again = Text(f"（第{lot.round}次）", f" (round {lot.round})") if lot.round > 1 else Text("", "")
    return Text(f"{lot.title}{again.zh}", f"{lot.title}{again.en}")


def _step(taken: StepTaken, lot: Lot) -> Entry:
    procedure = lot.procedure
    step = procedure.step(taken.step, source=taken.source)
    title = step.title if step else Text(taken.step, taken.step)
    state, name = procedure.state(taken.target).title, name_of(lot)
    detail = Text(f"{name.zh} → {state.zh}", f"{name.en} → {state.en}")
    return Entry(taken.at, STEP, taken.id, title, detail, lot.id)


def _notice(notice: Notice) -> Entry:
    kind = KINDS.get(notice.kind)
    what = kind.title if kind else Text("公告", "Notice")
    if notice.version > 1:
        what = Text(f"{what.zh}（第{notice.version}版）", f"{what.en} (version {notice.version})")
    at = notice.published_at or notice.drafted_at
    title = Text(notice.title, notice.title_en)
    return Entry(at, NOTICE, notice.id, what, title, notice.lot_id, notice.number)


def _clarification(found: Clarification) -> Entry:
    what = Text(f"第{found.number}次澄清", f"Clarification {found.number}")
    return Entry(found.issued_at, CLARIFICATION, found.id, what, Text(found.title, found.title))


def _documents(deal: Deal) -> Iterator[Entry]:
    published = Document.objects.filter(deal=deal, published_at__isnull=False).defer("content")
    for found in published:
        assert found.published_at is not None
        detail = Text(f"第{found.version}版", f"version {found.version}")
        yield Entry(found.published_at, DOCUMENT, found.id, Text("文件发布", "Documents published"), detail)


def _hold(hold: Hold, lot: Lot) -> Iterator[Entry]:
    cause, name = HOLD_CAUSES[hold.cause], name_of(lot)
    detail = Text(f"{name.zh}：{cause.zh}", f"{name.en}: {cause.en}")
    yield Entry(hold.starts_at, HOLD, hold.id, Text("暂停", "Suspended"), detail, lot.id)
    if hold.ended_at:
        yield Entry(hold.ended_at, RESUMPTION, hold.id, Text("恢复", "Resumed"), detail, lot.id)


def _contracts(lots: Mapping[str, Lot]) -> Iterator[Entry]:
    for found in Contract.objects.filter(lot__in=lots, published_at__isnull=False):
        assert found.published_at is not None
        detail = Text(
            f"{name_of(lots[found.lot_id]).zh}：{found.number}",
            f"{name_of(lots[found.lot_id]).en}: {found.number}",
        )
        yield Entry(
            found.published_at,
            CONTRACT,
            found.id,
            Text("合同公开", "Contract published"),
            detail,
            found.lot_id,
        )
