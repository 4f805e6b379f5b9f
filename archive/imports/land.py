"""供地结果信息: results of land supply, one line for each parcel (a CSV of 29 columns; areas in ha, prices in 万元)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from archive.imports import reading, regions
from archive.imports.reading import Reader, Record, Row
from foundation.text import Text

COLUMNS = (
    "recorderguid", "序号", "地区", "行政区", "土地坐落", "链接", "总面积", "土地用途", "供应方式", "签订日期", "项目名称", "项目位置",
    "面积(公顷)", "土地来源", "土地用途", "供地方式", "土地使用年限", "行业分类", "土地级别", "成交价格", "分期支付", "土地使用权人",
    "约定容积率(上限)", "约定容积率(下限)", "约定交地时间", "约定开工时间", "约定竣工时间", "批准单位", "合同签订日期",
)  # fmt: skip
_SQUARE_METRES = 10_000
_YUAN = 10_000


def rows(path: Path) -> Iterator[Row]:
    """Yield the parcels of a file."""
    for number, row in reading.table(path, dict(enumerate(COLUMNS))):
        yield Row(number, partial(record, row))


def record(row: Sequence[str]) -> Record:
    """Return a parcel as a record: one deal, one lot, its result as the notice."""
    if len(row) != len(COLUMNS):
        raise reading.refuse(
            "wrong_columns",
            f"应有{len(COLUMNS)}列，实有{len(row)}列",
            f"{len(row)} columns instead of {len(COLUMNS)}",
        )
    (
        key, _, area_of, district, location, link, total, use, supply, signed, project, place, hectares, stock, own_use,
        own_supply, term, industry, grade, price, instalments, holder, upper, lower, handover, start, completion, approved,
        contract,
    ) = (cell.strip() for cell in row)  # fmt: skip
    organiser = approved or district or area_of.rpartition(",")[2]
    if not organiser:
        raise reading.no_organiser()
    region = (
        regions.code_of(*area_of.split(","), district)
        or regions.of_office(district)
        or regions.of_office(approved)
    )
    if region is None:
        raise reading.refuse(
            "region_unknown", "行政区无法识别", "No region of this name is known", field="region"
        )
    on = reading.day(contract or signed, field="合同签订日期")
    title = (project or location or place)[:300]
    amount = partial(reading.amount, times=_YUAN, field="成交价格")
    lot = reading.given(
        native_number=key, winner=reading.masked(holder)[:300], award_amount=amount(price), awarded_on=reading.iso(on),
        location=location or place, district=district, land_use=own_use or use, supply=own_supply or supply, term=term,
        area=reading.amount(hectares or total, times=_SQUARE_METRES, field="面积(公顷)"), grade=grade, industry=industry,
        stock_area=reading.amount(stock, times=_SQUARE_METRES, field="土地来源"),
        plot_ratio_upper=reading.amount(upper, field="约定容积率(上限)"),
        plot_ratio_lower=reading.amount(lower, field="约定容积率(下限)"),
        instalments="；".join(amount(part) or "" for part in instalments.split(";") if part.strip()),
        approved_by=approved, handover_on=reading.iso(reading.day(handover, field="约定交地时间")),
        start_on=reading.iso(reading.day(start, field="约定开工时间")),
        completion_on=reading.iso(reading.day(completion, field="约定竣工时间")),
    )  # fmt: skip
    notice = {
        "key": key, "kind": "land_supply_result", "title": f"{title}供地结果公示"[:400], "url": link,
        "published_at": reading.instant(on) if on else None, "text": _text(row, reading.masked(holder)),
    }  # fmt: skip
    return {
        "key": key, "kind": "land", "title": title, "organiser": organiser, "region": region, "sector": "land",
        "announced_on": reading.iso(on),
        "particulars": reading.given(
            source_system="中国土地市场网", native_number=key, source_url=link, buyer=organiser, published_on=reading.iso(on),
            way=own_supply or supply, category=own_use or use,
        ),
        "lots": [{"number": 1, "title": (location or title)[:300], "state": "concluded", "particulars": lot}],
        "notices": [notice] if on else [],
    }  # fmt: skip


def _text(row: Sequence[str], holder: str) -> str:
    units = {"总面积": "公顷", "土地来源": "公顷", "成交价格": "万元"}
    told = [
        (name, (holder if name == "土地使用权人" else value) and f"{holder if name == '土地使用权人' else value}{units.get(name, '')}")
        for at, (name, value) in enumerate(zip(COLUMNS, row, strict=True))
        if name not in ("recorderguid", "序号", "链接") and at not in (14,)
    ]  # fmt: skip
    return reading.lines(told)


READER = Reader("land", "landchina", Text("中国土地市场网供地结果", "Results of land supply"), rows)
