"""A deal and a package of each method of government procurement, as the API takes them."""

from __future__ import annotations

from typing import Any

ITEM = {
    "name": "网络交换机",
    "specification": "48口千兆接入交换机，三年质保",
    "quantity": "60",
    "unit": "台",
    "core": True,
}
REACHED = {"organiser_address": "青岛市某路2号", "organiser_phone": "0532-00000003"}
DEAL: dict[str, Any] = {
    **REACHED,
    "plan_number": "青财采计〔2026〕0117号",
    "category": "goods",
    "organisation": "dispersed",
    "budget": "3600000.00",
    "funding": "财政性资金 100%",
    "requirement": "采购接入交换机60台，含安装调试与培训，验收按国家和行业标准执行。",
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
}
GROUP = {"committee_size": 5, "committee_experts": 4}
OTHER = {"method_reason": "未达到公开招标数额标准，按内部控制制度确定。", "source": "notice"}
PACKAGE: dict[str, Any] = {
    "budget": "1800000.00",
    "ceiling_price": "1750000.00",
    "items": [ITEM],
    "delivery": "合同签订后60日内，采购人指定地点",
    "reserve": "whole",
}
SCORED = {"price_weight": "0.30"}
TENDERED = {"evaluation": "scoring", **SCORED}
ARGUMENT = {
    "name": "论证专家甲",
    "employer": "某大学",
    "title": "教授",
    "opinion": "该系统使用不可替代的专有技术，只能由原开发单位提供。",
}
FRAMEWORK = {
    "scheme_number": "青财采方案〔2026〕3号",
    "term_months": 12,
    "call_offs": ["direct", "competition"],
}
FRAMEWORK_PACKAGE = {
    "budget": "1200000.00",
    "items": [ITEM],
    "ceiling_unit_price": "5200.00",
    "admitted_at_most": 8,
}
CALL_OFF = {
    **REACHED,
    "framework_deal": "deal_00000000000000000000000000",
    "framework_ends": "2026-12-31",
    "plan_number": "青财采计〔2026〕0231号",
    "category": "goods",
    "budget": "90000.00",
    "requirement": "框架协议内交换机15台。",
    "contact_name": "后勤处",
    "contact_phone": "0532-00000000",
}
CALL_OFF_PACKAGE = {
    "budget": "90000.00",
    "items": [ITEM],
    "delivery": "15日内送达",
    "agreed_price": "78000.00",
}

EXAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "open": (DEAL | GROUP, PACKAGE | TENDERED),
    "open_prequalified": (
        DEAL | GROUP | {"qualification_standard": "符合资格要求的全部通过（合格制）。"},
        PACKAGE | TENDERED,
    ),
    "invited": (DEAL | GROUP | OTHER | {"source": "library", "ground": "special"}, PACKAGE | TENDERED),
    "negotiation": (DEAL | GROUP | OTHER | {"ground": "complex"}, PACKAGE),
    "consultation": (DEAL | GROUP | OTHER | {"ground": "complex"}, PACKAGE | SCORED),
    "inquiry": (DEAL | GROUP | OTHER | {"uniform": True, "plentiful": True, "steady_price": True}, PACKAGE),
    "single_source": (
        DEAL
        | {
            "method_reason": "只能从唯一供应商处采购。",
            "ground": "only_supplier",
            "above_open_threshold": True,
            "supplier_name": "某软件有限公司",
            "supplier_address": "青岛市某路1号",
            "arguments": [ARGUMENT, ARGUMENT | {"name": "论证专家乙"}, ARGUMENT | {"name": "论证专家丙"}],
        },
        PACKAGE,
    ),
    "framework_closed": (DEAL | GROUP | FRAMEWORK | {"admission": "price_first"}, FRAMEWORK_PACKAGE),
    "framework_open": (
        DEAL
        | FRAMEWORK
        | {"payment_standard": "按协议单价据实结算。", "exit_terms": "连续两次拒绝供货的清退。"},
        FRAMEWORK_PACKAGE,
    ),
    "call_off_direct": (CALL_OFF, CALL_OFF_PACKAGE),
    "call_off_competition": (CALL_OFF, CALL_OFF_PACKAGE),
    "call_off_auction": (CALL_OFF, CALL_OFF_PACKAGE),
    "call_off_rotation": (CALL_OFF, CALL_OFF_PACKAGE),
}

# 从草稿到完成，每一步的名称；括号外的变化由各测试给出
_END = ("sign_contract", "publish_contract", "file_contract", "accept_performance", "pay")
_AWARD = ("finish_own_evaluation", "confirm", "publish_result", *_END)
_TALKS = ("publish_intent", "announce", "close", "call_final_offers", "evaluate", *_AWARD)
PATHS: dict[str, tuple[str, ...]] = {
    "open": ("publish_intent", "announce", "close", "open_bids", "pass_qualification", *_AWARD),
    "open_prequalified": (
        *("publish_intent", "announce", "close_applications", "pass_prequalification"),
        *("invite", "close", "open_bids", *_AWARD),
    ),
    "invited": ("publish_intent", "draw", "announce", "close", "open_bids", "pass_qualification", *_AWARD),
    "negotiation": _TALKS,
    "consultation": _TALKS,
    "inquiry": ("publish_intent", "announce", "close", *_AWARD),
    "single_source": (
        *("publish_intent", "announce", "end_publicity", "approve", "invite"),
        *("settle", "publish_result", *_END),
    ),
    "framework_closed": (
        *("publish_intent", "announce", "close", "open_bids", "pass_qualification", "finish_evaluation"),
        "publish_admission",
        *("sign_goods_agreements", "expire", "publish_summary"),
    ),
    "framework_open": (
        *("publish_intent", "announce", "open_for_goods", "receive_application", "admit"),
        *("expire", "publish_summary"),
    ),
    "call_off_direct": ("announce", "confirm", *_END),
    "call_off_competition": ("announce", "close", "confirm", "publish_result", *_END),
    "call_off_auction": ("announce", "compete", "confirm", "publish_result", *_END),
    "call_off_rotation": ("announce", "pass_turn", "confirm", "publish_result", *_END),
}
