"""公告全文: single notices of any family, a JSON object each (a file, or a folder of them); one kind holds land results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from archive.imports import land, reading, regions
from archive.imports.reading import NotThisSet, Reader, Record, Row
from foundation import clock
from foundation.text import Text

_KINDS = {
    "工程建设": "construction",
    "政府采购": "procurement",
    "土地使用权": "land",
    "国有产权": "property",
    "其他": "property",
}
_SECTORS = {"construction": "housing", "procurement": "finance", "land": "land", "property": "state_assets"}
_OPEN = {
    "construction": "construction_tender", "procurement": "procurement_tender", "land": "land_announcement",
    "property": "property_disclosure",
}  # fmt: skip
# What the words of a notice's sort or title say; the first that fits counts.
_SORTS = (
    ("合同", "concluded", {"construction": "construction_contract", "procurement": "procurement_contract"}),
    ("候选人|评标结果|交易结果公示", "publicising", {"construction": "construction_candidates"}),
    ("中标|成交|结果|result", "concluded", {
        "construction": "construction_award", "procurement": "procurement_result", "land": "land_supply_result",
        "property": "property_result",
    }),
    ("开标记录", "evaluating", {"construction": "construction_opening_record"}),
    ("澄清|答疑|更正", "announced", {"construction": "construction_clarification", "procurement": "procurement_correction"}),
    ("磋商", "announced", {"procurement": "procurement_consultation"}),
    ("询价", "announced", {"procurement": "procurement_inquiry"}),
)  # fmt: skip
_NAME = r"([\u4e00-\u9fff（）()A-Za-z0-9]{2,40}(?:公司|局|委员会|医院|学校|中学|小学|大学|中心|政府|办事处|总会|处|院|馆))"
_ORGANISER = re.compile(
    r"(?:招标人|招标单位|采购人|采购单位|转让方|项目业主|出让人)\s*(?:信息)?\s*(?:名\s*称)?\s*(?:为|[：:])?\s*"
    rf"{_NAME}|受\s*{_NAME}\s*的?委托"
)
_PRICE = re.compile(
    r"(?:中标价|交易价格|成交金额|合同金额|中标金额)\s*[：:（(元)）]*\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*(（?万元）?)?"
)


def rows(path: Path) -> Iterator[Row]:
    """Yield the notices of a folder in the order of their names, or of one file; rows of results one by one."""
    number = 0
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        try:
            found = orjson.loads(file.read_bytes())
        except orjson.JSONDecodeError as error:
            raise NotThisSet(f"{file.name}: {error}") from error
        if not isinstance(found, Mapping):
            raise NotThisSet(f"{file.name}: an object is expected")
        for make in _makers(found, file.stem):
            number += 1
            yield Row(number, make)


def _makers(found: Mapping[str, Any], stem: str) -> Iterator[partial[Record]]:
    if isinstance(found.get("rows"), list):
        for row in found["rows"]:
            yield partial(_parcel, row)
    else:
        yield partial(record, found, stem)


def _parcel(row: Mapping[str, Any]) -> Record:
    """Read a result of land supply as the table of them is read; a column that the notice lacks is empty."""
    return land.record([str(row.get(name, "")) for name in land.COLUMNS])


def record(raw: Mapping[str, Any], stem: str) -> Record:
    """Return a notice as a record."""
    text = str(raw.get("content_text") or "")
    title = str(raw.get("title") or "")
    kind = raw.get("deal_type") or _KINDS.get(str(raw.get("business_type")), "")
    if kind not in _SECTORS:
        raise reading.refuse(
            "unknown_kind", "没有这个交易类别", "There is no such kind of deals", field="business_type"
        )
    organiser = _organiser(raw, text)
    url = next((str(raw[name]) for name in ("original_link", "detail_url") if raw.get(name)), "") or _source(
        raw
    )
    region = (
        regions.code_of(str(raw.get("region") or "")) or _region_of_url(url) or regions.of_office(organiser)
    )
    if region is None:
        raise reading.refuse(
            "region_unknown", "行政区无法识别", "No region of this name is known", field="region"
        )
    at = _published(raw)
    if at is None:
        raise reading.refuse(
            "instant_missing", "缺少发布时间", "Has no date of publication", field="publish_date"
        )
    state, name = _sort(kind, str(raw.get("info_type") or ""), title)
    key = str(raw.get("record_id") or stem)
    on, number = (
        at.astimezone(clock.ZONE).date().isoformat(),
        str(raw.get("project_code") or raw.get("project_no") or ""),
    )
    told = str(raw.get("budget") or raw.get("budget_yuan") or "")  # "3,140.47元 人民币"
    budget = reading.amount((re.match(r"[0-9,.]*", told) or [""])[0], field="budget")
    return {
        "key": key, "kind": kind, "title": title[:300], "organiser": organiser, "region": region, "sector": _SECTORS[kind],
        "agency": _named(raw.get("agency")), "announced_on": on,
        "particulars": reading.given(
            source_system=str(raw.get("source_platform") or raw.get("venue") or "公告全文"), native_number=number or key,
            source_url=url, buyer=organiser, agency=_named(raw.get("agency")), budget=budget, published_on=on,
            way=str(raw.get("method") or raw.get("info_type") or ""),
        ),
        "lots": [
            {
                "number": 1, "title": title[:300], "state": state,
                "particulars": reading.given(budget=budget, award_amount=_price(text) if state == "concluded" else None),
            }
        ],
        "notices": [
            {
                "key": key, "kind": name, "title": title[:400], "published_at": at.isoformat(), "url": url,
                "text": text or _fields(raw),
            }
        ],
    }  # fmt: skip


def _organiser(raw: Mapping[str, Any], text: str) -> str:
    if name := _named(raw.get("issuer")):
        return name
    if found := _ORGANISER.search(text):
        return found[1] or found[2]
    raise reading.no_organiser()


def _named(value: object) -> str:
    name = str(value or "").strip()
    return "" if name in ("（盖章）", "(盖章)", "/", "无") else name[:300]


def _published(raw: Mapping[str, Any]) -> datetime | None:
    told = next((raw[name] for name in ("publish_date", "published", "listing_start") if raw.get(name)), None)
    told = told or (raw.get("notice_period") or [None])[0]
    try:
        at = datetime.fromisoformat(str(told)) if told else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=clock.ZONE)


def _sort(kind: str, sort: str, title: str) -> tuple[str, str]:
    for words in (title, sort):
        for pattern, state, names in _SORTS:
            if kind in names and re.search(pattern, words):
                return state, names[kind]
    return "announced", _OPEN[kind]


def _price(text: str) -> str | None:
    found = _PRICE.search(re.sub(r"\n", "", text))
    return reading.amount(found[1], times=10_000 if found[2] else 1, field="content_text") if found else None


def _region_of_url(url: str) -> str | None:
    """Return the region that the national platform's addresses carry: …/html/a/510000/…"""
    found = re.search(r"/html/a/([1-9][0-9]{5})/", url)
    return found[1] if found else None


def _source(raw: Mapping[str, Any]) -> str:
    source = raw.get("_source")
    return str(source.get("url") or "") if isinstance(source, Mapping) else ""


def _fields(raw: Mapping[str, Any]) -> str:
    """Return an extract of fields as text, as it came."""
    left_out = {"title", "deal_type", "_source", "checks", "derived"}
    return reading.lines((name, _said(value)) for name, value in raw.items() if name not in left_out)


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{name} {_said(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "；".join(_said(inner) for inner in value)
    return value.isoformat() if isinstance(value, date) else str(value)


READER = Reader("notices", "single-notices", Text("公告全文", "Single notices"), rows)
