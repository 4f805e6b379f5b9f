"""Procurement policy as conditions: imports, what is reserved for small and medium enterprises, and price deductions."""

from __future__ import annotations

from decimal import Decimal

from foundation.text import Text
from trading.law.facts import Facts
from trading.law.guards import require
from trading.law.procurement_particulars import Category, Reserve
from trading.law.statutes import IMPORTS_119, SME_19, SME_46

SMALL_BUDGET = {Category.GOODS: 2_000_000, Category.SERVICES: 2_000_000, Category.WORKS: 4_000_000}
RESERVED, RESERVED_SMALL = Decimal("0.30"), Decimal("0.60")
DEDUCTION = {
    Category.GOODS: (Decimal("0.10"), Decimal("0.20")),
    Category.SERVICES: (Decimal("0.10"), Decimal("0.20")),
    Category.WORKS: (Decimal("0.03"), Decimal("0.05")),
}
JOINT_DEDUCTION = {
    Category.GOODS: (Decimal("0.04"), Decimal("0.06")),
    Category.SERVICES: (Decimal("0.04"), Decimal("0.06")),
    Category.WORKS: (Decimal("0.01"), Decimal("0.02")),
}


imports_of_goods = require(
    "imports_without_goods",
    Text("仅货物采购可以核准进口产品", "imports are approved for goods only"),
    lambda f: not f.particulars.imports_approval or f.particulars.category is Category.GOODS,
    law=IMPORTS_119.article("7"),
)


def _reserved(f: Facts) -> bool:
    if not f.lot.sme_suitable:
        return f.lot.reserve is Reserve.NONE and bool(f.lot.reserve_reason)
    if f.lot.budget <= SMALL_BUDGET[f.particulars.category]:
        return f.lot.reserve is Reserve.WHOLE
    enough = f.lot.reserved_share >= RESERVED and f.lot.reserved_small_share >= RESERVED_SMALL
    return (
        f.lot.reserve is Reserve.WHOLE
        or (f.lot.reserve is not Reserve.NONE and enough)
        or bool(f.lot.reserve_reason)
    )


reserve_for_sme = require(
    "sme_reserve",
    Text(
        "适宜由中小企业提供的：200万元（工程400万元）以下整体预留；以上预留30%以上，其中小微企业60%以上，或者写明理由",
        "suited to SMEs: reserved wholly up to 2 million (works 4 million), above it 30 %, 60 % of it for small firms, or a reason",
    ),
    _reserved,
    law=SME_46.article("8"),
)


def between(share: Decimal, bounds: tuple[Decimal, Decimal]) -> bool:
    """Tell whether a share lies within both bounds, ends included."""
    return bounds[0] <= share <= bounds[1]


def _deducted(f: Facts) -> bool:
    if f.lot.reserve is Reserve.WHOLE:
        return not f.lot.small_deduction and not f.lot.joint_deduction
    small = between(f.lot.small_deduction, DEDUCTION[f.particulars.category])
    joint = not f.lot.joint_deduction or between(
        f.lot.joint_deduction, JOINT_DEDUCTION[f.particulars.category]
    )
    return small and joint


lawful_deductions = require(
    "price_deduction",
    Text(
        "小微企业价格扣除：货物服务10%至20%、工程3%至5%；联合体或分包4%至6%、工程1%至2%；整体预留的不再扣除",
        "deduction for small firms 10–20 % (works 3–5 %), joint 4–6 % (works 1–2 %), none where wholly reserved",
    ),
    _deducted,
    law=SME_19.article(""),
)
