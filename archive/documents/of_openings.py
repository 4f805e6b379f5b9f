"""The record of an opening (开标记录): every bid in the order of its receipt, as it was read out, and what did not open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from archive.documents.drafts import NONE, Draft, about, plain
from bidding import queries
from bidding.models import Filing, Opening
from bidding.offers import price_of
from foundation.models import Event
from foundation.money import capital
from foundation.text import Text
from notices.parts import instant, money, same
from notices.writing import Row, Section
from toolkit import canonical

KIND = "opening_record"
TITLE: Final = Text("开标记录", "Record of the bid opening")
_OUTCOMES: Final = {
    "opened": Text("已解密", "Opened"),
    "revoked": Text("撤销", "Revoked"),
    "withdrawn": Text("撤回", "Taken back"),
}


def drafts(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the records of openings; each stage of a lot has its own."""
    for event in events:
        found = Opening.objects.select_related("freeze__lot__deal__organiser", "freeze__lot__deal__agency")
        row = found.filter(
            freeze__lot=event.data["lot"], stage=event.data["stage"], status="recorded"
        ).first()
        if row is not None:
            yield _draft(row)


def _draft(row: Opening) -> Draft:
    lot = row.freeze.lot
    bids = [
        one
        for one in queries.opened_bids(lot)
        if any(unit.opening_id == row.id for unit in one.opened_units.all())
    ]
    bids.sort(key=lambda one: (one.received_at, one.header))
    at = row.recorded_at or row.begun_at
    said = Text(
        f"依据《中华人民共和国招标投标法》第三十六条和《电子招标投标办法》第二十九条至第三十二条，本标段第{row.stage}阶段开标于{instant(row.begun_at).zh}开始，"
        f"共有{len(bids)}份投标（响应）文件列入开标。投标文件在投标截止前始终加密，由密钥保管人与投标人依规则解密，开标记录如下。",
        "",
    )  # fmt: skip
    return Draft(
        kind=KIND,
        number=f"{lot.deal.number}-KB{lot.number}-{row.stage}-{row.id[-4:]}",
        source=row.id,
        deal=lot.deal,
        lot=lot.id,
        at=at,
        title=TITLE,
        subtitle=same(lot.deal.title),
        sections=(plain(said), about(lot.deal, f"{lot.number} {lot.title}"), _times(row), _read_out(row, bids), _files(bids)),
        record={"opening": canonical.load(bytes(row.content or b"")), "sha256": row.sha256},
    )  # fmt: skip


def _times(row: Opening) -> Section:
    rows = [
        Row(Text("开标开始", "Begun"), instant(row.begun_at)),
        *([Row(Text("解密截止", "Keys were due"), instant(row.rescue_until))] if row.rescue_until else []),
        *([Row(Text("开标完成", "Recorded"), instant(row.recorded_at))] if row.recorded_at else []),
        Row(Text("开标记录数据摘要（SHA-256）", "Digest of the data"), same(row.sha256)),
    ]
    return Section(Text("开标时间", "When"), rows=tuple(rows))


def _read_out(row: Opening, bids: Sequence[Filing]) -> Section:
    table = []
    for n, one in enumerate(bids, start=1):
        units = [unit for unit in one.opened_units.all() if unit.opening_id == row.id]
        price = price_of(units)
        states = dict.fromkeys(unit.outcome for unit in units)
        names = [one.registration.party.name, *(each.name for each in queries.joined(one.registration))]
        table.append(
            (
                same(str(n)),
                same("、".join(names)),
                same(NONE) if price is None else money(price),
                same(NONE) if price is None or price != round(price, 2) else same(capital(price)),
                Text(
                    "、".join(_OUTCOMES[state].zh for state in states),
                    ", ".join(_OUTCOMES[state].en for state in states),
                ),
            )
        )
    header = (
        Text("序号", "No."), Text("投标人（供应商、竞买人）", "Bidder"), Text("报价（元）", "Price (yuan)"),
        Text("大写", "In words"), Text("解密结果", "Outcome"),
    )  # fmt: skip
    return Section(Text("唱标内容", "As read out"), header=header if table else (), table=tuple(table))


def _files(bids: Sequence[Filing]) -> Section:
    header = (Text("序号", "No."), Text("接收时间", "Received"), Text("投标文件标识", "Header of the bid"))
    table = tuple(
        (same(str(n)), instant(one.received_at), same(one.header)) for n, one in enumerate(bids, start=1)
    )
    return Section(Text("投标文件的接收", "When the bids came"), header=header if table else (), table=table)
