"""招标采购公告: notices of tenders, results, contracts and changes that a search service gathered (a JSON array)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from archive.imports import reading, regions
from archive.imports.reading import NotThisSet, Reader, Record, Row
from foundation import clock
from foundation.text import Text

_BUILDING = frozenset({"建筑工程", "水利水电", "交通工程"})
_SECTORS = {"水利水电": "water", "交通工程": "transport", "建筑工程": "housing"}
# What a notice of each sort says of its deal, and what it is called: in procurement, and in construction.
_SORTS = {
    "需求公示": ("received", "procurement_intent", "construction_plan"),
    "论证意见": ("received", "procurement_intent", "construction_plan"),
    "预告": ("received", "procurement_intent", "construction_plan"),
    "招标": ("announced", "procurement_tender", "construction_tender"),
    "邀标": ("announced", "procurement_invitation", "construction_invitation"),
    "竞谈": ("announced", "procurement_negotiation", "construction_tender"),
    "询价": ("announced", "procurement_inquiry", "construction_tender"),
    "竞价": ("announced", "procurement_other_method", "construction_tender"),
    "单一": ("announced", "procurement_single_source", "construction_tender"),
    "变更": ("announced", "procurement_correction", "construction_clarification"),
    "中标": ("concluded", "procurement_result", "construction_award"),
    "成交": ("concluded", "procurement_result", "construction_award"),
    "结果变更": ("concluded", "procurement_result", "construction_award"),
    "合同": ("concluded", "procurement_contract", "construction_contract"),
    "验收": ("concluded", "procurement_acceptance", "construction_performance"),
    "废标": ("failed", "procurement_failure", "construction_failure"),
    "流标": ("failed", "procurement_failure", "construction_failure"),
}
_UNSORTED = ("announced", "procurement_other_method", "construction_tender")


def rows(path: Path) -> Iterator[Row]:
    """Yield the notices of a file, counted from one."""
    try:
        found = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise NotThisSet(f"{path.name}: {error}") from error
    if not isinstance(found, list):
        raise NotThisSet(f"{path.name}: an array is expected")
    for number, each in enumerate(found, start=1):
        yield Row(number, partial(record, each))


def record(raw: object) -> Record:
    """Return a notice as a record: the deal it is of, as far as it tells."""
    if not isinstance(raw, Mapping):
        raise reading.refuse("not_an_object", "应为对象", "An object is expected")
    title, buyer, industry = (_text(raw, name) for name in ("title", "buyer", "industry"))
    if not buyer:
        raise reading.no_organiser()
    region = regions.code_of(*(_text(raw, name) for name in ("area", "city", "district")))
    if region is None:
        raise reading.refuse(
            "region_unknown", "行政区无法识别", "No region of this name is known", field="area"
        )
    at = _instant(raw, "publishTime")
    if at is None:
        raise reading.refuse(
            "instant_missing", "缺少发布时间", "Has no date of publication", field="publishTime"
        )
    is_building = industry in _BUILDING
    state, bought, built = _SORTS.get(_text(raw, "subtype"), _UNSORTED)
    award, winner = _amount(raw, "bidAmount"), _winners(raw)
    if (award or winner) and _text(raw, "subtype") not in _SORTS:
        state = "concluded"
    on = at.astimezone(clock.ZONE).date().isoformat()
    key, budget, agency = _text(raw, "id"), _amount(raw, "budget"), _text(raw, "agency")
    lot = reading.given(
        budget=budget, winner=winner, award_amount=award, awarded_on=on if winner or award else None,
    )  # fmt: skip
    return {
        "key": key, "kind": "construction" if is_building else "procurement", "title": title[:300], "organiser": buyer,
        "agency": agency, "region": region, "sector": _SECTORS.get(industry, "finance"), "announced_on": on,
        "particulars": reading.given(
            source_system=_text(raw, "site") or "招标采购公告", native_number=key, buyer=buyer, agency=agency, budget=budget,
            published_on=on, category=industry, way=_text(raw, "subtype"),
        ),
        "lots": [{"number": 1, "title": title[:300], "state": state, "particulars": lot}],
        "notices": [
            {
                "key": key, "kind": built if is_building else bought, "title": title[:400], "published_at": at.isoformat(),
                "text": _body(raw, winner),
            }
        ],
    }  # fmt: skip


def _body(raw: Mapping[str, Any], winner: str) -> str:
    told = reading.lines(
        [
            ("采购人", _text(raw, "buyer")), ("代理机构", _text(raw, "agency")), ("预算金额（元）", _amount(raw, "budget")),
            ("报名截止时间", _shown(raw, "signEndTime")), ("投标截止时间", _shown(raw, "bidEndTime")),
            ("开标时间", _shown(raw, "bidOpenTime")), ("中标（成交）人", winner), ("中标（成交）金额（元）", _amount(raw, "bidAmount")),
            ("发布网站", _text(raw, "site")),
        ]
    )  # fmt: skip
    return "\n".join(part for part in (_text(raw, "detail"), told) if part)


def _winners(raw: Mapping[str, Any]) -> str:
    several = raw.get("winnerInfo")
    names = (
        [each.get("winner") for each in several if isinstance(each, Mapping)]
        if isinstance(several, list)
        else []
    )
    found = [name for name in names if isinstance(name, str) and name.strip()] or [_text(raw, "winner")]
    joined = "；".join(dict.fromkeys(reading.masked(name.strip()) for name in found))
    return joined if len(joined) <= 300 else joined[:300].rpartition("；")[0]


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name) or ""
    if not isinstance(value, str):
        raise reading.refuse("not_text", f"{name}应为文本", f"{name} is not text", field=name)
    return value.strip()


def _amount(raw: Mapping[str, Any], name: str) -> str | None:
    return reading.amount(str(raw.get(name) or ""), field=name)


def _instant(raw: Mapping[str, Any], name: str) -> datetime | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or not 0 < value < 2**32:
        raise reading.refuse("not_an_instant", f"{name}不是时间", f"{name} is not an instant", field=name)
    return datetime.fromtimestamp(value, tz=UTC)


def _shown(raw: Mapping[str, Any], name: str) -> str:
    at = _instant(raw, name)
    return f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if at else ""


READER = Reader("tenders", "tender-notices", Text("招标采购公告汇集", "Gathered tender notices"), rows)
