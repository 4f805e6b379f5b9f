"""Conditions of construction tenders. Particulars are those of `trading.law.construction_particulars`."""

from __future__ import annotations

from decimal import Decimal

from foundation.text import Text
from trading.law.commitments import ALWAYS, OF_THE_LEADER
from trading.law.committees import CommitteeRule, Ground
from trading.law.construction_particulars import (
    EvaluationMethod,
    Funding,
    InvitationGround,
    Sector,
    TenderParticulars,
    WorkType,
)
from trading.law.facts import Facts
from trading.law.fields import packs
from trading.law.grammar import Guard, Law, Refusal
from trading.law.guards import nobody_is_left, require
from trading.law.statutes import (
    DATA_STANDARD,
    DESIGN_TENDER,
    GOODS_TENDER,
    MUST_TENDER,
    NOTICE_10,
    OPINION_1117,
    ROAD_TENDER,
    TENDERING,
    TENDERING_RULES,
    WORKS_TENDER,
)

# Yuan from which a tender is obligatory; lots of one project count together.
THRESHOLDS: dict[WorkType, Decimal] = {
    WorkType.WORKS: Decimal(4_000_000),
    WorkType.GENERAL_CONTRACT: Decimal(4_000_000),
    WorkType.GOODS: Decimal(2_000_000),
    WorkType.SURVEY: Decimal(1_000_000),
    WorkType.DESIGN: Decimal(1_000_000),
    WorkType.SUPERVISION: Decimal(1_000_000),
}
DEPOSIT_SHARE = Decimal("0.02")
# Yuan that a bid deposit may not exceed, beside two hundredths of the estimate.
DEPOSIT_CAPS: dict[WorkType, tuple[Decimal, Law]] = {
    WorkType.WORKS: (Decimal(800_000), WORKS_TENDER.article("37")),
    WorkType.GENERAL_CONTRACT: (Decimal(800_000), WORKS_TENDER.article("37")),
    WorkType.GOODS: (Decimal(800_000), GOODS_TENDER.article("27")),
    WorkType.SURVEY: (Decimal(100_000), DESIGN_TENDER.article("24")),
    WorkType.DESIGN: (Decimal(100_000), DESIGN_TENDER.article("24")),
}
ROAD_METHODS = frozenset({EvaluationMethod.REASONABLE_LOW, EvaluationMethod.TECHNICAL_THEN_PRICE})
FEWEST_INVITED = 3
FEWEST_PREQUALIFIED = 3
_REJECTED = TENDERING_RULES.article("51")
COMMITTEE_RULE = CommitteeRule(
    least=5, law=TENDERING.article("37"), binds=lambda p: p.must_tender, unmet=_REJECTED,
    asks=TENDERING_RULES.article("52"), refilled=TENDERING_RULES.article("48"), unfit=TENDERING_RULES.article("18"),
    applicants=(
        Ground(
            "interested", Text("与招标人存在利害关系，可能影响招标公正性", "Interested in the organiser to the harm of fairness"),
            TENDERING_RULES.article("34"),
        ),
        Ground(
            "same_control",
            Text("与其他申请人单位负责人为同一人或者存在控股、管理关系", "One person heads it and another, or one controls the other"),
            TENDERING_RULES.article("34-2"),
        ),
        Ground(
            "several_applications", Text("联合体成员另行单独申请或者参加其他联合体", "A member of its consortium applies elsewhere too"),
            TENDERING_RULES.article("37-3"),
        ),
        Ground("false_statements", Text("弄虚作假", "False statements"), TENDERING_RULES.article("42-2")),
    ),
    grounds=(
        Ground("not_signed", Text("未经投标单位盖章和单位负责人签字", "Not sealed and signed by the bidder"), _REJECTED),
        Ground("no_joint_agreement", Text("投标联合体没有提交共同投标协议", "A joint bid without its agreement"), _REJECTED),
        Ground("not_qualified", Text("不符合国家或者招标文件规定的资格条件", "Not qualified"), _REJECTED),
        Ground("several_bids", Text("提交两个以上不同的投标文件或者投标报价", "Several bids or prices of one bidder"), _REJECTED),
        Ground("below_cost", Text("投标报价低于成本", "The price is below cost"), _REJECTED),
        Ground("no_response", Text("没有对实质性要求和条件作出响应", "No response to what is essential"), _REJECTED),
        Ground("collusion", Text("串通投标、弄虚作假、行贿等违法行为", "Collusion, fraud or bribery"), _REJECTED),
    ),
)  # fmt: skip


