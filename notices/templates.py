"""
Which parts each kind of notice has, and how it opens. The kinds themselves, with their laws, are listed by the families.

A kind belongs to one group; a group is one opening sentence and a sequence of parts.
"""

from __future__ import annotations

from collections.abc import Mapping

from foundation.text import Text
from notices import auction_parts, candidate_parts, dispute_parts, parts
from notices.writing import Part, Template
from trading.law.notice_contents import KINDS

_Group = tuple[Text, tuple[Part, ...], tuple[str, ...]]

_PLANS: _Group = (
    Text(
        "现将{organiser}“{title}”（{method}）的计划安排予以公开，具体以正式公告为准。",
        "{organiser} makes public its plan for “{title}” ({method}). The formal notice prevails.",
    ),
    (parts.basics, parts.fields, parts.lots, parts.periods, parts.contacts),
    ("construction_plan", "land_plan", "procurement_intent", "property_pre_disclosure"),
)
_CALLS: _Group = (
    Text(
        "{organiser}的“{title}”已具备交易条件，现以{method}方式公开进行，欢迎符合条件者在规定时间内参加。",
        "{organiser} offers “{title}” by {method}. Whoever meets the conditions is welcome within the time set.",
    ),
    (parts.basics, parts.fields, parts.lots, parts.handed_in, parts.periods, parts.decryption, parts.remedies, parts.contacts),
    (
        "construction_tender", "construction_prequalification", "construction_invitation", "land_announcement",
        "procurement_tender", "procurement_prequalification", "procurement_invitation", "procurement_negotiation",
        "procurement_consultation", "procurement_inquiry", "procurement_framework_solicitation", "property_disclosure",
        "property_capital_disclosure", "property_lease_disclosure", "property_supplement",
    ),
)  # fmt: skip
_GROUNDS: _Group = (
    Text(
        "现就“{title}”拟采用{method}方式的理由予以公示，接受社会监督。",
        "The grounds for choosing {method} for “{title}” are laid open to the public.",
    ),
    (parts.basics, parts.fields, parts.handed_in, parts.periods, parts.remedies, parts.contacts),
    ("construction_invitation_grounds", "procurement_single_source", "procurement_other_method"),
)
_CHANGES: _Group = (
    Text(
        "现对“{title}”（编号{number}）已发布的内容作如下澄清、修改或变更，未涉及的内容不变。",
        "What was published on “{title}” ({number}) is clarified or changed as follows; all else stands.",
    ),
    (parts.basics, parts.clarification, parts.handed_in, parts.periods, parts.remedies, parts.contacts),
    (
        "construction_clarification", "land_amendment", "procurement_correction", "property_change",
        "property_extension", "construction_contract_change",
    ),
)  # fmt: skip
_OPENINGS: _Group = (
    Text(
        "“{title}”（编号{number}）已按时开标，现将开标记录公布如下。",
        "The bids for “{title}” ({number}) were opened on time; the record follows.",
    ),
    (parts.basics, parts.handed_in, parts.lots, dispute_parts.at_the_opening),
    (
        "construction_opening_record", "construction_first_opening_record", "construction_second_opening_record",
        "land_opening_record",
    ),
)  # fmt: skip
_CANDIDATES: _Group = (
    Text(
        "“{title}”（编号{number}）评审工作已经结束，现将候选人予以公示。",
        "The evaluation of “{title}” ({number}) is over; the candidates are made public.",
    ),
    (
        parts.basics, candidate_parts.ranked_in_full, candidate_parts.evaluation, candidate_parts.left_out,
        parts.handed_in, parts.periods, parts.remedies, candidate_parts.to_object, parts.contacts,
    ),
    ("construction_candidates", "construction_prequalification_result"),
)  # fmt: skip
_SHORTLIST: _Group = (
    _CANDIDATES[0],
    (
        parts.basics, candidate_parts.unranked_in_full, candidate_parts.evaluation, candidate_parts.left_out,
        parts.handed_in, parts.periods, parts.remedies, candidate_parts.to_object, parts.contacts,
    ),
    ("construction_shortlist",),
)  # fmt: skip
_AWARDS: _Group = (
    Text(
        "现将“{title}”（编号{number}）的结果公告如下。", "The result of “{title}” ({number}) is as follows."
    ),
    (parts.basics, parts.result, candidate_parts.ranked, parts.handed_in, parts.periods, parts.remedies, parts.contacts),
    ("construction_award",),
)  # fmt: skip
# Only the winner is named: who else took part is nobody's to know.
_RESULTS: _Group = (
    Text("现将“{title}”（编号{number}）的结果公告如下。", "The result of “{title}” ({number}) is as follows."),
    (
        parts.basics, parts.result, parts.handed_in, parts.lots, parts.periods, parts.remedies, parts.documents, parts.contacts,
    ),
    (
        "land_result", "land_supply_result", "procurement_result", "procurement_call_off_result",
        "procurement_framework_summary", "property_result", "property_capital_result", "property_lease_result",
    ),
)  # fmt: skip
_ADMISSIONS: _Group = (
    Text(
        "现将“{title}”（编号{number}）的入围结果公告如下。",
        "Who is admitted to “{title}” ({number}) is as follows.",
    ),
    (parts.basics, candidate_parts.admitted, parts.handed_in, parts.lots, parts.periods, parts.remedies, parts.contacts),
    ("procurement_framework_admission",),
)  # fmt: skip
_AGREEMENTS: _Group = (
    Text(
        "现将“{title}”（编号{number}）以{method}方式成交的结果公告如下。",
        "The result of “{title}” ({number}) by {method} is as follows.",
    ),
    (parts.basics, parts.fields, parts.lots, parts.contract, parts.periods, parts.remedies, parts.contacts),
    ("property_agreement_result",),
)
_CONTRACTS: _Group = (
    Text(
        "“{title}”（编号{number}）的合同及履行信息公开如下。",
        "The contract for “{title}” ({number}) and its performance are made public.",
    ),
    (parts.basics, parts.contract, parts.handed_in, parts.lots, parts.contacts),
    ("construction_contract", "construction_performance", "procurement_contract", "procurement_acceptance"),
)
_ENDS: _Group = (
    Text(
        "“{title}”（编号{number}）经办理“{step}”，现将有关情况公告如下。",
        "“{title}” ({number}) took the step “{step}”; the particulars follow.",
    ),
    (parts.basics, parts.handed_in, parts.lots, parts.remedies, parts.contacts),
    (
        "construction_failure", "construction_termination", "construction_invalidation", "land_no_deal", "land_termination",
        "land_annulment", "procurement_failure", "procurement_termination", "procurement_supervision",
        "property_failure", "property_termination", "property_cancellation", "property_invalidation",
    ),
)  # fmt: skip

