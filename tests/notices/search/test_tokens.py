"""Lexemes sift without losing anything: whatever stands in a text has the lexemes by which it is looked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given

from notices.search import tokens
from notices.search.folding import fold, runs
from tests.notices.search.test_folding import TITLES


def likes(pattern: str, text: str) -> bool:
    """Tell what LIKE tells of a folded text with a space at each end; nothing folded is a wildcard."""
    return pattern.strip("%") in f" {text} "


def holds(query: str, lexemes: set[str]) -> bool:
    """Tell what @@ tells of a query of ours."""
    ways = query.split(" | ")
    return any(all(lexeme in lexemes for lexeme in re.findall(r"'([^']+)'", way)) for way in ways)


class TestLexemes:
    def test_are_signs_pairs_and_beginnings_of_words(self) -> None:
        assert tokens.of(runs("招标公告 2026 AB bridge-building")) == {
            "招", "标", "公", "告", "招标", "标公", "公告", "202", "2026", "ab",
            "bri", "brid", "bridg", "bridge", "bui", "buil", "build", "buildi", "buildin", "building",
        }  # fmt: skip

    @given(TITLES, TITLES, TITLES)
    def test_of_a_text_hold_those_of_every_phrase_in_it(self, before: str, part: str, behind: str) -> None:
        phrase, text = fold(part), fold(before + part + behind)
        assume(phrase and likes(tokens.pattern(phrase), text))
        assert set(tokens.asked(phrase)) <= tokens.of(text.split())

    @pytest.mark.parametrize(
        ("phrase", "text", "stands"),
        [
            ("标", "招标", True),
            ("标公", "招标 公告", False),
            ("bri", "old bridge", True),
            ("ridge", "old bridge", False),
            ("br", "old bridge", False),
            ("br", "br 公告", True),
            ("第 2", "标段第 2 包", True),
            ("第 2", "标段第 20 包", False),
            ("2026 年", "2026 年第", True),
            ("026 年", "2026 年第", False),
            ("a1234567890", "a12345678901", True),
            ("a1234567891", "a1234567890", False),
        ],
    )
    def test_and_the_pattern_tell_where_a_phrase_stands(self, phrase: str, text: str, stands: bool) -> None:
        assert likes(tokens.pattern(phrase), text) == stands


class TestNear:
    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("公共资原", "公共资源"),  # another sign
            ("公共资原交易", "公共资源交易"),
            ("公共源交易", "公共资源交易"),  # one is missing
            ("公共的资源交易", "公共资源交易"),  # one too many
            ("公资共源交易中", "公共资源交易中心"),  # in another order
            ("学校 brige", "学校 bridge"),  # a word among others
            ("青岛市 学笑", "青岛市中学"),
            ("青岛市学校采狗", "青岛市学校采购"),
        ],
    )
    def test_finds_what_was_nearly_typed(self, typed: str, text: str) -> None:
        phrases, lexemes = fold(typed).split(), tokens.of(runs(text))
        assert not holds(tokens.query(phrases), lexemes)
        assert holds(tokens.near(phrases), lexemes)

    @pytest.mark.parametrize("typed", ["公", "公共", "bridge", ""])
    def test_guesses_nothing_where_too_little_is_left(self, typed: str) -> None:
        assert tokens.near(fold(typed).split()) == ""

    def test_does_not_find_what_is_quite_another_thing(self) -> None:
        assert not holds(tokens.near(["公共资源交易"]), tokens.of(runs("政府采购公告")))

    @given(TITLES)
    def test_is_never_narrower_than_what_was_typed(self, typed: str) -> None:
        phrases = fold(typed).split()
        near = tokens.near(phrases)
        assume(near)
        assert holds(near, tokens.of(fold(typed).split()))
