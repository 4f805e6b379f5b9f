"""The rules on the screen of a room."""

from __future__ import annotations

from typing import Any

import pytest

from portal.auctions import telling
from tests.toolkit.auctions.rooms import HOLDERS, rules


class TestTerms:
    """What a room says of its rules: each is there where it holds, and nowhere else."""

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (rules("dynamic_quotation"), {"竞价方式", "起始价", "增价幅度", "自由报价期", "延时规则", "底价"}),
            (rules("open_rounds"), {"竞价方式", "起始价", "增价幅度", "每轮时长", "最晚在开始后", "底价"}),
            (rules("descending_clock", floor="900"), {"竞价方式", "起始价", "减价至", "每档停留", "底价"}),
            (rules("called_auction", large_steps=20), {"竞价方式", "起始价", "增价幅度", "落槌前叫价次数", "防误操作", "底价"}),
            (
                rules("listing", cap="1100", beyond={"way": "conditions", "window_s": 60}, holders=HOLDERS),
                {"竞价方式", "起始价", "增价幅度", "最高限价", "挂牌期", "询问期", "延时规则", "达到最高限价后", "底价", "优先购买权人"},
            ),
            (rules("reverse_open", signing="passkey"), {"竞价方式", "起始价", "增价幅度", "自由报价期", "延时规则", "底价", "报价签名"}),
        ],
    )  # fmt: skip
    def test_are_those_of_the_form(self, given: Any, said: set[str]) -> None:
        assert {title.zh for title, _, _ in telling.terms(given)} == said
