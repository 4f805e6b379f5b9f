"""What differs between two versions is said field by field, word by word, and nothing else is."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from foundation.text import Text
from notices.comparing import LONGEST, Piece, changes, pieces
from notices.writing import Content, Row, Section

words = st.text(st.sampled_from("采购公告ab1.，, \n𠮷"), max_size=40)


def content(**rows: str) -> dict[str, Any]:
    """Return a notice of labelled rows under a numbered heading, each in two languages."""
    told = tuple(Row(Text(label, label), Text(value, f"en {value}")) for label, value in rows.items())
    title = Text("标题", "Title")
    return Content(
        title,
        (Section(title, (Text("开头", "Opening"),)), Section(Text("一、联系方式", "1. Contacts"), rows=told)),
    ).to_json()


def side(found: list[Piece], without: str) -> str:
    return "".join(one.words for one in found if one.how != without)


class TestPieces:
    @given(words, words)
    def test_say_both_texts_whole(self, before: str, after: str) -> None:
        found = pieces(before, after)
        assert (side(found, "inserted"), side(found, "deleted")) == (before, after)

    @given(words)
    def test_of_one_text_are_all_kept(self, text: str) -> None:
        assert {one.how for one in pieces(text, text)} <= {"kept"}

    def test_keep_numbers_and_words_whole(self) -> None:
        found = pieces("电话 85910001 Room 3", "电话 85910002 Room 3")
        assert [(one.how, one.words) for one in found] == [
            ("kept", "电话 "), ("deleted", "85910001"), ("inserted", "85910002"), ("kept", " Room 3"),
        ]  # fmt: skip

    def test_of_very_long_texts_are_the_texts(self) -> None:
        found = pieces("字" * (LONGEST + 1), "词")
        assert [one.how for one in found] == ["deleted", "inserted"]


class TestChanges:
    def test_of_a_notice_with_itself_are_none(self) -> None:
        assert changes(content(地址="甲"), content(地址="甲")) == []

    def test_name_the_field_in_both_languages(self) -> None:
        (found,) = changes(content(地址="一号楼", 电话="1"), content(地址="二号楼", 电话="1"))
        assert found.where == Text("联系方式 › 地址", "Contacts › 地址")
        assert side(list(found.zh), "deleted") == "二号楼"
        assert side(list(found.en), "inserted") == "en 一号楼"

    def test_tell_what_came_and_what_went_without_its_neighbours(self) -> None:
        found = changes(content(地址="甲", 电话="1"), content(邮箱="a", 地址="甲"))
        assert [(one.where.zh, {piece.how for piece in one.zh}) for one in found] == [
            ("联系方式 › 邮箱", {"inserted"}), ("联系方式 › 电话", {"deleted"}),
        ]  # fmt: skip

    def test_do_not_take_a_new_number_of_a_heading_for_another_section(self) -> None:
        later = content(地址="甲")
        later["sections"][1]["heading"] = {"zh": "三、联系方式", "en": "3. Contacts"}
        assert changes(content(地址="甲"), later) == []
