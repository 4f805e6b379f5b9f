"""What each set's rows become, on rows made up here and on the real files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.imports import land, reading, regions, single_notices, taiwan, tenders
from archive.imports.sets import READERS
from config.environment import BASE
from foundation.errors import DomainError, Invalid
from trading.actions.exchange_records import Checked, check

DATA = BASE.parent / "shared" / "data"
ON = date(2026, 3, 2)

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")


def read(name: str, path: Path) -> tuple[list[Checked], Counter[str]]:
    """Return the records of a file as the exchange would check them, and the codes of its bad rows."""
    good, bad = [], Counter[str]()
    for row in READERS[name].rows(path):
        try:
            good.append(check(row.make(), on=ON))
        except DomainError as error:
            bad[error.code] += 1
    return good, bad


def parcel(**changes: str) -> list[str]:
    row = dict.fromkeys(land.COLUMNS, "") | {
        "recorderguid": "guid-1", "地区": "浙江省,杭州市", "行政区": "余杭区", "土地坐落": "某路东侧", "总面积": "1.200000",
        "土地用途": "工业用地", "供应方式": "挂牌出让", "链接": "http://example.org/1", "项目名称": "某地块", "成交价格": "300.5000",
        "分期支付": "100.0000;200.5000;", "土地使用权人": "杭州某某有限公司", "约定开工时间": "1900年01月01日",
        "约定交地时间": "2017年02月01日", "批准单位": "杭州市人民政府", "合同签订日期": "2017年01月03日", "土地使用年限": "50",
    }  # fmt: skip
    return [(row | changes)[name] for name in land.COLUMNS]


def line(number: int, on: str, type: str, **changes: str) -> list[str]:
    cells = dict.fromkeys(taiwan.COLUMNS, "") | {
        "date": on, "unit_id": "3.1", "unit_name": "某機關", "type": type, "title": "採購案", "job_number": "J1",
        "url": f"https://example.org/case/3.1/J1/{on}/N-{number}",
    }  # fmt: skip
    return [(cells | changes)[name] for name in taiwan.COLUMNS]


def chain(tmp_path: Path, *told: tuple[str, str]) -> dict[str, Any]:
    """Return the record of one procurement of which the notices are told, (day, type) each, newest line first."""
    lines = [line(n, on, sort) for n, (on, sort) in enumerate(told)]
    path = tmp_path / "t.csv"
    path.write_text(
        "\n".join(",".join(cells) for cells in [list(taiwan.COLUMNS), *reversed(lines)]), encoding="utf-8"
    )
    (row,) = taiwan.rows(path)
    return row.make()


class TestLand:
    def test_becomes_one_lot_with_its_terms(self) -> None:
        checked = check(land.record(parcel()), on=ON)
        record, lot = checked.record, checked.lots[0].content
        assert (record.kind, record.region, record.organiser) == ("land", "330110", "杭州市人民政府")
        assert lot["area"] == "12000.00" and lot["award_amount"] == "3005000.00"
        assert lot["instalments"] == "1000000.00；2005000.00" and lot["term"] == "50"
        assert (lot["start_on"], lot["handover_on"]) == (None, "2017-02-01")
        assert (
            record.notices[0].kind == "land_supply_result"
            and "成交价格：300.5000万元" in record.notices[0].text
        )

    def test_does_not_name_a_natural_person(self) -> None:
        made = land.record(parcel(土地使用权人="章三、李四"))
        assert made["lots"][0]["particulars"]["winner"] == "章某、李某"
        assert "章三" not in orjson.dumps(made).decode()

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"成交价格": "3O0"}, "not_a_number"), ({"合同签订日期": "2017年13月03日"}, "not_a_day"),
            ({"地区": "", "行政区": "", "批准单位": ""}, "organiser_missing"),
            ({"地区": "", "行政区": "无名", "批准单位": "某处"}, "region_unknown"),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong(self, changes, code) -> None:
        with pytest.raises(Invalid) as refused:
            land.record(parcel(**changes))
        assert refused.value.code == code
        with pytest.raises(Invalid, match="wrong_columns"):
            land.record(parcel()[:-1])

    @needs_data
    def test_reads_the_real_file(self) -> None:
        good, bad = read("land", DATA / "landchina_transactions.csv")
        assert len(good) + sum(bad.values()) == 4000
        assert len(good) > 3950 and set(bad) == {"region_unknown"}
        assert len({each.record.key for each in good}) == len(good)
        assert Counter(each.content["way"] for each in good)["挂牌出让"] > 1700


class TestTenders:
    def notice(self, **more: Any) -> dict[str, Any]:
        return {
            "id": "A%3D", "title": "设备采购成交公告", "buyer": "某医院", "area": "山东", "city": "青岛市", "publishTime": 1726799181,
            "subtype": "成交", "industry": "信息技术", "bidAmount": 52642100, "budget": 60000000, "site": "某网", "agency": "某代理公司",
            "winner": "甲公司", "winnerInfo": [{"winner": "甲公司"}, {"winner": "乙公司"}], "buyerTel": "0532-1234567",
        } | more  # fmt: skip

    def test_become_a_deal_with_its_result(self) -> None:
        checked = check(tenders.record(self.notice()), on=ON)
        assert (checked.record.kind, checked.record.region, checked.lots[0].given.state) == (
            "procurement", "370200", "concluded",
        )  # fmt: skip
        assert checked.lots[0].winners == ("甲公司", "乙公司")
        assert checked.lots[0].content["award_amount"] == "52642100.00"
        assert "0532" not in orjson.dumps(tenders.record(self.notice())).decode()

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"buyer": ""}, "organiser_missing"), ({"publishTime": None}, "instant_missing"),
            ({"area": "火星", "city": ""}, "region_unknown"),
            ({"publishTime": "gestern"}, "not_an_instant"), ({"budget": "viel"}, "not_a_number"), ({"title": 5}, "not_text"),
        ],
    )  # fmt: skip
    def test_say_what_is_wrong(self, changes, code) -> None:
        with pytest.raises(Invalid) as refused:
            tenders.record(self.notice(**changes))
        assert refused.value.code == code

    @needs_data
    def test_of_the_real_file_are_read(self) -> None:
        good, bad = read("tenders", DATA / "tender_notices.json")
        assert len(good) == 1880 and bad == {"organiser_missing": 94}
        states = Counter(each.lots[0].given.state for each in good)
        assert states["failed"] > 40 and states["concluded"] > 650


class TestTaiwan:
    @pytest.mark.parametrize(
        ("told", "states"),
        [
            ([("20260105", "公開招標公告"), ("20260201", "決標公告")], ["concluded"]),
            ([("20260105", "公開招標公告"), ("20260110", "公開招標更正公告")], ["announced"]),
            ([("20260105", "公開招標公告"), ("20260110", "無法決標公告"), ("20260110", "公開招標公告"), ("20260201", "決標公告"),
              ("20260203", "更正決標公告")], ["failed", "concluded"]),
            ([("20260105", "公開招標公告"), ("20260110", "無法決標公告"), ("20260111", "更正無法決標公告")], ["failed"]),
            ([("20260105", "無法決標公告"), ("20260110", "撤銷無法決標公告")], ["announced"]),
            ([("20260105", "公開徵求廠商提供參考資料公告")], ["received"]),
            ([("20260105", "公開徵求廠商提供參考資料公告"), ("20260106", "公開招標公告")], ["announced"]),
            ([("20260105", "決標公告"), ("20260110", "無法決標公告")], ["concluded", "failed"]),
        ],
    )  # fmt: skip
    def test_follows_the_chain_to_its_last_notice(self, tmp_path, told, states) -> None:
        made = chain(tmp_path, *told)
        assert [lot["state"] for lot in made["lots"]] == states
        assert [lot["round"] for lot in made["lots"]] == list(range(1, len(states) + 1))
        assert [notice["published_at"][:10].replace("-", "") for notice in made["notices"]] == sorted(
            on for on, _ in told
        )
        check(made, on=ON)

    def test_tells_lines_that_are_of_no_deal_and_takes_the_rest(self, tmp_path) -> None:
        path = tmp_path / "t.csv"
        lines = [
            list(taiwan.COLUMNS), line(1, "20260105", "拒絕往來廠商名單公告"), line(2, "20260105", "公開招標公告", unit_id=""),
            line(3, "202601", "公開招標公告"), line(4, "20260105", "公開招標公告"), line(5, "20260106", "決標公告", companies="甲|乙"),
        ]  # fmt: skip
        path.write_text("\n".join(",".join(cells) for cells in lines), encoding="utf-8")
        said = []
        for row in taiwan.rows(path):
            try:
                said.append((row.number, row.make()["lots"][0]["particulars"]["winner"]))
            except Invalid as error:
                said.append((row.number, error.code))
        assert said == [(2, "not_a_deal"), (3, "organiser_missing"), (4, "not_a_day"), (5, "甲；乙")]

    @needs_data
    def test_gathers_the_real_file_into_deals(self) -> None:
        good, bad = read("taiwan", DATA / "taiwan_pcc_notices_2026.csv")
        assert len(good) == 9122 and bad == {"organiser_missing": 15, "not_a_deal": 9}
        assert sum(len(each.record.notices) for each in good) == 15519 - 24
        assert len({each.record.key for each in good}) == len(good)
        for each in good:
            days = [notice.published_at for notice in each.record.notices]
            assert days == sorted(days)
            last = each.record.notices[-1]
            if last.kind == "procurement_result":
                assert each.lots[-1].given.state == "concluded"
            if last.kind == "procurement_failure":
                assert each.lots[-1].given.state == "failed"


class TestSingleNotices:
    @needs_data
    def test_of_the_real_folder_are_read(self) -> None:
        good, bad = read("notices", DATA / "notices")
        assert len(good) == 22 and set(bad) == {"organiser_missing"}
        assert Counter(each.record.kind for each in good) == {
            "land": 10,
            "procurement": 6,
            "construction": 5,
            "property": 1,
        }
        award = next(each for each in good if "芗城区体育公园" in each.record.title)
        assert award.lots[0].content["award_amount"] == "18791886.00"

    def test_find_the_organiser_in_the_text(self) -> None:
        raw = {
            "title": "某采购询价公告", "publish_date": "2026-03-16 10:49", "region": "河南省", "issuer": "（盖章）",
            "business_type": "政府采购",
            "info_type": "采购/资审公告", "content_text": "1.采购人\n信息\n名 称：\n某市体育局\n地址：某路", "record_id": "r1",
        }  # fmt: skip
        checked = check(single_notices.record(raw, "f"), on=ON)
        assert checked.record.organiser == "某市体育局"
        assert checked.record.notices[0].kind == "procurement_inquiry"


class TestRegions:
    @pytest.mark.parametrize(
        ("names", "code"),
        [
            (("山东", "青岛市", "市南区"), "370202"), (("江苏", "徐州市", "鼓楼区"), "320302"), (("内蒙古",), "150000"),
            (("", "景洪市"), "532801"), (("全国",), "100000"), (("浙江省", "无此地"), "330000"), (("无此地",), None), (("",), None),
        ],
    )  # fmt: skip
    def test_are_told_apart_by_what_they_lie_in(self, names, code) -> None:
        assert regions.code_of(*names) == code

    @pytest.mark.parametrize(
        ("office", "code"),
        [
            ("乌鲁木齐市国土资源局", "650100"),
            ("第七师国土资源局", "650000"),
            ("墨江县", "530822"),
            ("纪要", None),
        ],
    )
    def test_of_offices_are_found(self, office, code) -> None:
        found = regions.of_office(office)
        assert found == code or (office == "墨江县" and found is not None and found.startswith("53"))


class TestReading:
    @given(st.dates(min_value=date(1901, 1, 1), max_value=date(2100, 12, 31)))
    def test_reads_days_however_they_are_written(self, on: date) -> None:
        for text in (
            f"{on:%Y年%m月%d日}",
            f"{on.year}/{on.month}/{on.day}",
            f"{on:%Y-%m-%d}",
            f"{on:%Y%m%d}",
        ):
            assert reading.day(text, field="f") == on

    @given(st.decimals(min_value=0, max_value=10**9, places=4))
    def test_reads_amounts_of_ten_thousand(self, amount) -> None:
        assert reading.amount(format(amount, "f"), times=10_000, field="f") == format(amount * 10_000, ".2f")

    def test_masks_persons_and_no_organisations(self) -> None:
        assert reading.masked("王小明") == "王某" and reading.masked("王某") == "王某"
        assert reading.masked("热合曼·卡热") == "热某" and reading.masked("第一师四团") == "第一师四团"
