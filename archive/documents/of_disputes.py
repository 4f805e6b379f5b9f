"""What the organiser answered to an objection (质疑答复), and what the supervisor decided on a complaint (投诉处理决定)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from archive.documents.drafts import Draft, about
from foundation.models import Event
from foundation.text import Text
from notices.parts import instant, same
from notices.writing import Row, Section
from trading.models import Complaint, Objection

ANSWER, DECISION = "objection_answer", "complaint_decision"
_ANSWER: Final = Text("异议（质疑）答复书", "Answer to an objection")
_DECISION: Final = Text("投诉处理决定书", "Decision on a complaint")
_UPHELD: Final = {
    True: Text("成立", "Upheld"),
    False: Text("不成立", "Not upheld"),
    None: Text("—", "—"),
}


def answers(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the answers to objections, each for who raised it."""
    rows = Objection.objects.select_related("lot__deal__organiser", "lot__deal__agency", "party")
    found = rows.in_bulk([event.data["objection"] for event in events])
    for one in found.values():
        what = (
            Row(Text("提出时间", "Raised"), instant(one.raised_at)),
            Row(Text("异议（质疑）事项", "The objection"), same(one.grounds)),
        )
        yield _draft(ANSWER, "YY", one, _ANSWER, what, one.reply, one.replied_at, Text("答复意见", "Answer"))


def decisions(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the decisions on complaints, each for who complained; what the public reads is the notice."""
    rows = Complaint.objects.select_related("lot__deal__organiser", "lot__deal__agency", "party")
    found = rows.in_bulk([event.data["complaint"] for event in events])
    for one in found.values():
        what = (
            Row(Text("投诉时间", "Lodged"), instant(one.lodged_at)),
            *([Row(Text("受理时间", "Accepted"), instant(one.accepted_at))] if one.accepted_at else []),
            Row(Text("投诉事项", "The complaint"), same(one.grounds)),
        )
        yield _draft(
            DECISION, "TS", one, _DECISION, what, one.decision, one.decided_at, Text("处理决定", "Decision")
        )


def _draft(
    kind: str, sign: str, row: Objection | Complaint, title: Text, what: tuple[Row, ...], said: str, at: datetime | None, head: Text
) -> Draft:  # fmt: skip
    deal = row.lot.deal
    outcome = Row(Text("结论", "Outcome"), _UPHELD[row.upheld])
    return Draft(
        kind=kind,
        number=f"{deal.number}-{sign}-{row.id[-6:]}",
        source=row.id,
        deal=deal,
        lot=row.lot_id,
        party=row.party_id,
        addressee=row.party.name,
        at=at or deal.created_at,
        title=title,
        sections=(
            about(deal, f"{row.lot.number} {row.lot.title}"),
            Section(Text("事项", "The matter"), rows=what),
            Section(head, paragraphs=(same(said),), rows=(outcome,)),
        ),
        record={"id": row.id, "lot": row.lot_id, "upheld": bool(row.upheld), "said": said},
        is_public=False,
    )
