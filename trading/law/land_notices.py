"""The kinds of notices that land sales call for."""

from __future__ import annotations

from foundation.text import Text
from trading.law.notice_kinds import NoticeKind, by_name
from trading.law.statutes import LAND_ORDER_39, LAND_SPEC_114, OPEN_GOVERNMENT

NOTICE_KINDS = by_name(
    NoticeKind("land_plan", Text("出让计划公告", "Plan of a land sale"), LAND_ORDER_39.article("5")),
    NoticeKind(
        "land_announcement",
        Text("国有建设用地使用权出让公告", "Announcement of a land sale"),
        LAND_ORDER_39.article("9"),
    ),
    NoticeKind(
        "land_amendment", Text("出让补充公告", "Supplement to the announcement"), LAND_SPEC_114.article("")
    ),
    NoticeKind("land_pause", Text("出让中止公告", "Land sale paused"), LAND_SPEC_114.article("")),
    NoticeKind("land_auction_schedule", Text("竞价安排公告", "Auction scheduled"), LAND_SPEC_114.article("")),
    NoticeKind("land_auction_pause", Text("竞价暂停公告", "Auction paused"), LAND_SPEC_114.article("")),
    NoticeKind("land_auction_resumption", Text("竞价恢复公告", "Auction resumed"), LAND_SPEC_114.article("")),
    NoticeKind("land_resumption", Text("出让恢复公告", "Land sale resumed"), LAND_SPEC_114.article("")),
    NoticeKind("land_termination", Text("出让终止公告", "Terminated land sale"), LAND_SPEC_114.article("")),
    NoticeKind("land_opening_record", Text("开标记录", "Opening record"), LAND_ORDER_39.article("13")),
    NoticeKind("land_no_deal", Text("未成交公告", "No deal"), LAND_ORDER_39.article("19")),
    NoticeKind("land_result", Text("出让结果公布", "Result of a land sale"), LAND_ORDER_39.article("22")),
    NoticeKind("land_supply_result", Text("供地结果公告", "Land supplied"), OPEN_GOVERNMENT.article("26")),
    NoticeKind("land_annulment", Text("竞得结果取消公告", "Annulled result"), LAND_ORDER_39.article("25")),
)