def is_state_tender(deal: TenderParticulars) -> bool:
    """Tell whether the deal is a 国有资金占控股或者主导地位的依法必须进行招标的项目, which the law binds most."""
    return deal.must_tender and deal.funding is Funding.STATE_DOMINANT


def must_be_tendered(work_type: WorkType, total_estimate: Decimal, funding: Funding) -> bool:
    """Tell whether the law makes a tender obligatory for so much of this work with this money."""
    threshold = THRESHOLDS.get(work_type)
    return (
        threshold is not None
        and total_estimate >= threshold
        and funding in (Funding.STATE_DOMINANT, Funding.FOREIGN_AID)
    )


def highest_deposit(work_type: WorkType, estimated_price: Decimal) -> tuple[Decimal, Law]:
    """Return the highest bid deposit, in yuan, and the article that sets it."""
    by_share = estimated_price * DEPOSIT_SHARE
    cap, law = DEPOSIT_CAPS.get(work_type, (by_share, TENDERING_RULES.article("26")))
    return (cap, law) if cap < by_share else (by_share, TENDERING_RULES.article("26"))


def _deposit(facts: Facts) -> Refusal | None:
    most, law = highest_deposit(facts.particulars.work_type, facts.lot.estimated_price)
    if facts.lot.deposit <= most:
        return None
    message = Text(
        "投标保证金{deposit}元，不得超过{most}元",
        "The bid deposit is {deposit} yuan; at most {most} yuan is allowed",
    )
    return Refusal("deposit_too_high", message.format(deposit=facts.lot.deposit, most=most), law)


def _asks_what_is_published(facts: Facts) -> bool:
    if facts.document_asks is None or not facts.particulars.must_tender:
        return True
    wanted = {*ALWAYS, *(OF_THE_LEADER if facts.lot.leader_requirement.strip() else ())}
    return wanted <= {*facts.document_asks}


