"""
What may be a sign that bidders collude (围标串标), each with the article by which a committee that finds it so rejects them.

A sign is never a finding: firms share an agent's telephone, a printer's template or a bookkeeper without harm. So nothing here rejects;
whoever judges is told what is alike, and of whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from foundation.text import Text
from trading.law.citations import Law
from trading.law.statutes import ORDER_87, TENDERING_RULES

_RULES, _ORDER = TENDERING_RULES.article("40"), ORDER_87.article("37")
_ONE_SIDE = TENDERING_RULES.article("34-2")


@dataclass(frozen=True, slots=True)
class Sign:
    """
    One sign: `item` is the place in the list of the article, the same in 招标投标法实施条例第四十条 and in 87号令第三十七条; empty where
    `laws` say it themselves. `is_weak`: alone it tells little.
    """

    code: str
    title: Text
    laws: tuple[Law, ...] = (_RULES, _ORDER)
    item: str = ""
    is_weak: bool = False

    def cited(self, of: Law | None) -> str:
        """Return the article with its item: that of the statute `of` which the lot's own committee rejects, where the sign is in it."""
        own = next((one for one in self.laws if of is not None and one.statute == of.statute), self.laws[0])
        return f"{own}{self.item}"


SIGNS: Final[Mapping[str, Sign]] = {
    one.code: one
    for one in (
        Sign("one_person", Text("由同一人办理投标事宜", "One person acted for both"), item="第（二）项"),
        Sign("one_key", Text("用同一密钥签署投标", "Both were signed with one key"), item="第（二）项"),
        Sign("one_contact", Text("联系电话或者电子邮箱相同", "One telephone number or mail address"), item="第（三）项"),
        Sign("one_leader", Text("项目负责人证书相同", "One project leader, by the certificate"), item="第（三）项"),
        Sign(
            "one_side", Text("单位负责人为同一人，或者存在控股、管理关系", "One person heads both, or one controls the other"),
            laws=(_ONE_SIDE,),
        ),
        Sign(
            "one_head_name", Text("法定代表人同名", "Their legal representatives have one name"), laws=(_ONE_SIDE,), is_weak=True
        ),
        Sign("one_file", Text("投标文件中有完全相同的文件", "The very same file is in both"), item="第（四）项"),
        Sign("one_text", Text("自行填写的文字雷同", "They wrote the same words"), item="第（四）项", is_weak=True),
        Sign("one_error", Text("填写的错误相同", "They made the same mistakes"), item="第（四）项"),
        Sign("even_prices", Text("投标报价呈规律性差异", "The prices differ by a rule"), item="第（四）项", is_weak=True),
    )
}  # fmt: skip
NOT_KEPT: Final = Text(
    "平台不采集投标人的设备特征码和网络地址，也不掌握保证金付款账户，这些须另行核查",
    "The platform takes no marks of devices or networks, and knows no account that a deposit came from: look there otherwise",
)
"""What the articles name, or practice looks for, and the platform does not have."""
