"""Versions of documents, and what differs between them."""

from __future__ import annotations

import pytest
from django.test import Client

from config.demo.moves import Cast
from portal.documents import differences
from tests.world import World


class TestDifferences:
    def test_are_none_between_equals(self) -> None:
        assert differences({"title": "甲", "items": []}, {"title": "甲", "items": []}) == []

    def test_name_the_place_in_words(self) -> None:
        before = {"criteria": [{"code": "a", "weight": "50"}, {"code": "b", "weight": "20"}]}
        after = {"criteria": [{"code": "a", "weight": "45"}, {"code": "b", "weight": "20"}]}
        (only,) = differences(before, after)
        assert (only.where.zh, only.before.zh, only.after.zh) == ("评审标准 › a › 分值", "50", "45")
        assert only.where.en == "Criteria › a › Weight"

    def test_call_a_thing_by_its_name_where_it_has_one(self) -> None:
        before, after = ({"criteria": [{"code": "a", "name": "技术方案", "weight": w}]} for w in ("50", "45"))
        (only,) = differences(before, after)
        assert only.where.zh == "评审标准 › 技术方案 › 分值"

    def test_of_one_put_in_between_are_only_its_own(self) -> None:
        before = {"requirements": [{"code": "a", "name": "甲"}, {"code": "c", "name": "丙"}]}
        after = {
            "requirements": [
                {"code": "a", "name": "甲"},
                {"code": "b", "name": "乙"},
                {"code": "c", "name": "丙"},
            ]
        }
        assert [(one.before.zh, one.after.zh) for one in differences(before, after)] == [
            ("", "b"),
            ("", "乙"),
        ]

    def test_tell_what_is_gone(self) -> None:
        (only,) = differences({"title": "甲", "standard": "旧"}, {"title": "甲"})
        assert (only.before.zh, only.after.zh) == ("旧", "")

    def test_write_choices_and_truths_in_words(self) -> None:
        found = differences(
            {"method": "comprehensive", "required": True}, {"method": "lowest_price", "required": False}
        )
        assert [(one.before.zh, one.after.zh) for one in found] == [
            ("综合评估法", "最低评标价法"),
            ("是", "否"),
        ]


@pytest.mark.django_db
class TestDocumentPage:
    def test_shows_a_version_and_what_differs(self, world: World, rich: Cast, client: Client) -> None:
        number = world.deal(rich).number
        text = client.get(f"/deals/{number}/documents/tender/2/").text
        assert "<del>50</del>" in text
        assert "<ins>45</ins>" in text
        assert "安全生产许可证" in text
        assert "由投标人各自解密" in text and "15分钟" in text and "两人签署延长解密时间" in text
        client.cookies["language"] = "en"
        english = client.get(f"/deals/{number}/documents/tender/2/").text
        client.cookies["language"] = "zh-hans"
        assert "Each bidder its own" in english and "15 minutes" in english
        first = client.get(f"/deals/{number}/documents/tender/1/").text
        assert "安全生产许可证" not in first and "由投标人各自解密" in first
        assert "<del>" not in first

    @pytest.mark.parametrize("path", ["tender/3/", "tender/0/", "other/1/"])
    def test_is_not_there_for_other_versions(
        self, path: str, world: World, rich: Cast, client: Client
    ) -> None:
        assert client.get(f"/deals/{world.deal(rich).number}/documents/{path}").status_code == 404

    def test_of_a_draft_is_not_there(self, world: World, client: Client) -> None:
        number = world.deal(world.draft()).number
        assert client.get(f"/deals/{number}/documents/tender/1/").status_code == 404
