"""What the states, acts, motions and questions of an evaluation are called on pages."""

from __future__ import annotations

from bidding.models import Evaluation
from foundation.text import Text

STATUSES = {
    "convened": Text("成员签署回避声明", "members declare"),
    "reviewing": Text("审查中", "reviewing"),
    "scoring": Text("评分中", "scoring"),
    "reporting": Text("签署报告", "the report is being signed"),
    "reported": Text("已完成", "done"),
    "set_aside": Text("已撤销", "set aside"),
}
TAGS = {"reported": "concluded", "set_aside": "failed"}

SEATS = {
    "seated": Text("已就座，未声明", "seated, not declared"),
    "declared": Text("无回避情形", "declared"),
    "conflicted": Text("已回避", "stood back"),
    "replaced": Text("已更换", "replaced"),
}
SEAT_TAGS = {"declared": "concluded", "conflicted": "suspended", "replaced": "suspended"}
MEMBERS = {
    "expert": Text("评审专家", "expert"),
    "representative": Text("招标人（采购人）代表", "representative of the organiser"),
}

ACTS = {
    "declaration": Text("回避声明", "Declaration"),
    "reviews": Text("审查意见", "Reviews"),
    "scores": Text("评分表", "Scores"),
    "report": Text("评审报告", "Report"),
}
PARTS = {
    "review": Text("资格性和符合性审查", "Review"),
    "scores": Text("评分", "Scores"),
}
ACT_OF = {"review": "reviews", "scores": "scores"}
PART_OF = {act: part for part, act in ACT_OF.items()}

MOTIONS = {
    "chair": Text("推选组长", "Who presides"),
    "asked": Text("询标事由和数据成立", "A question to a bidder, and its figures, stand"),
    "low_price": Text("低价说明成立", "A low price is justified"),
    "adjustment": Text("商务偏差折算", "A commercial deviation in money"),
    "claim": Text("不认定政策优惠", "A claimed preference is not granted"),
    "go_on": Text("有效投标不足但具有竞争性，继续评审", "Too few valid bids, yet competition: go on"),
    "reject_all": Text("否决所有投标", "Reject all bids"),
    "extreme": Text("认定评分畸高畸低", "A score is evidently too high or too low"),
    "named": Text("暗标文件显示投标人身份，否决投标", "A blind part says whose it is: the bid is rejected"),
    "call": Text("要求提交最后报价", "Call for final offers"),
    "undo": Text("撤销已通过的事项", "Take back what was carried"),
}
OUTCOMES = {
    "open": Text("表决中", "being voted on"),
    "carried": Text("通过", "carried"),
    "lost": Text("未通过", "lost"),
    "undone": Text("已撤销", "taken back"),
}
OUTCOME_TAGS = {"open": "bidding", "carried": "concluded", "lost": "failed", "undone": "failed"}
CLAIMS = {
    "small": Text("小微企业", "small enterprise"),
    "prison": Text("监狱企业", "prison enterprise"),
    "welfare": Text("残疾人福利性单位", "welfare enterprise"),
    "joint": Text("与小微企业联合体", "joint bid with a small enterprise"),
    "subcontract": Text("向小微企业分包", "subcontract to a small enterprise"),
    "domestic": Text("本国产品", "domestic product"),
}

QUESTIONS = {
    "clarification": Text("澄清、说明或者补正", "Clarification"),
    "correction": Text("算术修正确认", "Confirmation of a corrected price"),
    "low_price": Text("异常低价说明", "Explanation of a low price"),
}
ANSWERS = {
    "": Text("已答复", "answered"),
    "confirmed": Text("确认修正后的报价", "the corrected price is confirmed"),
    "declined": Text("不确认修正后的报价", "the corrected price is declined"),
}
STANDS = {
    "agrees": Text("同意", "agrees"),
    "dissents": Text("有不同意见", "dissents"),
    "silent": Text("拒绝签字又不书面说明，视为同意", "neither signed nor wrote why: counts as agreeing"),
}
CAUSES = {
    "objective": Text("客观评审因素评分不一致", "Members differ on an objective criterion"),
    "extreme": Text("评分畸高、畸低", "A score is evidently too high or too low"),
}
OPINIONS = {"passes": Text("通过", "passes"), "fails": Text("不通过", "fails")}


def of_bid(bid: str) -> Text:
    """Return how a bid is called that is read without a name."""
    number = bid.rpartition("-")[2]
    return Text(f"投标{number}", f"Bid {number}")


def name_of(evaluation: Evaluation) -> Text:
    """Return what a committee does: it evaluates bids, or examines who may bid."""
    return (
        Text("资格预审审查", "Prequalification")
        if evaluation.is_prequalification
        else Text("评审", "Evaluation")
    )


def report_of(evaluation: Evaluation) -> Text:
    """Return what its report is called."""
    if evaluation.is_prequalification:
        return Text("资格审查报告", "Report on the applicants")
    return Text("评审报告", "Evaluation report")


def status_of(evaluation: Evaluation) -> Text:
    """Return how far a committee has come: of applicants nothing is scored."""
    if evaluation.is_prequalification and evaluation.status == "scoring":
        return Text("审查意见已全部签署", "all have signed what they found")
    return STATUSES[evaluation.status]


def part_of(evaluation: Evaluation, part: str) -> Text:
    """Return what members write in a part."""
    return Text("申请人资格审查", "Who qualifies") if evaluation.is_prequalification else PARTS[part]


def act_of(evaluation: Evaluation, act: str) -> Text:
    """Return what members sign."""
    return report_of(evaluation) if evaluation.is_prequalification and act == "report" else ACTS[act]


def left_of(evaluation: Evaluation, title: Text, left: int) -> Text:
    """Say how many sheets a member has still to fill in."""
    if evaluation.is_prequalification:
        return Text(
            f"{title.zh}：还有{left}份申请未填完", f"{title.en}: {left} applications are to be filled in"
        )
    return Text(f"{title.zh}：还有{left}份投标未填完", f"{title.en}: {left} bids are to be filled in")
