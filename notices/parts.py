"""The parts that notices are made of; each writes one section from the context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from foundation.clock import ZONE
from foundation.codes import region_name
from foundation.money import capital
from foundation.text import Text
from notices.context import Context, LotView
from notices.known import LABELS
from notices.writing import Row, Section
from trading import particulars
from trading.law.grammar import ObjectionRule
from trading.law.labels import Disclosure
from trading.winners import promised

YES, NO = Text("是", "Yes"), Text("否", "No")
NONE = Text("—", "—")
CONTACTS = (
    "organiser_address", "organiser_phone", "contact", "contact_name", "contact_phone", "agency_address", "agency_contact",
    "agency_phone",
)  # fmt: skip
"""Fields of a deal that say where the organiser and its agency are and how they are reached."""


def basics(c: Context) -> Section:
    """What deal this is and whose."""
    deal = c.deal
    rows = [
        Row(LABELS["title"], same(deal.title)),
        Row(LABELS["number"], same(deal.number)),
        Row(Text("统一交易标识码", "Unified deal code"), same(deal.unified_code)),
        Row(c.procedure.organiser_title, same(deal.organiser.name)),
        Row(LABELS["agency"], same(deal.agency.name if deal.agency else "")),
        Row(Text("交易方式", "Method"), c.procedure.title),
        Row(Text("地区", "Region"), region_name(deal.region)),
        Row(Text("金额（元）", "Amount (yuan)"), money(deal.estimate)),
    ]
    return Section(
        Text("基本情况", "The deal"), rows=tuple(row for row in rows if row.value.zh and row.value != NONE)
    )


def fields(c: Context) -> Section:
    """The public fields of the deal's particulars, but for whom to turn to."""
    stored = {name: value for name, value in c.deal.particulars.items() if name not in CONTACTS}
    return Section(Text("主要内容", "Particulars"), rows=tuple(labelled(c.procedure.particulars, stored)))


def chosen(c: Context, *names: str) -> tuple[Row, ...]:
    """Return some public fields of the deal, in the order of their names, so far as they say something."""
    found = {one.name: one for one in particulars.describe(c.procedure.particulars)}
    stored = c.deal.particulars
    return tuple(row for name in names if name in found for row in _labelled([found[name]], stored))


def contacts(c: Context) -> Section:
    """Whom to ask about the notice, and where they are."""
    return Section(Text("联系方式", "Contacts"), rows=chosen(c, *CONTACTS))


def documents(c: Context) -> Section:
    """Which documents bidders had, as they were published: whoever has the digest knows that they are the same."""
    rows = tuple(
        Row(
            LABELS["documents"],
            Text(
                f"第{one.version}版，见本项目页面，摘要（SHA-256）：{one.digest}",
                f"Version {one.version}, on the page of this deal, SHA-256 {one.digest}",
            ),
        )
        for one in c.documents
    )
    return Section(Text("随本公告公布的文件", "Published with this notice"), rows=rows)


def handed_in(c: Context) -> Section:
    """What was handed in with the step."""
    rows = tuple(labelled(c.takes, c.handed)) if c.takes else ()
    return Section(Text("本次事项", "This step"), rows=rows)


def lots(c: Context) -> Section:
    """The lots, one row each with its public fields."""
    cls = c.procedure.lot_particulars
    shown = [info for info in particulars.describe(cls) if info.disclosure is Disclosure.OPEN]
    used = [
        i for i in shown if any(view.lot.particulars.get(i.name) not in (None, "", [], ()) for view in c.lots)
    ]
    header = (
        Text("标段（包、宗地、标的）", "Lot"),
        Text("金额（元）", "Amount (yuan)"),
        *(info.label for info in used),
    )
    table = tuple(
        (
            same(f"{view.lot.number} {view.lot.title}"),
            money(view.lot.estimate),
            *(field_value(info, view.lot.particulars.get(info.name)) for info in used),
        )
        for view in c.lots
    )
    return Section(Text("标段（包、宗地、标的）情况", "Lots"), header=header, table=table)


def periods(c: Context) -> Section:
    """Every running period with its end and the article behind it."""
    limits = c.procedure.limits()
    table: list[tuple[Text, ...]] = []
    for view in c.lots:
        for period in view.periods:
            limit = limits.get(period.limit)
            if limit is None or period.ends_at <= c.at:
                continue
            end = instant(period.ends_at)
            if period.provisional:
                end = Text(
                    f"{end.zh}（暂定，以国务院办公厅放假安排为准）",
                    f"{end.en} (provisional until the calendar is published)",
                )
            line = (limit.title, instant(period.starts_at), end, same(str(limit.law)))
            if line not in table:
                table.append(line)
    header = (Text("期限", "Period"), Text("起", "From"), Text("止", "To"), Text("依据", "Law"))
    return Section(Text("时间安排", "Time limits"), header=header if table else (), table=tuple(table))


def decryption(c: Context) -> Section:
    """Who opens sealed bids, in what time, and what if one does not open, as the tender document says it."""
    said = c.decryption.told() if c.decryption else ()
    return Section(Text("开标与解密", "Opening the bids"), rows=tuple(Row(*one) for one in said))


PROMISED = Text("自持（配建）比例（%）", "Held or built beside (per cent)")


