"""Letters to bidders as documents: who won, who did not, who was admitted, who may bid. Each for its addressee alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from archive.documents.drafts import Draft, about, amount_rows, plain
from bidding.models import SentLetter
from foundation.models import Event
from foundation.money import capital
from foundation.text import Text
from notices.parts import same
from notices.writing import Row, Section
from toolkit import canonical
from toolkit.scoring.explaining import figure

KIND = "letter"
_OPENINGS: Final = {
    "awarded": Text(
        "经依法评审，你单位被确定为“{deal}”（{lot}）的中标（成交）人{price}。请按招标（采购、交易）文件和法律规定的期限与{organiser}签订合同。",
        "Your bid for “{deal}” ({lot}) won.",
    ),
    "not_awarded": Text(
        "感谢你单位参加“{deal}”（{lot}）的投标（响应）。经依法评审，{winner}被确定为中标（成交）人{price}，你单位未中标（未成交），具体情况如下。",
        "Your bid for “{deal}” ({lot}) did not win.",
    ),
    "admitted": Text(
        "经依法评审，你单位入围“{deal}”（{lot}）。请按采购文件规定的期限与{organiser}签订框架协议。",
        "You are admitted to the framework “{deal}” ({lot}).",
    ),
    "not_admitted": Text(
        "感谢你单位参加“{deal}”（{lot}）的征集。经依法评审，你单位未入围，具体情况如下。",
        "You are not admitted to the framework “{deal}” ({lot}).",
    ),
    "prequalified": Text(
        "你单位递交的“{deal}”（{lot}）资格预审申请文件已经审查，资格预审通过。请按资格预审公告的规定获取招标文件并参加投标。",
        "You passed the prequalification for “{deal}” ({lot}).",
    ),
    "not_prequalified": Text(
        "你单位递交的“{deal}”（{lot}）资格预审申请文件已经审查，资格预审未通过，原因如下。",
        "You did not pass the prequalification for “{deal}” ({lot}).",
    ),
}
_UNITS: Final = {
    "money": Text("元", "yuan"),
    "points": Text("分", "points"),
    "percent": Text("%", "%"),
    "share": Text("比例", "share"),
    "count": Text("个", "count"),
    "instant": Text("时间", "instant"),
}


def drafts(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the documents of letters that were issued."""
    ids = [event.data["letter"] for event in events]
    found = SentLetter.objects.select_related("lot__deal__organiser", "lot__deal__agency", "party")
    rows = found.in_bulk(ids)
    for one in (rows[key] for key in ids if key in rows):
        said = canonical.load(bytes(one.content))
        yield Draft(
            kind=KIND,
            number=one.number,
            source=one.id,
            deal=one.lot.deal,
            lot=one.lot_id,
            party=one.party_id,
            is_public=False,
            addressee=one.party.name,
            at=one.at,
            title=one.title,
            sections=(_opening(one.kind, said), *_sections(one, said)),
            record={"letter": said, "sha256": one.sha256},
        )


def _opening(kind: str, said: Mapping[str, Any]) -> Section:
    price = said.get("price")
    at = (
        f"，中标（成交）价为人民币{Decimal(price):,.2f}元（大写：{capital(Decimal(price))}）" if price else ""
    )
    words = _OPENINGS[kind].format(
        deal=said["deal_title"], lot=said["lot_title"], organiser=said["organiser"], winner=said.get("winner") or "他人", price=at,
    )  # fmt: skip
    return plain(words)


def _sections(letter: SentLetter, said: Mapping[str, Any]) -> Iterator[Section]:
    deal = letter.lot.deal
    yield about(deal, said["lot_title"])
    own = [
        Row(Text("收件人", "To"), same(said["bidder"])),
        *([Row(Text("统一社会信用代码", "Credit code"), same(said["bidder_code"]))] if said["bidder_code"] else []),
    ]  # fmt: skip
    if said.get("winner"):
        own += [Row(Text("中标（成交）人", "Winner"), same(said["winner"]))]
        own += amount_rows(Text("中标（成交）价", "Price"), said["price"])
    if said.get("rank"):
        own.append(Row(Text("你单位排名", "Your rank"), same(str(said["rank"]))))
    if said.get("reason"):
        own.append(Row(Text("原因", "Reason"), same(said["reason"])))
    yield Section(Text("结果", "The result"), rows=tuple(own))
    figures = said.get("figures") or ()
    yield Section(
        Text("你单位的评审得分", "Your figures"),
        header=(Text("项目", "Item"), Text("数值", "Value"), Text("单位", "Unit")) if figures else (),
        table=tuple(
            (_called(one["code"]), same(one["value"]), _UNITS.get(one["unit"], same(one["unit"])))
            for one in figures
        ),
    )
    reasons = said.get("reasons") or ()
    yield Section(
        Text("说明", "Why"),
        header=(Text("事由", "What"), Text("依据", "Law")) if reasons else (),
        table=tuple((Text(one["zh"], one["en"]), same(one["law"] or "—")) for one in reasons),
    )


def _called(code: str) -> Text:
    words = figure(code)
    return Text(words.zh, words.en)
