"""
The catalogue of what is disclosed (政府信息公开目录，政府信息公开条例第十二条): seven branches that every body shares, and each body's own.

A leaf counts what there is and leads to it; nothing is kept for the catalogue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Max

from bidding.models import DepositRate
from foundation.text import Text
from notices import queries
from notices.models import InformationRequest
from trading import registry
from trading.law.grammar import Law
from trading.law.notice_contents import FAMILIES, KINDS
from trading.law.statutes import OPEN_GOVERNMENT

_article = OPEN_GOVERNMENT.article
FAMILY_NAMES: Mapping[str, Text] = {
    "construction": Text("工程建设", "Construction"),
    "procurement": Text("政府采购", "Government procurement"),
    "land": Text("土地使用权出让", "Land"),
    "property": Text("国有产权", "State property"),
}
_PLANS = frozenset({"construction_plan", "land_plan", "procurement_intent", "property_pre_disclosure"})
_SUPERVISION = frozenset({
    "construction_complaint", "procurement_complaint", "property_complaint", "procurement_supervision", "construction_invalidation",
    "property_invalidation", "land_annulment",
})  # fmt: skip
_CONTRACTS = frozenset({
    "construction_contract", "construction_contract_change", "construction_performance", "procurement_contract",
    "procurement_acceptance", "land_supply_result",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is disclosed under one heading: how much of it, where it is read, and when something was last added."""

    title: Text
    address: str
    count: int
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch with its article; `count` is that of all its leaves."""

    title: Text
    law: Law | None
    leaves: Sequence[Leaf] = field(default_factory=tuple)

    @property
    def count(self) -> int:
        """How much there is under it."""
        return sum(leaf.count for leaf in self.leaves)


def common() -> list[Branch]:
    """Return the branches that every body has, in the order of the law's own list (art. 20). Four queries."""
    known = {kind: (n, last) for kind, n, last in _kinds()}
    rates = DepositRate.objects.aggregate(n=Count("id"), last=Max("at"))
    asked = InformationRequest.objects.aggregate(n=Count("id"), last=Max("filed_at"))
    procedures = len(registry.procedures())
    return [
        Branch(Text("规则制度", "Rules"), _article("20"), (
            Leaf(Text("交易规则（法律即数据）", "Procedures, with their articles"), "/procedures/", procedures),
            Leaf(Text("承诺与边界", "What the platform promises"), "/about/", 1),
        )),
        Branch(Text("公开目录与字段", "Catalogue and fields"), _article("12"), (
            Leaf(Text("字段目录", "Dictionary of fields"), "/dictionary/", 1),
        )),
        Branch(Text("计划与意向", "Plans and intentions"), _article("20"), _leaves(known, _PLANS)),
        Branch(Text("公告公示", "Notices of deals"), _article("20"), _leaves(known, KINDS.keys() - _PLANS - _SUPERVISION - _CONTRACTS)),
        Branch(Text("合同与履约", "Contracts and performance"), _article("20"), _leaves(known, _CONTRACTS)),
        Branch(Text("监督与投诉处理", "Supervision and decided complaints"), _article("20"), _leaves(known, _SUPERVISION)),
        Branch(Text("收费、利率与依申请公开", "Fees, rates, and information on request"), _article("20"), (
            Leaf(Text("保证金计息利率", "Rates on deposits"), "/deposits/rates/", rates["n"], rates["last"]),
            Leaf(Text("依申请公开的受理和答复", "Requests received and answered"), "/requests/", asked["n"], asked["last"]),
        )),
    ]  # fmt: skip


def bodies() -> list[Branch]:
    """Return each body with what it disclosed of its own, by family: those with the most first, two hundred at most. One query."""
    rows = (
        queries.published()
        .order_by()
        .values_list("deal__organiser_id", "deal__organiser__name", "deal__kind")
    )
    found: dict[tuple[str, str], list[Leaf]] = defaultdict(list)
    for party, name, family, n, last in rows.annotate(n=Count("id"), last=Max("published_at")):
        address = "/notices/?" + urlencode({"organiser": party, "family": family})
        found[party, name].append(Leaf(FAMILY_NAMES.get(family, Text(family, family)), address, n, last))
    branches = [Branch(Text(name, name), None, leaves) for (_, name), leaves in found.items()]
    return sorted(branches, key=lambda one: (-one.count, one.title))[:MOST]


MOST = 200
"""Bodies that are shown: others are found by their name."""


def _kinds() -> list[tuple[str, int, datetime]]:
    rows = (
        queries.published().order_by().values_list("kind").annotate(n=Count("id"), last=Max("published_at"))
    )
    return list(rows)


def _leaves(known: Mapping[str, tuple[int, datetime]], kinds: frozenset[str] | set[str]) -> tuple[Leaf, ...]:
    """Return a leaf for each kind of notice, family by family, also where there is none yet."""
    found = []
    for family, listed in FAMILIES.items():
        for name, kind in listed.items():
            if name in kinds:
                n, last = known.get(name, (0, None))
                title = Text(
                    f"{FAMILY_NAMES[family].zh}：{kind.title.zh}",
                    f"{FAMILY_NAMES[family].en}: {kind.title.en}",
                )
                found.append(Leaf(title, "/notices/?" + urlencode({"kind": name}), n, last))
    return tuple(found)
