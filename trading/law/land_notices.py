"""The kinds of notices that land sales call for, and what the law asks them to say (39号令，条号待核)."""

from __future__ import annotations

from foundation.text import Text
from trading.law.land_particulars import AuctionParticulars
from trading.law.notice_kinds import AUCTION_SCHEDULE, NoticeKind, asked, by_name
from trading.law.statutes import AUCTION, LAND_ORDER_39, LAND_RULES, LAND_SPEC_114, OPEN_GOVERNMENT

order39, notice = LAND_ORDER_39.article, LAND_ORDER_39.article("9")
ANNOUNCEMENT = (
    asked("出让人的名称和地址", notice, "known.organiser", "deal.organiser_address"),
    asked(
        "出让宗地的面积、界址、空间范围、现状、使用年期、用途、规划指标要求", notice, "lot.area_m2", "lot.boundaries", "lot.current_state",
        "lot.uses", "lot.far_max", "lot.density_max", "lot.planning_document",
    ),
    asked("投标人、竞买人的资格要求以及申请取得投标、竞买资格的办法", notice, "deal.eligibility", "deal.application"),
    asked("索取招标拍卖挂牌出让文件的时间、地点和方式", notice, "period.announcement", "deal.document_access"),
    asked("招标拍卖挂牌时间、地点、投标挂牌期限、投标和竞价方式", notice, "period.announcement", "deal.venue", "deal.bidding_method"),
    asked("确定中标人、竞得人的标准和方法", notice, "deal.award_standard"),
    asked("投标、竞买保证金", notice, "lot.deposit", "deal.deposit_terms"),
    asked("应当依照国家有关规定通过公开的交易平台进行交易", LAND_RULES.article("18"), "deal.platform_url"),
    # 拍卖法适用于拍卖企业进行的拍卖（第二条），而拍卖师可以是拍卖企业的
    asked("拍卖的时间、地点", AUCTION.article("46"), "period.announcement", "deal.venue", of=AuctionParticulars),
    asked("拍卖标的展示时间、地点", AUCTION.article("46"), "deal.viewing", of=AuctionParticulars),
    asked("参与竞买应当办理的手续", AUCTION.article("46"), "deal.application", of=AuctionParticulars),
)  # fmt: skip
RESULT = (
    asked(
        "出让结果", order39("22"), "known.winner", "known.price", "lot.location", "lot.area_m2", "lot.uses"
    ),
)
# 供地结果同时公开所签合同：不另发合同公告
SUPPLY = (
    asked(
        "属于主动公开范围的政府信息，应当自该政府信息形成或者变更之日起20个工作日内及时公开", OPEN_GOVERNMENT.article("26"),
        "known.winner", "lot.location", "lot.area_m2", "lot.uses", "step.contract_number", "step.price", "step.signed_on",
    ),
)  # fmt: skip

NOTICE_KINDS = by_name(
    NoticeKind("land_plan", Text("出让计划公告", "Plan of a land sale"), LAND_ORDER_39.article("5")),
    NoticeKind(
        "land_announcement",
        Text("国有建设用地使用权出让公告", "Announcement of a land sale"),
        LAND_ORDER_39.article("9"),
        ANNOUNCEMENT,
    ),
    NoticeKind(
        "land_amendment",
        Text("出让补充公告", "Supplement to the announcement"),
        LAND_SPEC_114.article(""),
        (asked("补充公告", LAND_SPEC_114.article(""), "known.clarification"),),
    ),
    NoticeKind("land_pause", Text("出让中止公告", "Land sale paused"), LAND_SPEC_114.article("")),
    NoticeKind(
        "land_auction_schedule",
        Text("竞价安排公告", "Auction scheduled"),
        LAND_SPEC_114.article(""),
        (
            *AUCTION_SCHEDULE,
            asked("拍卖标的展示时间、地点", AUCTION.article("46"), "deal.viewing", of=AuctionParticulars),
            asked("参与竞买应当办理的手续", AUCTION.article("46"), "deal.application"),
        ),
    ),
    NoticeKind("land_auction_pause", Text("竞价暂停公告", "Auction paused"), LAND_SPEC_114.article("")),
    NoticeKind("land_auction_resumption", Text("竞价恢复公告", "Auction resumed"), LAND_SPEC_114.article("")),
    NoticeKind("land_resumption", Text("出让恢复公告", "Land sale resumed"), LAND_SPEC_114.article("")),
    NoticeKind(
        "land_termination",
        Text("出让终止公告", "Terminated land sale"),
        LAND_SPEC_114.article(""),
        (asked("终止公告", LAND_SPEC_114.article(""), "known.title", "step.reason"),),
    ),
    NoticeKind("land_opening_record", Text("开标记录", "Opening record"), LAND_ORDER_39.article("13")),
    NoticeKind("land_no_deal", Text("未成交公告", "No deal"), LAND_ORDER_39.article("19")),
    NoticeKind(
        "land_result", Text("出让结果公布", "Result of a land sale"), LAND_ORDER_39.article("22"), RESULT
    ),
    NoticeKind(
        "land_supply_result", Text("供地结果公告", "Land supplied"), OPEN_GOVERNMENT.article("26"), SUPPLY
    ),
    NoticeKind("land_annulment", Text("竞得结果取消公告", "Annulled result"), LAND_ORDER_39.article("25")),
)
