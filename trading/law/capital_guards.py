"""What must hold where a company takes in new capital and its board chooses among investors."""

from __future__ import annotations

from foundation.text import Text
from trading.law.guards import require
from trading.law.statutes import PRACTICE, PROPERTY_ORDER_32

a_known_investor = require(
    "no_such_investor",
    Text("选定的是遴选结果中的候选投资方", "The investor is one of the candidates of the selection"),
    lambda f: f.data is None or f.data.candidate <= (f.candidates or 1),
    law=PROPERTY_ORDER_32.article("43"),
)
the_first_or_a_reason = require(
    "no_reason",
    Text(
        "选定排序第一的候选投资方，选定其他的须说明理由", "The first candidate, or another one for a reason"
    ),
    lambda f: f.data is None or f.data.candidate == 1 or bool(f.data.reason.strip()),
    law=PRACTICE.article(""),
)
