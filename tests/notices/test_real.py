"""Real notices of other platforms: under which of our labels stands what they say; and what ours leave out, with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from notices.writer import write
from tests.notices.test_templates import context
from trading import registry

REAL = Path(__file__).parents[3] / "shared" / "data" / "notices"
needs_notices = pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data/notices")
TENDERED = {
    "项目基本情况": "基本情况", "预算金额": "项目预算金额（元）", "最高限价": "最高限价（元）", "合同履行期限": "合同履行期限",
    "资格要求": "供应商资格要求", "获取": "获取采购文件的地点和方式", "响应文件提交": "提交投标（响应、申请）文件的地点和方式",
    "响应文件开启": "开标（开启）地点", "按照以下方式联系": "联系方式", "采购需求": "采购需求",
}  # fmt: skip
SAID: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "construction_tender_kunming_epc": ("construction/open", "construction_tender", {
        "招标项目名称": "项目名称", "资金来源": "资金来源", "建设规模": "项目规模", "招标方式": "交易方式",
        "文件获取方式": "获取招标文件的方式", "监督部门": "行政监督部门及电话", "招标代理机构": "代理机构", "办公电话": "联系电话",
    }),
    "construction_tender_supervision_chifeng": ("construction/open", "construction_tender", {
        "批准建设": "项目审批（核准、备案）机关", "建设地点": "实施地点", "招标规模": "项目规模", "投标资格能力要求": "投标资格能力要求",
        "标段": "标段范围", "联 系 人": "联系人", "联系电话": "联系电话", "行业监管": "行政监督部门及电话",
    }),
    "construction_candidates_luding": ("construction/open", "construction_candidates", {
        "项目及标段名称": "标段", "招标人": "招标人", "招标代理机构": "代理机构", "招标代理机构联系电话": "招标代理机构联系电话",
        "公示期": "期限",
        "中标候选人及排序": "排序", "中标候选人名称": "候选人", "投标报价（元）": "报价（元）", "综合评标得分": "总得分",
        "行政监督部门": "行政监督部门及电话",
    }),
    "construction_candidates_henan_epc": ("construction/open", "construction_candidates", {
        "招标项目概况": "基本情况", "评标信息": "评标情况", "中标候选人情况": "候选人",
        "未进入中标候选人的投标企业情况": "未进入排序的投标",
        "招标文件规定公示的其他内容": "招标文件规定公示的其他内容", "公示期": "期限", "异议和投诉渠道": "提出异议的渠道和方式",
        "联系方式": "联系方式",
    }),
    "construction_award_zhangzhou": ("construction/open", "construction_award", {
        "项目名称": "项目名称", "招标人": "招标人", "联系人": "联系人", "招标代理单位": "代理机构", "招标方式": "交易方式",
        "中标人": "中选（成交）人", "中标价": "价格（元）",
    }),
    "procurement_open_tender_shandong": ("procurement/open", "procurement_tender", {
        "项目基本情况": "基本情况", "项目编号": "项目编号", "预算金额": "项目预算金额（元）", "最高限价": "最高限价（元）",
        "资格要求": "供应商资格要求", "获取招标文件": "获取采购文件的地点和方式", "公告期限": "公告期限",
        "提交投标文件": "提交投标（响应、申请）文件的地点和方式", "对本次招标提出询问": "联系方式",
    }),
    "procurement_consultation_luoyang": ("procurement/consultation", "procurement_consultation", TENDERED),
    "procurement_inquiry_gongyi": ("procurement/inquiry", "procurement_inquiry", TENDERED),
    "other_inquiry_liangshan": ("procurement/inquiry", "procurement_inquiry", {
        "采购项目基本情况": "基本情况", "采购代理机构": "代理机构", "资金情况": "资金构成", "联系方式": "联系方式",
    }),
    "procurement_correction_hubei": ("procurement/open", "procurement_correction", {
        "项目基本情况": "基本情况", "采购项目编号": "项目编号", "更正信息": "澄清与修改（第1次）", "按以下方式联系": "联系方式",
    }),
    "procurement_award_qingdao": ("procurement/open", "procurement_result", {
        "项目名称": "项目名称", "项目编号": "项目编号", "采购方式": "交易方式", "中标供应商名称": "中选（成交）人",
        "中标供应商地址": "中标（成交）供应商地址", "中标金额(元)": "价格（元）", "分包名称": "标段", "中标情况": "结果",
        "评标委员会成员名单": "评审专家（单一来源采购人员）名单",
    }),
    "procurement_award_xinjiang": ("procurement/open", "procurement_result", {
        "项目编号": "项目编号", "项目名称": "项目名称", "中标（成交）信息": "结果",
        "供应商地址": "中标（成交）供应商地址", "主要标的信息": "主要标的及单价",
        "评审专家（单一来源采购人员）名单": "评审专家（单一来源采购人员）名单", "代理服务收费标准及金额": "代理服务费（元）",
        "公告期限": "中标公告期限", "对本次公告内容提出询问": "联系方式",
    }),
    "procurement_framework_contract_shanghai": ("procurement/open", "procurement_contract", {
        "采购人名称": "采购人", "中标（成交）供应商名称": "合同相对人", "合同金额": "合同金额（元）", "合同签署时间": "签订日期",
    }),
    "property_result_suaee": ("property/asset_transfer", "property_result", {
        "项目编号": "项目编号", "标的名称": "项目名称", "交易价格": "价格（元）", "成交日期": "落款日期",
    }),
}  # fmt: skip

FIELD = "what has to be said has a field of its own"
LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "construction_tender_kunming_epc": {
        "工程类型": "the sector's fields say it", "移动电话": "a second telephone is nobody's to ask for",
        "本项目招标文件预公示发布时间为": "no step of the law", "递交投标文件截止时间": "the end of the bidding period, a row of the table",
    },
    "construction_candidates_luding": {"开标地点": "in the opening record", "开标时间": "in the opening record"},
    "construction_candidates_henan_epc": {
        "招标公告发布媒体及时间": "the deal's page lists every notice with its instant",
        "否决投标情况及原因": "with the bids without a place",
    },
    "construction_award_zhangzhou": {
        "评委专家": "10号令 names no experts in the result; the report keeps them", "证号": "in the notice of the candidates",
        "监督部门": "in the notice of the candidates, where there is something to object to",
    },
    "procurement_open_tender_shandong": {"其他补充事宜": FIELD},
    "procurement_consultation_luoyang": {"其他补充事宜": FIELD, "发布公告的媒介": "it is this platform"},
    "procurement_inquiry_gongyi": {"其他补充事宜": FIELD, "发布公告的媒介": "it is this platform"},
    "other_inquiry_liangshan": {"供应商邀请方式": "part of the method"},
    "procurement_correction_hubei": {"首次公告日期": "the deal's page lists every notice", "其他补充事宜": "the text of the correction"},
    "procurement_award_qingdao": {"招标公告发布日期": "the deal's page lists every notice", "开标时间": "in the opening record"},
    "procurement_award_xinjiang": {
        "废标结果": "a package that failed has a notice of its own", "评审报价": "a figure of the report",
        "其他补充事宜": FIELD,
    },
    "procurement_framework_contract_shanghai": {"合同期限": "the term stands in the call for bids, and in the contract"},
}  # fmt: skip
FIELDS_ALONE = {
    "construction_clarification_xiamen": "an empty form: what it changes is in an attachment",
    "construction_opening_record_naqu": "who bid what is on the page of the opening, and in its file that anybody verifies",
    "land_listing_weihai_2024-8": "an extract of fields: see the test of parcels", "land_listing_yuhang_2017-14": "an extract of fields",
    "land_results_landchina": "rows of a register", "procurement_consultation_chengdu": "an extract of fields",
    "property_deposit_terms_neimeng": "an extract of terms", "property_equity_hainan34": "an extract of fields",
    "property_equity_hangzhou100": "an extract of one section", "property_process_gov": "a description of a process",
    "property_shares_shanyin20": "an extract of fields",
}  # fmt: skip


@needs_notices
class TestRealNotices:
    def test_are_all_looked_at(self) -> None:
        assert {path.stem for path in REAL.glob("*.json")} == {*SAID, *FIELDS_ALONE}

    @pytest.mark.parametrize("name", SAID)
    def test_say_nothing_that_ours_do_not_say_but_for_a_reason(self, name: str) -> None:
        real = json.loads((REAL / f"{name}.json").read_text("utf-8"))["content_text"].replace("\xa0", " ")
        key, kind, said = SAID[name]
        assert all(words in real for words in (*said, *LEFT_OUT.get(name, {})))
        numbered = re.findall(r"(?m)^\s*[一二三四五六七八九十]+、\s*([^\n：:]{2,40})", real)
        known = (*said, *LEFT_OUT.get(name, {}))
        assert [words for words in numbered if not any(one in words for one in known)] == []
        assert set(said.values()) <= ours(key, kind)


def ours(key: str, kind: str) -> set[str]:
    """Return every heading and every label of a notice of ours."""
    procedure = next(one for one in registry.procedures() if one.key.startswith(f"{key}/"))
    step = next((one for one in procedure.steps if one.notice == kind), None)
    found = set()
    for section in write(kind, context(procedure, step)).sections:
        found |= {section.heading.zh.partition("、")[2], *(row.label.zh for row in section.rows)}
        found |= {words.zh for words in section.header} | {line[0].zh for line in section.table}
    return found
