"""
The majors of experts (评标专家专业分类标准（试行）, 发改法规〔2010〕1538号): its top classes, written from memory.

A class is what experts are registered under and drawn by; a centre that needs the finer ones adds rows here.
"""

from __future__ import annotations

from typing import Final

from foundation.text import Text
from trading.law.citations import Statute

STANDARD: Final = Statute(
    "expert_majors",
    "评标专家专业分类标准（试行）",
    "2010-07-15",
    "NDRC 2010 No. 1538, classes of evaluation experts",
)

MAJORS: Final[dict[str, Text]] = {
    "a01": Text("工程：规划", "Works: planning"),
    "a02": Text("工程：投资策划与决策", "Works: investment"),
    "a03": Text("工程：勘察", "Works: survey"),
    "a04": Text("工程：设计", "Works: design"),
    "a05": Text("工程：监理", "Works: supervision"),
    "a06": Text("工程：工程造价", "Works: cost"),
    "a07": Text("工程：项目管理", "Works: project management"),
    "a08": Text("工程：工程施工", "Works: construction"),
    "b01": Text("货物：机械、设备", "Goods: machinery"),
    "b02": Text("货物：电子、信息", "Goods: electronics and information"),
    "b03": Text("货物：医疗", "Goods: medical"),
    "b04": Text("货物：材料", "Goods: materials"),
    "c01": Text("服务：金融、法律、财务", "Services: finance, law, accounting"),
    "c02": Text("服务：信息技术", "Services: information technology"),
    "c03": Text("服务：物业、后勤", "Services: property management"),
    "c04": Text("服务：土地、资产评估", "Services: land and asset valuation"),
}
"""By code; codes are in lower case, as groups of a draw are."""
