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
    "auctioned": Text("标段（包、宗地、标的）", "Lot"),
    "auction_form": Text("竞价方式", "Form"),
    "auction_begins": Text("开始时间", "Begins at"),
    "auction_place": Text("竞价地点", "Where"),
    "auction_rules": Text("竞价规则的校验值（SHA-256）", "Hash of the rules (SHA-256)"),
}
"""What stands under the organiser's own title, or in a section of its own, is not here."""

SECTIONS: Mapping[str, str] = {"evaluation": "评标情况", "clarification": "澄清与修改"}
"""How the headings of sections that say the whole of it begin."""
