"""Who may be drawn as an expert, and who stands aside on a lot; each with its article."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from foundation.text import Text
from trading.law.citations import Law
from trading.law.statutes import PROCUREMENT_RULES, TENDERING, TENDERING_RULES

LEAST_YEARS: Final = 8
"""In the field, with a senior title or at the same level (招标投标法 art. 37)."""
ADMISSION: Final = TENDERING.article("37-3")
EMPLOYED_WITHIN_YEARS: Final = 3
"""Before the procurement (政府采购法实施条例 art. 9)."""
RANDOM: Final = TENDERING_RULES.article("46")
"""Experts are drawn by chance; nobody may name one, openly or not."""

INTEREST: Final = TENDERING_RULES.article("46-3")
CAUSES: Final[dict[str, tuple[Text, Law]]] = {
    "not_in_standing": (
        Text("不在库、暂停、请假或者账户停用", "is out of the register or suspended, away, or without an account"),
        ADMISSION,
    ),
    "insider": (
        Text("为招标人、代理机构、投标人或者平台运营方任职", "acts for a party to the lot or runs the platform"),
        INTEREST,
    ),
    "supervises": (
        Text("在负责监督该项目的部门任职", "works for the authority that supervises the deal"),
        TENDERING_RULES.article("46-4"),
    ),
    "employed": (
        Text("所在单位为招标人、代理机构或者投标人", "is employed by a party to the lot"),
        INTEREST,
    ),
    "employed_before": (
        Text("三年内曾在招标人、代理机构或者投标人任职", "was employed by a party to the lot within three years"),
        PROCUREMENT_RULES.article("9"),
    ),
    "affiliated": (
        Text("所在单位与招标人、代理机构或者投标人有控股、管理关系", "its employer is tied to a party to the lot"),
        PROCUREMENT_RULES.article("9"),
    ),
    "declared": (
        Text("本人申报回避的单位参加", "a party takes part that the expert declared"),
        TENDERING.article("37-4"),
    ),
    "conflict": (
        Text("本人声明有利害关系", "says that it has an interest"),
        INTEREST,
    ),
}  # fmt: skip
"""By the code in the draw's file, in the order in which the first that applies is told."""


def employed_since(on: date) -> date:
    """Return the first day on which an employment that lasted still counts against an expert on `on`."""
    try:
        return on.replace(year=on.year - EMPLOYED_WITHIN_YEARS)
    except ValueError:  # 29 February
        return on.replace(year=on.year - EMPLOYED_WITHIN_YEARS, day=28) + timedelta(days=1)
