"""Conditions of construction tenders from the opening to the contract. Candidates are counted as they were published."""

from __future__ import annotations

from decimal import Decimal

from foundation.text import Text
from trading.law.construction_guards import COMMITTEE_RULE, is_state_tender
from trading.law.facts import Facts
from trading.law.grammar import Guard, Refusal
from trading.law.guards import DECIDED_APART, nobody_is_left, require
from trading.law.statutes import OPINION_1117, TENDERING, TENDERING_RULES, WORKS_SUPERVISION_11

BOND_SHARE = Decimal("0.10")
MOST_CANDIDATES = 3
ENOUGH_VALID = 3


def _bond(facts: Facts) -> Refusal | None:
    # Nothing is handed in while somebody only asks whether the step is open.
    if facts.data is None or facts.data.performance_bond <= facts.data.price * BOND_SHARE:
        return None
    message = Text(
        "履约保证金不得超过中标合同金额的10%", "The performance bond may not exceed 10% of the contract price"
    )
    return Refusal("bond_too_high", message, TENDERING_RULES.article("58"))


def _is_committee(facts: Facts) -> bool:
    if facts.data is None or not facts.particulars.must_tender:
        return True
    size, experts = facts.data.committee_size, facts.data.committee_experts
    return COMMITTEE_RULE.is_met(facts.particulars, members=size, experts=experts)


def _few_and_argued(facts: Facts) -> bool:
    if facts.bids_valid is None or facts.bids_valid >= ENOUGH_VALID or facts.data is None:
        return True
    return bool(facts.data.competition_argument.strip())


def _published(facts: Facts) -> Refusal | None:
    if not facts.candidates:
        return Refusal(
            "no_candidate", Text("没有中标候选人", "There is no candidate"), TENDERING.article("40")
        )
    if facts.data is None or (
        facts.data.candidate <= facts.candidates and facts.data.candidate not in facts.displaced
    ):
        return None
    message = Text(
        "第{n}位不是公示的候选人，或者已被排除", "Number {n} is no published candidate, or it is out"
    )
    return Refusal("no_such_candidate", message.format(n=facts.data.candidate), TENDERING_RULES.article("55"))


def _decided(facts: Facts) -> Refusal | None:
    if not facts.award_is_here:
        return None
    if facts.award_candidate is None or facts.award_candidate in facts.displaced:
        return Refusal(
            "award_undecided",
            Text("尚未定标", "The award is not decided yet"),
            WORKS_SUPERVISION_11.article(""),
        )
    if facts.data is None:
        return None
    law = WORKS_SUPERVISION_11.article("")
    if facts.data.candidate != facts.award_candidate:
        message = Text("定标结果是第{n}位", "The award was decided for number {n}")
        return Refusal(DECIDED_APART, message.format(n=facts.award_candidate), law)
    if facts.data.method != facts.award_way:
        message = Text("定标方法不是招标文件公布的方法", "The method is another than the documents announced")
        return Refusal("award_method_otherwise", message, law)
    return None


no_objection_at_opening = require(
    "open_objection",
    Text("对开标的异议已当场答复", "objections at the opening were answered on the spot"),
    lambda f: not f.open_objections,
    law=TENDERING_RULES.article("44-3"),
)
a_committee = require(
    "committee",
    Text(
        "依法必须招标的项目，评标委员会为五人以上单数，专家不少于三分之二",
        "of a project that must be tendered an odd committee of five or more evaluates, two thirds of them experts",
    ),
    _is_committee,
    law=TENDERING.article("37"),
)
one_to_three_candidates = require(
    "wrong_number_of_candidates",
    Text("中标候选人为1至3个", "there are 1 to 3 candidates"),
    lambda f: not f.rejected_all and f.candidates is not None and 1 <= f.candidates <= MOST_CANDIDATES,
    law=TENDERING_RULES.article("53"),
)
competition_is_argued = require(
    "competition_not_argued",
    Text(
        "有效投标不足三个的，评标报告须论证是否明显缺乏竞争",
        "with fewer than three valid bids the report argues that there is competition",
    ),
    _few_and_argued,
    law=OPINION_1117.article(""),
)
all_rejected = require(
    "not_all_rejected",
    Text(
        "评标委员会否决所有投标，或者有效投标不足文件规定的家数",
        "the committee rejected every bid, or fewer stand than the document asks for",
    ),
    nobody_is_left,
    law=TENDERING.article("42"),
)
evaluation_decides = require(
    "award_is_separate",
    Text("未采用评定分离", "evaluation and award are not apart"),
    lambda f: not f.particulars.award_separation,
    law=TENDERING_RULES.article("53"),
)
the_organiser_decides = require(
    "award_is_not_separate",
    Text("采用评定分离", "evaluation and award are apart"),
    lambda f: f.particulars.award_separation,
    law=WORKS_SUPERVISION_11.article(""),
)
the_first_candidate = require(
    "not_the_first_candidate",
    Text(
        "国有资金占控股或者主导地位的依法必须招标项目，须确定排名第一的中标候选人",
        "of a state-funded project that must be tendered the first candidate wins",
    ),
    lambda f: not is_state_tender(f.particulars) or f.data is None or f.data.candidate == 1,
    law=TENDERING_RULES.article("55"),
)
a_published_candidate = Guard(
    "no_such_candidate",
    Text("中标人为公示的候选人，且未被排除", "the winner is a published candidate that is not out"),
    _published,
    TENDERING.article("40"),
)
the_award_follows = Guard(
    DECIDED_APART,
    Text("中标人与定标结果一致", "the winner is the one that the award was decided for"),
    _decided,
    WORKS_SUPERVISION_11.article(""),
)
a_bond_within_a_tenth = Guard(
    "bond_too_high",
    Text("履约保证金不超过中标合同金额的10%", "the performance bond is at most 10% of the price"),
    _bond,
    TENDERING_RULES.article("58"),
)
the_price_of_the_award = require(
    "price_differs",
    Text("合同价款与中标价一致", "the contract's price is that of the winning bid"),
    lambda f: f.price is None or f.data is None or f.data.price == f.price,
    law=TENDERING_RULES.article("57"),
)


def ranked(rank: int) -> Guard:
    """Require that the candidate now in line has this rank; without a record it is the first."""
    title = Text(f"对象为排名第{rank}的中标候选人", f"the candidate in line is number {rank}")
    return require(
        "wrong_candidate", title, lambda f: (f.winner_rank or 1) == rank, law=TENDERING_RULES.article("55")
    )


no_further_candidate = require(
    "a_candidate_is_left",
    Text("没有其他中标候选人", "no other candidate is left"),
    lambda f: (f.winner_rank or 1) >= (f.candidates or 1) or len(f.displaced) >= (f.candidates or 1),
    law=TENDERING_RULES.article("55"),
)
