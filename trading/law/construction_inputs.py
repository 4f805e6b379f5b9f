"""What steps of construction tenders take, beside what steps of every family take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from trading.law.choices import Choice
from trading.law.labels import Amount, Disclosure, Ge, Label, Le, LongText, MaxLen, ShortText
from trading.law.statutes import NOTICE_10, OPINION_1117, PRACTICE, TENDERING, TENDERING_RULES


@dataclass(frozen=True, kw_only=True)
class ReportReceived:
    """The organiser's examination of the evaluation report before the candidates are published."""

    conclusion: Annotated[
        LongText, Label("对评标报告的审查意见", "Finding on the report", law=OPINION_1117.article(""))
    ]
    committee_size: Annotated[
        int, Ge(1), Le(99), Label("评标委员会人数", "Members of the committee", law=TENDERING.article("37"))
    ]
    committee_experts: Annotated[
        int,
        Ge(0),
        Le(99),
        Label("其中技术、经济等方面的专家人数", "Experts among them", law=TENDERING.article("37")),
    ]
    competition_argument: Annotated[
        str,
        MaxLen(20_000),
        Label(
            "有效投标不足三个时是否明显缺乏竞争的论证",
            "Why there is competition with fewer than three valid bids",
            law=OPINION_1117.article(""),
        ),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """One who examined the applicants: an expert, or a person of the organiser's."""

    name: Annotated[ShortText, Label("姓名", "Name")]
    employer: Annotated[ShortText, Label("工作单位", "Employer")]
    expert: Annotated[bool, Label("评标专家", "Expert")]


@dataclass(frozen=True, kw_only=True)
class CandidatesPublished:
    """What is told beside what the bids, the evaluation and the deal say themselves."""

    other: Annotated[
        str,
        MaxLen(20_000),
        Label("招标文件规定公示的其他内容", "What else the documents say is published", law=NOTICE_10.article("6")),
    ] = ""  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PrequalificationDone:
    """
    Who examined the applicants, by name, which is nobody else's to know before the result, and where their report is. Nobody is named
    where a committee examined them on this platform.
    """

    reviewers: Annotated[
        tuple[Reviewer, ...],
        MaxLen(99),
        Label(
            "资格审查委员会（审查人员）成员",
            "Who examined the applicants",
            law=TENDERING_RULES.article("18-2"),
            disclosure=Disclosure.WITHHELD,
        ),
    ] = ()
    report: Annotated[
        ShortText, Label("资格审查报告编号", "Number of their report", law=TENDERING_RULES.article("18"))
    ]


@dataclass(frozen=True, kw_only=True)
class CandidateChosen:
    """Which candidate the award goes to, counted as they were published."""

    candidate: Annotated[
        int,
        Ge(1),
        Le(3),
        Label("中标候选人序号", "Number of the candidate", law=TENDERING_RULES.article("55")),
    ] = 1


class DisplacementGround(Choice):
    """Why a candidate cannot have the award (招标投标法实施条例 art. 55)."""

    GIVES_UP = "gives_up", "放弃中标", "It gives up the award"
    FORCE_MAJEURE = "force_majeure", "因不可抗力不能履行合同", "Force majeure keeps it from performing"
    NO_BOND = "no_bond", "不按照招标文件要求提交履约保证金", "It gives no performance bond"
    UNLAWFUL = "unlawful", "被查实存在影响中标结果的违法行为", "It broke the law, to effect on the result"
    OTHER = "other", "其他不符合中标条件的情形", "It does not meet the conditions otherwise"


@dataclass(frozen=True, kw_only=True)
class CandidatePassedOver:
    """Why the candidate in line is passed over; the next one stands in line then."""

    ground: Annotated[
        DisplacementGround, Label("不符合中标条件的情形", "Ground", law=TENDERING_RULES.article("55"))
    ]
    reason: Annotated[LongText, Label("具体情况", "Reason")]


@dataclass(frozen=True, kw_only=True)
class AwardUndone:
    """Why the candidate that was decided for is out; the others are decided on anew."""

    ground: Annotated[
        DisplacementGround, Label("不符合中标条件的情形", "Ground", law=TENDERING_RULES.article("55"))
    ]
    reason: Annotated[LongText, Label("具体情况", "Reason")]


class AwardMethod(Choice):
    """How the organiser's committee decides among the candidates."""

    VOTE = "vote", "票决法", "Vote"
    PRICE = "price", "价格竞争法", "Price"
    DRAW = "draw", "抽签法", "Draw by lot"
    COLLECTIVE = "collective", "集体议事法", "Collective deliberation"


@dataclass(frozen=True, kw_only=True)
class AwardDecision:
    """How the organiser decided among candidates without rank."""

    candidate: Annotated[
        int, Ge(1), Le(3), Label("中标候选人序号（按公示顺序）", "Number of the candidate, as published")
    ]
    method: Annotated[AwardMethod, Label("定标方法", "Method", law=PRACTICE.article(""))]
    reasons: Annotated[LongText, Label("定标理由", "Reasons")]
    minutes: Annotated[ShortText, Label("定标会议纪要编号", "Number of the minutes")]


@dataclass(frozen=True, kw_only=True)
class ContractChanged:
    """A change of a running contract. The price is in yuan, after the change."""

    changed_on: Annotated[date, Label("变更日期", "Changed on")]
    contents: Annotated[LongText, Label("变更内容", "What changes")]
    price: Annotated[Amount, Label("变更后合同金额（元）", "Price after the change (yuan)")]
