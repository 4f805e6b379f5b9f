"""Why bids did not qualify, as their own bidders are told it (87号令 art. 69): by which requirement and article, in which words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bidding.evaluation import examined
from bidding.models import Filing, Qualification
from foundation.text import Text
from trading.law import tender_document_json
from trading.models import Lot

_WHY = Text("资格审查不合格（{name}）：{words}", "Does not qualify ({name}): {words}")


@dataclass(frozen=True, slots=True)
class Cause:
    """One requirement, or ground of the law, that was not met."""

    code: str
    words: Text
    law: str


@dataclass(frozen=True, slots=True)
class Unqualified:
    """A bid that did not qualify, whose it is, and why."""

    lot: Lot
    bid: str
    name: str
    causes: Sequence[Cause]


def of(bids: Collection[str]) -> list[Unqualified]:
    """Return those of these bids that did not qualify, whoever may be told so. One query, and one more where there is any."""
    lots = Filing.objects.filter(id__in=bids).values("lot")
    rows = Qualification.objects.filter(lot__in=lots).select_related("lot__deal", "document")
    found = [(row, bid, own) for row in rows for bid, own in examined.failed(row).items() if bid in bids]
    if not found:
        return []
    names = dict(
        Filing.objects.filter(id__in=[bid for _, bid, _ in found]).values_list(
            "id", "registration__party__name"
        )
    )
    asked = {row.id: titles(row) for row, _, _ in found}
    return [
        Unqualified(row.lot, bid, names[bid], [_cause(one, asked[row.id]) for one in own])
        for row, bid, own in found
    ]


def _cause(one: examined.Failure, asked: Mapping[str, tuple[Text, str]]) -> Cause:
    name, law = asked[one.code]
    zh, en = {"name": name.zh, "words": one.words}, {"name": name.en, "words": one.words}
    return Cause(one.code, Text(_WHY.zh.format(**zh), _WHY.en.format(**en)), law)


def titles(row: Qualification) -> Mapping[str, tuple[Text, str]]:
    """Return what was examined by code: how it is called, and by which article whoever fails it does not qualify."""
    rule = row.lot.procedure.committee
    unmet = str(rule.unmet) if rule and rule.unmet else ""
    content = tender_document_json.from_dict(row.document.content)
    grounds = {one.code: (one.title, str(one.law)) for one in (rule.disqualifies if rule else ())}
    return {one.code: (Text(one.name, one.name), unmet) for one in content.requirements} | grounds