a_complete_pack = require(
    "records_missing",
    Text("行业数据集（项目、招标项目、标段、招标文件要求）必填项已填报", "the sector's records are complete"),
    lambda f: not f.missing_fields,
    law=DATA_STANDARD.article(""),
)
funds_are_secured = require(
    "funds_not_secured",
    Text("招标项目的资金已经落实", "the funds are secured"),
    lambda f: f.particulars.funds_secured,
    law=TENDERING.article("9-2"),
)
a_true_scope = require(
    "tender_is_obligatory",
    Text(
        "达到规模标准的项目须标明依法必须招标",
        "a project above the threshold is declared as one that must be tendered",
    ),
    lambda f: (
        f.particulars.must_tender
        or not must_be_tendered(f.particulars.work_type, f.particulars.total_estimate, f.particulars.funding)
    ),
    law=MUST_TENDER.article("5"),
)
a_true_total = require(
    "total_below_lot",
    Text("合同估算价合计不低于各标段估算价", "the total estimate is not below that of a lot"),
    lambda f: f.particulars.total_estimate >= f.lot.estimated_price,
    law=TENDERING.article("4"),
)
a_lawful_deposit = Guard(
    "deposit_too_high",
    Text("投标保证金不超过法定上限", "the bid deposit is within its bounds"),
    _deposit,
    TENDERING_RULES.article("26"),
)
a_method_of_the_sector = require(
    "method_of_roads",
    Text(
        "合理低价法、技术评分最低标价法仅适用于公路工程", "two of the evaluation methods are for roads only"
    ),
    lambda f: f.particulars.evaluation_method not in ROAD_METHODS or f.particulars.sector is Sector.TRANSPORT,
    law=ROAD_TENDER.article("43"),
)
what_is_published_of_candidates = require(
    "commitments_unasked",
    Text(
        f"依法必须招标的，报价表须要求填写中标候选人公示应当载明的质量、工期和资格能力条件（代码 {'、'.join(ALWAYS)}）；"
        f"对项目负责人有要求的，还须填写其姓名和证书（代码 {'、'.join(OF_THE_LEADER)}）",
        "where a tender is obligatory the form of offers asks for what is published of candidates: quality, duration, qualification"
        f" (codes {', '.join(ALWAYS)}), and the project leader with its certificate (codes {', '.join(OF_THE_LEADER)}) where the lot has"
        " terms for one",
    ),
    _asks_what_is_published,
    law=NOTICE_10.article("6"),
)
a_branch_of_the_sector = require(
    "no_such_branch",
    Text("专业类别属于所选行业", "the branch of work is one of the sector's"),
    lambda f: (
        not f.particulars.pack_branch or f.particulars.pack_branch in packs.subtypes(f.particulars.sector)
    ),
    law=DATA_STANDARD.article(""),
)
terms_for_consortia = require(
    "no_consortium_terms",
    Text("接受联合体投标的，须载明要求", "terms for consortia are stated where these are accepted"),
    lambda f: not f.particulars.consortium_allowed or bool(f.particulars.consortium_terms.strip()),
    law=TENDERING_RULES.article("37"),
)
a_transport_project = require(
    "not_transport",
    Text("双信封仅适用于公路工程", "two envelopes are for road projects"),
    lambda f: f.particulars.sector is Sector.TRANSPORT,
    law=ROAD_TENDER.article(""),
)
three_invited = require(
    "too_few_invited",
    Text("受邀请的投标人不少于3家", "at least 3 bidders are invited"),
    lambda f: len(set(f.particulars.invitees)) >= FEWEST_INVITED,
    law=TENDERING.article("17"),
)
an_allowed_invitation = require(
    "open_tender_required",
    Text(
        "国有资金占控股或者主导地位的依法必须招标项目须有邀请招标的法定情形",
        "a state-funded project that must be tendered has a lawful ground for invitation",
    ),
    lambda f: f.particulars.ground is not InvitationGround.NOT_REQUIRED or not is_state_tender(f.particulars),
    law=TENDERING_RULES.article("8"),
)
a_recognised_ground = require(
    "ground_not_recognised",
    Text("邀请招标的情形已经认定或者批准", "the ground for the invitation was recognised or approved"),
    lambda f: (
        f.particulars.ground not in (InvitationGround.COST, InvitationGround.KEY_PROJECT)
        or bool(f.particulars.recognition_number.strip())
    ),
    law=TENDERING_RULES.article("8-2"),
)
grounds_may_stay_unpublished = require(
    "grounds_not_published",
    Text(
        "应当公开招标而邀请招标的，实施前须公示理由（涉密除外）",
        "the reasons for not tendering openly are published first, unless secret",
    ),
    lambda f: f.particulars.secret or f.particulars.ground is InvitationGround.NOT_REQUIRED,
    law=OPINION_1117.article(""),
)
every_applicant_reviewed = require(
    "review_pending",
    Text("资格预审申请已全部审查", "every application was reviewed"),
    lambda f: not f.unreviewed,
    law=TENDERING_RULES.article("18"),
)
three_prequalified = require(
    "too_few_prequalified",
    Text("通过资格预审的申请人不少于3个", "at least 3 applicants passed"),
    lambda f: f.passed >= FEWEST_PREQUALIFIED,
    law=TENDERING_RULES.article("19-2"),
)
fewer_than_three_prequalified = require(
    "enough_prequalified",
    Text("通过资格预审的申请人少于3个", "fewer than 3 applicants passed"),
    lambda f: f.passed < FEWEST_PREQUALIFIED,
    law=TENDERING_RULES.article("19-2"),
)
no_more_than_announced = require(
    "too_many_prequalified",
    Text("通过资格预审的家数不超过公告的数量", "no more passed than the notice said would"),
    lambda f: not f.particulars.most_prequalified or f.passed <= f.particulars.most_prequalified,
    law=TENDERING_RULES.article("18"),
)
a_review_committee = require(
    "no_review_committee",
    Text(
        "国有资金占控股或者主导地位的依法必须招标项目，由资格审查委员会审查：五人以上单数，专家不少于三分之二",
        "five or more, an odd number, two thirds experts, review the applicants of a state-funded project that must be tendered",
    ),
    lambda f: (
        f.data is None
        or f.applicants_examined
        or (bool(f.data.reviewers) and not is_state_tender(f.particulars))
        or COMMITTEE_RULE.is_met(
            f.particulars,
            members=len({(one.name, one.employer) for one in f.data.reviewers}),
            experts=len({(one.name, one.employer) for one in f.data.reviewers if one.expert}),
        )
    ),
    law=TENDERING_RULES.article("18-2"),
)
a_first_envelope_passed = require(
    "no_first_envelope_passed",
    Text("有投标人通过第一信封评审", "a bid passed the first envelope"),
    lambda f: not f.rejected_all and (f.first_envelope_passed or 0) >= 1,
    law=ROAD_TENDER.article(""),
)
no_first_envelope_passed = require(
    "a_first_envelope_passed",
    Text("全部投标未通过第一信封评审或者被否决", "every bid failed the first envelope or was rejected"),
    lambda f: f.first_envelope_passed == 0 or nobody_is_left(f),
    law=TENDERING.article("42"),
)