def result(c: Context) -> Section:
    """Who won, at what price, in digits and 大写, and what was promised beside it where that was bid."""
    table: list[tuple[Text, ...]] = []
    promises: list[str | None] = []
    for view in c.lots:
        if not view.winner:
            continue
        price = next((one["price"] for one in view.candidates if one["name"] == view.winner), None)
        words = same(capital(Decimal(price))) if price else NONE
        promises.append(promised(view.candidates, view.winner))
        table.append((same(f"{view.lot.number} {view.lot.title}"), same(view.winner), money(price), words))
    header: tuple[Text, ...] = (
        Text("标段", "Lot"),
        LABELS["winner"],
        LABELS["price"],
        Text("大写", "In words"),
    )
    if any(promises):
        header = (*header, PROMISED)
        table = [(*line, same(one) if one else NONE) for line, one in zip(table, promises, strict=True)]
    return Section(Text("结果", "Result"), header=header if table else (), table=tuple(table))


def contract(c: Context) -> Section:
    """The contract as signed."""
    rows = []
    for view in c.lots:
        if view.contract:
            rows += [
                Row(Text("合同编号", "Contract number"), same(view.contract.number)),
                Row(LABELS["contractor"], same(view.contract.party_name)),
                Row(LABELS["contract_price"], money(view.contract.price)),
                *_promised(view),
                Row(LABELS["signed_on"], day(view.contract.signed_on)),
            ]
    return Section(Text("合同", "Contract"), rows=tuple(rows))


def _promised(view: LotView) -> list[Row]:
    """What the contractor promised as it bid binds it by its contract too."""
    said = promised(view.candidates, view.contract.party_name) if view.contract else None
    return [Row(PROMISED, same(said))] if said else []


def clarification(c: Context) -> Section:
    """What was clarified or changed."""
    one = c.clarification
    if one is None:
        return Section(Text("澄清与修改", "Clarification"))
    return Section(
        Text(f"澄清与修改（第{one.number}次）", f"Clarification {one.number}"),
        paragraphs=(same(one.title), same(one.content)),
    )


def remedies(c: Context) -> Section:
    """Whom to turn to, within what time, by which article."""
    here = {view.lot.state for view in c.lots}
    paragraphs = tuple(
        Text(
            f"{rule.title.zh}：应{_within(rule).zh}向{c.procedure.organiser_title.zh}提出（{rule.law}）。",
            f"{rule.title.en}: to be raised with the {c.procedure.organiser_title.en.lower()} {_within(rule).en} ({rule.law}).",
        )
        for rule in c.procedure.objections
        if here & set(rule.states)
    )
    return Section(Text("异议（质疑）渠道", "Remedies"), paragraphs=paragraphs)


def _within(rule: ObjectionRule) -> Text:
    """Write when an objection is to be raised."""
    if rule.window is None:
        return Text("在开标现场", "on the spot, at the opening")
    return Text(f"在“{rule.window.title.zh}”期限内", f"within “{rule.window.title.en}”")


def money(value: object) -> Text:
    """Write an amount with separators; a dash where there is none."""
    if value in (None, ""):
        return NONE
    return same(f"{Decimal(str(value)):,.2f}")


def instant(at: datetime) -> Text:
    """Write an instant in the platform's zone to the minute."""
    local = at.astimezone(ZONE)
    return Text(f"{local:%Y年%m月%d日 %H:%M}", f"{local:%Y-%m-%d %H:%M} (UTC+8)")


def day(on: date) -> Text:
    """Write a day."""
    return Text(f"{on:%Y年%m月%d日}", on.isoformat())


def field_value(info: particulars.FieldInfo, value: Any) -> Text:
    """Write a stored value of a labelled field: amounts with separators, shares in per cent, choices and records in words."""
    if value is None or (isinstance(value, str | list | tuple | dict) and not value):
        return NONE
    if isinstance(value, list | tuple):
        several = [field_value(info, one) for one in value]
        return Text("；".join(w.zh for w in several), "; ".join(w.en for w in several))
    if info.record and isinstance(value, Mapping):
        return _record(info.record, value)
    if info.is_amount:
        return money(value)
    if info.is_share:
        return same(f"{(Decimal(str(value)) * 100).normalize():f}%")
    if info.type == "Decimal":
        return same(f"{Decimal(str(value)):,f}")
    if isinstance(value, bool):
        return YES if value else NO
    if info.type == "date":
        return day(date.fromisoformat(value))
    return dict(info.choices).get(value, same(str(value)))


def _record(cls: type, stored: Mapping[str, Any]) -> Text:
    """Write a record within a record: each public field that says something, with its name."""
    rows = list(labelled(cls, stored))
    return Text(
        "，".join(f"{row.label.zh}：{row.value.zh}" for row in rows),
        ", ".join(f"{row.label.en}: {row.value.en}" for row in rows),
    )


def same(words: str) -> Text:
    """Return words that are the same in both languages: names, numbers, what somebody wrote."""
    return Text(words, words)


def labelled(cls: type, stored: Mapping[str, Any]) -> Iterator[Row]:
    """Yield each public field that says something, with its name."""
    yield from _labelled(particulars.describe(cls), stored)


def _labelled(fields: Iterable[particulars.FieldInfo], stored: Mapping[str, Any]) -> Iterator[Row]:
    for info in fields:
        if info.disclosure is not Disclosure.OPEN:
            continue  # nor is it read: what an earlier release kept may have another shape
        value = field_value(info, stored.get(info.name))
        if value != NONE:
            yield Row(info.label, value)
