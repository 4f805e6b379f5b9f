"""What the demonstration's deals say of themselves. Everything here is made up."""

from __future__ import annotations

from typing import Any

CONSTRUCTION: dict[str, Any] = {
    "sector": "housing",
    "work_type": "works",
    "content": "新建教学楼一栋，含土建、安装及室外工程",
    "scale": "总建筑面积12000平方米",
    "location": "城阳区正阳路以北",
    "approval_authority": "市发展和改革委员会",
    "approval_number": "发改审〔2026〕12号",
    "funding": "state_dominant",
    "funding_source": "财政资金",
    "funds_secured": True,
    "must_tender": True,
    "total_estimate": "48000000.00",
    "qualification": "建筑工程施工总承包二级及以上资质",
    "consortium_allowed": False,
    "document_access": "登录电子交易平台免费下载",
    "submission": "通过电子交易平台加密递交",
    "platform_url": "https://trading.example",
    "organiser_address": "城阳区兴阳路1号",
    "contact": "孙工",
    "contact_phone": "0532-00000000",
    "objections_to": "通过电子交易平台在线提出",
    "supervisor": "市住房和城乡建设局",
    "evaluation_method": "comprehensive",
    "bid_validity_days": 90,
}
AGENCIES: dict[str, dict[str, Any]] = {
    "construction": {
        "agency_address": "市南区香港中路20号",
        "agency_contact": "安工",
        "agency_phone": "0532-00000002",
    },
    "procurement": {"agency_address": "市南区香港中路20号", "agency_phone": "0532-00000002"},
}
"""What a deal says of its agency, by family."""
WORKS_LOT: dict[str, Any] = {
    "scope": "施工图范围内全部工程",
    "estimated_price": "48000000.00",
    "duration_days": 330,
    "quality": "合格",
    "ceiling_price": "48000000.00",
    "deposit": "800000.00",
}
PROMISES = {
    "quality": "合格",
    "delivery_days": "320",
    "qualification": "建筑工程施工总承包壹级，安全生产许可证有效",
    "project_leader": "项目经理（见投标文件）",
    "leader_certificate": "一级注册建造师（示例）",
}
"""What bidders for works commit themselves to."""
REPORT = {"conclusion": "评标报告符合招标文件规定", "committee_size": 5, "committee_experts": 4}
HALF_LOT = WORKS_LOT | {
    "estimated_price": "24000000.00",
    "ceiling_price": "24000000.00",
    "deposit": "400000.00",
}
PREQUALIFIED = {
    "prequalification_method": "all",
    "prequalification_criteria": "资质、近三年同类业绩、财务状况",
    "application": "通过电子交易平台递交",
}
LAND: dict[str, Any] = {
    "announcement_number": "自然资经告字〔2026〕8号",
    "organiser_address": "市南区延安三路1号",
    "eligibility": "境内外自然人、法人和其他组织，失信被执行人除外",
    "application": "持数字证书登录交易系统提交申请",
    "document_access": "登录交易系统免费下载",
    "venue": "市公共资源交易中心",
    "bidding_method": "网上报价，每次加价为增价幅度的整数倍",
    "award_standard": "报价最高且不低于底价者得",
    "deposit_terms": "缴入系统生成的子账号，未竞得的5个工作日内退还",
    "platform_url": "https://trading.example",
    "contact": "宋工",
    "contact_phone": "0532-00000000",
}
PARCEL: dict[str, Any] = {
    "parcel_number": "2026-8-1",
    "location": "双岛路东",
    "boundaries": "东至规划路，南至双岛路，西至河道，北至绿地",
    "area_m2": "64218",
    "current_state": "净地",
    "uses": [{"use": "residential", "term_years": 70}, {"use": "commercial", "term_years": 40}],
    "far_max": "1.5",
    "density_max": "0.20",
    "green_min": "0.35",
    "height_max_m": "60",
    "planning_document": "规条〔2026〕8号",
    "start_price": "187000000.00",
    "increment": "100000.00",
    "deposit": "37400000.00",
    "delivery_on": "2026-09-30",
    "start_by": "2026-12-31",
    "complete_by": "2029-12-31",
}
GOODS_ITEM = {
    "name": "网络交换机",
    "specification": "48口千兆接入交换机",
    "quantity": "60",
    "unit": "台",
    "core": True,
}
REACHED = {"organiser_address": "市北区敦化路21号", "organiser_phone": "0532-00000003"}
PROCUREMENT: dict[str, Any] = {
    **REACHED,
    "plan_number": "青财采计〔2026〕0117号",
    "category": "goods",
    "organisation": "dispersed",
    "budget": "1800000.00",
    "funding": "财政性资金 100%",
    "requirement": "采购接入交换机60台，含安装调试与培训。",
    "qualification": "符合政府采购法第二十二条规定的条件。",
    "contract_term": "自合同签订之日起60日内交付",
    "contact_name": "采购办公室",
    "contact_phone": "0532-00000000",
    "document_access": "登录电子交易平台免费下载",
    "submission": "通过电子交易平台加密提交",
    "opening_place": "电子交易平台在线开标大厅",
    "planned_for": "2026年4月",
    "above_open_threshold": False,
    "consortium_allowed": True,
    "committee_size": 5,
    "committee_experts": 4,
}
PACKAGE: dict[str, Any] = {
    "budget": "1800000.00",
    "ceiling_price": "1750000.00",
    "items": [GOODS_ITEM],
    "delivery": "合同签订后60日内，采购人指定地点",
    "reserve": "whole",
}
TENDERED = {"evaluation": "scoring", "price_weight": "0.30"}
RESULT = {
    "winner_address": "青岛市高新区示例路8号",
    "awarded": [
        {
            "name": "网络交换机",
            "specification": "48口千兆接入交换机",
            "quantity": "60",
            "unit_price": "28000.00",
        }
    ],
    "experts": ["评审专家甲", "评审专家乙", "评审专家丙", "评审专家丁", "采购人代表戊"],
}
RECOMMENDED = {"recommended": "采购人推荐三家，评审专家推荐三家，均具备同类供货业绩"}
"""What the result says beside, where suppliers were recommended in writing."""
INQUIRY = {
    "method_reason": "规格统一、货源充足、价格变化幅度小。",
    "source": "notice",
    "uniform": True,
    "plentiful": True,
    "steady_price": True,
}
CONSULTATION = {"method_reason": "技术复杂，不能事先确定详细规格。", "source": "notice", "ground": "complex"}
FRAMEWORK = {
    "scheme_number": "青财采方案〔2026〕3号",
    "term_months": 12,
    "call_offs": ["direct", "competition"],
    "admission": "price_first",
}
FRAMEWORK_PACKAGE: dict[str, Any] = {
    "budget": "1800000.00",
    "items": [GOODS_ITEM],
    "ceiling_unit_price": "5200.00",
    "admitted_at_most": 8,
}
CALL_OFF: dict[str, Any] = {
    **REACHED,
    "plan_number": "青财采计〔2026〕0231号",
    "category": "goods",
    "budget": "90000.00",
    "requirement": "框架协议内交换机15台。",
    "contact_name": "信息科",
    "contact_phone": "0532-00000000",
}
CALL_OFF_PACKAGE: dict[str, Any] = {
    "budget": "90000.00",
    "items": [GOODS_ITEM | {"quantity": "15"}],
    "delivery": "15日内送达",
    "agreed_price": "78000.00",
}
PROPERTY: dict[str, Any] = {
    "decision": "董事会决议〔2026〕3号",
    "approving_authority": "青岛市国资委",
    "on_no_buyer": "change",
    "contact": "转让方联系人 0532-00000000",
    "competition": "online_ascending",
}
VALUED = {
    "valuation": "12000000.00",
    "valuation_number": "青国资评备〔2026〕5号",
    "valued_on": "2025-12-31",
    "floor_price": "12000000.00",
    "deposit": "3600000.00",
    "region": "山东省青岛市",
}
EQUITY: dict[str, Any] = VALUED | {
    "company": "示例国际贸易有限公司",
    "company_code": "91370200MA00000000",
    "share": "34",
    "industry": "批发业",
    "employees": 21,
    "allocated_land": False,
    "net_assets": "30000000.00",
    "audited_year": 2025,
    "shareholders": "示例集团 34%；示例投资 66%",
    "priority": "waived",
}
ASSET: dict[str, Any] = VALUED | {
    "asset_type": "real_estate",
    "description": "房产一处",
    "quantity": "1200 平方米",
    "encumbrances": "无",
}
LEASE: dict[str, Any] = {
    "asset_type": "real_estate",
    "description": "沿街商铺",
    "quantity": "80 平方米",
    "region": "山东省青岛市",
    "use": "商业",
    "term_months": 36,
    "valuation": "360000.00",
    "floor_price": "360000.00",
    "deposit": "30000.00",
}


def candidates(*ranked: tuple[str, str]) -> list[dict[str, Any]]:
    """Return candidates in order, by name and price."""
    return [
        {"rank": rank, "name": name, "price": price} for rank, (name, price) in enumerate(ranked, start=1)
    ]
