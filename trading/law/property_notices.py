"""The kinds of notices that property deals call for, and what the law asks them to say (32号令，条号待核)."""

from __future__ import annotations

from foundation.text import Text
from trading.law.facts import Facts
from trading.law.notice_kinds import AUCTION_SCHEDULE, NoticeKind, asked, by_name
from trading.law.property_choices import Competition
from trading.law.property_particulars import AssetLot, EquityLot, EquityParticulars, TransferParticulars
from trading.law.statutes import AUCTION, PRACTICE, PROPERTY_ORDER_32, PROPERTY_RULES_17

order32 = PROPERTY_ORDER_32.article
rules17 = PROPERTY_RULES_17.article("")


def _auctioned(facts: Facts) -> bool:
    """Tell whether the buyers are to compete in an auction."""
    return bool(facts.particulars.competition is Competition.AUCTION)


def _managers_buy(facts: Facts) -> bool:
    """Tell whether managers of the company intend to buy."""
    return bool(facts.particulars.managers_intend)


DISCLOSURE = (
    asked("转让标的基本情况", order32("15"), "known.title", "lot.description", "lot.quantity", of=AssetLot),
    asked("转让标的企业的基本情况和股东结构", order32("15"), "lot.company", "lot.share", "lot.shareholders", of=EquityLot),
    asked("产权转让行为的决策及批准情况", order32("15"), "deal.decision", "deal.approving_authority"),
    asked("最近一个年度审计报告中的主要财务指标数据", order32("15"), "lot.audited_year", "lot.net_assets", of=EquityLot),
    asked("交易条件、转让底价", order32("15"), "lot.floor_price", "lot.deposit", "lot.valuation"),
    asked("企业管理层是否参与受让", order32("15"), "deal.managers_intend", of=EquityParticulars),
    asked("企业管理层参与受让的披露内容", order32("15"), "deal.managers_disclosure", of=EquityParticulars, when=_managers_buy),
    asked("原股东是否放弃优先受让权", order32("15"), "lot.priority", of=EquityLot),
    asked("竞价方式", order32("15"), "deal.competition"),
    asked("未征集到意向受让方的处置", order32("15"), "deal.on_no_buyer"),
    # 拍卖法适用于拍卖企业进行的拍卖（第二条）
    asked("拍卖标的展示时间、地点", AUCTION.article("46"), "deal.viewing", of=TransferParticulars, when=_auctioned),
)  # fmt: skip
CAPITAL = (
    asked("增资企业基本情况和股权结构", order32("40"), "lot.company", "lot.registered_capital"),
    asked("拟募集资金金额和增资后的股权比例", order32("40"), "lot.amount_sought", "lot.share_offered"),
    asked("募集资金用途", order32("40"), "lot.use_of_funds"),
    asked(
        "投资方的资格条件和遴选方式",
        order32("40"),
        "lot.investor_requirements",
        "deal.selection",
        "lot.selection_criteria",
    ),
    asked("增资的决策及批准情况", order32("40"), "deal.decision", "deal.approving_authority"),
)
RESULT = (
    asked(
        "交易标的名称、转让标的评估结果、转让底价、交易价格", order32("29"), "known.title", "lot.valuation", "lot.floor_price",
        "known.winner", "known.price",
    ),
    asked("公告期不少于5个工作日", order32("29"), "period.result_notice"),
)  # fmt: skip
CAPITAL_RESULT = (
    asked(
        "投资方名称、投资金额、持股比例", order32("45"), "known.winner", "known.price", "lot.share_offered"
    ),
)

NOTICE_KINDS = by_name(
    NoticeKind("property_pre_disclosure", Text("产权交易预披露公告", "Pre-disclosure"), order32("13")),
    NoticeKind("property_disclosure", Text("产权转让公告", "Disclosure of a transfer"), order32("15"), DISCLOSURE),
    NoticeKind("property_capital_disclosure", Text("增资公告", "Disclosure of a capital increase"), order32("40"), CAPITAL),
    NoticeKind("property_lease_disclosure", Text("资产招租公告", "Disclosure of a lease"), PRACTICE.article("")),
    NoticeKind("property_supplement", Text("补充披露公告", "Supplement"), order32("20")),
    NoticeKind("property_extension", Text("延长披露公告", "Extended disclosure"), order32("18")),
    NoticeKind("property_change", Text("变更公告（重新披露）", "New disclosure on changed terms"), order32("18")),
    NoticeKind("property_failure", Text("未征集到受让方公告", "No buyer found"), order32("19")),
    NoticeKind("property_pause", Text("交易中止公告", "Deal paused"), rules17),
    NoticeKind(
        "property_auction_schedule", Text("竞价安排公告", "Auction scheduled"), rules17,
        (
            *AUCTION_SCHEDULE,
            asked("拍卖标的展示时间、地点", AUCTION.article("46"), "deal.viewing", of=TransferParticulars, when=_auctioned),
        ),
    ),
    NoticeKind("property_auction_pause", Text("竞价暂停公告", "Auction paused"), rules17),
    NoticeKind("property_auction_resumption", Text("竞价恢复公告", "Auction resumed"), rules17),
    NoticeKind("property_resumption", Text("恢复交易公告", "Deal resumed"), rules17),
    NoticeKind("property_complaint", Text("投诉处理结果公告", "Complaint decision"), PRACTICE.article("")),
    NoticeKind("property_termination", Text("交易终结公告", "Deal ended"), rules17),
    NoticeKind("property_cancellation", Text("成交取消公告", "Sale cancelled"), rules17),
    NoticeKind("property_invalidation", Text("停止交易公告", "Deal stopped by the supervisor"), order32("56")),
    NoticeKind("property_result", Text("成交公告", "Result"), order32("29"), RESULT),
    NoticeKind("property_agreement_result", Text("协议转让成交公告", "Result of a transfer by agreement"), PRACTICE.article("")),
    NoticeKind("property_capital_result", Text("增资结果公告", "Result of a capital increase"), order32("45"), CAPITAL_RESULT),
    NoticeKind("property_lease_result", Text("招租结果公告", "Result of a lease"), PRACTICE.article("")),
)  # fmt: skip
