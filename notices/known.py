"""The names under which notices print what the platform writes by itself, by the place in which the law looks for it."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.text import Text

LABELS: Mapping[str, Text] = {
    "title": Text("项目名称", "Title"),
    "number": Text("项目编号", "Number"),
    "agency": Text("代理机构", "Agency"),
    "candidates": Text("候选人", "Candidate"),
    "winner": Text("中选（成交）人", "Winner"),
    "price": Text("价格（元）", "Price (yuan)"),
    "contractor": Text("合同相对人", "Contractor"),
    "contract_price": Text("合同金额（元）", "Contract price (yuan)"),
    "signed_on": Text("签订日期", "Signed on"),
    "documents": Text("招标（采购）文件", "Documents"),
    "decision": Text("处理结果", "Decision"),
}
"""What stands under the organiser's own title, or in a section of its own, is not here."""

SECTIONS: Mapping[str, str] = {"evaluation": "评标情况", "clarification": "澄清与修改"}
"""How the headings of sections that say the whole of it begin."""
