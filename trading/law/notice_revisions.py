"""
How a published notice is corrected or taken back: on which grounds, under which article, and whether a second person looks at it first.

What a step writes has no author, and nobody reviews it: it says what the record says. What a person writes into a notice has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.days import Unit
from foundation.text import Text
from trading.law.choices import Choice
from trading.law.grammar import Law, Limit
from trading.law.statutes import NOTICE_10, OPEN_GOVERNMENT


class Act(Choice):
    """What is done to a published notice."""

    CORRECTED = "corrected", "更正", "corrected"
    WITHDRAWN = "withdrawn", "撤回", "withdrawn"


class Ground(Choice):
    """Why."""

    INACCURATE = "inaccurate", "内容不准确、不完整", "What it says is wrong or incomplete"
    ASKED_FOR = (
        "asked_for",
        "有关当事人申请更正，经核实属实",
        "Whom it concerns asked for it, and was found right",
    )
    UNCLEAR = "unclear", "表述不清，需要澄清", "It is unclear and needs a clarification"
    SECRET = "secret", "涉及国家秘密或者可能危及安全稳定", "A state secret, or a danger to security"
    THIRD_PARTY = "third_party", "涉及商业秘密、个人隐私", "A business secret or somebody's privacy"
    INTERNAL = "internal", "属于内部事务或者过程性信息", "Internal affairs or work in progress"


@dataclass(frozen=True, slots=True)
class Reason:
    """The article of a ground, what may be done on it, and whether it is done at once though others wait for a second person."""

    law: Law
    acts: frozenset[Act]
    at_once: bool = False


_BOTH = frozenset(Act)
_CORRECTED, _WITHDRAWN = frozenset({Act.CORRECTED}), frozenset({Act.WITHDRAWN})

GROUNDS: Mapping[Ground, Reason] = {
    # 行政机关应当及时、准确地公开政府信息；虚假或者不完整的，应当发布准确的信息予以澄清
    Ground.INACCURATE: Reason(OPEN_GOVERNMENT.article("6"), _BOTH),
    Ground.ASKED_FOR: Reason(OPEN_GOVERNMENT.article("41"), _CORRECTED),
    Ground.UNCLEAR: Reason(OPEN_GOVERNMENT.article("6-2"), _CORRECTED),
    # 不予公开、不得公开的，多公开一分钟就多一分损害：先撤回
    Ground.SECRET: Reason(OPEN_GOVERNMENT.article("14"), _WITHDRAWN, at_once=True),
    Ground.THIRD_PARTY: Reason(OPEN_GOVERNMENT.article("15"), _WITHDRAWN, at_once=True),
    Ground.INTERNAL: Reason(OPEN_GOVERNMENT.article("16"), _WITHDRAWN),
}

TO_PUBLISH = Limit(
    "to_publish",
    Text("公开期限", "Time to publish"),
    OPEN_GOVERNMENT.article("26"),
    Unit.WORKING_DAYS,
    at_most=20,
)
"""How long a version may wait for an instant that was chosen for it."""

REVIEWS: Mapping[str, Law | None] = {
    # 公告文本应当由招标人或其招标代理机构盖章，并由主要负责人或其授权的项目负责人签名
    "construction": NOTICE_10.article("7"),
    # 行政机关应当建立健全政府信息公开审查机制，对拟公开的政府信息进行审查
    "land": OPEN_GOVERNMENT.article("17"),
    "procurement": OPEN_GOVERNMENT.article("17"),
    # 转让方、产权交易机构不是行政机关，32号令未要求另一人审核
    "property": None,
}
"""By the family of the deal: the article that wants a second person to look at what somebody wrote into a notice."""

OF_KINDS: Mapping[str, Law | None] = {
    "construction_complaint": OPEN_GOVERNMENT.article("17"),
    "property_complaint": OPEN_GOVERNMENT.article("17"),
    "property_invalidation": OPEN_GOVERNMENT.article("17"),
}
"""Kinds for which another article says so than for their family: decisions of authorities, whatever they are about."""


AT_ONCE = frozenset(ground.value for ground, reason in GROUNDS.items() if reason.at_once)
"""Grounds on which a notice goes at once, with all versions before it."""
WORDS: Mapping[str, Text] = {one.value: one.text for one in (*Act, *Ground)}
"""What acts and grounds are called, by code."""


def grounds_of(act: Act) -> list[Ground]:
    """Return the grounds on which something may be done to a notice."""
    return [ground for ground, reason in GROUNDS.items() if act in reason.acts]


def review_of(family: str, kind: str, ground: Ground) -> Law | None:
    """Return the article for which a second person has to look at it first; None where it is public at once."""
    if GROUNDS[ground].at_once:
        return None
    return OF_KINDS[kind] if kind in OF_KINDS else REVIEWS.get(family)
