"""Texts are compared as readers mean them, however they were written; and shown as they were."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.search import folding
from notices.search.folding import fold, places
from notices.search.highlights import LONGEST, excerpt, marked

# What titles are made of, and what they are not: signs of three planes, both widths, accents, marks of direction.
SIGNS = "公共资源國有臺灣𠮷々〇がｶ１Ａz9éÉßㄅ㎡①½ -_%'\\\"（）《》、。\u202e\u200b\u3000\n£ﬁ韓한"
TITLES = st.text(st.sampled_from(SIGNS), max_size=30)


class TestFolding:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("國有土地使用權出讓公告", "国有土地使用权出让公告"),
            ("２０２６年第Ⅱ標段", "2026 年第 ii 标段"),
            ("《中国（青岛）》-ABC_def", "中国 青岛 abc def"),
            ("Café STRASSE straße", "cafe strasse strasse"),
            ("招\u200b标\u202e公告", "招标公告"),
            ("𠮷野家、〇八", "𠮷野家 〇八"),
            ("面积120㎡", "面积 120m2"),
            ("%_%'\\\" 。、！", ""),
            ("", ""),
        ],
    )
    def test_reads_signs_as_one_however_they_were_written(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @given(TITLES)
    def test_is_done_once_for_all(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(TITLES, TITLES, TITLES)
    def test_of_a_part_is_a_part_of_the_whole(self, before: str, part: str, behind: str) -> None:
        assert fold(part) in fold(before + part + behind)

    @given(st.text())
    def test_leaves_no_wildcard_and_no_quote(self, text: str) -> None:
        assert not set(fold(text)) & set("%_'\\\"&|!:*()<>\n")

    def test_reads_traditional_signs_by_the_tables_of_opencc(self) -> None:
        """The table is frozen, for what is indexed was folded by it; a newer OpenCC is no reason to change it unasked."""
        named = Path(folding.__file__).with_name("simplified.txt").read_text(encoding="utf-8")
        assert f"OpenCC {version('opencc')} " in named
        signs = [chr(point) for point in (*range(0x3400, 0xA000), *range(0x20000, 0x2F800))]
        converter, read = opencc.OpenCC("t2s"), "\n".join(signs)
        for _ in range(2):  # what a sign is simplified to may itself be a traditional one
            read = converter.convert(read)
        assert folding._simplified() == {
            sign: plain for sign, plain in zip(signs, read.split("\n"), strict=True) if plain != sign
        }


class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "phrase", "found"),
        [
            ("关于《國有土地》出讓的公告", "国有土地 出让", ["國有土地》出讓"]),
            ("2026年第２标段", "2026 年第 2", ["2026年第２"]),
            ("x2026，2026年", "2026", ["2026"]),
            ("面积120㎡起", "120m2", ["120㎡"]),
            ("foobar foo bar", "foo bar", ["foo bar"]),
            ("a.b aXb", "a", ["a", "a"]),
            ("公公公", "公公", ["公公"]),
            ("没有", "有没", []),
        ],
    )
    def test_are_those_of_the_text_as_it_was_written(self, text: str, phrase: str, found: list[str]) -> None:
        assert [text[start:end] for start, end in places(text, phrase)] == found

    @given(TITLES, st.data())
    def test_are_where_the_part_was_taken_from(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text)))
        phrase = fold(text[start : data.draw(st.integers(start, len(text)))])
        for begin, end in places(text, phrase) if phrase else ():
            assert phrase.replace(" ", "") in fold(text[begin:end]).replace(" ", "")


class TestHighlights:
    def test_mark_what_was_looked_for_and_change_no_sign(self) -> None:
        parts = marked("國有土地<b>出讓</b>", ["国有", "出让"])
        assert [text for text, is_marked in parts if is_marked] == ["國有", "出讓"]
        assert "".join(text for text, _ in parts) == "國有土地<b>出讓</b>"

    def test_overlap_without_doubling(self) -> None:
        assert marked("公共资源", ["公共资", "共资源", "资源"]) == [("公共资", True), ("源", True)]

    @given(TITLES, TITLES)
    def test_put_together_are_the_text(self, text: str, looked_for: str) -> None:
        phrases = fold(looked_for).split()
        assert "".join(part for part, _ in marked(text, phrases)) == text

    def test_excerpt_shows_the_first_place_with_what_stands_around(self) -> None:
        text = "前" * 90 + "采购人" + "后" * 300
        shown = excerpt(["没有", text], ["采购人"])
        assert ("采购人", True) in shown
        assert shown[0] == ("…", False)
        assert shown[-1] == ("…", False)
        assert len("".join(part for part, _ in shown)) == LONGEST + 2
        assert excerpt(["没有"], ["采购人"]) == []
