"""Nothing is known of a lot but what the disclosure tables open, and not before they do."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

import pytest

from archive.ocds import known
from trading.law import disclosure
from trading.law.disclosure import Since
from trading.law.labels import Disclosure

FROM: Final[Mapping[type, tuple[frozenset[Since], Mapping[str, str]]]] = {
    known.Span: (
        frozenset({Since.ANNOUNCED, Since.OPENED}),
        {"starts_at": "period.starts_at", "ends_at": "period.ends_at step_taken.at auction.ended_ms"},
    ),
    known.Milestone: (
        frozenset({Since.ANNOUNCED}),
        {"code": "period.limit", "title": "period.limit", "due_at": "period.ends_at"},
    ),
    known.Answered: (
        frozenset({Since.ANSWERED}),
        {
            "id": "question.id",
            "text": "question.text",
            "asked_at": "question.asked_at",
            "answer": "question.answer",
            "answered_at": "question.answered_at",
        },
    ),
    known.Paper: (
        frozenset({Since.ANNOUNCED, Since.PUBLISHED}),
        {
            "id": "document.id attachment.id",
            "title": "document.kind document.version attachment.name",
            "url": "deal.number document.kind document.version attachment.id",
            "published_at": "document.published_at attachment.published_at",
            "type": "document.kind",
            "format": "attachment.media_type",
            "reason": "",  # of a notice, which is public as a whole
            "sha256": "document.digest",
        },
    ),
    known.Bid: (
        frozenset({Since.ANNOUNCED, Since.OPENED, Since.PUBLISHED, Since.PUBLICISED}),
        {
            "id": "filing.header participant.number",
            "at": "freeze_list.content move.at_ms",
            "price": "opened_unit.manifest move.price",
            "bidders": "filing.core_bytes candidate.party",
            "stands": "evaluation.result ranking.result",
            "is_withdrawn": "opened_unit.outcome",
        },
    ),
    known.Winner: (
        frozenset({Since.ANNOUNCED, Since.OPENED, Since.PUBLICISED}),
        {
            "suppliers": "candidate.name candidate.party lot.particulars",
            "price": "candidate.price outcome.values.price lot.particulars",
            "is_final": "lot.state",
            "at": "step_taken.at lot.particulars",
            "bid": "filing.header",
        },
    ),
    known.Agreed: (
        frozenset({Since.PUBLISHED}),
        {
            "id": "contract.id",
            "supplier": "contract.party contract.party_name",
            "price": "contract.price",
            "signed_at": "contract.signed_on",
            "bond": "contract.performance_bond",
            "final_price": "acceptance.final_price",
            "accepted_at": "acceptance.accepted_on",
        },
    ),
    known.Terms: (
        frozenset({Since.ANNOUNCED}),
        {
            "deal": "deal.number",
            "title": "deal.title",
            "method_title": "deal.procedure_key deal.particulars",
            "law": "deal.procedure_key",
            "organiser": "deal.organiser",
            "agency": "deal.agency",
            "currency": "deal.currency",
            "category": "deal.particulars",
            "classification": "deal.classification",
            "value": "lot.estimate lot.particulars",
            "least": "lot.particulars",
            "is_electronic": "lot.procedure_key",
            "auction_url": "auction.lot",
            "framework": "deal.particulars",
        },
    ),
    known.Known: (
        frozenset({Since.ANNOUNCED, Since.OPENED}),
        {
            "lot": "lot.id",
            "number": "lot.number",
            "title": "lot.title",
            "terms": "",
            "status": "lot.phase lot.state",
            "bidding": "",
            "milestones": "",
            "answered": "",
            "papers": "",
            "is_opened": "lot.phase",
            "opened_at": "period.ends_at",
            "sealed_until": "period.ends_at",
            "bids": "",
            "count": "outcome.values.bids_received",
            "winners": "",
            "contract": "",
            "previous": "lot.previous",
            "told_at": "handed_in_notice.published_at",
        },
    ),
}
"""Where each field of what is known comes from, and since when what it comes from may be public; fields of other types say so there."""
PLAIN: Final = {known.Organisation}
"""Who somebody is: parties have no table, and are named where a row that names them is public."""
TYPES = [one for one in vars(known).values() if dataclasses.is_dataclass(one) and one.__module__ == known.__name__]  # fmt: skip


class TestEveryField:
    @pytest.mark.parametrize("kind", [one for one in TYPES if one not in PLAIN])
    def test_comes_from_what_a_table_opens_by_then(self, kind: type) -> None:
        since, sources = FROM[kind]
        assert {one.name for one in dataclasses.fields(kind)} == sources.keys()
        for source in (one for several in sources.values() for one in several.split()):
            record, _, field = source.rpartition(".")
            rule = disclosure.rule_of(record, field)
            assert rule.disclosure is Disclosure.OPEN, source
            assert rule.since in since, source
