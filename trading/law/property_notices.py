"""The kinds of notices that property deals call for."""

from __future__ import annotations

from foundation.text import Text
from trading.law.notice_kinds import NoticeKind, by_name
from trading.law.statutes import PRACTICE, PROPERTY_ORDER_32, PROPERTY_RULES_17

order32 = PROPERTY_ORDER_32.article
rules17 = PROPERTY_RULES_17.article("")

NOTICE_KINDS = by_name(
    NoticeKind("property_pre_disclosure", Text("产权交易预披露公告", "Pre-disclosure"), order32("13")),
    NoticeKind("property_disclosure", Text("产权转让公告", "Disclosure of a transfer"), order32("15")),
    NoticeKind("property_capital_disclosure", Text("增资公告", "Disclosure of a capital increase"), order32("40")),
    NoticeKind("property_lease_disclosure", Text("资产招租公告", "Disclosure of a lease"), PRACTICE.article("")),
    NoticeKind("property_supplement", Text("补充披露公告", "Supplement"), order32("20")),
    NoticeKind("property_extension", Text("延长披露公告", "Extended disclosure"), order32("18")),
    NoticeKind("property_change", Text("变更公告（重新披露）", "New disclosure on changed terms"), order32("18")),
    NoticeKind("property_failure", Text("未征集到受让方公告", "No buyer found"), order32("19")),
    NoticeKind("property_pause", Text("交易中止公告", "Deal paused"), rules17),
    NoticeKind("property_auction_schedule", Text("竞价安排公告", "Auction scheduled"), rules17),
    NoticeKind("property_auction_pause", Text("竞价暂停公告", "Auction paused"), rules17),
    NoticeKind("property_auction_resumption", Text("竞价恢复公告", "Auction resumed"), rules17),
    NoticeKind("property_resumption", Text("恢复交易公告", "Deal resumed"), rules17),
    NoticeKind("property_complaint", Text("投诉处理结果公告", "Complaint decision"), PRACTICE.article("")),
    NoticeKind("property_termination", Text("交易终结公告", "Deal ended"), rules17),
    NoticeKind("property_cancellation", Text("成交取消公告", "Sale cancelled"), rules17),
    NoticeKind("property_invalidation", Text("停止交易公告", "Deal stopped by the supervisor"), order32("56")),
    NoticeKind("property_result", Text("成交公告", "Result"), order32("29")),
    NoticeKind("property_agreement_result", Text("协议转让成交公告", "Result of a transfer by agreement"), PRACTICE.article("")),
    NoticeKind("property_capital_result", Text("增资结果公告", "Result of a capital increase"), order32("45")),
    NoticeKind("property_lease_result", Text("招租结果公告", "Result of a lease"), PRACTICE.article("")),
)  # fmt: skip