# A hold stops some periods; their ends are told when it is lifted, for only then are they known.
_PAUSES: _Group = (
    Text(
        "“{title}”（编号{number}）自下列时间起暂停（中止），恢复时另行公告。",
        "“{title}” ({number}) stands still from the instant below; another notice will tell when it goes on.",
    ),
    (parts.basics, dispute_parts.pause),
    ("construction_suspension", "land_pause", "procurement_suspension", "property_pause"),
)
_RESUMPTIONS: _Group = (
    Text(
        "“{title}”（编号{number}）自下列时间起恢复进行。",
        "“{title}” ({number}) goes on from the instant below.",
    ),
    (parts.basics, dispute_parts.pause, parts.periods, parts.remedies),
    ("construction_resumption", "land_resumption", "procurement_resumption", "property_resumption"),
)
_AUCTION_SCHEDULES: _Group = (
    Text(
        "“{title}”（编号{number}）的竞价安排如下。竞买人应在开始前阅读竞价规则并进入竞价室。",
        "The auction of “{title}” ({number}) is scheduled as follows. Whoever bids reads its rules and enters the room before it begins.",
    ),
    (parts.basics, auction_parts.schedule),
    ("land_auction_schedule", "procurement_auction_schedule", "property_auction_schedule"),
)
_AUCTION_PAUSES: _Group = (
    Text(
        "“{title}”（编号{number}）的竞价自下列时间起暂停，剩余时间保留，恢复时另行公告。",
        "The auction of “{title}” ({number}) stands from the instant below; what is left of its time is kept. Another notice tells"
        " when it goes on.",
    ),
    (parts.basics, auction_parts.pause),
    ("land_auction_pause", "procurement_auction_pause", "property_auction_pause"),
)
_AUCTION_RESUMPTIONS: _Group = (
    Text(
        "“{title}”（编号{number}）的竞价自下列时间起恢复。", "The auction of “{title}” ({number}) goes on from the instant below."
    ),
    (parts.basics, auction_parts.pause),
    ("land_auction_resumption", "procurement_auction_resumption", "property_auction_resumption"),
)  # fmt: skip
_COMPLAINTS: _Group = (
    Text(
        "现将“{title}”（编号{number}）的投诉处理结果公告如下。",
        "The complaint about “{title}” ({number}) was decided as follows.",
    ),
    (parts.basics, dispute_parts.complaint),
    ("construction_complaint", "procurement_complaint", "property_complaint"),
)

_GROUPS = (
    _PLANS,
    _CALLS,
    _GROUNDS,
    _CHANGES,
    _OPENINGS,
    _CANDIDATES,
    _SHORTLIST,
    _AWARDS,
    _RESULTS,
    _ADMISSIONS,
    _AGREEMENTS,
    _CONTRACTS,
    _ENDS,
    _PAUSES,
    _RESUMPTIONS,
    _AUCTION_SCHEDULES,
    _AUCTION_PAUSES,
    _AUCTION_RESUMPTIONS,
    _COMPLAINTS,
)


def _templates() -> dict[str, Template]:
    found: dict[str, Template] = {}
    for opening, written, kinds in _GROUPS:
        for name in kinds:
            kind = KINDS[name]
            found[name] = Template(name, kind.title, kind.law, opening, written)
    return found


TEMPLATES: Mapping[str, Template] = _templates()
